"""Filing by hand: a file that came by chat is judged and answered at once, whatever else waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.by_hand import Filed, file_by_hand
from tasks.answers import MESSAGE
from tasks.registry import HomeError
from tests.homes import SmallHome


def filed(home: SmallHome, path: Path, code: str = "B-03", channel: str = "Zalo") -> Filed:
    return file_by_hand(home.open(), path, code, "Lan", channel)


def message(done: Filed) -> str:
    (path,) = (one for one in done.replies if one.name.endswith(MESSAGE))
    return path.read_text(encoding="utf-8")


@pytest.fixture
def form(small_home: SmallHome, tmp_path: Path) -> Path:
    """A good form of B-03 that lies in nobody's folder."""
    return small_home.send("B-03", name="bieu.xlsx").rename(tmp_path / "bieu.xlsx")


def test_a_good_file_is_accepted_answered_and_counted(small_home: SmallHome, form: Path) -> None:
    done = filed(small_home, form)
    assert done.accepted and done.problems == ()
    assert {name: done.verdict[name] for name in ("unit", "file", "state", "reason", "period")} == {
        "unit": "B-03",
        "file": "Zalo/bieu.xlsx",
        "state": "accepted",
        "reason": None,
        "period": "2022H1",
    }
    assert done.replies[0].parent == small_home.folder("B-03") / "phan-hoi"
    assert "Đã tiếp nhận" in message(done)
    for code in ("00001", "00002", "B-04"):
        small_home.send(code)
    assert small_home.close_period().closing.new


def test_the_same_file_again_is_told_its_verdict_again(small_home: SmallHome, form: Path) -> None:
    first = filed(small_home, form)
    before = [path.read_bytes() for path in first.replies]
    assert filed(small_home, form, channel="thư") == first
    assert before and [path.read_bytes() for path in first.replies] == before and len(small_home.files()) == 1


def test_a_file_of_another_unit_is_refused_by_name(small_home: SmallHome, form: Path) -> None:
    done = filed(small_home, form, "B-04")
    assert not done.accepted and done.verdict["reason"] == "wrong_unit"
    assert done.replies[0].parent == small_home.folder("B-04") / "phan-hoi"
    assert filed(small_home, form).accepted, "and is accepted for the unit that it names"


def test_a_damaged_file_is_refused_with_advice(small_home: SmallHome, tmp_path: Path) -> None:
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04")
    done = filed(small_home, tmp_path / "hong.xlsx")
    assert (done.accepted, done.verdict["reason"]) == (False, "damaged")
    assert "Cách sửa" in message(done)


def test_files_that_waited_are_decided_too(small_home: SmallHome, form: Path) -> None:
    small_home.send("B-04")
    small_home.receive()
    assert filed(small_home, form).accepted
    assert {state for _, state, _ in small_home.files()} == {"accepted"}
    assert list(small_home.replies("B-04")) == ["bieu"]


def test_a_file_refused_for_its_name_is_accepted_by_hand(small_home: SmallHome) -> None:
    path = small_home.send("B-03", name="bieu\u200b.xlsx")
    assert small_home.collect().refused == 1
    assert filed(small_home, path).accepted
    assert small_home.files()[0][1] == "accepted" and not small_home.collect().changed


def test_nothing_is_judged_where_the_file_cannot_be_filed(small_home: SmallHome, tmp_path: Path) -> None:
    with pytest.raises(HomeError):
        filed(small_home, tmp_path / "none.xlsx")
    with pytest.raises(HomeError):
        filed(small_home, small_home.path / "soket.toml", "B-99")
