"""What is found in a batch: rows of FINDINGS, with the rules' own words filled in."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.day import states_day
from domain.finding import FINDINGS, Severity
from domain.rule import Rule
from domain.submission import Cover, Receipt
from domain.vietnamese import grouped
from tasks.asked import judged_columns
from tasks.comparison import Compared
from tasks.home import Home
from tasks.kinds import axes_of_lists
from tasks.recognised import Recognised, Refusal

BLANK = "để trống"
HIDDEN = "(đã ẩn)"  # in the place of what may be a person's name
_ERROR = re.compile(r"#[A-Z0-9/_]+[!?]?")
JUDGED = ["canonical", "blank", "asks", "role", "form", "field", "member", "once", "said"]
_UNIQUE = "expect_column_values_to_be_unique"
_WITHOUT_FORMULAS = {"xls", "csv"}  # formats: where a form's own sums are not kept, or bytes have no checksum


@dataclass(frozen=True)
class Found:
    """FINDINGS of a suite, and what the library said of it as JSON, without what senders wrote."""

    findings: pl.DataFrame
    told: dict[str, Any] = field(default_factory=dict)


def of_refusals(catalogue: Catalogue, refusals: Mapping[int, Refusal]) -> pl.DataFrame:
    """The refusals of files, a finding each."""
    rows = [
        _finding(file_id, catalogue.rule_by_id[refusal.rule], refusal.words, refusal.place)
        for file_id, refusal in refusals.items()
    ]
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def without_control(
    catalogue: Catalogue, recognised: Recognised, receipts: Sequence[Receipt], refusals: Mapping[int, Refusal]
) -> pl.DataFrame:
    """Files that should prove a control total and do not."""
    rows = [
        _finding(receipt.file_id, catalogue.rule_by_id["no_control_total"], {})
        for receipt in receipts
        if receipt.file_id not in refusals and _lacks_control(recognised, receipt.file_id)
    ]
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def _lacks_control(recognised: Recognised, file_id: int) -> bool:
    """A total that is there and no number proves nothing, and formats without formulas must prove one."""
    cover = recognised.covers[file_id]
    absent = cover.control_total is None and recognised.formats.get(file_id) in _WITHOUT_FORMULAS
    return cover.control_unreadable or absent


def of_another_day(
    home: Home, recognised: Recognised, receipts: Sequence[Receipt], refusals: Mapping[int, Refusal]
) -> pl.DataFrame:
    """A cover may state no day; one that it states is the period's cut-off."""
    rows: list[tuple[Any, ...]] = []
    for receipt in receipts:
        cover = recognised.covers.get(receipt.file_id, Cover())
        if receipt.file_id in refusals or cover.period is None or not cover.as_of_text:
            continue
        cut_off = home.settings.periods[cover.period].cut_off
        if not states_day(cover.as_of_text, cut_off):
            words = {"text": cover.as_of_text, "cut_off": f"{cut_off:%d/%m/%Y}"}
            rows.append(_finding(receipt.file_id, home.catalogue.rule_by_id["other_date"], words, cover.as_of_cell))
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def of_fields(catalogue: Catalogue, fields: pl.DataFrame) -> Found:
    """What the rules on cells find, by one suite over all fields of the batch."""
    rules = [rule for rule in catalogue.rules if rule.on == "cell"]
    if not rules or fields.is_empty():
        return Found(pl.DataFrame(schema=FINDINGS))
    from expectations.suites import Check, validate

    judged = fields.hstack(judged_columns(fields, catalogue))
    validation = validate(judged.select(JUDGED), [Check(rule, rule.id, members_named(catalogue)) for rule in rules])
    rows = [
        _field_finding(catalogue, broken.check.rule, row)
        for broken in validation.broken
        for row in judged[list(broken.rows)].iter_rows(named=True)
        if broken.check.rule.expect != _UNIQUE or row["item"] != row["first"]  # the first of two alike stands
    ]
    return Found(pl.DataFrame(rows, schema=FINDINGS, orient="row"), validation.told_of(judged))


