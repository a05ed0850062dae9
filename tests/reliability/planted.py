"""Mistakes planted in good forms, in every format that offices send: each found, at its own cell, and nothing else.

    python -m tests.reliability.planted

A line of the table is a mistake: what is written over in a good form, and the rule and the field at which it
is to be found. Where that field stands in a file is not asked of soket: the same file is written once more with a
mark in that field, and read as plain cells.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from domain.catalogue import Catalogue
from domain.cells import cell_name
from domain.unit import Unit
from expectations.load import load_catalogue
from outputs.sheet_plan import Answer, SheetPlan
from samples.files import bent_workbook, delimited, document, workbook
from samples.opendocument import opendocument
from tasks.readers import reading
from tests.homes import SmallHome
from tests.hostile.bases import grid, write_xls
from tests.spec.table import KINDS, NAMES, NOW, form_of, found_in, put, registry, written_over
from tests.spec.table import cases as changes_of
from tests.workbooks import xlsb

Write = Callable[[Sequence[SheetPlan]], bytes]
FORMATS: dict[str, tuple[str, Write]] = {
    "xlsx": (".xlsx", workbook),
    "xlsx, bent": (".xlsx", bent_workbook),
    "xls": (".xls", lambda plans: write_xls(grid(plans))),
    "xlsb": (".xlsb", lambda plans: xlsb(dict(grid(plans)))),
    "ods": (".ods", opendocument),
    "csv": (".csv", delimited),
    "docx": (".docx", document),
}
MARK = "DẤU Ở ĐÂY"
Changes = dict[str, dict[str, Answer]]  # by period
Line = tuple[str, str, Changes, list[tuple[str, str]]]  # kind of unit, what is said, changes, rule and field

PLANTED = """
    unit | changes                                                                 | rule @ field
    xã   | bieu_1.hoi_vien.ky_nay =                                                | required @ bieu_1.hoi_vien.ky_nay
    ban  | bieu_1.hoi_vien.ky_nay = …                                              | required @ bieu_1.hoi_vien.ky_nay
    xã   | bia.so_thon.value =                                                     | required @ bia.so_thon.value
    xã   | bieu_2.gdht.dang_ky =                                                   | required @ bieu_2.gdht.dang_ky
    xã   | danh_sach.*.so_hoi_vien#2 =                                             | required @ danh_sach.*.so_hoi_vien#2
    xã   | bieu_3.hoc_vien.ky_nay = khoảng một trăm                                | whole_number @ bieu_3.hoc_vien.ky_nay
    xã   | bieu_1.chi_hoi_moi.ky_nay = -5                                          | whole_number @ bieu_1.chi_hoi_moi.ky_nay
    ban  | bieu_4.hoc_sinh.so_luong = nhiều                                        | whole_number @ bieu_4.hoc_sinh.so_luong
    xã   | bia.dan_so_18.value = đông                                              | whole_number @ bia.dan_so_18.value
    xã   | danh_sach.*.so_hoi_vien#3 = mười                                        | whole_number @ danh_sach.*.so_hoi_vien#3
    xã   | bieu_4.nha_giao.so_luong = "12,5"                                       | whole_number @ bieu_4.nha_giao.so_luong
    xã   | bieu_3.hoc_vien.ky_nay = #DIV/0!                                        | error_cell @ bieu_3.hoc_vien.ky_nay
    ban  | bieu_4.hoc_sinh.so_luong = #N/A                                         | error_cell @ bieu_4.hoc_sinh.so_luong
    xã   | bieu_3.hoc_vien.ky_nay = =SUM(F8:F9)                                    | uncached_formula @ bieu_3.hoc_vien.ky_nay
    xã   | bia.so_ho.value = =1000                                                 | uncached_formula @ bia.so_ho.value
    xã   | bieu_1.hoi_vien_moi.ky_nay = 1.600; bieu_1.hoi_vien_giam.ky_nay = 1,600; bieu_1.hoi_vien.ky_nay = 3000 | ambiguous_number @ bieu_1.hoi_vien_moi.ky_nay; ambiguous_number @ bieu_1.hoi_vien_giam.ky_nay
    xã   | bieu_2.gdht.cong_nhan = 5; bieu_2.gdht.cong_nhan_nam = 21               | year @ bieu_2.gdht.cong_nhan_nam
    ban  | bieu_2.dvht_truong.cong_nhan = 2; bieu_2.dvht_truong.cong_nhan_nam = năm ngoái | year @ bieu_2.dvht_truong.cong_nhan_nam
    xã   | bieu_2.gdht.cong_nhan = 5; bieu_2.gdht.cong_nhan_nam = 2023             | year_not_later @ bieu_2.gdht.cong_nhan_nam
    xã   | bieu_3.lop.ky_nay = 3                                                   | parts_total @ bieu_3.lop.ky_nay
    ban  | bieu_4.quy_ton_cuoi.so_tien = 10000000                                  | parts_total @ bieu_4.quy_ton_cuoi.so_tien
    xã   | bieu_2.gdht.cong_nhan = 701; bieu_2.gdht.cong_nhan_nam = 2022           | recognised_at_most_registered @ bieu_2.gdht.cong_nhan
    ban  | bieu_2.dvht_truong.cong_nhan = 3; bieu_2.dvht_truong.cong_nhan_nam = 2022 | recognised_at_most_registered @ bieu_2.dvht_truong.cong_nhan
    xã   | rows = 2                                                                | list_total @ bieu_1.chi_hoi.ky_nay
    xã   | bieu_1.hoi_vien.ky_nay = 299                                            | list_members @ bieu_1.hoi_vien.ky_nay
    xã   | bia.tong_kiem_tra.value = 7                                             | control_total @ bia.tong_kiem_tra.value
    ban  | bia.tong_kiem_tra.value = 13100604                                      | control_total @ bia.tong_kiem_tra.value
    xã   | thuyet_minh.ket_qua.value =                                             | narrative_present @ thuyet_minh.ket_qua.value
    ban  | thuyet_minh.han_che.value = …                                           | narrative_present @ thuyet_minh.han_che.value
    xã   | danh_sach.*.loai#1 = câu lạc bộ                                         | in_set @ danh_sach.*.loai#1
    xã   | danh_sach.*.ten#3 = Chi hội bản 1                                       | unique_in_list @ danh_sach.*.ten#3
    xã   | danh_sach.*.loai#3 = dòng họ                                            | list_kinds @ bieu_1.chi_hoi_truong.ky_nay; list_kinds @ bieu_1.chi_hoi_dong_ho.ky_nay
    xã   | bieu_2.gdht.dang_ky_moi = 701                                           | part_at_most_whole @ bieu_2.gdht.dang_ky_moi
    ban  | bieu_4.hoc_sinh.hien_vat = 2700001                                      | part_at_most_whole @ bieu_4.hoc_sinh.hien_vat
    xã   | bieu_1.hoi_vien.uoc = 501                                               | part_at_most_whole @ bieu_1.hoi_vien.uoc
    xã   | bia.dan_so_18.value = 4001                                              | part_at_most_whole @ bia.dan_so_18.value
    xã   | bieu_2.gdht.dang_ky = 1001                                              | at_most_other @ bieu_2.gdht.dang_ky
    ban  | bieu_1.hoi_vien_moi.ky_nay = 501                                        | at_most_other @ bieu_1.hoi_vien_moi.ky_nay
    xã   | bieu_3.luot_hoc_vien.ky_nay = 59                                        | at_most_other @ bieu_3.hoc_vien.ky_nay
    xã   | bieu_2.cdht_xa.tong = 8; bieu_2.cdht_xa.dang_ky = 6                     | most_possible @ bieu_2.cdht_xa.tong; most_possible @ bieu_2.cdht_xa.dang_ky
    xã   | bieu_2.gdht.tong = 1001                                                 | forms_agree @ bieu_2.gdht.tong
    xã   | bia.so_dong_ho.value = 10                                               | forms_agree @ bieu_2.dhht.tong
    xã   | 2021H2 bieu_4.quy_thu.so_tien = 6000000                                 | opening_stock @ bieu_4.quy_ton_dau.so_tien
    ban  | 2021H2 bieu_4.quy_chi.so_tien = 6000000; bieu_4.quy_ton_dau.so_tien = 1500000 | opening_stock @ bieu_4.quy_ton_dau.so_tien
    xã   | bieu_4.hoc_bong.so_luong = 5; bieu_4.hoc_bong.so_tien = 1500            | money_each @ bieu_4.hoc_bong.so_tien
    ban  | bieu_4.quy_thu.cap_tren = 12                                            | money_scale @ bieu_4.quy_thu.cap_tren
    xã   | bieu_4.quy_thu.so_tien = 99000; bieu_4.quy_chi.so_tien = 100000         | money_scale @ bieu_4.quy_thu.so_tien
    xã   | Biểu 1!F22 = "12,4"                                                     | typed_percentage @ Biểu 1!F22
    xã   | bieu_2.gdht.cong_nhan = 526; bieu_2.gdht.cong_nhan_nam = 2021; Biểu 2!J8 = "52,7" | typed_percentage @ Biểu 2!J8
