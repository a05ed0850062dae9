"""The form as its cells lie, the rules of its numbers, and who sent one: what the three scripts know beforehand.

``cells.csv`` is a table of a commune's form: sheet, row and column (from 0) of each cell to be answered, its field,
what it asks (``number``, ``estimate``, ``year``) and what a blank means there (``zero``, ``optional``: nothing said,
``ask``: missing). In the list, what is asked last may be negative.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

YEAR = 2022  # of the half-year that is collected

LIST = "Danh sách chi hội"
LIST_FROM, LIST_NAME = 5, 1  # its first row, and the column whose text makes a row one of the list
MEMBERS, CHANGE = "danh_sach.*.so_hoi_vien", "danh_sach.*.tang_giam"
LIST_COLUMNS = {3: MEMBERS, 4: CHANGE}

WHOLE = r"^[0-9]{1,13}$"
SIGNED = r"^-?[0-9]{1,13}$"
FOUR_DIGITS = r"^(?:19|20)[0-9]{2}$"
NOTHING = ("-", "không")
WITH_UNIT = r"^([0-9][0-9.]*) +[^0-9]+$"  # 156 học viên
THOUSANDS = r"\.([0-9]{3})"  # 1.990


class Cell(NamedTuple):
    sheet: str
    row: int
    column: int
    field: str
    kind: str
    blank: str


def _cells() -> tuple[Cell, ...]:
    with (Path(__file__).parent / "cells.csv").open(encoding="utf-8", newline="") as opened:
        return tuple(
            Cell(one["sheet"], int(one["row"]), int(one["column"]), one["field"], one["kind"], one["blank"])
            for one in csv.DictReader(opened)
        )


CELLS = _cells()

# a total → its parts, and whether each is added or taken away
TOTALS: dict[str, dict[str, int]] = {
    "bieu_1.chi_hoi.ky_nay": {f"bieu_1.chi_hoi_{one}.ky_nay": 1 for one in ("thon", "truong", "co_quan", "dong_ho")},
    "bieu_1.ban.ky_nay": {f"bieu_1.ban_{one}.ky_nay": 1 for one in ("co_quan", "truong", "doanh_nghiep", "dong_ho")},
    "bieu_3.lop.ky_nay": {
        f"bieu_3.lop_{one}.ky_nay": 1
        for one in ("xoa_mu_chu", "khuyen_nong", "phap_luat", "suc_khoe", "tin_hoc", "khac")
    },
    "bieu_4.quy_ton_cuoi.so_tien": {
        "bieu_4.quy_ton_dau.so_tien": 1,
        "bieu_4.quy_thu.so_tien": 1,
        "bieu_4.quy_chi.so_tien": -1,
    },
}
BRANCHES = "bieu_1.chi_hoi.ky_nay"  # as many as the list has rows

# a part → what it is not to be more than; of the models only where both are of the same year
LIMITS = {"bia.dan_so_18.value": "bia.dan_so.value"}
_MODELS = ("gdht", "dhht", "cdht_thon", "cdht_xa", "dvht_co_quan", "dvht_truong", "dvht_doanh_nghiep", "congdan")
LIMITS_OF_A_YEAR = {
    f"bieu_2.{one}.cong_nhan": (f"bieu_2.{one}.dang_ky", f"bieu_2.{one}.cong_nhan_nam") for one in _MODELS
}

# the column that a rule looks at → what is wrong where it fails
REASONS = {
    "number": "a number is not whole, or is negative",
    "signed": "a change of members is not whole",
    "year": "a year has not four digits",
    "parts": "parts do not add up to their total",
    "rows": "the list has not as many rows as branches are reported",
    "limit": "a part is more than its whole",
}


def submissions(home: Path) -> Iterator[tuple[str, Path]]:
    """The code of each unit that has sent, and its workbook."""
    with (home / "units.csv").open(encoding="utf-8", newline="") as opened:
        codes = {int(one["id"]): one["code"] for one in csv.DictReader(opened)}
    for path in sorted((home / "inbox").glob("*/*.xlsx")):
        yield codes[int(path.parent.name.split("-")[0])], path
