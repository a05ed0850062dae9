"""Breaks the code on purpose, one mutant at a time, and sees that a test fails: ``make mutants``.

Each mutant is one replacement in a copy of the project; the tests named beside it must pass without it
and fail with it. ``python -m tests.mutants flows/ outputs/page`` takes those of the files that begin so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Mutant(NamedTuple):
    what: str
    file: str
    right: str
    wrong: str
    tests: str


MUTANTS = (
    Mutant("gần and trên swapped", "domain/figure.py", "if value < nearest", "if value > nearest", "tests/domain"),
    Mutant("percentages cut off", "domain/vietnamese.py", "ROUND_HALF_UP)", "'ROUND_DOWN')", "tests/domain"),
    Mutant("a unit ends a day early", "domain/unit.py", "day <= self.valid_to", "day < self.valid_to", "tests/domain"),
    Mutant(
        "a total row summed with its parts",
        "tasks/compute.py",
        'members.join(total, on=group, how="anti", nulls_equal=True)',
        "members",
        "tests/tasks/test_compute.py",
    ),
    Mutant(
        "a unit dropped from the sums",
        "tasks/compute.py",
        "for unit in units for one in makers",
        "for unit in units[1:] for one in makers",
        "tests/tasks/test_compute.py",
    ),
    Mutant(
        "years added together",
        "tasks/compute.py",
        '_KEY = ["indicator", "breakdown", "of_year"]',
        '_KEY = ["indicator", "breakdown"]',
        "tests/tasks/test_compute.py",
    ),
    Mutant(
        "the oldest section counts",
        "warehouse/facts.py",
        ".order_by(file.c.seq.desc(), section.c.reading.desc())",
        ".order_by(file.c.seq, section.c.reading.desc())",
        "tests/warehouse",
    ),
    Mutant(
        "a file kept twice",
        "warehouse/facts.py",
        "if one.receipt.file_id in waiting]",
        "if one.receipt.file_id]",
        "tests/warehouse",
    ),
    Mutant(
        "the gate lets an incomplete unit pass",
        "tasks/standing.py",
        "return not one.complete if one.expected",
        "return one.status == MISSING if one.expected",
        "tests/tasks/test_gate.py",
    ),
    Mutant(
        "a form with one number taken for an empty one",
        "tasks/refusals.py",
        "| follows).all()",
        "| follows).any()",
        "tests/tasks/test_refusals.py",
    ),
    Mutant(
        "what a form carries over taken for the sender's",
        "tasks/refusals.py",
        'pl.col("field").is_in(carried) | ',
        "",
        "tests/tasks/test_refusals.py",
    ),
    Mutant(
        "a form that asks for nothing refused",
        "tasks/refusals.py",
        '.all() & (pl.col("blank") == "ask").any()',
        ".all()",
        "tests/tasks/test_refusals.py",
    ),
    Mutant(
        "another unit's file accepted",
        "tasks/refusals.py",
        "if not is_of(home.unit_names, cover, receipt):",
        "if is_of(home.unit_names, cover, receipt) is None:",
        "tests/tasks/test_judge.py",
    ),
    Mutant(
        "what is spent added to the fund",
        "tasks/compare.py",
        "-1 if part.minus else 1",
        "1 if part.minus else 1",
        "tests/tasks/test_compare.py",
    ),
    Mutant(
        "recognised and registered swapped",
        "expectations/rules/comparisons.toml",
        'arguments = { column_A = "right", column_B = "left", or_equal = true }\ncompare = { what = "same_year"',
        'arguments = { column_A = "left", column_B = "right", or_equal = true }\ncompare = { what = "same_year"',
        "tests/spec",
    ),
    Mutant(
        "a final figure of the earlier half counted in this one",
        "tasks/observe.py",
        'pl.when(earlier).then(pl.col("before"))',
        'pl.when(earlier).then(pl.col("period"))',
        "tests/tasks/test_observe.py",
    ),
    Mutant(
        "a closed figure traced to what stands today",
        "tasks/trace.py",
        "current.period_values(connection, str(period), found.sections, indicators=summed)",
        "current.period_values(connection, str(period), None, indicators=summed)",
        "tests/tasks/test_look.py",
    ),
    Mutant(
        "a file that is still copied taken",
        "tasks/take.py",
        "if moved or (first is not None and",
        "if moved and (first is not None and",
        "tests/tasks/test_take.py",
    ),
    Mutant(
        "a share that is not mounted taken for an empty one",
        "tasks/scan.py",
        "return any(path.startswith(within)",
        "return not any(path.startswith(within)",
        "tests/tasks/test_scan.py",
    ),
    Mutant(
        "two names that print alike", "tasks/names.py", "if code < 0x80", "if code < 0x100", "tests/tasks/test_scan.py"
    ),
    Mutant(
        "a code that changed hands filed for whoever has it last",
        "tasks/receive.py",
        "or today) <= today",
        "or today) <= date.max",
        "tests/tasks/test_receive.py",
    ),
    Mutant(
        "what may pass not judged again",
        "warehouse/inboxes.py",
        "return reason in PASSING or renamed",
        "return renamed",
        "tests/warehouse/test_inboxes.py",
    ),
    Mutant(
        "an accepted file lost by reading it again",
        "warehouse/readings.py",
        "again = [one for one in judged.verdicts if one not in lost]",
        "again = list(judged.verdicts)",
        "tests/warehouse/test_readings.py",
    ),
    Mutant(
        "what cannot be answered tried again with every batch",
        "tasks/reply.py",
        'if one["file_id"] not in self._left',
        'if one["file_id"]',
        "tests/tasks/test_reply.py",
    ),
    Mutant(
        "errors and formulas without a result read as blank",
        "tasks/readers/excel.py",
        "    if not scan.marks:\n        return cells",
        "    if found:\n        return cells",
        "tests/tasks/readers/test_excel.py",
    ),
    Mutant(
        "two readings of one number both believed",
        "tasks/readers/excel.py",
        "return value == number and isfinite(number)",
        "return isfinite(number)",
        "tests/tasks/readers/test_excel.py",
    ),
    Mutant(
        "a member's checksum not compared",
        "tasks/readers/package.py",
        "if size != info.file_size or crc != info.CRC:",
        "if size != info.file_size:",
        "tests/tasks/readers/test_package.py",
    ),
    Mutant(
        "two lines of a Word cell read as one number",
        "tasks/readers/word.py",
        '**{qn(name): "\\n" for name in ("w:br", "w:cr")}',
        '**{qn(name): "" for name in ("w:br", "w:cr")}',
        "tests/tasks/readers/test_word.py",
    ),
    Mutant(
        "both marks of thousands read by guess",
        "tasks/answer.py",
        'marks = {".", ","}',
        'marks = {"."}',
        "tests/tasks/test_answer.py",
    ),
    Mutant(
        "a suite's missing values judged as wrong",
        "expectations/polars_engine.py",
        "(rows & ~missing & ~mask.wanted)",
        "(rows & ~mask.wanted)",
        "tests/expectations",
    ),
    Mutant(
        "repeats sought outside the rows that are judged",
        "expectations/polars_engine.py",
        "~pl.when(domain.rows).then(value).is_duplicated()",
        "~value.is_duplicated()",
        "tests/expectations/test_polars_engine.py",
    ),
    Mutant(
        "a fall beyond the band taken for a usual one",
        "tasks/unusual.py",
        'low = (base * (100 + pl.col("fall")) / 100)',
        'low = (base * (100 - pl.col("rise")) / 100)',
        "tests/tasks/test_unusual.py",
    ),
    Mutant(
        "a unit set against its own figure of this period",
        "tasks/unusual.py",
        'before = _latest(known.filter(pl.col("period") < str(period))',
        'before = _latest(known.filter(pl.col("period") <= str(period))',
        "tests/tasks/test_unusual.py",
    ),
    Mutant(
        "peers of all kinds thrown together",
        "tasks/unusual.py",
        'alike = ["kind", "indicator", "breakdown", "of_year"]',
        'alike = ["indicator", "breakdown", "of_year"]',
        "tests/tasks/test_unusual.py",
    ),
    Mutant(
        "a refusal explained away",
        "tasks/explained.py",
        'if found["severity"] != Severity.WARN:',
        'if not found["severity"]:',
        "tests/tasks/test_explained.py",
    ),
    Mutant(
        "a deadline on a Saturday kept there",
        "domain/working_day.py",
        "_SATURDAY = 5",
        "_SATURDAY = 6",
        "tests/domain/test_working_day.py",
    ),
    Mutant(
        "our own list read as part of a form",
        "tasks/ours.py",
        "return any(_is_list_head(grid, row) or _has_mark(grid, row)",
        "return any(_has_mark(grid, row)",
        "tests/tasks/test_ours.py",
    ),
    Mutant(
        "whoever has sent reminded",
        "tasks/chase.py",
        "if one.refused or one.unit.id in overdue:",
        "if one.refused or one.expected:",
        "tests/tasks/test_chase.py",
    ),
    Mutant(
        "somebody reminded on a day off",
        "tasks/chase.py",
        "if is_day_off(day, home.settings.days_off):",
        "if is_day_off(day):",
        "tests/tasks/test_chase.py",
    ),
    Mutant(
        "a message marked as sent before it is",
        "tasks/tell.py",
        '    silent = ""\n    try:',
        '    silent = ""\n    with home.warehouse.write() as connection:\n'
        "        outbox.mark_sent(connection, claimed)\n    try:",
        "tests/tasks/test_tell.py",
    ),
    Mutant(
        "what a dead channel failed tried at once by every run",
        "tasks/tell.py",
        "outbox.mark_failed(connection, claimed, error, _after(timedelta(minutes=minutes)))",
        "outbox.mark_failed(connection, claimed, error, _after(timedelta()))",
        "tests/tasks/test_tell.py",
    ),
    Mutant(
        "the same cause told twice",
        "warehouse/outbox.py",
        "return made.on_conflict_do_nothing(index_elements=[outbox.c.cause])",
        "return made",
        "tests/warehouse/test_outbox.py",
    ),
    Mutant(
        "a unit with all its numbers called short of some",
        "tasks/report_of.py",
        "if unit_id in short - lacking",
        "if unit_id not in lacking",
        "tests/tasks/test_publish.py",
    ),
    Mutant(
        "a report issued in the place of one that was issued",
        "warehouse/closes.py",
        "(close.c.id == close_id) & close.c.report_sha256.is_(None)",
        "close.c.id == close_id",
        "tests/warehouse/test_closes.py",
    ),
    Mutant(
        "an approval that was interrupted left without its report",
        "flows/approval.py",
        "close = stands or decisions.approve",
        "close = decisions.approve",
        "tests/flows/test_approval.py",
    ),
    Mutant(
        "what follows a broken row of the audit believed",
        "tasks/audit.py",
        "audit.acts(connection, before=broken)",
        "audit.acts(connection)",
        "tests/tasks/test_audit.py",
    ),
    Mutant(
        "a close that was taken out not missed",
        "tasks/audit.py",
        "unreadable or _taken_out(versions, acts)",
        "unreadable",
        "tests/tasks/test_audit.py",
    ),
    Mutant(
        "another year's target frozen",
        "tasks/plan.py",
        "if one.year == period.year]",
        "if one.year]",
        "tests/tasks/test_plan.py",
    ),
    Mutant(
        "the total of some final parts taken for the whole",
        "tasks/finals.py",
        'on=[*_OF_UNIT, "value"], how="anti", nulls_equal=True',
        'on=[*_OF_UNIT, "value"], how="left", nulls_equal=True',
        "tests/tasks/test_finals.py",
    ),
    Mutant(
        "a final figure added to a total that has its part already",
        "tasks/finals.py",
        'told = moved.join(held, on=_OF_UNIT, how="anti", nulls_equal=True)',
        "told = moved",
        "tests/tasks/test_finals.py",
    ),
    Mutant(
        "an estimate that a report replaced compared with again",
        "tasks/draft.py",
        "elif told := closes.find_close(connection, str(after)):",
        "elif told := None:",
        "tests/tasks/test_versions.py",
    ),
    Mutant(
        "a code that two units have lets both pass",
        "tasks/gate.py",
        'f"id:{unit.id}" if unit.code in shared else unit.code',
        "unit.code",
        "tests/tasks/test_gate.py",
    ),
    Mutant(
        "a successor's target made of some of its predecessors'",
        "tasks/plan.py",
        "and all(one and stated.get(one) for one in units)",
        "and any(one and stated.get(one) for one in units)",
        "tests/tasks/test_plan.py",
    ),
    Mutant(
        "a code taken for whoever had it first in the year",
        "tasks/targets.py",
        "if len(there) > 1:",
        "if len(there) > 9:",
        "tests/tasks/test_targets.py",
    ),
    Mutant(
        "last year's recognitions measured by this year's plan",
        "outputs/aims.py",
        "in (None, self.year) else None",
        "else None",
        "tests/outputs/test_wording.py",
    ),
    Mutant(
        "the association's own target taken for the sum of its units'",
        "tasks/report_of.py",
        "own_targets=declared.own_targets(connection, close.id, period.year)",
        "own_targets=frozenset()",
        "tests/tasks/test_publish.py",
    ),
    Mutant(
        "a sender's text written as a code of Excel's",
        "outputs/finding_list.py",
        'return _HEXED.sub("_x005F_", text)',
        "return text",
        "tests/outputs/test_findings_sheet.py",
    ),
    Mutant(
        "a sheet's own colours overruled by number",
        "outputs/patch_sheet.py",
        'rule.set("priority", str(priority + shift))',
        'rule.set("priority", str(priority))',
        "tests/outputs/test_patch_sheet.py",
    ),
    Mutant(
        "a split that nobody has stated guessed",
        "domain/lineage.py",
        "return dict.fromkeys([*to, unit] if lives_on else to)",
        "return dict.fromkeys([*to, unit] if lives_on else to, Fraction(1, len(to)))",
        "tests/domain/test_lineage.py",
    ),
    Mutant(
        "a part given away still counted where it was",
        "domain/lineage.py",
        "rest = _WHOLE - sum(stated.values())",
        "rest = _WHOLE",
        "tests/domain/test_lineage.py",
    ),
    Mutant(
        "a negative value shared out as a positive one",
        "domain/shares.py",
        "return pl.col(total).sign() * (share",
        "return (share",
        "tests/tasks/test_succession.py",
    ),
    Mutant(
        "a predecessor that said nothing not expected",
        "tasks/succession.py",
        'expected=pl.col("expected") + pl.col("silent").fill_null(0)',
        'expected=pl.col("expected")',
        "tests/tasks/test_succession.py",
    ),
    Mutant(
        "registered communes added up for their ward",
        "tasks/succession.py",
        'if indicator.merges == "none"',
        'if indicator.merges == "never"',
        "tests/tasks/test_succession.py",
    ),
    Mutant(
        "a year whole without one of a unit's predecessors",
        "tasks/compute.py",
        'short, over_all = pl.col("counted_before") < pl.col("expected_before")',
        'short, over_all = pl.col("counted_before") < pl.lit(1)',
        "tests/tasks/test_succession.py",
    ),
    Mutant(
        "writers of PostgreSQL do not wait for each other",
        "warehouse/engines.py",
        "connection.exec_driver_sql(_TAKE_TURN)",
        'connection.exec_driver_sql("SELECT 1")',
        "tests/warehouse/test_store.py",
    ),
    Mutant(
        "text in the order of a language",
        "warehouse/migrations/env.py",
        """TYPE {kind} COLLATE "C\"'""",
        "TYPE {kind}'",
        "tests/warehouse/test_engines.py",
    ),
    Mutant(
        "a value of no year after those of years",
        "warehouse/attempts.py",
        "observation.c.of_year.nulls_first()",
        "observation.c.of_year",
        "tests/warehouse/test_attempts.py",
    ),
    Mutant(
        "a server that is lost is no error of the machine",
        "warehouse/errors.py",
        "isinstance(error, OperationalError | InternalError)",
        "isinstance(error, InternalError)",
        "tests/warehouse/test_errors.py",
    ),
    Mutant(
        "an upgrade that changes a figure is kept",
        "warehouse/inventory.py",
        "if after.closes.get(name) != digest:",
        "if name not in after.closes:",
        "tests/warehouse/test_upgrade.py",
    ),
    Mutant(
        "a raw file that was altered is told of by no backup",
        "tasks/backup.py",
        "!= name and _HASH.fullmatch(name)",
        "!= name and not _HASH.fullmatch(name)",
        "tests/tasks/test_backup.py",
    ),
    Mutant(
        "a backup with an altered member is restored",
        "tasks/archive.py",
        "if found.get(name) != manifest.members.get(name):",
        "if name not in found:",
        "tests/tasks/test_restore.py",
    ),
    Mutant(
        "what refers to a later row of its table is lost on the way",
        "warehouse/move.py",
        "    if within:\n        _refer(old, new, table, within)\n",
        "",
        "tests/warehouse/test_move.py",
    ),
    Mutant(
        "numbers that were typed into a report not looked for",
        "tasks/report_difference.py",
        "if known.isdisjoint(_pairs(one)) or",
        "if",
        "tests/tasks/test_report_difference.py",
    ),
    Mutant(
        "a figure that is said to count something else not seen",
        "tasks/loose_numbers.py",
        "if first[0].isalpha() and second[0].isalpha()",
        "if first.isalpha() and second.isalpha()",
        "tests/tasks/test_report_difference.py",
    ),
    Mutant(
        "a figure that the warehouse has no more not told",
        "tasks/verify.py",
        "and is_figure(piece.key) and piece.text not in texts",
        "and texts and piece.text not in texts",
        "tests/tasks/test_verify.py",
    ),
    Mutant(
        "hidden figures read as if somebody saw them",
        "tasks/report_pieces.py",
        "return element.tag == _RUN and says(",
        "return element.tag == BOX and says(",
        "tests/tasks/test_report_text.py",
    ),
    Mutant(
        "a number in a field that speaks of pages taken for a page's",
        "tasks/report_pieces.py",
        "not _PAGES.isdisjoint(instruction.upper().split()[:1])",
        "any(one in instruction.upper() for one in _PAGES)",
        "tests/tasks/test_report_text.py",
    ),
    Mutant(
        "edited prose brought back though a figure has come since",
        "outputs/adopted.py",
        "run.keys != _own(prose)",
        "not run.keys",
        "tests/outputs/test_adopted.py",
    ),
    Mutant(
        "edited prose with a figure from elsewhere believed",
        "outputs/adopted.py",
        " or not _live_in(run.said) <= run.keys",
        "",
        "tests/outputs/test_adopted.py",
    ),
    Mutant(
        "the figures of an edited report taken for ours",
        "outputs/adopted.py",
        'piece.text if is_prose(now.key or "") else now.text',
        "piece.text",
        "tests/outputs/test_adopted.py",
    ),
    Mutant(
        "an edit that moved a figure adopted",
        "tasks/adopt.py",
        "if not one.in_table and one.what not in _OURS",
        "if not one.in_table and one.what not in (*_OURS, What.MOVED)",
        "tests/tasks/test_adopt.py",
    ),
    Mutant(
        "a report with its number reworded",
        "tasks/adopt.py",
        "if given := editions.numbered(connection, close.id):",
        "if given := None:",
        "tests/tasks/test_adopt.py",
    ),
    Mutant(
        "another number given to a report that has one",
        "tasks/number.py",
        "if (before.number, before.signed) != (number, signed) or",
        "if",
        "tests/tasks/test_number.py",
    ),
    Mutant(
        "what is filled in read as a part of the document",
        "outputs/fill_in.py",
        "{start}{escape(text)}",
        "{start}{text}",
        "tests/outputs/test_fill_in.py",
    ),
    Mutant(
        "a forged figure in a unit's words believed",
        "outputs/live.py",
        "    said = plain(text)",
        "    said = text",
        "tests/outputs/test_live.py",
    ),
    Mutant(
        "a draft of a report kept as a close",
        "warehouse/store.py",
        "            transaction.rollback()\n",
        "",
        "tests/warehouse/test_store.py",
    ),
    Mutant(
        "prose of another moment not missed by the audit",
        "warehouse/editions.py",
        "if superseded_at != until.get((period, anchor)):",
        "if superseded_at and not until.get((period, anchor)):",
        "tests/warehouse/test_editions.py",
    ),
    Mutant(
        "half of a year's figure left out where it is walked back",
        "tasks/trace.py",
        "if flows and citation.figure.span == YEAR:",
        "if flows and citation.figure.span == ALL:",
        "tests/tasks/test_trace.py",
    ),
    Mutant(
        "what senders wrote not escaped on the page",
        "outputs/page_environment.py",
        "autoescape=True",
        "autoescape=False",
        "tests/outputs/test_page.py::test_what_senders_wrote_is_shown_as_they_wrote_it",
    ),
    Mutant(
        "figures that are not published on the public page",
        "outputs/page_content.py",
        "figures=overview.published or FigureList(None, ()),",
        "figures=overview.figures,",
        "tests/outputs/test_page.py::test_the_public_page_prints_published_figures_alone",
    ),
    Mutant(
        "names of units above others on the public page",
        "outputs/page_content.py",
        "        by_parent=(),\n        units=(),",
        "        units=(),",
        "tests/outputs/test_page.py::test_the_public_page_holds_no_unit_no_person_and_no_path",
    ),
    Mutant(
        "a kind with one unit told to everybody",
        "outputs/page_content.py",
        "one.rate.expected == 1",
        "one.rate.expected == 0",
        "tests/outputs/test_page.py::test_a_kind_with_one_unit_would_tell_of_that_unit",
    ),
    Mutant(
        "an open half without the first half of its year",
        "tasks/figure_lines.py",
        "        bases[ITSELF] = first\n",
        "        pass\n",
        "tests/tasks/test_overview.py",
    ),
    Mutant(
        "a page written anew without a change",
        "tasks/pages.py",
        "if not path.exists() or path.read_bytes() != data:",
        "if True:",
        "tests/tasks/test_pages.py",
    ),
    Mutant(
        "answers to files of other halves on a page",
        "warehouse/replies.py",
        "or_(file.c.period == code, of_any_period())",
        "or_(file.c.period != None, of_any_period())",
        "tests/warehouse/test_replies.py",
    ),
    Mutant(
        "what a killed server has started lives on",
        "flows/child.py",
        'preexec_fn=_end_with_parent if sys.platform == "linux" else None',
        "preexec_fn=None",
        "tests/flows/test_child.py",
    ),
    Mutant(
        "what a dead worker has started lives on beside the next",
        "flows/child.py",
        "self._end_group()  # of one that has died: nobody",
        "# of one that has died: nobody",
        "tests/flows/test_child.py",
    ),
    Mutant(
        "a full disk that names no place",
        "tasks/raw.py",
        "error.filename = str(target)",
        "pass",
        "tests/tasks/test_raw.py",
    ),
    Mutant(
        "runs of a dead worker that seem to go on",
        "flows/worker.py",
        "for run in crash_orphans():",
        "for run in []:",
        "tests/reliability/test_serve_trouble.py::"
        "test_runs_that_a_dead_worker_had_begun_are_called_crashed_and_told_and_no_others",
    ),
    Mutant(
        "a lock that is waited for no second time",
        "warehouse/errors.py",
        "return code & 0xFF in _WAITED_FOR",
        "return False",
        "tests/warehouse/test_errors.py",
    ),
    Mutant(
        "a server that restarts is given up",
        "warehouse/errors.py",
        "return unreached or code in _PASSING",
        "return code in _PASSING",
        "tests/warehouse/test_errors.py",
    ),
    Mutant(
        "a step tried again though somebody must act first",
        "flows/step.py",
        "isinstance(error, BaseException) and may_pass(error)",
        "True",
        "tests/flows/test_step.py",
    ),
    Mutant(
        "a step never tried again",
        "flows/step.py",
        "isinstance(error, BaseException) and may_pass(error)",
        "False",
        "tests/flows/test_step.py",
    ),
    Mutant(
        "an error of a share that is told in our words given up",
        "flows/explain.py",
        "raised = raised.__cause__ or raised.__context__",
        "raised = raised.__cause__",
        "tests/flows/test_explain.py",
    ),
    Mutant(
        "a worker that stays dead",
        "flows/serve.py",
        "            child.start()\n            pauses",
        "            pauses",
        "tests/reliability/test_serve_kills.py::test_what_is_killed_in_mid_run_comes_up_again_and_the_next_run_finishes",
    ),
)


