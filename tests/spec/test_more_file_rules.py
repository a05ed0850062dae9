"""More rules on the file itself: words without a table, a table of two forms, figures of another day."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import docx
import pytest

from domain.catalogue import Catalogue
from domain.unit import Unit
from outputs.blank_form import write_workbook
from outputs.form_plan import plan_forms
from outputs.sheet_plan import PlannedCell, SheetPlan
from samples.files import delimited, document
from tests.homes import SmallHome
from tests.spec.table import NOW, Found, found_in, good_filling, put

AS_OF = "Số liệu tính đến ngày"
Row = list[PlannedCell | None]


def changed(plans: Sequence[SheetPlan], change: Callable[[Row], Row | None]) -> list[SheetPlan]:
    return [replace(plan, rows=[new for row in plan.rows if (new := change(row)) is not None]) for plan in plans]


def as_of(plans: Sequence[SheetPlan], value: str | int | None) -> list[SheetPlan]:
    def change(row: Row) -> Row:
        here = len(row) > 1 and row[0] and row[1] and row[0].value == AS_OF
        return [row[0], replace(row[1], value=value), *row[2:]] if here and row[1] else row

    return changed(plans, change)


def found(small_home: SmallHome, unit: Unit, name: str, data: bytes) -> tuple[str, list[Found]]:
    put(small_home, unit, name, data)
    small_home.collect(NOW)
    return found_in(small_home.open())[unit.code][-1]


def good(small_home: SmallHome, period: str = NOW) -> tuple[Catalogue, Unit, list[SheetPlan]]:
    home = small_home.open()
    return home.catalogue, home.units[0], plan_forms(home.catalogue, good_filling(home.units[0], period))


# --- prose -------------------------------------------------------------------------------------------


def test_a_narrative_with_its_figures_in_words_is_refused_with_advice(small_home: SmallHome) -> None:
    _, unit, _ = good(small_home)
    word = docx.Document()
    word.add_paragraph("Mã đơn vị: 00001")
    word.add_paragraph("Kỳ báo cáo: 6 tháng đầu năm 2022")
    word.add_paragraph("Toàn xã có 3 chi hội với 500 hội viên; đã mở 31 lớp.")
    data = io.BytesIO()
    word.save(data)
    saw = "tệp Word chỉ có lời văn, không có bảng số liệu"
    assert found(small_home, unit, "bao cao.docx", data.getvalue()) == (
        "refused",
        [Found("prose", "refuse_file", "", "", saw)],
    )


# --- two forms ---------------------------------------------------------------------------------------


def test_a_header_of_two_forms_over_no_row_of_either_is_refused_by_both_names(small_home: SmallHome) -> None:
    _, unit, plans = good(small_home)
    one = next(plan for plan in plans if plan.form == "bieu_1")
    header = next(n for n, row in enumerate(one.rows) if any(cell and cell.value == "Kỳ này" for cell in row))
    bare = replace(one, rows=[*one.rows[: header + 1], [None, PlannedCell("Gạo"), *[None] * 3, PlannedCell(5)]])
    state, findings = found(small_home, unit, "bieu.xlsx", write_workbook([plans[0], bare]))
    saw = 'tên cột khớp cả hai biểu "Tổ chức, hội viên" và "Trung tâm học tập cộng đồng"'
    assert (state, findings) == ("refused", [Found("two_forms", "refuse_file", "", "", saw)])


def test_rows_of_two_forms_under_one_header_are_refused_by_both_names(small_home: SmallHome) -> None:
    _, unit, plans = good(small_home)
    one, three = (next(plan for plan in plans if plan.form == form) for form in ("bieu_1", "bieu_3"))
    both = replace(one, rows=[*one.rows, *(row for row in three.rows if any(cell and cell.key for cell in row))])
    state, findings = found(small_home, unit, "bieu.xlsx", write_workbook([plans[0], both]))
    assert (state, [one.rule for one in findings]) == ("refused", ["two_forms"])


# --- another day -------------------------------------------------------------------------------------

DAYS = """
    stated                     | found
    14/06/2022                 |
    14-6-2022                  |
    14 tháng 6 năm 2022        |
    ngày 14/6/2022             |
    44726                      |
    43264                      |
                               |
    15/06/2022                 | số liệu tính đến ngày "15/06/2022"
    14/06/2021                 | số liệu tính đến ngày "14/06/2021"
    14/6/22                    | số liệu tính đến ngày "14/6/22"
    giữa tháng 6               | số liệu tính đến ngày "giữa tháng 6"
    44727                      | số liệu tính đến ngày "44727"
    =TODAY()                   | số liệu tính đến ngày "=TODAY()"
"""


@pytest.mark.parametrize(
    ("stated", "saw"), [tuple(part.strip() for part in line.split("|")) for line in DAYS.strip().splitlines()[1:]]
)
def test_figures_of_another_day_than_the_cut_off_are_asked_about(small_home: SmallHome, stated: str, saw: str) -> None:
    _, unit, plans = good(small_home)
    value = int(stated) if stated.isdigit() else stated or None
    state, findings = found(small_home, unit, "bieu.xlsx", write_workbook(as_of(plans, value)))
    assert state == "accepted"
    assert findings == ([Found("other_date", "warn", "Bìa", "B6", saw)] if saw else [])


@pytest.mark.parametrize(("write", "name"), [(delimited, "bieu.csv"), (document, "bieu.docx")])
def test_the_day_is_looked_at_in_text_files_and_documents_too(
    small_home: SmallHome, write: Callable[[Sequence[SheetPlan]], bytes], name: str
) -> None:
    _, unit, plans = good(small_home)
    state, findings = found(small_home, unit, name, write(as_of(plans, "13/06/2022")))
    assert (state, [(one.rule, one.severity) for one in findings]) == ("accepted", [("other_date", "warn")])


def test_each_period_has_its_own_day(small_home: SmallHome) -> None:
    _, unit, plans = good(small_home, "2021H2")
    assert found(small_home, unit, "bieu.xlsx", write_workbook(plans)) == ("accepted", [])
    reply = next(small_home.path.rglob("phan-hoi/*-tin-nhan.txt")).read_text(encoding="utf-8")
    assert "số liệu tính đến ngày" not in reply
