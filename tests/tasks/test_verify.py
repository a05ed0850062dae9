"""A report that came back, beside what was issued and what the warehouse says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.half_year import HalfYear
from expectations.load import SHIPPED
from tasks.drafted import write_draft
from tasks.known import NeverClosed, Which
from tasks.number import give_number
from tasks.publish import published_of
from tasks.registry import HomeError
from tasks.table_difference import Difference, What
from tasks.verify import Checked, verify_report
from tasks.versions import reopen
from tests.engines import Engine
from tests.homes import SmallHome
from tests.office import saved_again
from tests.tasks.test_report_difference import told
from tests.wordml import edited

pytestmark = pytest.mark.both_engines
P = HalfYear(2022, 1)
MEMBERS = "2022H1.1:hoi_vien"


@pytest.fixture(scope="module")
def kept(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHome]:
    """A closed period, for tests that only look."""
    made = engine.home(tmp_path_factory.mktemp("kept") / "home")
    made.send_all()
    made.close_period()
    yield made
    made.close()
    engine.drop(made.warehouse)


@pytest.fixture
def closed(small_home: SmallHome) -> SmallHome:
    """One that a test may change."""
    small_home.send_all()
    small_home.close_period()
    return small_home


def issued(home: SmallHome) -> Path:
    return published_of(home.open(), P, Which()).path


def verify(home: SmallHome, path: Path) -> Checked:
    return verify_report(home.open(), path)


# --- untouched --------------------------------------------------------------------------------------


def test_every_figure_of_the_issued_report_is_what_was_issued_and_what_the_warehouse_says(kept: SmallHome) -> None:
    found = verify(kept, issued(kept))
    assert (found.differences, found.notes) == ((), ())
    assert found.close and (found.close.version, found.returned.version, found.returned.period) == (1, 1, P)
    assert found.figures > 100


def test_a_report_that_libreoffice_saved_is_the_issued_one(kept: SmallHome, tmp_path: Path) -> None:
    again = saved_again([issued(kept)], "docx", tmp_path) / issued(kept).name
    found = verify(kept, again)
    assert found.differences == () and found.figures == verify(kept, issued(kept)).figures


def test_a_report_under_another_name_and_in_another_folder_is_the_same(kept: SmallHome, tmp_path: Path) -> None:
    assert verify(kept, Path(shutil.copy(issued(kept), tmp_path / "báo cáo (2).DOCX"))).differences == ()


def test_a_report_with_its_number_is_compared_with_its_own_edition(closed: SmallHome, tmp_path: Path) -> None:
    first = Path(shutil.copy(issued(closed), tmp_path / "first.docx"))
    given = give_number(closed.open(), P, Which(), "15", date(2022, 7, 5), "Thư ký").published.path
    assert verify(closed, given).differences == verify(closed, first).differences == ()
    typed = edited(first, tmp_path / "typed.docx", ("\u00a0" * 5, "16"))
    assert [(one.what, one.saw) for one in verify(closed, typed).differences] == [(What.ALTERED, "16")]


def test_a_report_of_other_words_is_no_other_report(kept: SmallHome, tmp_path: Path) -> None:
    path = edited(issued(kept), tmp_path / "a.docx", ("Toàn huyện hiện có", "Đến nay, trên địa bàn huyện có"))
    assert verify(kept, path).differences == ()


def test_the_report_of_an_earlier_version_is_compared_with_that_version(closed: SmallHome, tmp_path: Path) -> None:
    first = Path(shutil.copy(issued(closed), tmp_path / "first.docx"))
    reopen(closed.open(), P, "Thư ký", "sửa")
    closed.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600)
    closed.collect()
    closed.close_period()
    for path, version, value in ((first, 1, "2.000"), (issued(closed), 2, "2.100")):
        found = verify(closed, path)
        assert (found.returned.version, found.differences, found.notes) == (version, (), ())
        assert value in {piece.text for piece in found.returned.text.live()}


# --- edited -----------------------------------------------------------------------------------------


def test_each_edit_is_told_where_it_stands_and_the_file_stays_as_it_is(kept: SmallHome, tmp_path: Path) -> None:
    path = edited(
        issued(kept),
        tmp_path / "a.docx",
        (">2.000<", ">2.001<"),
        ("Trong 6 tháng đầu năm 2022, các trung tâm", "Trong 9 tháng, các trung tâm"),
        (">Chi hội khuyến học<", ">Chi hội<"),
    )
    before = path.read_bytes()
    found = verify(kept, path)
    assert told(list(found.differences)) == [
        ("altered", "1. Công tác tổ chức và phát triển hội viên", "2.001", "2.000"),
        ("typed", "4. Hoạt động của trung tâm học tập cộng đồng", "9", ""),
        ("label", "Bảng 1. Công tác tổ chức và phát triển hội viên: Chỉ tiêu", "Chi hội", "Chi hội khuyến học"),
    ]
    assert path.read_bytes() == before


def test_an_edit_of_a_report_that_libreoffice_saved_is_told_too(kept: SmallHome, tmp_path: Path) -> None:
    again = saved_again([issued(kept)], "docx", tmp_path) / issued(kept).name
    path = edited(again, tmp_path / "a.docx", ("2.000", "2.001"))
    assert told(list(verify(kept, path).differences))[0][0] == "altered"


# --- the warehouse ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "key", "saw", "wanted"),
    [
        ("value + 1", MEMBERS, "2.000", "2.001 / trên 2.000"),
        ("NULL", MEMBERS, "2.000", "…"),
        ("NULL", f"{MEMBERS}/dan_so=share", "12,50%", ""),  # a sentence that is there no more
    ],
    ids=["changed", "taken out", "gone"],
)
def test_a_figure_that_was_changed_in_the_warehouse_is_told_of_an_untouched_report(
    closed: SmallHome, change: str, key: str, saw: str, wanted: str
) -> None:
    path = issued(closed)
    with closed.open().warehouse.write() as connection:
        where = "indicator = 'hoi_vien' AND scope = 'all' AND comparison = '' AND span = 'half' AND breakdown = ''"
        assert connection.execute(text(f"UPDATE figure SET value = {change} WHERE {where}")).rowcount == 1
    assert Difference(What.ALTERED, "", "", saw, wanted, key) in verify(closed, path).differences


def test_under_another_catalogue_the_issued_report_alone_is_compared_with_and_a_note_says_so(
    closed: SmallHome, tmp_path: Path
) -> None:
    path = issued(closed)
    shutil.copytree(SHIPPED, closed.path / "expectations", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    declared = closed.path / "expectations" / "indicators.toml"
    declared.write_text(declared.read_text(encoding="utf-8") + "\n# khác\n", encoding="utf-8")
    found = verify(closed, path)
    assert (found.differences, found.figures) == ((), 0) and len(found.notes) == 1
    assert "the catalogue is another" in found.notes[0]
    assert verify(closed, edited(path, tmp_path / "a.docx", (">2.000<", ">2.001<"))).differences


# --- drafts ---------------------------------------------------------------------------------------------


def test_a_draft_is_compared_with_what_it_would_be_now(small_home: SmallHome, tmp_path: Path) -> None:
    small_home.send_all()
    small_home.collect()
    path = write_draft(small_home.open(), P).path
    found = verify(small_home, path)
    assert (found.close, found.differences, found.notes) == (None, (), ()) and found.figures > 100
    assert verify(small_home, edited(path, tmp_path / "a.docx", (">2.000<", ">2.001<"))).differences
    small_home.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600)
    small_home.collect()
    (one, *_) = verify(small_home, path).differences
    assert (one.what, one.saw, one.wanted) == (What.ALTERED, "2.000", "2.100")


def test_a_draft_is_compared_with_the_report_once_its_version_is_closed(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.collect()
    path = write_draft(small_home.open(), P).path
    small_home.close_period()
    found = verify(small_home, path)
    assert found.close and {one.what for one in found.differences} <= {What.FOREIGN, What.TYPED, What.LABEL}


# --- what is no report of this home ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.txt", "Báo cáo".encode(), "cannot be read as a Word document"),
        ("a.docx", b"", "cannot be read as a Word document"),
        ("none.docx", None, "cannot be read as a Word document"),
    ],
)
def test_what_is_no_document_is_refused_by_name(
    kept: SmallHome, tmp_path: Path, name: str, data: bytes | None, line: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(HomeError, match=line) as caught:
        verify(kept, tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: ") and "\n" not in str(caught.value)


def test_a_document_without_a_figure_is_refused(kept: SmallHome, tmp_path: Path) -> None:
    letter = next((kept.folder("B-03") / "phan-hoi").glob("*.docx"))
    with pytest.raises(HomeError, match="has no figure of a report in it"):
        verify(kept, letter)


def test_a_version_that_was_never_closed_is_refused(kept: SmallHome, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    of_another(issued(kept), path, "2022H1.1:", "2022H1.7:")
    with pytest.raises(NeverClosed, match="2022H1 version 7"):
        verify(kept, path)


def test_a_period_that_the_home_does_not_have_is_refused(kept: SmallHome, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    of_another(issued(kept), path, "2022H1.1:", "2030H1.1:")
    with pytest.raises(HomeError, match="period 2030H1 is not there"):
        verify(kept, path)


def of_another(report: Path, to: Path, of: str, other: str) -> None:
    count = report_body(report).count(of)
    assert count > 100
    edited(report, to, *[(of, other)] * count)


def report_body(report: Path) -> str:
    import zipfile

    with zipfile.ZipFile(report) as opened:
        return opened.read("word/document.xml").decode()


def test_the_report_of_another_home_differs(kept: SmallHome, tmp_path: Path) -> None:
    other = SmallHome(tmp_path / "other")
    other.send_all()
    other.send("B-03", name="hai.xlsx", bieu_1__hoi_vien__ky_nay=501)
    other.close_period()
    found = verify(kept, issued(other))
    other.close()
    assert ("altered", "2.001", "2.000") in {(one.what, one.saw, one.wanted) for one in found.differences}


def test_a_figure_pasted_from_another_report_is_told_and_the_others_are_compared(
    kept: SmallHome, tmp_path: Path
) -> None:
    path = edited(issued(kept), tmp_path / "a.docx", *[(f'w:val="{MEMBERS}"', 'w:val="2021H1.1:hoi_vien"')] * 2)
    found = verify(kept, path)
    assert found.returned.period == P
    assert [one.what for one in found.differences][:2] == [What.FOREIGN, What.REMOVED]
