"""Puts the sample association's files where its offices would: a home, and each period's deliveries."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.unit import Unit
from outputs.form_plan import Filling, plan_forms
from outputs.sheet_plan import Answer, ListRow, SheetPlan
from samples.association import said, senders, units, units_csv
from samples.files import workbook
from samples.habits import LATE, Mishap, habit_of, mishaps_of
from samples.targets import targets_csv

HERE = Path(__file__).parent
CORRECTED = "03667"  # sent a first version with two mistakes, and a corrected one later
TWICE = "03649"  # sent the same file twice
WORDY = "03655"  # types numbers with their unit, as text
_CUT_OFFS = {"2021H1": "14/06/2021", "2021H2": "14/12/2021", "2022H1": "14/06/2022"}


class Delivery(NamedTuple):
    name: str
    data: bytes
    hours: int  # after the first file of the period


def make_home(home: Path) -> None:
    """soket.toml, units.csv and targets.csv of the sample, where they are not there yet."""
    home.mkdir(parents=True, exist_ok=True)
    settings = (HERE / "soket.toml").read_text(encoding="utf-8")
    for name, text in (("soket.toml", settings), ("units.csv", units_csv()), ("targets.csv", targets_csv())):
        if not (home / name).exists():
            (home / name).write_text(text, encoding="utf-8")


def deliver(home: Path, catalogue: Catalogue, period: HalfYear) -> int:
    """Writes what every office sends for a period; a file that is there stays. How many there are."""
    begin = datetime(period.year, 6 if period.half == 1 else 12, 15, 1, tzinfo=UTC)
    count = 0
    for unit in senders(period):
        folder = home / "inbox" / unit.slug
        folder.mkdir(parents=True, exist_ok=True)
        for delivery in deliveries(catalogue, unit, period):
            target = folder / delivery.name
            if not target.exists():
                target.write_bytes(delivery.data)
                days = LATE.get((unit.code, str(period)), 0)
                saved = (begin + timedelta(days=days, hours=delivery.hours, minutes=unit.id)).timestamp()
                os.utime(target, (saved, saved))
            count += 1
    return count


def deliveries(catalogue: Catalogue, unit: Unit, period: HalfYear) -> Iterator[Delivery]:
    """The files of one unit, oldest first."""
    name = f"Bieu so lieu {period}"
    plans = plan_forms(catalogue, filling(unit, period))
    if unit.code == CORRECTED and period == HalfYear(2022, 1):
        wrong = plan_forms(catalogue, with_mistakes(filling(unit, period)))
        yield Delivery(f"{name}.xlsx", workbook(wrong), 0)
        yield Delivery(f"{name} (sửa).xlsx", workbook(plans), 30)
        return
    mishaps = mishaps_of(unit, period)
    answered = [mishap for mishap in mishaps if mishap.when != "beside"]
    for mishap in answered:
        yield from _mishap(catalogue, mishap, unit, period)
    write, suffix = habit_of(unit, period)
    data = write(plans)
    yield Delivery(f"{name}{' (gửi lại)' if answered else ''}{suffix}", data, 30 if answered else 1)
    if unit.code == TWICE:
        yield Delivery(f"{name} - Copy{suffix}", data, 32)
    for mishap in (one for one in mishaps if one not in answered):
        yield Delivery(mishap.file.format(period=period), mishap.write(plans), 33)


def _mishap(catalogue: Catalogue, mishap: Mishap, unit: Unit, period: HalfYear) -> Iterator[Delivery]:
    """What goes wrong, before the good file; a correction has an earlier good file before it."""
    if mishap.when == "correction":
        yield Delivery(f"Bieu so lieu {period}.xlsx", workbook(_earlier(catalogue, unit, period)), 0)
    told = {
        "wrong unit": lambda: plan_forms(catalogue, filling(_neighbour(unit), period)),
        "wrong period": lambda: plan_forms(catalogue, replace(filling(unit, period), period=_a_year_on(period))),
        "older copy": lambda: _earlier(catalogue, unit, period),
    }.get(mishap.name, lambda: plan_forms(catalogue, filling(unit, period)))()
    yield Delivery(mishap.file.format(period=period), mishap.write(told), 20)


def _earlier(catalogue: Catalogue, unit: Unit, period: HalfYear) -> list[SheetPlan]:
    """The form as it was before the last members were counted."""
    right = filling(unit, period)
    members = right.answers["bieu_1.hoi_vien.ky_nay"]
    answers = {**right.answers, "bieu_1.hoi_vien.ky_nay": int(str(members)) - 3}
    return plan_forms(catalogue, replace(right, answers=answers))


def _neighbour(unit: Unit) -> Unit:
    """Whose folder lies below."""
    return next(one for one in units() if one.id == unit.id + 1)


def _a_year_on(period: HalfYear) -> str:
    return HalfYear(period.year + 1, period.half).words


def filling(unit: Unit, period: HalfYear) -> Filling:
    """The form of a unit, filled with what it says."""
    told = said(period)[unit.code]
    answers = dict(told.answers)
    if unit.code == WORDY:
        answers["bieu_3.hoc_vien.ky_nay"] = f"{answers['bieu_3.hoc_vien.ky_nay']} học viên"
        answers["bieu_2.gdht.dang_ky"] = f"{answers['bieu_2.gdht.dang_ky']:,}".replace(",", ".") + " hộ"
    return Filling(
        unit_name=unit.name,
        unit_code=unit.code,
        kind=unit.kind,
        period=period.words,
        cut_off=_CUT_OFFS[str(period)],
        answers=answers,
        lists=told.lists,
    )


def with_mistakes(right: Filling) -> Filling:
    """A branch missing from the list, and a number written in words."""
    answers: dict[str, Answer] = {**right.answers, "bieu_3.hoc_vien.ky_nay": "khoảng một trăm"}
    branches: Sequence[ListRow] = list(right.lists["danh_sach"])[:-1]
    return replace(right, answers=answers, lists={**right.lists, "danh_sach": branches})


def folder_of(home: Path, code: str) -> Path:
    return home / "inbox" / next(unit.slug for unit in units() if unit.code == code)
