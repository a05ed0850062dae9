"""Rules on a whole period: what units gave in each period, and what is found. Every shipped one has its table.

``hoi_vien 2021H1=500 2022H1=900`` is one unit's values of an indicator; ``/ 1000`` behind a value is the denominator.
``× 8`` makes so many units of it. A line without values is one more finding of the case above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import polars as pl
import pytest

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from tasks.review import findings_of
from tests.tasks.test_unusual import given
from warehouse.reviews import REVIEWED_VALUES

CHANGES = """
    values                                 | rule             | saw                                     | usual
    hoi_vien 2021H1=500 2022H1=750         |
    hoi_vien 2021H1=500 2022H1=751         | change_same_half | 751, cùng kỳ 500, tăng 50,20%           | 350–750
    hoi_vien 2021H1=500 2022H1=350         |
    hoi_vien 2021H1=500 2022H1=349         | change_same_half | 349, cùng kỳ 500, giảm 30,20%           | 350–750
    hoi_vien 2021H1=500 2022H1=5000        | change_same_half | 5.000, cùng kỳ 500, gấp 10 lần          | 350–750
    hoi_vien 2021H1=500 2022H1=0           | change_same_half | 0, cùng kỳ 500, giảm 100,00%            | 350–750
    hoi_vien 2021H1=0 2022H1=20            | change_same_half | 20, cùng kỳ chưa phát sinh              | 0–19
    hoi_vien 2021H1=0 2022H1=19            |
    hoi_vien 2021H1=3 2022H1=19            |
    lop 2021H1=2 2022H1=25                 |
    hoc_vien 2021H1=100 2022H1=250         |
    hoc_vien 2021H1=100 2022H1=251         | change_same_half | 251, cùng kỳ 100, gấp 2,51 lần          | 30–250
    gdht_dang_ky 2021H1=700 2022H1=1130    | change_same_half | 1.130, cùng kỳ 700, tăng 61,43%         | 420–1.120
    gdht_cong_nhan 2021H1=10 2022H1=900    |
    dan_so 2021H1=4000 2022H1=4500         | change_same_half | 4.500, cùng kỳ 4.000, tăng 12,50%       | 3.600–4.400
    quy_thu 2021H1=9000000 2022H1=100000   |
    quy_thu 2021H1=5000000 2022H1=5000     |
    quy_thu 2021H1=50000000 2022H1=50000   | change_same_half | 50.000, cùng kỳ 50.000.000, giảm 99,90% | 15.000.000–125.000.000
    hoi_vien 2021H2=500 2022H1=900         | change_last_half | 900, kỳ trước 500, tăng 80,00%          | 350–750
    hoi_vien 2021H2=500 2022H1=600         |
    gdht_dang_ky 2021H2=500 2022H1=5000    |
    hoi_vien 2021H1=500 2021H2=500 2022H1=900 | change_last_half | 900, kỳ trước 500, tăng 80,00%       | 350–750
                                           | change_same_half | 900, cùng kỳ 500, tăng 80,00%           | 350–750
"""  # noqa: E501
HISTORY = """
    values                                                          | rule               | saw                                              | usual
    hoi_vien 2019H2=500 2020H1=500 2020H2=500 2021H2=500 2022H1=675 |
    hoi_vien 2019H2=500 2020H1=500 2020H2=500 2021H2=500 2022H1=676 | unlike_own_history | 676, các kỳ trước của đơn vị thường khoảng 500 | 325–675
    hoi_vien 2020H1=500 2020H2=500 2021H2=500 2022H1=676            |
    hoi_vien 2019H2=400 2020H1=500 2020H2=500 2021H2=600 2022H1=676 |
"""  # noqa: E501
PEERS = """
    values                                          | rule         | saw                                                          | usual
    hoi_vien 2022H1=100 / 1000 × 8                  |
    hoi_vien 2022H1=100 / 1000 × 8; 4000 / 8000     | unlike_peers | 4.000, theo mức của các đơn vị cùng loại thì khoảng 800      | 367–1.746
    hoi_vien 2022H1=100 / 1000 × 8; 80 / 8000       | unlike_peers | 80, theo mức của các đơn vị cùng loại thì khoảng 800         | 367–1.746
    hoi_vien 2022H1=100 / 1000 × 8; 1600 / 8000     |
    hoi_vien 2022H1=100 / 1000 × 6; 4000 / 8000     |
    hoc_vien 2022H1=60 × 8; 6000                    | unlike_peers | 6.000, theo mức của các đơn vị cùng loại thì khoảng 60       | 28–131
    hoc_vien 2022H1=4 × 8; 29                       |
"""  # noqa: E501

Found = tuple[str, str, str]


def cases(text: str) -> Iterator[tuple[str, list[Found]]]:
    told: list[tuple[str, list[Found]]] = []
    for line in text.strip().splitlines()[1:]:
        said, *rest = (cell.strip() for cell in line.split("|"))
        if said:
            told.append((said, []))
        if rest and rest[0]:
            told[-1][1].append((rest[0], rest[1], rest[2]))
    yield from told


def values(said: str) -> Iterator[dict[str, Any]]:
    indicator, _, rest = said.partition(" ")
    unit = 0
    for one in rest.split(";"):
        for _ in range(int(one.partition("×")[2] or 1)):
            unit += 1
            yield from _of_unit(indicator, one.partition("×")[0].strip(), unit)


def _of_unit(indicator: str, said: str, unit: int) -> Iterator[dict[str, Any]]:
    said, _, people = (part.strip() for part in said.partition("/"))
    for word in said.split():
        period, _, value = word.rpartition("=")
        year = int(period[:4]) if indicator.startswith("gdht_dang_ky") else 0
        yield given(indicator, period or "2022H1", int(value), unit, year=year)
    if people:
        yield given("dan_so", "2022H1", int(people), unit)


ALL = [case for table in (CHANGES, HISTORY, PEERS) for case in cases(table)]


@pytest.mark.parametrize(("said", "wanted"), [pytest.param(*case, id=case[0]) for case in ALL])
def test_what_units_gave_and_what_is_found(catalogue: Catalogue, said: str, wanted: list[Found]) -> None:
    frame = pl.DataFrame(list(values(said)), schema=REVIEWED_VALUES)
    looked_at = findings_of(catalogue, frame, HalfYear(2022, 1)).findings
    found = looked_at.filter(pl.col("field") != "bia.dan_so.value") if " / " in said else looked_at
    usual = partial(re.sub, "^mức thường gặp ", "")
    assert [(one["rule"], one["saw"], usual(one["wanted"])) for one in found.to_dicts()] == wanted
    assert set(found["severity"]) <= {"warn"} and not found["stops_gate"].any()


def test_every_shipped_rule_on_review_is_broken_by_some_case(catalogue: Catalogue) -> None:
    rules = {rule.id for rule in catalogue.rules if rule.on == "review"}
    assert {rule for _, found in ALL for rule, _, _ in found} == rules
