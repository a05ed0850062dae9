"""The report's body, from its head to its signature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.report_plan import ReportSection
from outputs.chart import Chart
from outputs.narrative_lines import own_lines, unit_lines
from outputs.officedocument import TEXT_WIDTH, day_words, head, signature, title
from outputs.report_charts import charts_of
from outputs.report_content import Report
from outputs.report_words import titles, wording_of
from outputs.restatement import restatement_table
from outputs.results_table import ResultsTables
from outputs.word_table import Block, Line
from outputs.wording import Wording

DRAFT = "DỰ THẢO"
_ARCHIVE = "Lưu: VT"


def body(report: Report) -> list[Block | Chart]:
    """DeclarationError where a sentence of report.toml cannot be rendered."""
    wording = wording_of(report)
    kind, subject = titles(report, wording)
    return [
        *_front(report, wording, kind, subject),
        *_lacking(report),
        *_results(report, wording),
        *_limits(report, wording),
        *_restatement(report),
        *_tasks(report),
        *_requests(report),
        *_close(report),
    ]


def _front(report: Report, wording: Wording, kind: str, subject: str) -> list[Block]:
    ours = report.association
    dated = f"{ours.place}, ngày {report.signed}"
    addressee = [Line(f"Kính gửi: {ours.addressee}", "Subtitle")] if ours.addressee else []
    opening = wording.paragraph(report.catalogue.report.opening, "opening")
    mark = "" if report.lacking is None else DRAFT
    return [
        head(ours.parent, ours.name, f"Số: {report.number}", dated, mark),
        *title(kind, subject),
        *addressee,
        Line(opening, "BodyText"),
        *_paragraphs(_replaces(report)),
    ]


def _replaces(report: Report) -> list[str]:
    """The report that this one takes the place of, and where it says what changed."""
    if report.replaces is None:
        return []
    before, symbol = report.replaces, f"BC-{report.association.abbreviation}"
    named = f"số {before.number}/{symbol}" if before.number else f"{report.span_words} (lần {before.version})"
    what = "không có số liệu nào thay đổi"
    if any(not one.breakdown for one in report.restated):
        what = f"các số liệu được điều chỉnh nêu tại mục {_restated_at(report)} Phần I"
    told = f"Báo cáo này thay thế Báo cáo {named} ngày {day_words(before.signing)}; {what}."
    return [report.citing.word("replaces", told)]


def _lacking(report: Report) -> list[Block]:
    """What a draft tells its readers that they do not see in it."""
    if report.lacking is None:
        return []
    told = report.lacking or ("Không còn thiếu gì: có thể chốt số liệu.",)
    return [
        Line("Những nội dung còn thiếu khi lập dự thảo", "Heading1"),
        *_paragraphs(report.citing.word("lacking", f"- {one}") for one in told),
    ]


def _restated_at(report: Report) -> int:
    """The number of the section that comes after the results and the limits."""
    return len(report.catalogue.report.results) + 2


def _tables(sections: Iterable[ReportSection]) -> int:
    return sum(1 for one in sections if one.table)


def _restatement(report: Report) -> list[Block]:
    table = restatement_table(report.restated, report.catalogue, TEXT_WIDTH, report.citing)
    if table is None:
        return []
    told = "Các số liệu sau đây khác với số đã nêu trong những báo cáo trước; báo cáo này dùng số ở cột “Nay”."
    return [
        Line(f"{_restated_at(report)}. Điều chỉnh số liệu", "Heading2"),
        *_paragraphs([told]),
        Line(f"Bảng {_tables(report.catalogue.report.results) + 1}. Điều chỉnh số liệu", "Caption"),
        table,
        Line(style="Note"),
    ]


def _results(report: Report, wording: Wording) -> list[Block | Chart]:
    blocks: list[Block | Chart] = [_part("I", f"Kết quả thực hiện {report.span_words}")]
    tables = ResultsTables(report.catalogue, report.aims, report.citing)
    sections = report.catalogue.report.results
    for number, section in enumerate(sections, 1):
        blocks += _section(wording, tables, number, _tables(sections[:number]), section)
        blocks += _charts(report, section)
    return blocks


def _section(wording: Wording, tables: ResultsTables, number: int, table: int, section: ReportSection) -> list[Block]:
    prose = wording.paragraph(section.sentences, f"results {number} ({section.title})")
    blocks: list[Block] = [Line(f"{number}. {section.title}", "Heading2")]
    if prose:
        blocks.append(Line(prose, "BodyText"))
    if section.table:
        caption = Line(f"Bảng {table}. {section.title}", "Caption")
        blocks += [caption, tables.table(section.table, TEXT_WIDTH), Line(style="Note")]
    return blocks


def _charts(report: Report, section: ReportSection) -> Iterator[Block | Chart]:
    for chart in charts_of(section, report.catalogue, report.aims, report.history, report.period):
        yield chart
        yield Line(chart.note, "Note")


def _limits(report: Report, wording: Wording) -> list[Block]:
    plan = report.catalogue.report
    prose = wording.paragraph(plan.limits, "limits")
    limits, causes = _said(report, "limits"), _said(report, "causes")
    blocks: list[Block] = [Line(f"{len(plan.results) + 1}. Hạn chế, nguyên nhân", "Heading2")]
    blocks += _paragraphs([prose] if prose else [])
    blocks += [Line("a) Hạn chế", "Heading3"), *_paragraphs(limits)] if limits else []
    letter = "b" if limits else "a"
    blocks += [Line(f"{letter}) Nguyên nhân", "Heading3"), *_paragraphs(causes)] if causes else []
    nothing = _paragraphs(["Các đơn vị không nêu hạn chế, vướng mắc."])
    return blocks if len(blocks) > 1 else [*blocks, *nothing]


def _tasks(report: Report) -> list[Block]:
    lines = own_lines(report.association.tasks) + _said(report, "tasks")
    nothing = "Các đơn vị không nêu phương hướng, nhiệm vụ riêng."
    return [_part("II", f"Phương hướng, nhiệm vụ {report.next_words}"), *_paragraphs(lines or [nothing])]


def _requests(report: Report) -> list[Block]:
    lines = own_lines(report.association.requests) + _said(report, "requests")
    return [_part("III", "Kiến nghị, đề xuất"), *_paragraphs(lines or ["Không có kiến nghị, đề xuất."])]


def _close(report: Report) -> list[Block]:
    ours = report.association
    what = f"{report.span_words} và phương hướng, nhiệm vụ {report.next_words}"
    return [
        Line(f"Trên đây là báo cáo kết quả công tác {what} của {ours.name}./.", "BodyText", keep=True),
        signature(ours.authority, ours.title, ours.signatory, _recipients(ours.recipients)),
    ]


def _part(number: str, words: str) -> Line:
    return Line(f"{number}. {words.upper()}", "Heading1")


def _paragraphs(texts: Iterable[str]) -> list[Block]:
    return [Line(text, "BodyText") for text in texts]


def _said(report: Report, part: str) -> list[str]:
    return unit_lines(report.narratives, part, report.citing)


def _recipients(names: Iterable[str]) -> list[str]:
    """The lines below Nơi nhận; the last one is always the archive."""
    lines = [name.strip().lstrip("-–").strip().rstrip(";.") for name in names]
    if not any(line.startswith("Lưu") for line in lines):
        lines.append(_ARCHIVE)
    return [f"- {line};" for line in lines[:-1]] + [f"- {lines[-1]}."]
