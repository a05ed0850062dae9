"""Replies: which documents, under which names, written whole or left for the next run."""

from __future__ import annotations

import errno
import os
import shutil
from functools import partial
from pathlib import Path

import pytest

from flows.collect import decide_next
from tasks.answers import MESSAGE, RECEIPT
from tasks.decide import Decided
from tasks.home import Home
from tasks.keep import pending_batches
from tasks.read import ReadAhead
from tasks.reply import reply_folder, reply_stem
from tasks.reply_files import make_folder
from tests.asked import statements
from tests.homes import SmallHome
from warehouse import tables
from warehouse.replies import WORKBOOK


@pytest.fixture(autouse=True)
def _at_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything comes at 8 in the morning of 15 June 2022, the office's time."""
    monkeypatch.setattr("warehouse.inboxes.now", lambda: "2022-06-15T01:00:00.000000+00:00")


def written(home: SmallHome, code: str) -> dict[str, bytes]:
    """Name → bytes of all that a unit was answered with."""
    folder = home.folder(code) / "phan-hoi"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.exists() else {}


def sha8(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


def put_away(home: SmallHome, code: str, name: str, **changes: object) -> str:
    """Sends a form; the stem of its answers."""
    path = home.send(code, name=name, **changes)  # type: ignore[arg-type]
    return f"{path.stem}-20220615-{sha8(path)}"


# --- which documents, and their names ---------------------------------------------------------


def test_a_file_without_a_finding_gets_a_receipt_and_a_message(small_home: SmallHome) -> None:
    stem = put_away(small_home, "B-03", "Biểu số liệu.xlsx")
    small_home.collect()
    assert set(written(small_home, "B-03")) == {stem + RECEIPT, stem + MESSAGE}


def test_a_file_with_something_to_look_at_gets_a_workbook_too(small_home: SmallHome) -> None:
    stem = put_away(small_home, "B-03", "bieu.xlsx", bieu_1__hoi_vien__ky_nay="…")
    small_home.collect()
    assert set(written(small_home, "B-03")) == {stem + RECEIPT, stem + MESSAGE, stem + WORKBOOK}


def test_a_refused_file_gets_a_workbook_and_a_message(small_home: SmallHome) -> None:
    stem = put_away(small_home, "B-03", "nop lan 1/bieu.xlsx", bieu_1__hoi_vien__ky_nay="năm trăm")
    assert small_home.collect().replied.written == 1
    assert set(written(small_home, "B-03")) == {stem + WORKBOOK, stem + MESSAGE}


def test_a_message_says_whether_its_workbook_is_the_senders_own(small_home: SmallHome) -> None:
    own = put_away(small_home, "B-03", "bieu.xlsx", bieu_1__hoi_vien__ky_nay="năm trăm")
    small_home.put("00002", "ban ky.pdf", b"%PDF-1.7")
    small_home.collect()
    told = written(small_home, "B-03")[own + MESSAGE].decode()
    assert f"ở trang đầu của tệp {own}{WORKBOOK}; xin sửa ngay trên tệp ấy." in told
    (told_of_scan,) = small_home.replies("00002").values()
    assert "Danh sách đầy đủ ở tệp ban ky-20220615-" in told_of_scan


def test_the_day_in_a_name_is_the_offices(small_home: SmallHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.inboxes.now", lambda: "2022-06-15T18:30:00.000000+00:00")
    small_home.send("B-03")
    small_home.collect()
    assert all(name.startswith("bieu-20220616-") for name in written(small_home, "B-03"))


def test_a_reply_goes_to_the_inbox_that_the_file_came_from(small_home: SmallHome, tmp_path: Path) -> None:
    settings = small_home.path / "soket.toml"
    told = f'inboxes = ["inbox", "{tmp_path / "khac"}"]\n' + settings.read_text(encoding="utf-8")
    settings.write_text(told, encoding="utf-8")
    home = small_home.open()
    for path, inbox in (("inbox/x/a b.csv", home.path / "inbox"), ("../khac/x/a b.csv", tmp_path / "khac")):
        assert reply_folder(home, {"slug": "x", "path": path}).resolve() == inbox / "x" / "phan-hoi"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("bieu.xlsx", "bieu"),
        ("bieu-20220615-0123abcd.xlsx", "bieu"),
        ("bieu-20220615-0123abcd-20220701-deadbeef.xlsx", "bieu"),
        ("bieu-20220615.xlsx", "bieu-20220615"),
        ("-20220615-0123abcd.xlsx", "tep"),
        ("nop\\x5cbieu?.csv", "nop_x5cbieu_"),
    ],
)
def test_a_corrected_workbook_of_ours_keeps_the_first_files_name(name: str, stem: str) -> None:
    row = {"path": f"inbox/x/{name}", "received_at": "2022-07-01T01:00:00.000000+00:00", "sha256": "f" * 64}
    assert reply_stem(row) == f"{stem}-20220701-ffffffff"