def passes(project: Path, tests: str) -> bool:
    environment = {**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", tests]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, check=False).returncode == 0


def survives(project: Path, mutant: Mutant) -> bool:
    path = project / mutant.file
    right = path.read_text(encoding="utf-8")
    if right.count(mutant.right) != 1:
        raise SystemExit(f"{mutant.file}: wanted {mutant.right!r} once, saw it {right.count(mutant.right)} times")
    path.write_text(right.replace(mutant.right, mutant.wrong), encoding="utf-8")
    try:
        return passes(project, mutant.tests)
    finally:
        path.write_text(right, encoding="utf-8")


def main() -> None:
    asked = tuple(sys.argv[1:])
    mutants = [one for one in MUTANTS if not asked or one.file.startswith(asked)]
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "soket"
        skipped = shutil.ignore_patterns(".venv", ".git", "demo", "__pycache__", ".*_cache", ".hypothesis")
        shutil.copytree(ROOT, project, ignore=skipped)
        for tests in sorted({mutant.tests for mutant in mutants}):
            if not passes(project, tests):
                raise SystemExit(f"{tests}: fails without any mutant")
        alive = [mutant.what for mutant in mutants if _told(mutant, survives(project, mutant))]
    print(f"{len(mutants) - len(alive)} of {len(mutants)} mutants killed")
    if alive:
        raise SystemExit(1)


def _told(mutant: Mutant, alive: bool) -> bool:
    print(f"{'SURVIVED' if alive else 'killed  '} {mutant.file}: {mutant.what}", flush=True)
    return alive


if __name__ == "__main__":
    main()
