"""What a run's log tells of a place, and of no person."""

from __future__ import annotations

import pytest

from flows.shown import without_names
from tests.homes import SmallHome

UNIT = "003-ban-khuyen-hoc-truong-ba"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"inbox/{UNIT}: cannot be read (Permission denied)", f"inbox/{UNIT}: cannot be read (Permission denied)"),
        (f"inbox/{UNIT}/Nguyễn Thị Hoa.xlsx: cannot be read", f"inbox/{UNIT}/…: cannot be read"),
        (f"inbox/{UNIT}/gửi/Hoa.xlsx: damaged", f"inbox/{UNIT}/…: damaged"),
        ("inbox/003-nguyen-thi-hoa: is in no unit's folder", "inbox/…: is in no unit's folder"),
        ("inbox/Trần Văn Nghỉ.xlsx: is in no unit's folder", "inbox/…: is in no unit's folder"),
        ("raw: 3 bytes cannot be written", "raw: 3 bytes cannot be written"),
    ],
)
def test_a_log_names_the_units_folder_and_no_senders_file(small_home: SmallHome, line: str, said: str) -> None:
    assert without_names(small_home.open(), line) == said