def members_named(catalogue: Catalogue) -> dict[str, list[str]]:
    """What ``members`` stands for in the arguments of a rule on cells."""
    return {"members": [f"{axis.code}={code}" for axis in catalogue.axes for code in axis.members]}


def _field_finding(catalogue: Catalogue, rule: Rule, row: Mapping[str, Any]) -> tuple[Any, ...]:
    in_list = row["item"] > 0
    label = f"dòng {row['item']}, {row['label']}" if in_list else row["label"]
    return _finding(
        row["file_id"],
        rule,
        {"text": _shown(row), "same": str(row["first"]), "members": _members(catalogue, row["field"])},
        (row["sheet"], row["cell"]),
        form=row["form"],
        field=row["field"],
        label=label,
        severity=rule.severity_in_list if in_list else None,
    )


def _shown(row: Mapping[str, Any]) -> str:
    """What was written, as a finding may say it: in a list, letters may be somebody's name."""
    text = str(row["text"])
    if not text:
        return BLANK
    if row["role"] == "name":
        return HIDDEN
    letters = any(letter.isalpha() for letter in text) and not _ERROR.fullmatch(text)
    return f"chữ {HIDDEN}" if row["item"] > 0 and letters else text


def _members(catalogue: Catalogue, key: str) -> str:
    """The names that a list's column takes its answers from."""
    axis = axes_of_lists(catalogue).get(key)
    return "; ".join(catalogue.axis_by_code[axis].members.values()) if axis else ""


def of_comparisons(made: Sequence[Compared]) -> Found:
    """What the rules on two numbers find, by one suite over all comparisons of the batch."""
    if not made:
        return Found(pl.DataFrame(schema=FINDINGS))
    from expectations.suites import Check, validate

    numbers = pl.concat([one.numbers.select(pl.lit(one.rule.id).alias("rule"), "left", "right") for one in made])
    validation = validate(numbers, [Check(one.rule, one.rule.id, where={"rule": one.rule.id}) for one in made])
    broken = sorted(number for one in validation.broken for number in one.rows)
    rows = list(_rows_of(made, broken))
    places = {at: (row["file_id"], row["sheet"], row["cell"]) for at, (_, row) in zip(broken, rows, strict=True)}
    found = [_comparison_finding(one, row) for one, row in rows]
    return Found(pl.DataFrame(found, schema=FINDINGS, orient="row"), validation.told(places))


def _rows_of(made: Sequence[Compared], numbers: Sequence[int]) -> Iterator[tuple[Compared, dict[str, Any]]]:
    """Each numbered row of all comparisons one after the other, the numbers in their order."""
    start, left = 0, deque(numbers)
    for one in made:
        while left and left[0] < start + len(one.numbers):
            yield one, one.numbers.row(left.popleft() - start, named=True)
        start += len(one.numbers)


def _comparison_finding(made: Compared, row: Mapping[str, Any]) -> tuple[Any, ...]:
    one = made.told[row["comparison"]]
    words = {name: grouped(said) if isinstance(said, int) else str(said) for name, said in row.items()}
    words |= {"year": str(row["year"]), **one.words}
    place = (row["sheet"], row["cell"])
    return _finding(row["file_id"], made.rule, words, place, form=one.form, field=one.field, label=row["label"])


def _finding(
    file_id: int,
    rule: Rule,
    words: Mapping[str, str],
    place: tuple[str | None, str | None] | None = None,
    *,
    form: str | None = None,
    field: str | None = None,
    label: str | None = None,
    severity: Severity | None = None,
) -> tuple[Any, ...]:
    """A row of FINDINGS, its words filled into the rule's templates."""
    said = (text.format_map(words) for text in (rule.saw, rule.wanted, rule.mend))
    sheet, cell = place or (None, None)
    level = severity or rule.severity
    stops = rule.stops_gate or level is Severity.REFUSE_ROW
    return (file_id, rule.id, level, form, field, label, sheet, cell, *said, stops, None)
