"""A draft of the report: what it would be now, marked on every page, and nothing of it stays in the warehouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.half_year import HalfYear
from tasks.drafted import write_draft
from tasks.report_text import Paragraph, read_report
from tasks.versions import reopen
from tests.homes import SmallHome
from tests.office import pdf_text, saved_again
from tests.reading import report_text
from tests.wordml import edited
from warehouse import audit, tables

pytestmark = pytest.mark.both_engines
P = HalfYear(2022, 1)


def held(home: SmallHome) -> tuple[dict[str, int], str, list[tuple[object, ...]]]:
    """How many rows each table has, the head of the audit, and how the periods stand."""
    with home.open().warehouse.read() as connection:
        counts = {
            name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
            for name, table in tables.metadata.tables.items()
        }
        return counts, audit.head(connection), home.rows(tables.period, "code", "state", "version")


def lacks(path: Path) -> list[str]:
    blocks = [one for one in read_report(path.read_bytes()).blocks if isinstance(one, Paragraph)]
    keyed = [one.text for one in blocks for piece in one.pieces if (piece.key or "").endswith(":.lacking")]
    return [text.removeprefix("- ") for text in keyed]


@pytest.mark.parametrize("sent", [(), ("00001", "B-03"), ("00001", "00002", "B-03", "B-04")], ids=len)
def test_nothing_of_a_draft_stays_in_the_warehouse(small_home: SmallHome, sent: tuple[str, ...]) -> None:
    for code in sent:
        small_home.send(code)
    small_home.collect()
    before = held(small_home)
    drafted = write_draft(small_home.open(), P)
    assert drafted.path.exists() and held(small_home) == before
    assert drafted.lacking == len(lacks(drafted.path)) * bool(drafted.lacking)


def test_a_period_that_was_never_collected_has_a_draft_too(small_home: SmallHome) -> None:
    drafted = write_draft(small_home.open(), P)
    (line,) = lacks(drafted.path)
    assert drafted.lacking == 1 and line.startswith("Chưa gửi biểu nào: ") and line.count(",") == 3
    assert "0/4 đơn vị" in report_text(drafted.path.read_bytes())


def test_a_draft_says_what_it_lacks(small_home: SmallHome) -> None:
    small_home.send("00001")
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay="…")
    small_home.put("B-04", "cũ.xls", b"no workbook")
    (small_home.path / "inbox" / "chua-ro-don-vi").mkdir(parents=True)
    (small_home.path / "inbox" / "chua-ro-don-vi" / "bieu.csv").write_bytes(b"a;1")
    small_home.collect()
    drafted = write_draft(small_home.open(), P)
    assert drafted.lacking == 4
    assert lacks(drafted.path)[:3] == [
        "Chưa gửi biểu nào: Hội Khuyến học xã Hai.",
        "Còn ô hoặc tệp phải bổ sung, xác nhận: Ban Khuyến học Trường Ba.",
        "Có tệp chưa tiếp nhận được; chưa gửi biểu nào: Ban Khuyến học Trường Bốn.",
    ]
    assert lacks(drafted.path)[3].startswith("Chưa rõ của đơn vị nào: ")


def test_a_draft_that_lacks_nothing_says_so_and_has_the_figures_that_the_close_has(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.collect()
    drafted = write_draft(small_home.open(), P)
    assert lacks(drafted.path) == ["Không còn thiếu gì: có thể chốt số liệu."] and drafted.lacking == 0
    closing = small_home.close_period()
    assert closing.closing.new
    (report,) = (small_home.path / "reports" / "2022H1").glob("bao-cao-*.docx")
    draft, issued = (list(read_report(path.read_bytes()).live()) for path in (drafted.path, report))
    assert [one for one in draft if not (one.key or "").endswith(":.lacking")] == issued


def test_a_draft_is_marked_on_every_page(small_home: SmallHome, tmp_path: Path) -> None:
    small_home.send_all()
    small_home.collect()
    printed = pages(write_draft(small_home.open(), P).path, tmp_path)
    assert len(printed) > 3 and [page for page in printed if "DỰ THẢO" not in page] == []


def test_an_issued_report_is_marked_nowhere(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.close_period()
    (report,) = (small_home.path / "reports" / "2022H1").glob("bao-cao-*.docx")
    read = read_report(report.read_bytes())
    assert "DỰ THẢO" not in report_text(report.read_bytes()) + "".join(one.text for one in read.around)


def pages(report: Path, folder: Path) -> list[str]:
    """The text of each page, as LibreOffice prints it."""
    made = saved_again([report], "pdf", folder) / f"{report.stem}.pdf"
    return pdf_text(made, "-layout").rstrip("\f").split("\f")


def test_equal_drafts_are_one_file_and_others_stand_beside_it(small_home: SmallHome) -> None:
    small_home.send("00001")
    small_home.collect()
    first, again = (write_draft(small_home.open(), P).path for _ in range(2))
    small_home.send("00002")
    small_home.collect()
    second = write_draft(small_home.open(), P).path
    assert first == again != second and first.exists()


def test_a_draft_that_somebody_edits_is_left_and_told(small_home: SmallHome) -> None:
    path = write_draft(small_home.open(), P).path
    assert write_draft(small_home.open(), P).edited is False
    edited(path, path, ("huyện Thử", "huyện Thử,"))
    before = path.read_bytes()
    again = write_draft(small_home.open(), P)
    assert (again.path, again.edited) == (path, True) and path.read_bytes() == before


def test_a_closed_period_has_no_draft_and_a_reopened_one_has_that_of_its_next_version(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.close_period()
    with pytest.raises(ValueError, match="2022H1: is closed, and has a report; run: soket report 2022H1"):
        write_draft(small_home.open(), P)
    reopen(small_home.open(), P, "Thư ký", "sửa")
    before = held(small_home)
    path = write_draft(small_home.open(), P).path
    assert path.name.startswith("du-thao-2022H1-v2-") and held(small_home) == before
    assert {(piece.key or "").partition(":")[0] for piece in read_report(path.read_bytes()).live()} == {"2022H1.2"}


def test_a_close_after_drafts_numbers_its_rows_as_if_there_had_been_none(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.collect()
    for _ in range(3):
        write_draft(small_home.open(), P)
    assert small_home.close_period().closing.new
    assert [version for (version,) in small_home.rows(tables.close, "version")] == [1]
