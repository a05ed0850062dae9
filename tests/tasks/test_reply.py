from __future__ import annotations

from pathlib import Path

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
    assert small_home.collect().replied == 2
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
    assert small_home.collect().replied == 1
    text = replies(small_home, "B-03")["anh"]
    assert "Kỳ báo cáo" not in text and "Thấy: loại tệp .pdf không lấy được số" in text


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
    assert reply(small_home.open()) == 0
    with small_home.open().warehouse.write() as connection:  # as after a run that died before it marked the reply
        connection.execute(update(tables.file).values(replied_at=None))
    (path,) = (small_home.folder("B-03") / "phan-hoi").iterdir()
    path.unlink()
    assert reply(small_home.open()) == 1
    assert replies(small_home, "B-03") == before
    assert reply(small_home.open()) == 0


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
    assert small_home.collect().replied == 1
