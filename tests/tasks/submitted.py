"""Submissions in memory: forms planned and bent, or typed as tables, read by the real readers, recognised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.cells import Layout
from domain.submission import Receipt
from domain.unit import Unit
from outputs.form_plan import Filling, plan_forms
from outputs.sheet_plan import Answer, ListRow, SheetPlan
from tasks.comparison import Submissions
from tasks.kinds import kinds_of
from tasks.observe import observe
from tasks.readers import reading
from tasks.readers.sheet import Cell, Sheet
from tasks.recognise import Recogniser
from tasks.recognised import FileRead, Recognised, Refusal, together
from tests.homes import good_answers, good_branches

PERIOD = "6 tháng đầu năm 2022"
COVER = ("Tên đơn vị | Hội Khuyến học xã Một", "Mã đơn vị | 00001", f"Kỳ báo cáo | {PERIOD}")
HEADING_4 = (
    "STT | Chỉ tiêu | Mã số | Đơn vị tính | Số lượng | Số tiền (đồng) "
    "| Trong đó hiện vật quy tiền (đồng) | Ngoài ra cấp trên trao (đồng)"
)


def filled(
    kind: str = "hoi_xa",
    period: str = PERIOD,
    branches: Sequence[ListRow] | None = None,
    explanations: Sequence[ListRow] = (),
    **changes: Answer,
) -> Filling:
    """A form that passes, with some answers changed (two underscores for a key's dots)."""
    answers = {**good_answers(kind), **{key.replace("__", "."): value for key, value in changes.items()}}
    lists: dict[str, Sequence[ListRow]] = {"giai_trinh": explanations}
    if kind == "hoi_xa":
        lists["danh_sach"] = good_branches(3) if branches is None else branches
    return Filling("Hội Khuyến học xã Một", "00001", kind, period, "14/06/2022", answers, lists)


def planned(catalogue: Catalogue, filling: Filling | None = None, only: Sequence[str] = ()) -> list[SheetPlan]:
    """The sheets of a form; ``only`` the codes of those wanted."""
    plans = plan_forms(catalogue, filling or filled())
    return [plan for plan in plans if not only or plan.form in only]


def read_here(data: bytes, suffix: str = ".xlsx") -> list[Sheet]:
    """What the reader of that suffix makes of the bytes, without the fence."""
    return reading.read(data, suffix).sheets


def typed(name: str, *lines: str, layout: str = Layout.WORKBOOK) -> Sheet:
    """A sheet as text: a line a row, ``|`` between its cells; digits alone are stored as a number."""
    cells = [
        Cell(r, c, text.strip(), text.strip().lstrip("-").isdigit())
        for r, line in enumerate(lines, start=1)
        for c, text in enumerate(line.split("|"), start=1)
        if text.strip()
    ]
    return Sheet(name, layout, cells)


def receipt(file_id: int = 1, kind: str = "hoi_xa", path: str = "bieu.xlsx") -> Receipt:
    return Receipt(file_id, 1, "00001", "Hội Khuyến học xã Một", kind, "0" * 64, path, file_id, file_id, 1)


def recognise(
    catalogue: Catalogue,
    sheets: Sequence[Sheet],
    kind: str = "hoi_xa",
    refusals: Mapping[int, Refusal] | None = None,
) -> Recognised:
    """One file of these sheets."""
    one = receipt(kind=kind)
    said = (refusals or {}).get(1) or Recogniser(catalogue).recognise(one, sheets)
    return together(catalogue, [FileRead(one, said, "reader", "xlsx")])


def answers(recognised: Recognised) -> dict[str, int | str | None]:
    """Field (with ``#item`` in a list) → its number, or its text where words are asked for."""
    rows = recognised.fields.select("field", "item", "asks", "value", "text").iter_rows()
    return {
        f"{field}#{item}" if item else field: value if asks == "number" else text
        for field, item, asks, value, text in rows
    }


def with_names(fields: pl.DataFrame) -> pl.DataFrame:
    """FIELDS of one file, each row of a list with its name."""
    names = fields.filter((pl.col("role") == "name") & (pl.col("item") > 0)).select("form", "item", item_name="text")
    return fields.join(names, on=["form", "item"], how="left", maintain_order="left")


def observed(catalogue: Catalogue, data: bytes, suffix: str, unit: Unit) -> list[tuple[Any, ...]]:
    """What a file of that unit says, read by the real readers, in one order for every format: the rows of
    OBSERVATIONS without their places, and every field that is filled in (a list's rows with their names)."""
    read = reading.read(data, suffix)
    sent = Receipt(1, unit.id, unit.code, unit.name, unit.kind, "0" * 64, f"bieu{suffix}", 1, 1, 1)
    recognised = Recogniser(catalogue).recognise(sent, read.sheets)
    found = together(catalogue, [FileRead(sent, recognised, read.reader, read.format)])
    assert not found.refusals, found.refusals
    made = observe(found.fields, found.covers, catalogue).drop("sheet", "cell")
    words = pl.when(pl.col("asks") == "text").then(pl.col("canonical"))
    filled_in = with_names(found.fields).filter(pl.col("canonical").is_not_null())
    said = filled_in.select("form", "field", "item", "item_name", "written", "value", words)
    return sorted([*made.rows(), *said.rows()], key=repr)


def submissions(
    catalogue: Catalogue,
    recognised: Recognised,
    standing: pl.DataFrame | None = None,
    registered: pl.DataFrame | None = None,
    kinds: pl.DataFrame | None = None,
) -> Submissions:
    """A batch of one file, with what stood of its unit (nothing where not given)."""
    inputs = [field.key for field in catalogue.field_by_key.values() if field.input]
    values = recognised.fields.filter(pl.col("asks") != "text").with_columns(input=pl.col("field").is_in(inputs))
    nothing = stood()
    forms = [(file_id, form) for file_id, found in recognised.forms.items() for form in found]
    return Submissions(
        values,
        pl.DataFrame(forms, schema={"file_id": pl.Int64, "form": pl.String}, orient="row"),
        nothing if standing is None else standing,
        nothing if registered is None else registered,
        recognised.covers,
        kinds_of(recognised.fields, catalogue) if kinds is None else kinds,
        recognised.percentages,
    )


def stood(*rows: tuple[str, str, str, int | None, int | None]) -> pl.DataFrame:
    """What stood of file 1's unit: period, form, field, of_year, value."""
    names = {"period": pl.String, "form": pl.String, "field": pl.String, "of_year": pl.Int32, "value": pl.Int64}
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return frame.select(pl.lit(1, pl.Int64).alias("file_id"), pl.lit(1, pl.Int64).alias("unit_id"), pl.all())
