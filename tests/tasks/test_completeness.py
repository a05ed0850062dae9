"""Rates by kind of unit and by parent, over a home's real files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.half_year import HalfYear
from domain.rate import Rate
from tasks.completeness import Rates
from tasks.look import period_status
from tests.homes import UNITS, SmallHome

AFTER_THE_DEADLINE = 1_656_400_000  # 28 June 2022


@pytest.fixture
def grouped(tmp_path: Path) -> Iterator[SmallHome]:
    """The committees belong to the first association; the office is optional."""
    units = UNITS.replace(",ban,,", ",ban,1,") + "5,VP-01,Văn phòng Hội,van_phong,,,,\n"
    home = SmallHome(tmp_path / "home", units)
    yield home
    home.close()


def rates_of(home: SmallHome) -> Rates:
    return period_status(home.open(), HalfYear(2022, 1)).rates


def test_received_and_on_time_are_counted_by_kind_and_by_parent(grouped: SmallHome) -> None:
    grouped.send("00001")
    grouped.send("VP-01")
    late = grouped.send("B-03")
    os.utime(late, (AFTER_THE_DEADLINE, AFTER_THE_DEADLINE))
    grouped.collect()
    found = rates_of(grouped)
    assert found.all == Rate(expected=4, received=2, on_time=1), "the optional office is not expected"
    assert [(one.code, one.rate) for one in found.by_kind] == [("hoi_xa", Rate(2, 1, 1)), ("ban", Rate(2, 1, 0))]
    assert [(one.code, one.name, one.rate) for one in found.by_parent] == [
        ("00001", "Hội Khuyến học xã Một", Rate(2, 1, 0))
    ]


def test_a_refused_correction_takes_nothing_from_the_rates(grouped: SmallHome) -> None:
    grouped.send("B-03")
    grouped.collect()
    grouped.put("B-03", "hong.xlsx", b"PK\x03\x04")
    grouped.collect()
    assert rates_of(grouped).all == Rate(4, 1, 1)


def test_before_anything_came_all_is_nought(grouped: SmallHome) -> None:
    assert rates_of(grouped).all == Rate(4, 0, 0)
