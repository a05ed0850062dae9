"""Who sends how: most offices fill in the form as it was given; the others are in these tables."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from domain.half_year import HalfYear
from domain.unit import Unit
from outputs.blank_form import write_workbook
from outputs.sheet_plan import SheetPlan
from outputs.stable_zip import stable_zip
from samples import bends, refused
from samples.files import as_text, bent_workbook, delimited, document, merged_document, workbook
from samples.old_text import tcvn3, windows_1258
from samples.opendocument import opendocument

Write = Callable[[Sequence[SheetPlan]], bytes]


@dataclass(frozen=True)
class Habit:
    """How units (by code) write what they send; in some periods only, where ``periods`` says so."""

    name: str
    suffix: str
    write: Write
    units: tuple[str, ...]
    periods: tuple[str, ...] = ("2021H1", "2021H2", "2022H1")


@dataclass(frozen=True)
class Mishap:
    """A file that is no figure of the unit, beside the good one. It comes before that one, or is a
    ``correction`` between an earlier good file and the good one, or lies beside it (``beside``: of the
    machine, never answered). ``reason`` is why it is refused or left out. A file whose period cannot be
    read is cleared by a whole one for the newest open period alone, so those come in the last."""

    name: str
    file: str  # its name, with {period}
    write: Write
    reason: str
    unit: str
    period: str = "2022H1"
    when: Literal["before", "correction", "beside"] = "before"


def _in(encode: Callable[[str], bytes], delimiter: str = ";") -> Write:
    return lambda plans: encode(as_text(plans, delimiter))


def _bent(bend: Callable[[Sequence[SheetPlan]], list[SheetPlan]], write: Write = workbook) -> Write:
    return lambda plans: write(bend(plans))


def _with_hidden_sheets(plans: Sequence[SheetPlan]) -> bytes:
    """The list of kinds and the last form are hidden; the first sheet stands last."""
    listed = bends.with_a_list_of_kinds(plans)
    data = write_workbook([*listed[1:], listed[0]])
    hidden = "|".join(re.escape(plan.name) for plan in listed[-2:])
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as plain, zipfile.ZipFile(out, "w") as changed:
        for name in plain.namelist():
            text = plain.read(name)
            if name == "xl/workbook.xml":
                text = re.sub(rf'(<sheet name="(?:{hidden})")', r'\1 state="hidden"', text.decode()).encode()
            changed.writestr(name, text)
    return stable_zip(out.getvalue())


_2021, _2022 = ("2021H1", "2021H2"), ("2022H1",)

HABITS = (
    # sheets, rows and columns
    Habit("rows, sheets", ".xlsx", bent_workbook, ("03655",)),
    Habit("columns", ".xlsx", _bent(bends.with_columns), ("03679",)),
    Habit("three header rows", ".xlsx", _bent(bends.with_three_header_rows), ("03664",), _2021),
    Habit("subtotals, notes", ".xlsx", _bent(bends.with_subtotals), ("03673",)),
    Habit("hidden sheets", ".xlsx", _with_hidden_sheets, ("HKH-13",)),
    # words and numbers
    Habit("upper case", ".xlsx", _bent(bends.upper_case), ("03664",), _2022),
    Habit("nfd", ".xlsx", _bent(bends.decomposed), ("03661",)),
    Habit("old tones", ".xlsx", _bent(bends.old_tones), ("03670",)),
    Habit("dots as text", ".xlsx", _bent(bends.with_dots), ("BKH-08",), _2021),
    Habit("spaces as text", ".xlsx", _bent(bends.with_spaces), ("BKH-08",), _2022),
    # other formats
    Habit("csv", ".csv", delimited, ("HKH-14", "BKH-01")),
    Habit("csv, commas in numbers", ".csv", _bent(bends.with_commas, delimited), ("BKH-31",)),
    Habit("tsv", ".tsv", _in(lambda text: text.encode("utf-8"), "\t"), ("BKH-06",)),
    Habit("utf-16", ".csv", _in(lambda text: text.encode("utf-16"), "\t"), ("BKH-11",), _2021),
    Habit("utf-16 without a mark", ".csv", _in(lambda text: text.encode("utf-16-le"), "\t"), ("BKH-11",), _2022),
    Habit("cp1258", ".csv", _in(windows_1258), ("BKH-26",), _2021),
    Habit("tcvn3", ".csv", _in(tcvn3), ("BKH-26",), _2022),
    Habit("ods", ".ods", opendocument, ("03658",)),
    Habit("word", ".docx", document, ("03676",)),
    Habit("word, merged cells", ".docx", merged_document, ("BKH-23",)),
    # named for what they are not
    Habit("xlsx named xls", ".xls", workbook, ("BKH-18",), _2021),
    Habit("csv named xlsx", ".xlsx", delimited, ("BKH-18",), _2022),
)

MISHAPS = (
    Mishap("macros", "Bieu so lieu {period}.xlsm", refused.with_macros, "macro", "BKH-02"),
    Mishap("password", "Bieu so lieu {period} (mat khau).xlsx", refused.with_password, "encrypted", "BKH-04"),
    Mishap("pdf", "Bieu {period} da ky.pdf", refused.scan, "scan", "03646"),
    Mishap("photo", "IMG_{period}.jpg", refused.photo, "scan", "BKH-07"),
    Mishap("old word", "Báo cáo {period}.doc", refused.old_word, "old_word", "BKH-09", when="correction"),
    Mishap("archive", "Bieu so lieu {period}.zip", refused.archive, "archive", "BKH-12"),
    Mishap(
        "half copied", "Bieu so lieu {period} (sửa).xlsx", refused.half_copied, "damaged", "BKH-14", when="correction"
    ),
    Mishap("web page", "BaoCao{period}.xls", refused.web_page, "web_page", "BKH-15"),
    Mishap("wrong unit", "Bieu BKH-20 {period}.xlsx", workbook, "wrong_unit", "BKH-19", "2021H2"),
    Mishap("wrong period", "Bieu so lieu {period} (sai ky).xlsx", workbook, "unknown_period", "BKH-22"),
    Mishap("older copy", "Bieu so lieu {period} bản cuối 2.xlsx", workbook, "", "BKH-24", "2021H1"),
    Mishap("thumbnails", "Thumbs.db", refused.thumbnails, "system_file", "03646", when="beside"),
    Mishap("folder settings", "desktop.ini", lambda plans: refused.DESKTOP_INI, "system_file", "BKH-03", when="beside"),
    *(
        Mishap(
            "lock", "~$Bieu so lieu {period}.xlsx", lambda plans: refused.LOCK, "lock_file", "03652", period, "beside"
        )
        for period in ("2021H1", "2021H2", "2022H1")
    ),
)


#: Who sends after the deadline: unit, period → days after the others.
LATE = {("BKH-21", "2021H1"): 13, ("03664", "2022H1"): 12, ("BKH-10", "2022H1"): 14}


def habit_of(unit: Unit, period: HalfYear) -> tuple[Write, str]:
    """How a unit writes its good file, and what that is called behind the point."""
    for habit in HABITS:
        if unit.code in habit.units and str(period) in habit.periods:
            return habit.write, habit.suffix
    return workbook, ".xlsx"


def mishaps_of(unit: Unit, period: HalfYear) -> list[Mishap]:
    return [one for one in MISHAPS if (one.unit, one.period) == (unit.code, str(period))]
