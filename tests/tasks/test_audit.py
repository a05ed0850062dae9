"""The audit looked over: nothing is found where nothing was changed; a report names the close that it is of."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from domain.half_year import HalfYear
from tasks.audit import acts_of, verify
from tasks.known import Which
from tasks.publish import published_of
from tasks.registry import HomeError
from tests.homes import SmallHome
from warehouse import audit

P = HalfYear(2022, 1)


@pytest.fixture
def closed(small_home: SmallHome) -> SmallHome:
    small_home.send_all()
    assert small_home.close_period().closing.new
    return small_home


def issued(home: SmallHome) -> Path:
    return published_of(home.open(), P, Which()).path


def test_nothing_is_found_where_nothing_was_changed(closed: SmallHome) -> None:
    found = verify(closed.open())
    assert (found.problems, found.notes, found.closes) == ((), (), 1)
    with closed.open().warehouse.read() as connection:
        assert found.head == audit.head(connection) != ""


def test_what_arrives_after_a_close_is_no_change(closed: SmallHome) -> None:
    closed.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=9)
    closed.collect()
    assert verify(closed.open()).problems == ()


def test_an_issued_report_prints_the_code_of_its_close(closed: SmallHome) -> None:
    found = verify(closed.open(), issued(closed))
    assert found.problems == () and found.of and (found.of.period, found.of.version) == ("2022H1", 1)


def test_a_report_that_was_edited_is_told_from_the_issued_one(closed: SmallHome, tmp_path: Path) -> None:
    edited = tmp_path / "bao cao.docx"
    with zipfile.ZipFile(issued(closed)) as old, zipfile.ZipFile(edited, "w") as new:
        for item in old.infolist():
            new.writestr(item, old.read(item).replace(b"2.000", b"2.001"))
    found = verify(closed.open(), edited)
    assert found.of and [line for line in found.problems if "is not the report that was issued of 2022H1" in line]


def test_the_report_of_another_home_prints_no_code_of_this_one(closed: SmallHome, tmp_path: Path) -> None:
    other = SmallHome(tmp_path / "other")
    other.send_all()
    other.close_period()
    theirs = shutil.copy(issued(other), tmp_path / "their.docx")
    other.close()
    (line,) = verify(closed.open(), Path(theirs)).problems
    assert line.endswith("their.docx: prints no code of a close that this warehouse has")


def test_what_is_no_word_document_is_refused(closed: SmallHome, tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(b"PK no")
    for name in ("x.docx", "not there.docx"):
        with pytest.raises(HomeError, match="cannot be read as a Word document"):
            verify(closed.open(), tmp_path / name)


def test_who_did_what_is_listed_of_a_period_or_of_all(closed: SmallHome) -> None:
    acts = [one.act for one in acts_of(closed.open())]
    assert acts == ["keep", "close", "issue"] == [one.act for one in acts_of(closed.open(), "2022H1")]
    assert acts_of(closed.open(), "2021H1") == []
