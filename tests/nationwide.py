"""Every commune of Vietnam before 1 July 2025, and the units that it became, as ``vietnamadminunits`` tells it.

Of a commune that was divided the package names the units that got a part, not how much: no source does.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from domain.lineage import Lineage
from domain.unit import Unit
from tasks.lineage import read_lineage

BEFORE, DAY, AFTER = date(2025, 6, 14), date(2025, 7, 1), date(2025, 12, 14)


@cache
def successors() -> dict[str, tuple[str, ...]]:
    """Old commune (province_district_commune) → the units (province_unit) that it became."""
    path = distribution("vietnamadminunits").locate_file("vietnamadminunits/data/converter_2025.json")
    told = json.loads(Path(str(path)).read_text(encoding="utf-8"))
    whole, divided = told["DICT_PROVINCE_WARD_NO_DIVIDED"], told["DICT_PROVINCE_WARD_DIVIDED"]
    became = {
        old: (f"{province}_{new}",) for province, news in whole.items() for new, olds in news.items() for old in olds
    }
    for province, olds in divided.items():
        became |= {old: tuple(f"{province}_{new['newWardKey']}" for new in news) for old, news in olds.items()}
    return dict(sorted(became.items()))


@cache
def ids() -> dict[str, int]:
    """A unit's id: the old ones from 1 on, the new ones from 100001 on."""
    old = {name: number for number, name in enumerate(successors(), start=1)}
    new = sorted({name for names in successors().values() for name in names})
    return old | {f"new {name}": number for number, name in enumerate(new, start=100_001)}


@cache
def units() -> tuple[Unit, ...]:
    return tuple(_unit(name, number) for name, number in ids().items())


def _unit(name: str, number: int) -> Unit:
    new = name.startswith("new ")
    begin, end = (DAY, None) if new else (None, DAY - timedelta(days=1))
    return Unit(number, f"U{number}", name.removeprefix("new "), "hoi_xa", None, begin, end, "", number)


@cache
def lineage() -> Lineage:
    """Of the whole country: no share is stated."""
    rows = ((ids()[old], ids()[f"new {new}"]) for old, news in successors().items() for new in news)
    lines = "".join(f"{old},{new},{DAY},\n" for old, new in rows)
    return read_lineage(f"from,to,date,share\n{lines}".encode(), Path("lineage.csv"), units())
