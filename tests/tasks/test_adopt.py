"""A report that was edited in Word: its prose comes back in the next rendering, with our figures, or not at all."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.half_year import HalfYear
from tasks.adopt import AlreadyNumbered, Taken, adopt
from tasks.audit import verify as look_over
from tasks.drafted import Drafted, write_draft
from tasks.known import Which, closed
from tasks.number import give_number
from tasks.publish import Published, publish, published_of
from tasks.registry import HomeError
from tasks.table_difference import What
from tasks.verify import verify_report
from tasks.versions import reopen
from tests.homes import SmallHome
from tests.office import saved_again
from tests.reading import report_text
from tests.wordml import BODY, edited
from warehouse import tables

pytestmark = [pytest.mark.long, pytest.mark.both_engines]
P = HalfYear(2022, 1)
MEMBERS = "Công tác tổ chức và phát triển hội viên#1"
CENTRES = "Hoạt động của trung tâm học tập cộng đồng#1"
LIMITS = "Hạn chế#1"
MORE = ("Toàn huyện hiện có ", "Đến nay, toàn huyện đang có ")


@pytest.fixture
def home(small_home: SmallHome) -> SmallHome:
    """All have sent; nothing is closed."""
    small_home.send_all()
    small_home.collect()
    return small_home


def draft(home: SmallHome) -> Drafted:
    return write_draft(home.open(), P)


def close(home: SmallHome) -> Published:
    home.close_period()
    return newest(home)


def newest(home: SmallHome) -> Published:
    return published_of(home.open(), P, Which())


def take(home: SmallHome, report: Path, *edits: tuple[str, str]) -> Taken:
    """Somebody edits a copy of a report, and it is adopted."""
    return adopt(home.open(), edited(report, home.path / "da-sua.docx", *edits), "Thư ký")


def prose(report: Path) -> str:
    return report_text(report.read_bytes())


def wordings(home: SmallHome) -> int:
    return len(home.rows(tables.wording, "id"))


# --- words come back, figures stay ours -----------------------------------------------------------------


def test_the_words_of_an_edited_draft_are_in_the_next_draft_and_in_the_close(home: SmallHome) -> None:
    taken = take(home, draft(home).path, MORE)
    assert (taken.places, taken.refused, taken.restored, taken.edition) == ((MEMBERS,), (), (), None)
    wanted = "Đến nay, toàn huyện đang có 2 Hội Khuyến học cơ sở"
    again = draft(home)
    assert wanted in prose(again.path) and again.not_adopted == ()
    report = close(home).path
    assert wanted in prose(report)
    found = verify_report(home.open(), report)
    assert (found.differences, found.notes) == ((), ()) and look_over(home.open()).problems == ()


def test_all_else_of_the_report_stays_as_soket_words_it(home: SmallHome) -> None:
    before = prose(draft(home).path)
    take(home, draft(home).path, MORE)
    assert prose(draft(home).path) == before.replace(*MORE)


def test_sentences_that_were_put_in_left_out_or_parted_come_back(home: SmallHome) -> None:
    path = draft(home).path
    parted = '</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr><w:r><w:t xml:space="preserve">'
    split = (" nhà giáo. Có ", f" nhà giáo. Đây là kết quả đáng ghi nhận.{parted}Có ")
    taken = take(home, path, split, ("Các đơn vị không nêu phương hướng, nhiệm vụ riêng.", "Tiếp tục phong trào."))
    assert len(taken.places) == 2
    text = prose(draft(home).path)
    assert "đã khen thưởng 28 nhà giáo. Đây là kết quả đáng ghi nhận.\nCó 360 lượt" in text
    assert "\nTiếp tục phong trào.\n" in text and "không nêu phương hướng" not in text


def test_what_a_unit_wrote_may_be_edited(home: SmallHome) -> None:
    taken = take(home, draft(home).path, ("Một số chi hội hoạt động chưa đều.", "Hoạt động của chi hội chưa đều."))
    assert len(taken.places) == 1
    assert "4 đơn vị nêu: Hoạt động của chi hội chưa đều." in prose(close(home).path)


def test_a_figure_that_changed_since_is_filled_in(home: SmallHome) -> None:
    take(home, draft(home).path, MORE)
    home.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600)
    home.collect()
    again = draft(home)
    assert again.not_adopted == ()
    assert "đang có 2 Hội Khuyến học" in prose(again.path) and "2.000" not in prose(again.path)
    assert "2.100" in prose(again.path)


def test_an_older_draft_is_taken_with_the_figures_of_now_and_its_untouched_prose_is_no_edit(home: SmallHome) -> None:
    older = draft(home).path
    home.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600)
    home.collect()
    taken = take(home, older, ("Hiện có ", "Đến nay có "))
    assert taken.places == (CENTRES,) and {one.what for one in taken.restored} <= {What.ALTERED, What.LABEL}
    text = prose(draft(home).path)
    assert "Đến nay có 2 trung tâm" in text and "2.100" in text and "2.000 người" not in text


def test_figures_that_were_edited_beside_the_words_stay_ours_and_are_told(home: SmallHome) -> None:
    taken = take(home, draft(home).path, MORE, (">2.000<", ">9.000<"), (">Chi hội khuyến học<", ">Chi hội<"))
    assert taken.places == (MEMBERS,)
    assert [(one.what, one.saw) for one in taken.restored] == [(What.ALTERED, "9.000"), (What.LABEL, "Chi hội")]
    assert "9.000" not in prose(close(home).path) and "Chi hội khuyến học" in prose(newest(home).path)


def test_where_figures_alone_were_edited_nothing_is_taken(home: SmallHome) -> None:
    taken = take(home, draft(home).path, (">2.000<", ">9.000<"))
    assert (taken.places, taken.refused, wordings(home)) == ((), (), 0) and len(taken.restored) == 1


def test_what_was_not_edited_is_not_taken(home: SmallHome) -> None:
    before = home.acts()
    taken = adopt(home.open(), draft(home).path, "Thư ký")
    assert taken == Taken(()) and home.acts() == before and wordings(home) == 0


def test_an_edit_that_libreoffice_saved_is_taken(home: SmallHome, tmp_path: Path) -> None:
    path = edited(draft(home).path, tmp_path / "da-sua.docx", MORE)
    again = saved_again([path], "docx", tmp_path) / path.name
    taken = adopt(home.open(), again, "Thư ký")
    assert (taken.places, taken.refused) == ((MEMBERS,), ())
    assert "Đến nay, toàn huyện đang có 2 Hội" in prose(draft(home).path)


def test_the_audit_tells_who_adopted_what_and_the_edited_file_is_kept(home: SmallHome) -> None:
    path = draft(home).path
    take(home, path, MORE)
    ((source,),) = home.rows(tables.wording, "source")
    assert (home.path / "raw" / source).read_bytes() == (home.path / "da-sua.docx").read_bytes()
    who, act, period, told = home.acts()[-1]
    assert (who, act, period, told["source"]) == ("Thư ký", "adopt", "2022H1", source)


# --- all or nothing ---------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[tuple[str, str], What]] = {
    "a number that was typed": (("Hiện có ", "Ngoài 5 điểm trường, hiện có "), What.TYPED),
    "a number that was typed into a unit's words": (("Một số chi hội", "Có 3 chi hội"), What.TYPED),
    "a word that makes another of a figure": (("Hiện có ", "Hiện có hơn "), What.MOVED),
    "a figure that is only text": (('w:val="2022H1.1:trung_tam"', 'w:val="x"'), What.REMOVED),
    "a figure of another report": (('w:val="2022H1.1:trung_tam"', 'w:val="2021H1.1:trung_tam"'), What.FOREIGN),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_edit_of_a_figures_place_refuses_all_of_it(home: SmallHome, what: str) -> None:
    edit, kind = REFUSED[what]
    edits = [edit, edit] if edit[0].startswith("w:val") else [edit]  # alias and tag
    before = prose(draft(home).path)
    taken = take(home, draft(home).path, MORE, *edits)
    assert taken.places == () and kind in {one.what for one in taken.refused}
    assert wordings(home) == 0 and prose(draft(home).path) == before


def test_figures_that_changed_places_refuse_all_of_it(home: SmallHome) -> None:
    path = draft(home).path
    one, other = control(path, "lop"), control(path, "hoc_vien")
    taken = take(home, path, MORE, (one, "@"), (other, one), ("@", other))
    assert taken.places == () and {one.what for one in taken.refused} == {What.MOVED} and wordings(home) == 0


def test_a_sentence_that_was_moved_to_another_place_is_an_error_that_says_where(home: SmallHome) -> None:
    """Each place comes back by itself, and would lack the figure or not know it."""
    path = draft(home).path
    figure = control(path, "tap_the_kt")
    behind = '<w:r><w:t xml:space="preserve"> tập thể được khen thưởng'
    here = '<w:r><w:t xml:space="preserve">Hiện có '
    edits = (
        (f". Có </w:t></w:r>{figure}{behind}.", ".</w:t></w:r><w:r><w:t>"),
        (here, f'<w:r><w:t xml:space="preserve">Có </w:t></w:r>{figure}{behind}. Hiện có '),
    )
    with pytest.raises(HomeError, match="'0' was moved from or to the text under") as caught:
        take(home, path, *edits)
    assert "put it back where it stood" in str(caught.value)
    assert wordings(home) == 0 and draft(home).not_adopted == ()


def body_of(path: Path) -> str:
    with zipfile.ZipFile(path) as opened:
        return opened.read(BODY).decode()


def control(path: Path, code: str) -> str:
    body = body_of(path)
    start = body.rindex("<w:sdt>", 0, body.index(f'w:val="2022H1.1:{code}"'))
    return body[start : body.index("</w:sdt>", start) + len("</w:sdt>")]


def test_a_heading_that_was_taken_out_is_an_error_that_names_it(home: SmallHome) -> None:
    path = draft(home).path
    edit = ("4. Hoạt động của trung tâm học tập cộng đồng</w:t>", "</w:t>")
    with pytest.raises(HomeError, match="'Hoạt động của trung tâm học tập cộng đồng#1' is not there; put heading and"):
        take(home, path, edit)
    assert wordings(home) == 0


# --- what has come since -------------------------------------------------------------------------------------


def test_where_a_gap_has_come_since_the_words_are_left_out_and_told(home: SmallHome) -> None:
    take(home, draft(home).path, MORE, ("Hiện có ", "Đến nay có "))
    home.send("00001", name="sua.xlsx", bieu_1__hoi_vien__ky_nay="…")
    home.collect()
    again = draft(home)
    assert again.not_adopted == (MEMBERS,)
    text = prose(again.path)
    assert "Toàn huyện hiện có" in text and "3/4 đơn vị" in text and "Đến nay có 2 trung tâm" in text


def test_where_another_unit_says_the_same_the_words_come_back_with_who_says_it_now(small_home: SmallHome) -> None:
    for code in ("00001", "00002"):
        small_home.send(code)
    small_home.collect()
    words = ("Một số chi hội hoạt động chưa đều", "Chi hội hoạt động chưa đều")
    take(small_home, draft(small_home).path, words)
    assert f"- {words[1]} (Hội Khuyến học xã Một, Hội Khuyến học xã Hai)." in prose(draft(small_home).path)
    small_home.send("B-03")
    small_home.collect()
    again = draft(small_home)
    assert f"- {words[1]} (Hội Khuyến học xã Một, Hội Khuyến học xã Hai, Ban" in prose(again.path)
    assert LIMITS not in again.not_adopted


def test_prose_that_was_edited_twice_is_as_it_was_edited_last(home: SmallHome) -> None:
    take(home, draft(home).path, MORE)
    second = take(home, draft(home).path, ("Đến nay, toàn huyện đang có ", "Toàn huyện đã có "))
    assert second.places == (MEMBERS,)
    again = draft(home)
    assert "Toàn huyện đã có 2 Hội" in prose(again.path) and again.not_adopted == ()
    assert wordings(home) == 2 and look_over(home.open()).problems == ()


def test_words_that_were_taken_out_stay_out_when_the_place_is_edited_again(home: SmallHome) -> None:
    """What soket itself writes there is what it is held to, not what the first edit left of it."""
    take(home, draft(home).path, ("Một số chi hội", "Chung: một số chi hội"))
    take(home, draft(home).path, ("Chung: ", "Nhìn chung: "))
    again = draft(home)
    assert again.not_adopted == () and "Nhìn chung: một số chi hội" in prose(again.path)


# --- closed periods --------------------------------------------------------------------------------------------


def test_an_edited_report_is_a_new_edition_and_the_first_stays_as_it_was(home: SmallHome) -> None:
    first = close(home)
    before = first.path.read_bytes()
    taken = take(home, first.path, MORE)
    assert taken.places == (MEMBERS,) and taken.edition
    assert taken.edition.path.name == "bao-cao-2022H1-v1-lan-2.docx" and first.path.read_bytes() == before
    assert "Đến nay, toàn huyện đang có 2 Hội" in prose(taken.edition.path)
    assert newest(home).sha256 == taken.edition.sha256
    for path in (first.path, taken.edition.path):
        assert verify_report(home.open(), path).differences == ()
    assert look_over(home.open(), taken.edition.path).problems == ()


def test_the_same_edit_again_makes_no_further_edition(home: SmallHome) -> None:
    first = close(home)
    one = take(home, first.path, MORE)
    again = take(home, first.path, MORE)
    assert len(home.rows(tables.edition, "id")) == 1
    assert one.edition and newest(home).sha256 == one.edition.sha256 and again.refused == ()


def test_words_that_are_put_back_are_an_edition_of_their_own(home: SmallHome) -> None:
    first = close(home)
    before = first.path.read_bytes()
    one = take(home, first.path, MORE).edition
    assert one
    other = take(home, one.path, (MORE[1], "Toàn huyện đã có ")).edition
    assert other
    again = take(home, other.path, ("Toàn huyện đã có ", MORE[1])).edition
    assert again and again.path.name == "bao-cao-2022H1-v1-lan-4.docx" and not again.altered
    assert one.sha256 == again.sha256 != other.sha256 and newest(home).path == again.path
    assert one.path.read_bytes() == again.path.read_bytes() != before == first.path.read_bytes()
    assert look_over(home.open()).problems == ()


def test_what_somebody_else_wrote_meanwhile_is_never_lost(home: SmallHome) -> None:
    first = close(home)
    theirs = take(home, first.path, MORE).edition
    with pytest.raises(HomeError, match="was edited by somebody else meanwhile"):
        take(home, first.path, (MORE[0], "Toàn huyện đã có "))
    assert theirs and newest(home).sha256 == theirs.sha256


def test_a_draft_that_was_edited_is_taken_over_though_the_period_has_gone_on(home: SmallHome) -> None:
    made = draft(home)
    by_hand = edited(made.path, home.path / "da-sua.docx", MORE)
    home.put("B-03", "khac.xlsx", b"no workbook")
    home.collect()
    assert adopt(home.open(), by_hand, "Thư ký").places == (MEMBERS,)
    assert MORE[1] in prose(draft(home).path)


def test_the_newest_edition_edited_back_to_an_earlier_one_is_an_edit(home: SmallHome) -> None:
    second = take(home, close(home).path, MORE).edition
    assert second
    third = take(home, second.path, (MORE[1], "Toàn huyện đã có ")).edition
    assert third
    back = take(home, third.path, ("Toàn huyện đã có ", MORE[1])).edition
    assert back and MORE[1] in prose(back.path) and newest(home).path == back.path
    assert take(home, back.path).places == ()


def test_an_edit_of_a_later_edition_keeps_what_was_edited_before(home: SmallHome) -> None:
    first = close(home)
    second = take(home, first.path, MORE).edition
    assert second
    third = take(home, second.path, ("Hiện có ", "Đến nay có "))
    assert third.places == (CENTRES,) and third.edition and third.edition.path.name.endswith("-lan-3.docx")
    text = prose(third.edition.path)
    assert "Đến nay, toàn huyện đang có 2 Hội" in text and "Đến nay có 2 trung tâm" in text


def test_an_edit_of_the_first_edition_keeps_what_was_edited_in_the_second(home: SmallHome) -> None:
    first = close(home).path
    take(home, first, MORE)
    third = take(home, first, ("Hiện có ", "Đến nay có "))
    assert third.places == (CENTRES,) and third.edition
    assert "Đến nay, toàn huyện đang có 2 Hội" in prose(third.edition.path)


def test_a_report_that_has_its_number_is_not_reworded(home: SmallHome) -> None:
    path = close(home).path
    give_number(home.open(), P, Which(), "15", date(2022, 7, 5), "Văn thư")
    with pytest.raises(AlreadyNumbered, match="was issued as number 15") as caught:
        take(home, path, MORE)
    assert str(caught.value).endswith("soket reopen 2022H1 --reason TEXT") and wordings(home) == 0


def test_the_number_goes_into_the_edition_with_the_edited_words(home: SmallHome) -> None:
    take(home, close(home).path, MORE)
    given = give_number(home.open(), P, Which(), "15", date(2022, 7, 5), "Văn thư").published
    text = prose(given.path)
    assert "Đến nay, toàn huyện đang có 2 Hội" in text and text.count("15/BC-HKH") == 3
    assert verify_report(home.open(), given.path).differences == ()


def test_a_close_is_written_again_with_what_was_adopted_before_it_and_not_after(home: SmallHome) -> None:
    """As a run writes it that finds the close without its report."""
    take(home, draft(home).path, MORE)
    first = close(home)
    take(home, first.path, ("Hiện có ", "Đến nay có "))
    with home.open().warehouse.write() as connection:
        connection.execute(update(tables.close).values(report_sha256=None))
    opened = home.open()
    with opened.warehouse.read() as connection:
        again = publish(opened, closed(connection, P, 1))
    assert again.sha256 == first.sha256


def test_the_next_version_has_the_words_that_stand(home: SmallHome) -> None:
    take(home, close(home).path, MORE)
    reopen(home.open(), P, "Thư ký", "sửa")
    home.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600)
    home.collect()
    second = close(home)
    assert "Đến nay, toàn huyện đang có 2 Hội" in prose(second.path) and "2.100" in prose(second.path)
    assert verify_report(home.open(), second.path).differences == ()


def test_words_of_one_period_are_not_anothers(home: SmallHome) -> None:
    take(home, draft(home).path, MORE)
    home.send_all("2021H1")
    home.collect("2021H1")
    other = write_draft(home.open(), HalfYear(2021, 1))
    assert "Đến nay, toàn huyện" not in prose(other.path) and other.not_adopted == ()


def test_what_is_no_report_of_this_home_is_refused(home: SmallHome, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK no")
    with pytest.raises(HomeError, match="cannot be read as a Word document"):
        adopt(home.open(), tmp_path / "a.docx", "Thư ký")
    copy = Path(shutil.copy(draft(home).path, tmp_path / "b.docx"))
    with pytest.raises(HomeError, match="has no figure of a report in it"):
        adopt(home.open(), edited(copy, copy, *[("2022H1.1:", "x:")] * body_of(copy).count("2022H1.1:")), "Thư ký")
