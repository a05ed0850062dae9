"""What a log names of a sender's file: its unit's folder, or the channel by which it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.notices import of_file
from tests.homes import SmallHome

UNIT = "inbox/003-ban-khuyen-hoc-truong-ba"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        (UNIT, UNIT),
        (f"{UNIT}/Nguyễn Thị Hoa.xlsx", f"{UNIT}/…"),
        (f"{UNIT}/Hoa: gửi/Nguyen 6:2022.xlsx", f"{UNIT}/…"),
        (f"{UNIT}/{UNIT}: Hoa.xlsx", f"{UNIT}/…"),
        ("inbox/003-ten-cu-cua-don-vi/Hoa.xlsx", "inbox/003-ten-cu-cua-don-vi/…"),
        ("inbox/chua-ro-don-vi/Trần Văn Nghỉ.xlsx", "inbox/chua-ro-don-vi/…"),
        ("nhập thay/Nguyễn Văn A.xlsx", "nhập thay/…"),
        ("Zalo/Nguyen 6:2022.xlsx", "Zalo/…"),
    ],
)
def test_of_a_units_file_the_units_folder_or_the_channel_is_logged(
    small_home: SmallHome, path: str, logged: str
) -> None:
    told = of_file(small_home.open(), path, "damaged", "Hoa")
    assert (str(told), told.for_log) == (f"{path}: damaged (Hoa)", f"{logged}: damaged")


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("inbox", "inbox"),
        ("inbox/003-nguyen-thi-hoa", "inbox/…"),
        ("inbox/Trần: Văn/Nghỉ.xlsx", "inbox/…"),
        ("inbox/chua-ro-don-vi/Trần Văn Nghỉ.xlsx", "inbox/chua-ro-don-vi/…"),
    ],
)
def test_of_what_is_no_units_the_inbox_is_logged(small_home: SmallHome, path: str, logged: str) -> None:
    assert of_file(small_home.open(), path, "damaged", of_unit=False).for_log == f"{logged}: damaged"


def test_an_inbox_may_lie_elsewhere_and_one_in_another(small_home: SmallHome, tmp_path: Path) -> None:
    share = tmp_path / "Ổ chung: Hoa" / "inbox"
    small_home.set(f'inboxes = ["inbox", "{share}", "{share}/khac"]')
    home = small_home.open()
    assert of_file(home, str(share / "003-ba" / "Hoa.xlsx"), "x").for_log == "../Ổ chung: Hoa/inbox/003-ba/…: x"
    assert of_file(home, "../Ổ chung: Hoa/inbox/khac/003-ba/Hoa.xlsx", "x").for_log.endswith("/khac/003-ba/…: x")
