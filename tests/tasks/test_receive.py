"""Receiving: real folders, with what offices leave in them."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from pathlib import Path

import pytest

from domain.submission import Problem, Receipt
from tasks.receive import BY_HAND, Received, receive, receive_by_hand
from tasks.registry import HomeError
from tests.homes import SmallHome
from warehouse import inboxes, ledger, tables


def scan(home: SmallHome) -> Received:
    return receive(home.open())


def waiting(home: SmallHome) -> list[Receipt]:
    with home.open().warehouse.read() as connection:
        return ledger.pending(connection)


def names(home: SmallHome) -> list[str]:
    return [Path(one.path).name for one in waiting(home)]


def test_every_unit_has_its_folder_after_the_first_scan(small_home: SmallHome) -> None:
    assert scan(small_home) == Received(0, 0, (), ())
    assert sorted(path.name for path in (small_home.path / "inbox").iterdir()) == [
        "001-hoi-khuyen-hoc-xa-mot",
        "002-hoi-khuyen-hoc-xa-hai",
        "003-ban-khuyen-hoc-truong-ba",
        "004-ban-khuyen-hoc-truong-bon",
        "chua-ro-don-vi",
    ]


def test_subfolders_mean_nothing(small_home: SmallHome) -> None:
    small_home.put("B-03", "2022/dot 1/nop/bieu.csv", b"a;1")
    assert scan(small_home).new == 1
    (one,) = waiting(small_home)
    assert one.path == "inbox/003-ban-khuyen-hoc-truong-ba/2022/dot 1/nop/bieu.csv"
    assert (one.unit_id, one.unit_code, one.kind) == (3, "B-03", "ban")


def test_a_file_belongs_to_the_unit_whose_folder_it_lies_in(small_home: SmallHome) -> None:
    small_home.put("B-04", "bieu.csv", b"a;1")
    small_home.put("00002", "bieu.csv", b"a;2")
    scan(small_home)
    assert sorted((one.unit_code, one.unit_id) for one in waiting(small_home)) == [("00002", 2), ("B-04", 4)]


def test_replies_of_ours_are_no_submissions_but_a_foreign_file_beside_them_is(small_home: SmallHome) -> None:
    small_home.put("B-03", "phan-hoi/bieu-0123abcd.txt", "Mã đối chiếu: 0123abcd\n".encode())
    small_home.put("B-03", "phan-hoi/bieu (sua).csv", b"a;1")
    small_home.put("B-03", "phan-hoi/bieu-xyzxyzxy.txt", b"not ours")
    small_home.put("B-03", "nop/phan-hoi/bieu-0123abcd.txt", b"not our folder")
    scan(small_home)
    assert sorted(Path(one.path).name for one in waiting(small_home)) == [
        "bieu (sua).csv",
        "bieu-0123abcd.txt",
        "bieu-xyzxyzxy.txt",
    ]


def test_the_same_bytes_twice_in_a_folder_are_one_file(small_home: SmallHome) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1")
    small_home.put("B-03", "bieu - Copy.csv", b"a;1")
    assert scan(small_home).new == 1
    assert names(small_home) == ["bieu.csv"]


def test_the_same_bytes_again_in_a_later_scan_are_no_new_file(small_home: SmallHome) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1")
    scan(small_home)
    small_home.put("B-03", "bieu 2.csv", b"a;1")
    assert scan(small_home).new == 0
    assert names(small_home) == ["bieu.csv"]


def test_the_same_bytes_in_two_units_folders_are_two_files(small_home: SmallHome) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1")
    small_home.put("B-04", "bieu.csv", b"a;1")
    assert scan(small_home).new == 2
    one, two = waiting(small_home)
    assert one.sha256 == two.sha256 and {one.unit_id, two.unit_id} == {3, 4}


def test_excels_lock_files_are_ignored_and_listed(small_home: SmallHome) -> None:
    small_home.put("B-03", "~$bieu.xlsx", b"\x08Van phong")
    received = scan(small_home)
    assert (received.new, received.ignored) == (0, ("inbox/003-ban-khuyen-hoc-truong-ba/~$bieu.xlsx",))
    assert not (small_home.path / "raw" / hashlib.sha256(b"\x08Van phong").hexdigest()).exists()
    with small_home.open().warehouse.read() as connection:
        assert inboxes.ignored_paths(connection) == [
            ("inbox/003-ban-khuyen-hoc-truong-ba/~$bieu.xlsx", "lock_file"),
        ]


def test_files_of_a_folder_are_numbered_in_the_order_in_which_they_were_saved(small_home: SmallHome) -> None:
    for name in ("z dau.csv", "m giua.csv", "a cuoi.csv"):
        small_home.put("B-03", name, name.encode())
    scan(small_home)
    assert names(small_home) == ["z dau.csv", "m giua.csv", "a cuoi.csv"]
    sequence = [one.seq for one in waiting(small_home)]
    assert sequence == sorted(set(sequence)), "every file has its own number, rising"


def test_a_later_scan_numbers_on_even_for_a_file_saved_earlier(small_home: SmallHome) -> None:
    first = small_home.put("B-03", "mot.csv", b"1")
    scan(small_home)
    late = small_home.put("B-03", "hai.csv", b"2")
    old = first.stat().st_mtime - 86_400
    os.utime(late, (old, old))
    scan(small_home)
    one, two = waiting(small_home)
    assert [Path(one.path).name, Path(two.path).name] == ["mot.csv", "hai.csv"]
    assert two.seq > one.seq and two.scan > one.scan and two.mtime_ns < one.mtime_ns


def test_a_scan_numbers_all_that_it_found(small_home: SmallHome) -> None:
    small_home.put("B-03", "mot.csv", b"1")
    small_home.put("B-04", "hai.csv", b"2")
    scan(small_home)
    assert len({one.scan for one in waiting(small_home)}) == 1


def test_a_file_that_changed_is_seen_again(small_home: SmallHome) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1")
    scan(small_home)
    small_home.put("B-03", "bieu.csv", b"a;2")
    assert scan(small_home).new == 1
    assert [one.sha256 for one in waiting(small_home)] == [
        hashlib.sha256(data).hexdigest() for data in (b"a;1", b"a;2")
    ]


def test_a_file_of_equal_size_saved_later_is_seen_again(small_home: SmallHome) -> None:
    path = small_home.put("B-03", "bieu.csv", b"a;1")
    scan(small_home)
    before = path.stat()
    path.write_bytes(b"a;9")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert scan(small_home).new == 1


def test_a_file_that_did_not_change_is_not_opened_again(small_home: SmallHome) -> None:
    path = small_home.put("B-03", "bieu.csv", b"a;1")
    scan(small_home)
    before = path.stat()
    path.write_bytes(b"a;9")  # as many bytes, and the time put back: only opening it could tell
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert scan(small_home).new == 0
    assert len(waiting(small_home)) == 1


def test_a_scan_without_anything_new_leaves_the_ledger_as_it_is(small_home: SmallHome) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1")
    scan(small_home)
    before = waiting(small_home)
    assert scan(small_home) == Received(0, 0, (), ())
    assert waiting(small_home) == before


def test_what_lies_outside_every_units_folder_is_named_and_left_alone(small_home: SmallHome) -> None:
    stray = small_home.path / "inbox" / "005-khong-ai"
    stray.mkdir(parents=True)
    (stray / "bieu.csv").write_bytes(b"a;1")
    (small_home.path / "inbox" / "quen.csv").write_bytes(b"a;2")
    received = scan(small_home)
    assert [(one.path, one.problem, one.unit_id) for one in received.unreceived] == [
        ("inbox/005-khong-ai", "outside", None),
        ("inbox/quen.csv", "outside", None),
    ]
    assert received.new == 0


def test_every_inbox_is_scanned(small_home: SmallHome, tmp_path: Path) -> None:
    settings = small_home.path / "soket.toml"
    outside = tmp_path / "o chung"
    told = f'inboxes = ["inbox", "{outside}"]\n' + settings.read_text(encoding="utf-8")
    settings.write_text(told, encoding="utf-8")
    small_home.put("B-03", "mot.csv", b"1")
    (outside / "003-ban-khuyen-hoc-truong-ba").mkdir(parents=True)
    (outside / "003-ban-khuyen-hoc-truong-ba" / "hai.csv").write_bytes(b"2")
    assert scan(small_home).new == 2
    assert sorted(names(small_home)) == ["hai.csv", "mot.csv"]


def test_a_file_whose_name_is_no_text_does_not_stop_the_others(small_home: SmallHome) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1")
    small_home.put("B-03", os.fsdecode(b"bi\xe9u.csv"), b"a;2")  # saved by a computer with an old code page
    assert scan(small_home).new == 2


# --- the registry -----------------------------------------------------------------------------


def registries(home: SmallHome) -> list[str]:
    from sqlalchemy import select

    from warehouse import tables

    with home.open().warehouse.read() as connection:
        return list(connection.scalars(select(tables.registry.c.sha256).order_by(tables.registry.c.read_at)))


def test_the_registry_is_kept_once_with_its_bytes(small_home: SmallHome) -> None:
    scan(small_home)
    scan(small_home)
    data = (small_home.path / "units.csv").read_bytes()
    assert registries(small_home) == [hashlib.sha256(data).hexdigest()]
    assert (small_home.path / "raw" / registries(small_home)[0]).read_bytes() == data


def rename(home: SmallHome, old: str, new: str) -> None:
    path = home.path / "units.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_unit_that_is_renamed_keeps_its_folder(small_home: SmallHome) -> None:
    scan(small_home)
    rename(small_home, "Trường Ba", "Trường Ba Đình")
    rename(small_home, "B-03", "B-30")
    folder = small_home.path / "inbox" / "003-ban-khuyen-hoc-truong-ba"
    (folder / "bieu.csv").write_bytes(b"a;1")
    assert scan(small_home).unreceived == ()
    (one,) = waiting(small_home)
    assert (one.unit_code, one.unit_name) == ("B-30", "Ban Khuyến học Trường Ba Đình")
    assert len(registries(small_home)) == 2
    assert not (small_home.path / "inbox" / "003-ban-khuyen-hoc-truong-ba-dinh").exists()


def test_a_registry_that_goes_back_to_an_earlier_text_is_taken_back(small_home: SmallHome) -> None:
    scan(small_home)
    rename(small_home, "Trường Ba", "Trường Ba Đình")
    scan(small_home)
    rename(small_home, "Trường Ba Đình", "Trường Ba")
    small_home.put("B-03", "bieu.csv", b"a;1")
    scan(small_home)
    assert [one.unit_name for one in waiting(small_home)] == ["Ban Khuyến học Trường Ba"]


def test_a_unit_that_is_added_gets_its_folder(small_home: SmallHome) -> None:
    scan(small_home)
    with (small_home.path / "units.csv").open("a", encoding="utf-8") as file:
        file.write("5,B-05,Ban Khuyến học Trường Năm,ban,1,,,\n")
    scan(small_home)
    assert (small_home.path / "inbox" / "005-ban-khuyen-hoc-truong-nam").is_dir()


def test_a_folder_that_was_removed_is_made_again(small_home: SmallHome) -> None:
    scan(small_home)
    shutil.rmtree(small_home.folder("B-03"))
    scan(small_home)
    assert small_home.folder("B-03").is_dir()


def test_a_new_home_whose_units_are_not_listed_yet_can_be_scanned(tmp_path: Path) -> None:
    home = SmallHome(tmp_path / "home", units="id,code,name,kind,parent,valid_from,valid_to,contact\n")
    assert scan(home) == Received(0, 0, (), ())
    home.close()


def test_units_may_stand_under_units_that_are_listed_later(tmp_path: Path) -> None:
    lines = ["1,a,Ban A,ban,2,,,", "2,b,Hội B,hoi_khac,3,,,", "3,c,Hội C,hoi_xa,,,,"]
    home = SmallHome(
        tmp_path / "home", units="\n".join(["id,code,name,kind,parent,valid_from,valid_to,contact", *lines, ""])
    )
    scan(home)
    assert len(list((home.path / "inbox").iterdir())) == 3 + 1  # and that of files whose unit is to be told
    home.close()


# --- files whose unit the office tells --------------------------------------------------------


def put_unassigned(home: SmallHome, name: str, data: bytes) -> Path:
    path = home.path / "inbox" / "chua-ro-don-vi" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def form_of(home: SmallHome, code: str) -> bytes:
    """The bytes of a good form of that unit, which lies in no folder."""
    path = home.send(code)
    data = path.read_bytes()
    path.unlink()
    return data


def file_in(home: SmallHome, path: Path, code: str = "B-03", channel: str = BY_HAND) -> int:
    return receive_by_hand(home.open(), path, code, "Lan", channel)


def unreceived(home: SmallHome) -> list[str]:
    with home.open().warehouse.read() as connection:
        return [one.path for one in inboxes.unreceived_now(connection)]


def test_a_file_whose_unit_is_not_told_is_named_its_bytes_kept_and_the_gate_shut(small_home: SmallHome) -> None:
    small_home.send_all()
    put_unassigned(small_home, "qua zalo/bieu.xlsx", b"somebody's")
    closed = small_home.close_period()
    assert closed.closing.close is None and closed.closing.shut_by == ()
    (told,) = closed.closing.unreceived
    assert told.startswith("inbox/chua-ro-don-vi/qua zalo/bieu.xlsx: ") and "soket receive FILE --unit CODE" in told
    assert (small_home.path / "raw" / hashlib.sha256(b"somebody's").hexdigest()).read_bytes() == b"somebody's"
    assert len(small_home.rows(tables.file, "id")) == 4, "it is nobody's file yet"
    assert len(small_home.rows(tables.unreceived, "id")) == 1
    small_home.collect()
    assert len(small_home.rows(tables.unreceived, "id")) == 1, "and is named once"


def test_a_file_whose_unit_is_told_is_that_units_and_named_no_more(small_home: SmallHome) -> None:
    path = put_unassigned(small_home, "bieu.xlsx", form_of(small_home, "B-03"))
    small_home.collect()
    assert unreceived(small_home) == ["inbox/chua-ro-don-vi/bieu.xlsx"]
    file_in(small_home, path)
    assert unreceived(small_home) == [], "at once, not at the next scan"
    collected = small_home.collect()
    assert (collected.accepted, collected.received.unreceived) == (1, ())
    assert small_home.rows(tables.file, "path", "unit_id", "state") == [
        ("inbox/chua-ro-don-vi/bieu.xlsx", 3, "accepted")
    ]
    assert list(small_home.replies("B-03")) == ["bieu"]
    assert not small_home.collect().changed


def test_a_file_from_elsewhere_is_filed_under_how_it_came(small_home: SmallHome, tmp_path: Path) -> None:
    (tmp_path / "bieu.xlsx").write_bytes(form_of(small_home, "B-03"))
    file_in(small_home, tmp_path / "bieu.xlsx", channel="Zalo")
    assert small_home.collect().accepted == 1
    assert small_home.rows(tables.file, "path", "unit_id") == [("Zalo/bieu.xlsx", 3)]
    assert list(small_home.replies("B-03")) == ["bieu"]


def test_filing_by_hand_is_audited(small_home: SmallHome, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a;1")
    put_unassigned(small_home, "b.csv", b"a;2")
    file_in(small_home, tmp_path / "a.csv", channel="Zalo")
    file_in(small_home, small_home.path / "inbox/chua-ro-don-vi/b.csv", "B-04")
    sha = [hashlib.sha256(data).hexdigest() for data in (b"a;1", b"a;2")]
    assert small_home.acts() == [
        ("Lan", "receive", "B-03", {"channel": "Zalo", "file": "Zalo/a.csv", "sha256": sha[0]}),
        ("Lan", "receive", "B-04", {"channel": BY_HAND, "file": "inbox/chua-ro-don-vi/b.csv", "sha256": sha[1]}),
    ]


def test_bytes_that_the_unit_sent_before_are_no_second_file(small_home: SmallHome, tmp_path: Path) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1")
    small_home.collect()
    (tmp_path / "qua zalo.csv").write_bytes(b"a;1")
    assert file_in(small_home, tmp_path / "qua zalo.csv") == 1
    assert not small_home.collect().changed and len(small_home.files()) == 1


def test_bytes_in_the_folder_of_the_unassigned_that_a_unit_has_sent_ask_for_nothing(small_home: SmallHome) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1")
    small_home.receive()
    put_unassigned(small_home, "bieu.csv", b"a;1")
    assert small_home.receive().unreceived == ()


def test_bytes_that_were_refused_for_the_unit_they_name_are_still_to_be_filed(small_home: SmallHome) -> None:
    path = small_home.send("B-03", as_unit=small_home.unit("B-04"))
    small_home.collect()
    assert small_home.files() == [("bieu.xlsx", "refused", "wrong_unit")]
    moved = put_unassigned(small_home, "bieu.xlsx", path.read_bytes())
    path.unlink()
    assert [one.problem for one in small_home.collect().received.unreceived] == [Problem.UNASSIGNED]
    file_in(small_home, moved, "B-04")
    assert small_home.collect().accepted == 1 and unreceived(small_home) == []


def test_a_file_by_hand_for_a_unit_that_it_does_not_name_is_refused_and_named_still(small_home: SmallHome) -> None:
    path = put_unassigned(small_home, "bieu.xlsx", form_of(small_home, "B-04"))
    file_in(small_home, path, "B-03")
    assert small_home.collect().refused == 1
    assert [one.path for one in small_home.collect().received.unreceived] == ["inbox/chua-ro-don-vi/bieu.xlsx"]
    assert small_home.files() == [("bieu.xlsx", "refused", "wrong_unit")]


def test_what_cannot_be_filed_by_hand_is_told_in_one_line_and_leaves_nothing(
    small_home: SmallHome, tmp_path: Path
) -> None:
    small_home.set("largest_file_megabytes = 1")
    (tmp_path / "nang.csv").write_bytes(bytes(2**20 + 1))
    (tmp_path / "tot.csv").write_bytes(b"a;1")
    (tmp_path / "lien ket.csv").symlink_to("tot.csv")
    os.mkfifo(tmp_path / "ong.csv")
    wrong = [
        ("tot.csv", "B-99", "--unit B-99: no unit in units.csv has this code"),
        ("nothing.csv", "B-03", "No such file or directory"),
        ("lien ket.csv", "B-03", "cannot be read"),
        ("ong.csv", "B-03", "not a regular file"),
        (".", "B-03", "not a regular file"),
        ("nang.csv", "B-03", "larger than 1 MB"),
    ]
    for name, code, told in wrong:
        with pytest.raises(HomeError) as caught:
            file_in(small_home, tmp_path / name, code)
        assert told in str(caught.value) and "\n" not in str(caught.value)
    assert small_home.rows(tables.audit, "id") == small_home.rows(tables.file, "id") == []


def test_a_code_that_changed_hands_is_todays_holders(tmp_path: Path) -> None:
    units = [
        "id,code,name,kind,parent,valid_from,valid_to,contact",
        "1,B-03,Ban Cũ,ban,,,2020-12-31,",
        "2,B-03,Ban Nay,ban,,2021-01-01,,",
        "3,B-04,Ban Xưa,ban,,,2019-12-31,",
        "4,B-04,Ban Trước,ban,,2020-01-01,2020-12-31,",
        "5,B-04,Ban Sau Này,ban,,2990-01-01,,",
    ]
    home = SmallHome(tmp_path / "home", units="\n".join([*units, ""]))
    (tmp_path / "a.csv").write_bytes(b"a;1")
    for code in ("B-03", "B-04"):
        file_in(home, tmp_path / "a.csv", code)
    assert [unit_id for (unit_id,) in home.rows(tables.file, "unit_id")] == [2, 4]
    home.close()


def test_what_lies_among_the_unassigned_and_is_no_file_is_named(small_home: SmallHome) -> None:
    small_home.set("largest_file_megabytes = 1")
    folder = put_unassigned(small_home, "~$bieu.xlsx", b"lock").parent
    (folder / "lien ket.xlsx").symlink_to("nowhere")
    os.mkfifo(folder / "ong")
    put_unassigned(small_home, "nang.csv", bytes(2**20 + 1))
    found = small_home.receive().unreceived
    assert sorted((Path(one.path).name, str(one.problem)) for one in found) == [
        ("lien ket.xlsx", "unreadable"),
        ("nang.csv", "unassigned"),
        ("ong", "unreadable"),
    ]
    assert all(path.stat().st_size < 1_000 for path in (small_home.path / "raw").iterdir())
    for path in folder.iterdir():
        path.unlink()
    assert small_home.receive().unreceived == () and unreceived(small_home) == []


def test_files_filed_at_the_same_time_as_a_scan_wait_for_it(small_home: SmallHome, tmp_path: Path) -> None:
    """Both write down what they saw one after the other: no number is given twice."""
    for number in range(20):
        small_home.put("B-03", f"{number}.csv", str(number).encode())
        (tmp_path / f"{number}.csv").write_bytes(f"by hand {number}".encode())
    home = small_home.open()
    home.warehouse.schema_version()
    scanning = threading.Thread(target=receive, args=(home,))
    scanning.start()
    for number in range(20):
        file_in(small_home, tmp_path / f"{number}.csv")
    scanning.join()
    numbers = [seq for (seq,) in small_home.rows(tables.file, "seq")]
    assert len(numbers) == 40 and sorted(set(numbers)) == list(range(1, 41))
