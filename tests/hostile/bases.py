"""The valid files that hostile ones are bent from: one unit's form in every format that offices send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from xml.sax.saxutils import escape

import xlwt
from xlsxwriter.utility import xl_rowcol_to_cell

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from expectations.load import load_catalogue
from outputs.blank_form import write_workbook
from outputs.form_plan import Filling, plan_forms
from outputs.sheet_plan import Answer, SheetPlan, results
from samples.files import delimited, document
from tests.homes import good_answers

PERIOD = HalfYear.parse("2022H1")
HIT = "bieu_4.nha_giao.so_luong"  # an input cell that no rule compares with another
HIT_VALUE = 7319  # stands nowhere else in the form
Grid = list[tuple[str, list[list[Answer]]]]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    return load_catalogue()


@dataclass(frozen=True)
class Base:
    """The form of a committee (the shortest), filled so that it passes without a finding."""

    code: str
    name: str
    kind: str = "ban"

    def filling(self, **changes: Answer) -> Filling:
        """Some answers changed: a field's key is written with two underscores for its dots."""
        answers: dict[str, Answer] = {**good_answers(self.kind), HIT: HIT_VALUE}
        answers.update({key.replace("__", "."): value for key, value in changes.items()})
        return Filling(self.name, self.code, self.kind, PERIOD.words, "14/06/2022", answers, {})

    def plans(self, hit: Answer = HIT_VALUE, **changes: Answer) -> list[SheetPlan]:
        return plan_forms(catalogue(), self.filling(bieu_4__nha_giao__so_luong=hit, **changes))

    def without_control(self, hit: Answer = HIT_VALUE, **changes: Answer) -> list[SheetPlan]:
        """The sheets of a form that proves no control total."""
        plans = self.plans(hit, **changes)
        key = "bia.tong_kiem_tra.value"
        return [replace(p, rows=[r for r in p.rows if not any(c and c.key == key for c in r)]) for p in plans]

    @cached_property
    def xlsx(self) -> bytes:
        return _as_unit(_pattern("xlsx"), self)

    @cached_property
    def csv(self) -> bytes:
        return _renamed(_pattern("csv"), self)

    @cached_property
    def docx(self) -> bytes:
        return _as_unit(_pattern("docx"), self)

    @cached_property
    def ods(self) -> bytes:
        return _as_unit(_pattern("ods"), self)

    @cached_property
    def xls(self) -> bytes:
        return _renamed(_renamed(_pattern("xls"), self), self, "utf-16-le")

    def of(self, suffix: str) -> bytes:
        """The form in the format of a suffix: xlsx, csv, docx, ods or xls."""
        made: bytes = getattr(self, suffix)
        return made


def unit_name(code: str) -> str:
    """The name of a unit whose base can be made from the pattern: of the same length for every code."""
    return f"Ban Khuyến học {code}"


_PATTERN = Base("H0000", unit_name("H0000"))


@lru_cache(maxsize=8)
def _pattern(suffix: str) -> bytes:
    """The form of a unit that is nobody's. Made once: planning and writing one takes ten times what renaming does."""
    plans = _PATTERN.plans()
    write: Mapping[str, Callable[[], bytes]] = {
        "xlsx": lambda: write_workbook(plans),
        "csv": lambda: delimited(plans),
        "docx": lambda: document(plans),
        "ods": lambda: write_ods(grid(plans)),
        "xls": lambda: write_xls(grid(plans)),
    }
    return write[suffix]()


def _renamed(content: bytes, base: Base, encoding: str = "utf-8") -> bytes:
    assert len(base.code) == len(_PATTERN.code) and base.name == unit_name(base.code), base
    return content.replace(_PATTERN.code.encode(encoding), base.code.encode(encoding))


def _as_unit(data: bytes, base: Base) -> bytes:
    """Every member renamed; which part a reader takes the name from is not for us to know."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as pattern, zipfile.ZipFile(made, "w") as archive:
        for info in pattern.infolist():
            archive.writestr(info, _renamed(pattern.read(info), base), info.compress_type)
    return made.getvalue()


@lru_cache(maxsize=8)
def place(key: str = HIT) -> tuple[str, str]:
    """The worksheet's member and the address of a field's cell."""
    for number, plan in enumerate(_PATTERN.plans(), start=1):
        for r, row in enumerate(plan.rows):
            for c, cell in enumerate(row):
                if cell and cell.key == key:
                    return f"xl/worksheets/sheet{number}.xml", xl_rowcol_to_cell(r, c)
    raise KeyError(key)


def grid(plans: Sequence[SheetPlan]) -> Grid:
    """The sheets as values, formulas as what they come to."""
    cells = [cell for plan in plans for row in plan.rows for cell in row if cell and cell.key]
    made = results(plans, {str(cell.key): cell.value for cell in cells if isinstance(cell.value, int)})
    sheets: Grid = []
    for plan in plans:
        rows: list[list[Answer]] = []
        for r, row in enumerate(plan.rows):
            rows.append(
                [
                    None if cell is None else made[cell.key or f"{plan.name}:{r}:{c}"] if cell.formula else cell.value
                    for c, cell in enumerate(row)
                ]
            )
        sheets.append((plan.name, rows))
    return sheets


def write_xls(sheets: Grid) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets:
        sheet = book.add_sheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None and value != "":
                    sheet.write(r, c, value)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
)
_ODS_FOOT = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def write_ods(sheets: Grid) -> bytes:
    """A small .ods, its mimetype first and stored, as the format asks."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            zipfile.ZipInfo("mimetype", (1980, 1, 1, 0, 0, 0)), "application/vnd.oasis.opendocument.spreadsheet"
        )
        for name, text in (("content.xml", _ODS_HEAD + tables + _ODS_FOOT), ("META-INF/manifest.xml", _MANIFEST)):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _ods_row(row: Sequence[Answer]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row)) or '<table:table-cell/>'}</table:table-row>"


def _ods_cell(value: Answer) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, int):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
