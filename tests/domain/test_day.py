"""Days as covers state them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.day import read_date, states_day

CUT_OFF = date(2022, 6, 14)


@pytest.mark.parametrize(
    "text",
    [
        *("14/06/2022", "14/6/2022", "14-06-2022", "14.6.2022", "14 / 6 / 2022", "ngày 14/6/2022", "Ngày 14/06/2022."),
        *("14 tháng 6 năm 2022", "ngày 14 tháng 06 năm 2022", "Ngày 14 tháng 6, năm 2022", " 14/06/2022\u00a0"),
        *("2022-06-14", "2022-06-14 00:00:00", "2022-06-14T00:00:00", "44726", "44726.0"),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_date(text) == CUT_OFF and states_day(text, CUT_OFF)


@pytest.mark.parametrize(
    "text",
    [
        *("", "14/6", "14/6/22", "06/14/2022", "31/06/2022", "29/2/2022", "tháng 6 năm 2022", "6 tháng đầu năm 2022"),
        *(
            "14/06-2022",
            "hôm nay",
            "19999",
            "80001",
            "447260",
            "14/06/2022 và 15/06/2022",
            "2022-06-14 08:30",
            "=TODAY()",
        ),
        *("giữa tháng 6", "0/6/2022", "14/06/20222"),
    ],
)
def test_what_states_no_day_is_none(text: str) -> None:
    assert read_date(text) is None and not states_day(text, CUT_OFF)


def test_a_serial_number_may_count_from_1904() -> None:
    """43264 is 14/06/2022 in a workbook of an old Mac, and 13/06/2018 in any other."""
    assert read_date("43264") == date(2018, 6, 13)
    assert states_day("43264", CUT_OFF) and not states_day("43265", CUT_OFF)
    assert not states_day("13/06/2018", CUT_OFF), "only a serial number has two readings"


@given(st.dates(date(1990, 1, 1), date(2110, 1, 1)))
def test_every_day_reads_back_the_same(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    written = [f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", f"{day.day}.{day.month}.{day.year}"]
    written += [f"ngày {day.day} tháng {day.month} năm {day.year}", day.isoformat()]
    assert {read_date(text) for text in written} == {day}
    assert read_date(str(serial)) == (day if 20_000 <= serial <= 80_000 else None)
