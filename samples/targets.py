"""The sample's targets.csv: every target in it is invented."""

from __future__ import annotations

from collections.abc import Iterator

from domain.shares import share_out
from domain.unit import Unit
from samples.association import declared, units

_SOURCE = "Kế hoạch mẫu năm {year} (số giả định)"
_WEIGHTS = {"hoi_xa": 30, "hoi_khac": 18, "ban": 9}


def targets_csv() -> str:
    """Those of the association as a whole; and those that it shared out to its units, which are told by code."""
    lines = ["unit,indicator,year,value,source"]
    for year, told in declared()["targets"].items():
        named = [("", code, value) for code, value in told["association"].items()]
        named += [one for code, total in told["units"].items() for one in _shared_out(code, total)]
        lines += [f'{unit},{code},{year},{value},"{_SOURCE.format(year=year)}"' for unit, code, value in named]
    return "\n".join(lines) + "\n"


def _shared_out(code: str, total: int) -> Iterator[tuple[str, str, int]]:
    """Money in millions of đồng, to all that report; learners to the communes, which have the learning centres."""
    kinds = ("hoi_xa",) if code == "hoc_vien" else tuple(_WEIGHTS)
    among = [unit for unit in units() if unit.kind in kinds]
    scale = 1_000_000 if code == "quy_thu" else 1
    shares = share_out(total // scale, [_weight(unit) for unit in among])
    return ((unit.code, code, scale * share) for unit, share in zip(among, shares, strict=True))


def _weight(unit: Unit) -> int:
    return _WEIGHTS[unit.kind] + unit.id % 5
