"""Good workbooks that say the wrong thing: two covers, another unit, another period, forms bent or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from outputs.blank_form import write_workbook
from outputs.sheet_plan import PlannedCell, SheetPlan
from tests.hostile.bases import Base
from tests.hostile.record import Hostile, one

_WHOLE = "whole_number|control_total"


def files() -> Iterator[Hostile]:
    yield from covers()
    yield from forms()
    yield from numbers()


def _book(plans: list[SheetPlan]) -> bytes:
    return write_workbook(plans)


def _cover(base: Base, label: str, value: str | None) -> bytes:
    """The form with a line of its cover changed."""
    first, *rest = base.plans()
    rows = [
        [row[0], PlannedCell(value, "locked"), *row[2:]] if row and row[0] and row[0].value == label else row
        for row in first.rows
    ]
    assert rows != first.rows, label
    return _book([replace(first, rows=rows), *rest])


def covers() -> Iterator[Hostile]:
    for id_, label, value, expect in (
        ("unit-other", "Mã đơn vị", "00001", "wrong_unit"),
        ("unit-nobody", "Mã đơn vị", "X-99", "wrong_unit"),
        ("unit-markup", "Mã đơn vị", "<b>{code}%s\x7f", "wrong_unit"),
        ("unit-long", "Mã đơn vị", "9" * 30_000, "wrong_unit"),
        ("unit-spaces", "Mã đơn vị", "  ", "accepted|wrong_unit"),
        ("unit-none", "Mã đơn vị", None, "accepted|wrong_unit"),
        ("period-other", "Kỳ báo cáo", "6 tháng cuối năm 2030", "unknown_period"),
        ("period-none", "Kỳ báo cáo", None, "no_period"),
        ("period-words", "Kỳ báo cáo", "kỳ này", "no_period"),
        ("period-two", "Kỳ báo cáo", "6 tháng đầu năm 2022 và 6 tháng cuối năm 2022", "no_period"),
        ("period-year", "Kỳ báo cáo", "năm 2022", "no_period|unknown_period"),
        ("period-far", "Kỳ báo cáo", "6 tháng đầu năm 9999", "unknown_period|no_period"),
        ("period-digits", "Kỳ báo cáo", "6 tháng đầu năm ２０２２", "accepted|no_period|unknown_period"),
        ("date-other", "Số liệu tính đến ngày", "31/02/2022", "accepted"),
        ("control-other", "Tổng kiểm tra", "1", "control_total"),
        ("control-words", "Tổng kiểm tra", "một nghìn", "accepted|control_total|whole_number"),
    ):
        yield one(
            f"cover-{id_}",
            "b.xlsx",
            expect,
            f"a cover with {label}: {str(value)[:40]!r}",
            lambda b, label=label, value=value: _cover(b, label, value),  # type: ignore[misc]
        )
    yield one("cover-gone", "b.xlsx", "no_period|unknown_form", "no cover", lambda b: _book(b.plans()[1:]))
    yield one(
        "cover-twice",
        "b.xlsx",
        "accepted|form_twice",
        "the same cover twice",
        lambda b: _book([*b.plans(), _again(b.plans()[0])]),
    )
    yield one("cover-two", "b.xlsx", "form_twice|wrong_unit|two_forms", "the covers of two units", _two_covers)
    yield one(
        "cover-only",
        "b.xlsx",
        "accepted|unknown_form|control_total",
        "a cover without forms",
        lambda b: _book(b.plans()[:1]),
        lacks=True,
    )


def _again(plan: SheetPlan) -> SheetPlan:
    rows = [[replace(cell, key=None, formula=None) if cell else None for cell in row] for row in plan.rows]
    return replace(plan, name=f"{plan.name} (2)", rows=rows)


def _two_covers(base: Base) -> bytes:
    other = Base("00001", "Hội Khuyến học xã Một").plans()[0]
    return _book([*base.plans(), _again(other)])


def _bent(base: Base, code: str, change: str) -> list[SheetPlan]:
    plans = base.plans()
    place = next(n for n, plan in enumerate(plans) if plan.form == code)
    plan = plans[place]
    at = next(n for n, row in enumerate(plan.rows) if any(c and c.value == "Nhà giáo được khen thưởng" for c in row))
    rows = list(plan.rows)
    if change == "row-twice":
        rows.insert(at, [replace(c, key=None, value=5 if c.key else c.value) if c else None for c in rows[at]])
    if change == "row-gone":
        del rows[at]
    if change == "column-twice":
        rows = [[*row, *([replace(row[4], key=None)] if len(row) > 4 and row[4] else [])] for row in rows]
    if change == "transposed":
        width = max(map(len, rows))
        cells = [[replace(cell, span=1, down=1) if cell else None for cell in row] for row in rows]
        rows = [[row[n] if n < len(row) else None for row in cells] for n in range(width)]
    plans[place] = replace(plan, rows=rows)
    return plans


def forms() -> Iterator[Hostile]:
    for id_, expect, what in (
        ("row-twice", "form_twice|control_total", "a row that is there twice, with two numbers"),
        ("column-twice", "form_twice|unknown_form|unsafe", "a column that is there twice"),
        ("transposed", "unknown_form|control_total|accepted", "rows for columns"),
    ):
        yield one(f"form-{id_}", "f.xlsx", expect, what, lambda b, id_=id_: _book(_bent(b, "bieu_4", id_)))  # type: ignore[misc]
    yield one(
        "form-twice",
        "f.xlsx",
        "form_twice",
        "the same form on two sheets",
        lambda b: _book([*b.plans(), _again(b.plans()[3])]),
    )
    yield one("form-other", "f.xlsx", "unknown_form|no_period", "a workbook of the sender's own", _own_table)
    yield one(
        "form-empty",
        "f.xlsx",
        "unknown_form|empty|no_period",
        "a new workbook, as Excel makes it",
        lambda _: _book([SheetPlan("", "Sheet1", [], [9])]),
    )
    yield one("form-order", "f.xlsx", "accepted", "the sheets the other way round", lambda b: _book(b.plans()[::-1]))


def _own_table(base: Base) -> bytes:
    rows: list[list[PlannedCell | None]] = [
        [PlannedCell(text) for text in ("STT", "Nội dung", "Kết quả")],
        [PlannedCell(1), PlannedCell("Nhà giáo được khen"), PlannedCell(7319)],
    ]
    return _book([base.plans()[0], SheetPlan("", "Tổng hợp", rows, [5, 30, 10])])


def numbers() -> Iterator[Hostile]:
    """HIT typed as text in Excel: outside the control total, which adds up numbers only."""
    for id_, written, expect in (
        ("formula", "=7319", "whole_number|uncached_formula"),
        ("apostrophe", "'7319", "accepted|whole_number"),
        ("dotted", "7.319", "accepted"),
        ("unit", "7.319 nhà giáo", "accepted"),
        ("decimal", "7319,5", "whole_number|ambiguous_number"),
        ("exponent", "1e5", "whole_number"),
        ("negative", "-7319", "whole_number"),
        ("nan", "NaN", "whole_number"),
        ("control", "7319\x01", "accepted|whole_number|unsafe|damaged"),
        ("error", "#DIV/0!", "error_cell|whole_number"),
        ("long", "7" * 32_000, "whole_number"),
        ("bidi", "\u202e9137", "whole_number|unsafe"),
    ):
        yield one(
            f"text-number-{id_}",
            "t.xlsx",
            expect,
            f"{written[:30]!r} as a text where a number is asked for",
            lambda b, written=written: _book(b.plans(hit=written)),  # type: ignore[misc]
        )
    for id_, value, expect in (("negative", -1, _WHOLE), ("huge", 10**14, _WHOLE), ("largest", 10**13, _WHOLE)):
        yield one(
            f"money-{id_}",
            "t.xlsx",
            expect,
            f"{value} đồng",
            lambda b, value=value: _book(b.plans(bieu_4__hoc_bong__so_tien=value)),  # type: ignore[misc]
        )
