from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import update

from tasks.reply import reply, reply_path
from tests.homes import SmallHome, good_branches
from warehouse import tables


def replies(home: SmallHome, code: str) -> dict[str, str]:
    """Name without its hash → text."""
    folder = home.folder(code) / "phan-hoi"
    return {path.stem.rpartition("-")[0]: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


def sha8(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


def test_each_file_is_answered_word_for_word(small_home: SmallHome) -> None:
    good = small_home.send("B-03", name="tot.xlsx")
    branches = good_branches(3)
    wrong = small_home.send(
        "00001",
        name="sai.xlsx",
        branches=[branches[0], {**branches[1], "so_hoi_vien": "nhiều"}, branches[2]],
        bieu_1__hoi_vien__ky_nay="…",
        bieu_4__hoc_bong__so_luong="khoảng mười",
    )
    assert small_home.collect().replied.written == 2
    assert replies(small_home, "B-03") == {
        "tot": f"""HỘI KHUYẾN HỌC HUYỆN THỬ

Kính gửi: Ban Khuyến học Trường Ba
Tệp: tot.xlsx
Kỳ báo cáo: 6 tháng đầu năm 2022
Tình trạng: Đã tiếp nhận.

Mã đối chiếu: {sha8(good)}
"""
    }
    assert replies(small_home, "00001") == {
        "sai": f"""HỘI KHUYẾN HỌC HUYỆN THỬ

Kính gửi: Hội Khuyến học xã Một
Tệp: sai.xlsx
Kỳ báo cáo: 6 tháng đầu năm 2022
Tình trạng: Chưa tiếp nhận được tệp sai.xlsx.

Cần sửa:
1. Biểu 4!E11 — Học bổng, Số lượng
   Thấy: "khoảng mười"
   Cần: số nguyên, không âm
   Cách sửa: Chỉ ghi số, bỏ chữ, không ghi số âm, không ghi số lẻ.
2. Danh sách chi hội!D7 — Chi hội bản 2, Số hội viên
   Thấy: "nhiều"
   Cần: số nguyên, không âm
   Cách sửa: Chỉ ghi số, bỏ chữ, không ghi số âm, không ghi số lẻ.

Xin xem lại:
1. Biểu 1!F19 — Hội viên: tổng số, Kỳ này
   Thấy: …
   Cần: một số
   Cách sửa: Ghi số; không phát sinh ghi 0 hoặc "-"; chưa có ghi "…" và gửi bổ sung khi có.

Mã đối chiếu: {sha8(wrong)}
"""
    }


def test_a_file_whose_period_is_unknown_is_answered_without_one(small_home: SmallHome) -> None:
    small_home.put("B-03", "anh.pdf", b"%PDF-1.7")
    assert small_home.collect().replied.written == 1
    text = replies(small_home, "B-03")["anh"]
    assert "Kỳ báo cáo" not in text and "Thấy: tệp là ảnh hoặc PDF (.pdf), không lấy được số" in text


def test_a_reply_is_named_after_the_file_and_its_hash(small_home: SmallHome) -> None:
    path = small_home.send("B-03", name="nop lan 1/Biểu số liệu.xlsx")
    small_home.collect()
    assert [one.name for one in (small_home.folder("B-03") / "phan-hoi").iterdir()] == [
        f"Biểu số liệu-{sha8(path)}.txt"
    ]


def test_a_file_is_answered_once_and_written_anew_with_the_same_bytes(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay="…")
    small_home.collect()
    before = replies(small_home, "B-03")
    assert reply(small_home.open()).written == 0
    with small_home.open().warehouse.write() as connection:  # as after a run that died before it marked the reply
        connection.execute(update(tables.file).values(replied_at=None))
    (path,) = (small_home.folder("B-03") / "phan-hoi").iterdir()
    path.unlink()
    assert reply(small_home.open()).written == 1
    assert replies(small_home, "B-03") == before
    assert reply(small_home.open()).written == 0


def test_replies_are_no_submissions_at_the_next_scan(small_home: SmallHome) -> None:
    small_home.send("B-03")
    small_home.collect()
    assert small_home.collect().changed is False


def test_a_reply_goes_to_the_inbox_that_the_file_came_from(small_home: SmallHome, tmp_path: Path) -> None:
    settings = small_home.path / "soket.toml"
    told = f'inboxes = ["inbox", "{tmp_path / "khac"}"]\n' + settings.read_text(encoding="utf-8")
    settings.write_text(told, encoding="utf-8")
    home = small_home.open()
    for path, inbox in (("inbox/x/a b.csv", home.path / "inbox"), ("../khac/x/a b.csv", tmp_path / "khac")):
        found = reply_path(home, "x", path, "0123456789abcdef")
        assert found.resolve() == inbox / "x" / "phan-hoi" / "a b-01234567.txt"


def test_a_file_with_the_longest_name_is_answered_too(small_home: SmallHome) -> None:
    small_home.put("B-03", "ă" * 125 + ".csv", "Hàng;giá\r\n".encode())
    assert small_home.collect().replied.written == 1


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
    assert all(line.startswith(str(small_home.folder("B-03") / "phan-hoi")) for line in collected.problems)
    assert all("it is written by the next collect" in line and "\n" not in line for line in collected.problems)
    assert list(replies(small_home, "B-04")) == ["bieu"]
    assert small_home.collect().problems == collected.problems, "until it is mended, it is told each time"
    (small_home.folder("B-03") / "phan-hoi").unlink()
    again = small_home.collect()
    assert (again.replied.written, again.problems) == (2, ())
    assert sorted(replies(small_home, "B-03")) == ["bieu", "phan-hoi"]
    assert not small_home.collect().changed


def test_a_folder_of_replies_that_is_a_link_is_not_followed(small_home: SmallHome) -> None:
    small_home.send("B-03")
    elsewhere = small_home.folder("B-04")
    elsewhere.mkdir(parents=True)
    (small_home.folder("B-03") / "phan-hoi").symlink_to(elsewhere)
    collected = small_home.collect()
    assert collected.accepted == 1 and "the folder is a link" in collected.problems[0]
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
    assert "No such file or directory" in collected.problems[0]
    (tmp_path / "away").rename(share)
    assert small_home.collect().replied.written == 1
    assert [path.suffix for path in (share / sent.parent.name / "phan-hoi").iterdir()] == [".txt"]


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
    with replaced.open().warehouse.write() as connection:
        connection.execute(update(tables.file).values(replied_at=None))
    replaced.collect()
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