"""  # noqa: E501


@dataclass(frozen=True)
class Planted:
    """One file with a mistake (or, where nothing is expected, a clean one). ``expected``: rule, sheet, cell;
    ``earlier``: period and file of what the unit sent before."""

    name: str
    format: str
    kind: str
    data: bytes
    expected: tuple[tuple[str, str, str], ...]
    earlier: tuple[tuple[str, bytes], ...] = ()

    @property
    def suffix(self) -> str:
        return FORMATS[self.format][0]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    return load_catalogue()


def mistakes() -> list[Line]:
    """The table: kind of unit, what is said, the changes, and rule and field of each finding."""
    told = []
    for line in PLANTED.strip().splitlines()[1:]:
        unit, said, places = (part.strip() for part in line.split("|"))
        (case,) = changes_of(f"head\n{unit} | {said}")
        pairs = [tuple(part.strip() for part in one.split("@")) for one in places.split(";")]
        told.append((KINDS[unit], said, case.changes, [(rule, field) for rule, field in pairs]))
    return told


def chosen(each_in: int = len(FORMATS)) -> list[tuple[str, Line]]:
    """Every mistake in so many formats, by turns, and a clean form of each kind in each format."""
    names, told = list(FORMATS), mistakes()
    clean: list[tuple[str, Line]] = [
        (name, (kind, "clean", {NOW: {}}, [])) for name in names for kind in KINDS.values()
    ]
    turns = [
        (line, names[(line * each_in + turn) % len(names)]) for line in range(len(told)) for turn in range(each_in)
    ]
    return clean + [(name, told[line]) for line, name in turns]


def files(each_in: int = len(FORMATS)) -> Iterator[Planted]:
    """What is ``chosen``, each for a unit of its own: C-1, C-2 and so on."""
    for number, (name, line) in enumerate(chosen(each_in), start=1):
        yield _planted(number, name, *line)


def unit_of(number: int, kind: str) -> Unit:
    """The unit that ``registry`` gives that number."""
    return Unit(number, f"C-{number}", f"{NAMES[kind]} {number}", kind, None, None, None, "", number + 1)


def _planted(
    number: int, name: str, kind: str, said: str, changes: Changes, places: Sequence[tuple[str, str]]
) -> Planted:
    write = FORMATS[name][1]
    plans = {period: form_of(catalogue(), unit_of(number, kind), period, told) for period, told in changes.items()}
    now = plans.pop(NOW)
    expected = tuple((rule, *where(now, field, name)) for rule, field in places)
    return Planted(said, name, kind, write(now), expected, tuple((at, write(one)) for at, one in plans.items()))


def where(plans: Sequence[SheetPlan], field: str, name: str) -> tuple[str, str]:
    """Sheet and cell of a field in a file of that format: where a mark put into it is read."""
    suffix, write = FORMATS[name]
    for sheet in reading.read(write(written_over(plans, {field: MARK})), suffix).sheets:
        for cell in sheet.cells:
            if MARK in cell.text:
                return sheet.name, cell_name(sheet.layout, cell.row, cell.column)
    raise AssertionError(f"{field} is not in the file")


@dataclass(frozen=True)
class Outcome:
    sent: Planted
    found: tuple[tuple[str, str, str], ...]

    @property
    def missed(self) -> list[tuple[str, str, str]]:
        return sorted(set(self.sent.expected) - set(self.found))

    @property
    def beyond(self) -> list[tuple[str, str, str]]:
        return sorted(set(self.found) - set(self.sent.expected))

    def complaint(self) -> str:
        return f"{self.sent.format}: {self.sent.name}: missed {self.missed}, beyond {self.beyond}"


def run_planted(folder: Path, sent: Sequence[Planted]) -> list[Outcome]:
    """Collects the files in a home of their own; what was found in each."""
    home = SmallHome(folder / "home", registry(one.kind for one in sent))
    with closing(home):
        opened = home.open()
        for unit, one in zip(opened.units, sent, strict=True):
            for period, data in (*one.earlier, (NOW, one.data)):
                put(home, unit, f"{period}{one.suffix}", data)
        home.collect()
        found = found_in(opened)
    return [
        Outcome(one, tuple((f.rule, f.sheet, f.cell) for f in found[f"C-{number}"][-1][1]))
        for number, one in enumerate(sent, start=1)
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        outcomes = run_planted(Path(folder), list(files()))
    by_format: dict[str, Counter[str]] = defaultdict(Counter)
    for one in outcomes:
        counts = by_format[one.sent.format]
        counts["planted"] += len(one.sent.expected)
        counts["found"] += len(one.sent.expected) - len(one.missed)
        counts["beyond"] += len(one.beyond)
    for name, counts in by_format.items():
        print(f"{name}: planted {counts['planted']}, found in place {counts['found']}, beyond {counts['beyond']}")
    total = sum(by_format.values(), Counter())
    print(f"all: planted {total['planted']}, found in place {total['found']}, findings beyond {total['beyond']}")
    wrong = [one for one in outcomes if one.missed or one.beyond]
    for one in wrong:
        print(f"  {one.complaint()}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