def test_a_file_with_the_longest_name_is_answered_too(small_home: SmallHome) -> None:
    small_home.put("B-03", "ă" * 125 + ".csv", "Hàng;giá\r\n".encode())
    assert small_home.collect().replied.written == 1
    stems = {name.removesuffix(MESSAGE).removesuffix(WORKBOOK) for name in written(small_home, "B-03")}
    assert len(stems) == 1 and len(written(small_home, "B-03")) == 2


# --- once, and the same bytes -----------------------------------------------------------------


def test_a_file_is_answered_once_and_written_anew_with_the_same_bytes(small_home: SmallHome) -> None:
    small_home.send("00001", bieu_1__hoi_vien__ky_nay="năm trăm")
    small_home.send("00001", name="bieu 2.xlsx", bieu_1__hoi_vien__ky_nay="…")
    small_home.put("00001", "bieu.csv", "Hàng;giá\r\n".encode())
    small_home.collect()
    before = written(small_home, "00001")
    assert len(before) == 7 and small_home.answer().written == 0
    for name in list(before)[::2]:
        (small_home.folder("00001") / "phan-hoi" / name).unlink()
    assert small_home.answer_again().written == 3
    assert written(small_home, "00001") == before


def test_the_same_inputs_at_the_same_time_give_the_same_replies_in_another_home(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        home = SmallHome(tmp_path / name)
        home.send("00001", bieu_1__hoi_vien__ky_nay="năm trăm")
        home.send("00001", name="bieu 2.xlsx", bieu_1__hoi_vien__ky_nay="…")
        home.collect()
        made.append(written(home, "00001"))
        home.close()
    assert made[0] == made[1] and len(made[0]) == 5


# --- batch by batch ---------------------------------------------------------------------------


def in_batches_of(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.collect.pending_batches", partial(pending_batches, size=size))


def test_a_batch_is_answered_before_the_next_one_is_decided(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_batches_of(2, monkeypatch)
    units = ["00001", "00002", "B-03", "B-04"]
    for code in units:
        small_home.send(code)
    small_home.send("B-04", name="bieu 2.xlsx", bieu_1__hoi_vien__ky_nay=402)
    answered = []

    def seen(home: Home, ahead: ReadAhead) -> Decided:
        answered.append(sum(bool(written(small_home, code)) for code in units))
        return decide_next(home, ahead)

    monkeypatch.setattr("flows.collect.decide_next", seen)
    collected = small_home.collect()
    assert (answered, collected.replied.written) == ([0, 2, 4], 5)
    assert not small_home.collect().changed


def test_answers_are_the_same_however_many_files_a_batch_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for size in (1, 2, 200):
        in_batches_of(size, monkeypatch)
        home = SmallHome(tmp_path / str(size))
        first = home.send("B-03", name="a.xlsx", bieu_1__hoi_vien__ky_nay=400)
        home.send("B-03", name="b.xlsx", bieu_1__hoi_vien__ky_nay="năm trăm")
        home.send("B-03", name="c.xlsx", bieu_1__hoi_vien__ky_nay=401)
        home.put("B-03", "a lan nua.xlsx", first.read_bytes())
        home.send("00001", bieu_1__hoi_vien__ky_nay="…")
        home.collect()
        made.append(written(home, "B-03") | written(home, "00001"))
        home.close()
    assert made[0] == made[1] == made[2] and len(made[0]) == 9


def test_what_cannot_be_answered_is_tried_once_and_told_once_in_a_run_of_many_batches(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_batches_of(1, monkeypatch)
    for code in ("B-03", "B-04", "00002", "00001"):
        small_home.send(code)
    folder = small_home.folder("B-03") / "phan-hoi"
    folder.write_bytes(b"in the way")
    made: list[Path] = []

    def noted(home: Home, one: Path) -> None:
        made.append(one)
        make_folder(home, one)

    monkeypatch.setattr("tasks.reply.make_folder", noted)
    collected = small_home.collect()
    of_b03 = [one for one in made if one == folder]
    assert len(of_b03) == len(collected.problems) == 2, "its form, and what stands in the way, which is a file of it"
    assert collected.replied.written == 3


def test_a_file_that_is_outdated_once_it_is_answered_is_answered_again_in_the_same_run(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_batches_of(1, monkeypatch)
    first = small_home.send("B-03", name="a.xlsx", bieu_1__hoi_vien__ky_nay=400)
    assert small_home.collect().replied.written == 1
    small_home.send("B-03", name="b.xlsx", bieu_1__hoi_vien__ky_nay=401)
    small_home.put("B-03", "a lan nua.xlsx", first.read_bytes())
    small_home.send("B-04")
    assert small_home.collect().replied.written == 3
    assert "số liệu đang dùng là của tệp gửi sau: b.xlsx." in small_home.replies("B-03")["a"]


def test_a_reply_that_is_there_already_is_left_alone(small_home: SmallHome) -> None:
    small_home.send("B-03")
    small_home.collect()
    folder = small_home.folder("B-03") / "phan-hoi"
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    small_home.answer_again()
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_what_is_written_is_remembered_before_it_is_there(small_home: SmallHome) -> None:
    small_home.send("B-03")
    (small_home.folder("B-03") / "phan-hoi").mkdir()
    folder = small_home.folder("B-03") / "phan-hoi"
    (folder / f"bieu-20220615-{sha8(small_home.folder('B-03') / 'bieu.xlsx')}{RECEIPT}").mkdir()
    assert len(small_home.collect().problems) == 1
    (receipt,), (message,) = small_home.rows(tables.reply, "path")
    assert receipt.endswith(RECEIPT) and message.endswith(MESSAGE), "none is written before all are remembered"


def test_replies_are_no_submissions_at_the_next_scan(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay="…")
    small_home.collect()
    again = small_home.collect()
    assert again.changed is False and again.received.ignored == ()


def test_replies_that_no_run_has_seen_since_they_were_written_are_none_either(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay="…")
    small_home.collect()
    for path in (small_home.folder("B-03") / "phan-hoi").iterdir():
        os.utime(path, (2_000_000_000, 2_000_000_000))  # as a copy of the folder from a backup
    again = small_home.collect()
    assert again.changed is False and len(small_home.files()) == 1


def test_an_earlier_answer_is_taken_away_where_it_is_as_we_wrote_it(small_home: SmallHome) -> None:
    stem = put_away(small_home, "B-03", "bieu.xlsx", bieu_1__hoi_vien__ky_nay="…")
    small_home.collect()
    path = small_home.folder("B-03") / "phan-hoi" / f"{stem}{WORKBOOK}"
    assert path.exists()
    with small_home.open().warehouse.write() as connection:  # as after a catalogue that no longer asks for it
        connection.execute(tables.finding.update().values(superseded_at="2022-06-16"))
    small_home.answer_again()
    assert set(written(small_home, "B-03")) == {stem + RECEIPT, stem + MESSAGE}


def test_an_earlier_answer_that_the_sender_has_changed_stays(small_home: SmallHome) -> None:
    stem = put_away(small_home, "B-03", "bieu.xlsx", bieu_1__hoi_vien__ky_nay="…")
    small_home.collect()
    path = small_home.folder("B-03") / "phan-hoi" / f"{stem}{WORKBOOK}"
    path.write_bytes(b"somebody's work")
    with small_home.open().warehouse.write() as connection:
        connection.execute(tables.finding.update().values(superseded_at="2022-06-16"))
    small_home.answer_again()
    assert path.read_bytes() == b"somebody's work"


@pytest.mark.long
def test_the_warehouse_is_asked_as_often_for_fifty_answers_as_for_five(small_home: SmallHome) -> None:
    asked = []
    for number in range(50):
        small_home.put("B-03", f"{number}.csv", f"Hàng;giá\r\n{number}\r\n".encode())
        if number in (4, 49):
            small_home.collect()
            with statements() as told:
                assert small_home.answer_again().written == number + 1
            asked.append(len(told))
    assert asked[0] == asked[1] < 40


# --- replies that wait ------------------------------------------------------------------------


@pytest.mark.parametrize("lock", ["~${name}", "~${short}", ".~lock.{name}#"])
def test_a_reply_that_somebody_has_open_waits_and_is_no_problem(small_home: SmallHome, lock: str) -> None:
    stem = put_away(small_home, "B-03", "bieu.xlsx")
    small_home.collect()
    receipt = small_home.folder("B-03") / "phan-hoi" / f"{stem}{RECEIPT}"
    before = receipt.read_bytes()
    settings = small_home.path / "soket.toml"  # the receipt is to be another one
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('place = "Thử"', 'place = "Mới"'), encoding="utf-8"
    )
    beside = receipt.with_name(lock.format(name=receipt.name, short=receipt.name[2:]))
    beside.write_bytes(b"Lan")
    replied = small_home.answer_again()
    assert (replied.written, replied.problems, len(replied.waiting)) == (0, (), 1)
    (waits,) = replied.waiting
    assert (waits.place, waits.quoted) == (str(receipt), beside.name)
    assert waits.for_log == f"inbox/{receipt.parts[-3]}/…: {waits.text}" and stem not in waits.for_log
    assert receipt.read_bytes() == before
    beside.unlink()
    assert small_home.answer().written == 1 and receipt.read_bytes() != before


def test_a_lock_beside_a_reply_that_is_not_there_yet_stops_nothing(small_home: SmallHome) -> None:
    stem = put_away(small_home, "B-03", "bieu.xlsx")
    (small_home.folder("B-03") / "phan-hoi").mkdir()
    (small_home.folder("B-03") / "phan-hoi" / f"~${stem}{RECEIPT}").write_bytes(b"Lan")
    assert small_home.collect().replied.written == 1


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY])
def test_a_reply_whose_name_is_held_waits_and_the_next_run_writes_it(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A share refuses to replace what somebody has open; this file system never does."""
    small_home.send("B-03")
    small_home.collect()
    folder = small_home.folder("B-03") / "phan-hoi"
    shutil.rmtree(folder)

    def refuse(self: Path, target: Path) -> Path:
        raise OSError(number, os.strerror(number), str(self), None, str(target))

    with monkeypatch.context() as held:
        held.setattr("pathlib.Path.replace", refuse)
        replied = small_home.answer_again()
    assert (replied.written, replied.problems, len(replied.waiting)) == (0, (), 2)
    assert list(folder.iterdir()) == []
    assert small_home.answer().written == 1


def test_what_a_sender_changed_and_we_have_not_taken_yet_is_never_written_over(small_home: SmallHome) -> None:
    stem = put_away(small_home, "B-03", "bieu.xlsx", bieu_1__hoi_vien__ky_nay="…")
    small_home.collect()
    path = small_home.folder("B-03") / "phan-hoi" / f"{stem}{WORKBOOK}"
    path.write_bytes(b"half a correction")
    replied = small_home.answer_again()
    assert (replied.written, len(replied.waiting)) == (0, 1) and "not collected yet" in replied.waiting[0].text
    assert path.read_bytes() == b"half a correction"
    assert small_home.collect().refused == 1, "it is a submission, damaged"
    assert small_home.answer().written == 0 and path.read_bytes() != b"half a correction"


# --- replies that cannot be written -----------------------------------------------------------


def test_a_folder_of_replies_that_cannot_be_written_is_named_and_the_others_are_answered(
    small_home: SmallHome,
) -> None:
    small_home.send("B-03")
    small_home.send("B-04")
    (small_home.folder("B-03") / "phan-hoi").write_bytes(b"in the way")
    collected = small_home.collect()
    assert (collected.accepted, collected.refused, collected.replied.written) == (2, 1, 1)
    assert len(collected.problems) == 2 and collected.needs_a_person
    folder = small_home.folder("B-03")
    assert all(one.place.startswith(str(folder / "phan-hoi")) for one in collected.problems)
    assert all("it is written by the next collect" in one.text for one in collected.problems)
    assert all(one.for_log.startswith(f"inbox/{folder.name}/…: the reply cannot") for one in collected.problems)
    assert list(small_home.replies("B-04")) == ["bieu"]
    assert small_home.collect().problems == collected.problems, "until it is mended, it is told each time"
    (small_home.folder("B-03") / "phan-hoi").unlink()
    again = small_home.collect()
    assert (again.replied.written, again.problems) == (2, ())
    assert sorted(small_home.replies("B-03")) == ["bieu", "phan-hoi"]
    assert not small_home.collect().changed


def test_a_folder_of_replies_that_is_a_link_is_not_followed(small_home: SmallHome) -> None:
    small_home.send("B-03")
    elsewhere = small_home.folder("B-04")
    elsewhere.mkdir(parents=True)
    (small_home.folder("B-03") / "phan-hoi").symlink_to(elsewhere)
    collected = small_home.collect()
    assert collected.accepted == 1 and "the folder is a link" in collected.problems[0].text
    assert list(elsewhere.iterdir()) == []


def test_a_reply_is_not_written_into_the_place_of_a_share_that_is_not_there(
    small_home: SmallHome, tmp_path: Path
) -> None:
    share = tmp_path / "o chung"
    small_home.set(f'inboxes = ["inbox", "{share}"]')
    sent = small_home.send("B-03")
    (share / sent.parent.name).mkdir(parents=True)
    sent.rename(share / sent.parent.name / "bieu.xlsx")
    assert small_home.receive().new == 1
    share.rename(tmp_path / "away")
    collected = small_home.collect()
    assert (collected.accepted, collected.replied.written) == (1, 0) and not share.exists()
    assert "No such file or directory" in collected.problems[0].text
    (tmp_path / "away").rename(share)
    assert small_home.collect().replied.written == 1
    assert sorted(path.suffix for path in (share / sent.parent.name / "phan-hoi").iterdir()) == [".docx", ".txt"]


def test_a_file_whose_bytes_have_changed_is_not_answered_from_them(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay="…")
    small_home.send("B-04")
    small_home.collect()
    home = small_home.open()
    for raw in home.raw.iterdir():
        raw.write_bytes(b"x")
    replied = small_home.answer_again()
    (told,) = replied.problems
    assert replied.written == 1 and "restore it from a backup" in told.text
    assert told.for_log == f"inbox/{small_home.folder('B-03').name}/…: {told.text}"


# --- a file sent again after the one that took its place --------------------------------------


@pytest.fixture
def replaced(small_home: SmallHome) -> SmallHome:
    """B-03 sent "a" and then "b"; both were answered, and the second counts."""
    small_home.send("B-03", name="a.xlsx", bieu_1__hoi_vien__ky_nay=400)
    small_home.send("B-03", name="b.xlsx", bieu_1__hoi_vien__ky_nay=401)
    assert small_home.collect().accepted == 2
    assert all("gửi sau" not in text for text in small_home.replies("B-03").values())
    return small_home


def again(home: SmallHome, name: str, as_name: str) -> Path:
    """The bytes of a file under another name, a minute later."""
    return home.put("B-03", as_name, (home.folder("B-03") / name).read_bytes())


def test_who_sends_an_older_file_again_is_told_once_which_one_counts(replaced: SmallHome) -> None:
    before = replaced.replies("B-03")
    again(replaced, "a.xlsx", "a lan nua.xlsx")
    collected = replaced.collect()
    assert (collected.received.new, collected.replied.written) == (0, 1)
    told = replaced.replies("B-03")
    assert set(told) == {"a", "b"} and told["b"] == before["b"]
    assert "Tệp này đã gửi từ trước; số liệu đang dùng là của tệp gửi sau: b.xlsx." in told["a"]
    assert "Đã tiếp nhận" in told["a"]
    again(replaced, "a.xlsx", "a lan ba.xlsx")
    assert not replaced.collect().changed, "once"
    replaced.answer_again()
    assert replaced.replies("B-03") == told, "the same bytes on every run"


def test_a_file_saved_again_in_its_place_is_sent_again(replaced: SmallHome) -> None:
    path = replaced.folder("B-03") / "a.xlsx"
    os.utime(path, (2_000_000_000, 2_000_000_000))
    replaced.collect()
    assert "b.xlsx" in replaced.replies("B-03")["a"]


def test_a_folder_that_is_copied_whole_changes_no_answer(replaced: SmallHome) -> None:
    before = replaced.replies("B-03")
    (replaced.folder("B-03") / "ban sao").mkdir()
    for name in ("a.xlsx", "b.xlsx"):
        shutil.copy2(replaced.folder("B-03") / name, replaced.folder("B-03") / "ban sao" / name)
    assert not replaced.collect().changed
    assert replaced.replies("B-03") == before


def test_a_file_of_which_a_form_still_counts_is_not_outdated(small_home: SmallHome) -> None:
    small_home.send("B-03", name="a.xlsx")
    small_home.send("B-03", name="b.xlsx", only=["bieu_1"], bieu_1__hoi_vien__ky_nay=401)
    small_home.collect()
    again(small_home, "a.xlsx", "a lan nua.xlsx")
    assert not small_home.collect().changed


def test_a_newer_file_that_is_sent_again_is_what_counts_and_needs_no_word(replaced: SmallHome) -> None:
    again(replaced, "b.xlsx", "b lan nua.xlsx")
    assert not replaced.collect().changed
