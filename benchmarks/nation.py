"""A nation's submissions: a home whose units are Vietnam's communes, each of which has sent one full form.

``python -m benchmarks.nation HOME FILES`` makes it, on every core. A form holds about 1,460 filled cells, of which
1,000 are in its list of 200 branches. Every hundredth has a mistake for which it is refused; the five kinds of
mistake take turns. The same arguments give the same bytes. Units are named as ``vietnamadminunits`` names them:
the 10,040 communes until 2025, and after them those since.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import distribution
from pathlib import Path

from domain.catalogue import Catalogue
from domain.shares import share_out
from domain.unit import Unit
from expectations.load import load_catalogue
from outputs.form_plan import Filling, plan_forms
from outputs.sheet_plan import Answer, ListRow
from samples.association import PERIODS, units
from samples.deliver import HERE, filling
from samples.files import workbook

PERIOD = PERIODS[-1]
FILE = "Bieu so lieu.xlsx"
BRANCHES = 200
ONE_IN = 100  # so many files have one with a mistake
_KINDS = (
    ("thon", "thôn, tổ dân phố", 118),
    ("truong", "trường học", 47),
    ("co_quan", "cơ quan", 23),
    ("dong_ho", "dòng họ", 12),
)


@dataclass(frozen=True)
class Commune:
    code: str
    name: str


def communes(count: int) -> list[Commune]:
    """The first ``count`` of the country, before and after 2025; ValueError where there are not so many."""
    path = distribution("vietnamadminunits").locate_file("vietnamadminunits/data/dataset.db")
    tables = (("C", "admin_units_legacy"), ("M", "admin_units"))
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as opened:
        found = [one for mark, table in tables for one in _named(opened, mark, table)]
    if count > len(found):
        raise ValueError(f"{count} units were asked for; the package names {len(found)} communes")
    return found[:count]


def _named(opened: sqlite3.Connection, mark: str, table: str) -> Iterator[Commune]:
    known = "wardCode <> '' AND wardShort <> ''"
    asked = f"SELECT wardCode, wardType, wardShort FROM {table} WHERE {known} ORDER BY wardCode"
    for code, kind, name in opened.execute(asked):
        yield Commune(f"{mark}{code}", f"Hội Khuyến học {kind.lower()} {name}")


def make_home(home: Path, files: int, cores: int = 2) -> None:
    """A home whose ``files`` units have sent a form each."""
    fill_home(home, members(range(1, files + 1)), cores)


def members(ids: Sequence[int]) -> list[Unit]:
    """The units of these ids; those that ONE_IN divides make a mistake."""
    named = communes(max(ids))
    return [_unit(id_, named[id_ - 1]) for id_ in ids]


def fill_home(home: Path, named: Sequence[Unit], cores: int = 2) -> None:
    """A home whose units have sent a form each."""
    home.mkdir(parents=True)
    (home / "soket.toml").write_text((HERE / "soket.toml").read_text(encoding="utf-8"), encoding="utf-8")
    lines = ["id,code,name,kind,parent,valid_from,valid_to,contact"]
    lines += [f"{unit.id},{unit.code},{unit.name},{unit.kind},,,,Văn thư" for unit in named]
    (home / "units.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    parts = [(home / "inbox", named[start : start + 100]) for start in range(0, len(named), 100)]
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(_send, parts))


def _unit(number: int, commune: Commune) -> Unit:
    return Unit(number, commune.code, commune.name, "hoi_xa", None, None, None, "Văn thư", number + 1)


def _send(part: tuple[Path, Sequence[Unit]]) -> None:
    inbox, senders = part
    catalogue = load_catalogue()
    for unit in senders:
        folder = inbox / unit.slug
        folder.mkdir(parents=True)
        (folder / FILE).write_bytes(form(catalogue, unit))


def form(catalogue: Catalogue, unit: Unit) -> bytes:
    """What a unit sends."""
    right = said(unit)
    wrong = mistakes(right, unit.id // ONE_IN) if unit.id % ONE_IN == 0 else right
    return workbook(plan_forms(catalogue, wrong))


def said(unit: Unit) -> Filling:
    """What a commune of the sample says, with more branches and members, and everything a little otherwise."""
    like = [one for one in units() if one.kind == "hoi_xa"][unit.id % 12]
    said = filling(like, PERIOD)
    answers: dict[str, Answer] = {**said.answers}
    for kind, _, count in _KINDS:
        answers[f"bieu_1.chi_hoi_{kind}.ky_nay"] = count
    members = 4_300 + unit.id % 700
    answers |= {
        "bieu_1.hoi_vien.ky_nay": members,
        "bieu_1.hoi_vien_moi.ky_nay": members // 40,
        "bieu_1.hoi_vien_giam.ky_nay": members // 150,
        "bieu_3.lop_khac.ky_nay": 1 + unit.id % 9,
        "bieu_4.quy_thu.so_tien": 1_000_000 * (20 + unit.id % 80),
    }
    rows = list(_branches(unit, members))
    return replace(said, unit_name=unit.name, unit_code=unit.code, answers=answers, lists={"danh_sach": rows})


def _branches(unit: Unit, members: int) -> Iterator[ListRow]:
    shares = iter(share_out(members * 9 // 10, [20 + (n * 7 + unit.id) % 11 for n in range(BRANCHES)]))
    for _, kind, count in _KINDS:
        for number in range(1, count + 1):
            name = f"Chi hội {kind.split(',')[0]} số {number}"
            yield {"ten": name, "loai": kind, "so_hoi_vien": next(shares), "tang_giam": (number + unit.id) % 4 - 1}


def mistakes(right: Filling, turn: int) -> Filling:
    """The form with one mistake of five."""
    answers: dict[str, Answer] = {**right.answers}
    rows = [dict(row) for row in right.lists["danh_sach"]]
    match turn % 5:
        case 0:
            answers["bieu_3.hoc_vien.ky_nay"] = "khoảng một trăm"
        case 1:
            rows.pop()  # fewer branches than are reported
        case 2:
            answers["bieu_2.gdht.cong_nhan_nam"] = 21
        case 3:
            answers["bieu_4.hoc_bong.so_luong"] = -5
        case _:
            answers["bia.dan_so_18.value"] = 1 + int(str(answers["bia.dan_so.value"]))
    return replace(right, answers=answers, lists={"danh_sach": rows})


if __name__ == "__main__":
    make_home(Path(sys.argv[1]), int(sys.argv[2]))
