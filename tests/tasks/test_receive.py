"""Receiving: real folders, with what offices leave in them."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from domain.submission import Receipt
from tasks.receive import Received, is_reply, make_folders, receive, store_raw, write_whole
from tests.homes import SmallHome
from warehouse import ledger


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
    small_home.put("B-03", "phan-hoi/bieu-0123abcd.txt", b"our reply")
    small_home.put("B-03", "phan-hoi/bieu (sua).csv", b"a;1")
    small_home.put("B-03", "phan-hoi/bieu-xyzxyzxy.txt", b"not ours")
    small_home.put("B-03", "nop/phan-hoi/bieu-0123abcd.txt", b"not our folder")
    scan(small_home)
    assert sorted(Path(one.path).name for one in waiting(small_home)) == [
        "bieu (sua).csv",
        "bieu-0123abcd.txt",
        "bieu-xyzxyzxy.txt",
    ]


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("bieu-0123abcd.txt", True),
        ("bieu so lieu (1)-deadbeef.txt", True),
        ("bieu-0123abc.txt", False),
        ("bieu-0123abcde.txt", False),
        ("bieu-0123ABCD.txt", False),
        ("bieu-0123abcg.txt", False),
        ("0123abcd.txt", False),
        ("-0123abcd.txt", False),
        ("bieu-0123abcd.csv", False),
        ("bieu.txt", False),
    ],
)
def test_a_reply_is_known_by_the_hash_in_its_name(name: str, ours: bool) -> None:
    assert is_reply(Path("phan-hoi") / name) is ours


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
        from warehouse import closes

        assert closes.ignored_paths(connection) == [
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
    assert received.outside == (str(stray), str(small_home.path / "inbox" / "quen.csv"))
    assert received.new == 0


def test_links_are_not_followed(small_home: SmallHome, tmp_path: Path) -> None:
    scan(small_home)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_bytes(b"a;1")
    (small_home.folder("B-03") / "link").symlink_to(outside, target_is_directory=True)
    (small_home.folder("B-03") / "link.csv").symlink_to(outside / "secret.csv")
    assert scan(small_home).new == 0


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


# --- the raw store ----------------------------------------------------------------------------


def test_raw_holds_the_exact_bytes_under_their_hash(small_home: SmallHome) -> None:
    data = bytes(range(256)) * 40
    small_home.put("B-03", "bieu.xlsx", data)
    scan(small_home)
    (one,) = waiting(small_home)
    assert one.sha256 == hashlib.sha256(data).hexdigest()
    assert (small_home.path / "raw" / one.sha256).read_bytes() == data


def test_storing_leaves_no_temporary_and_stores_equal_bytes_once(small_home: SmallHome) -> None:
    home = small_home.open()
    assert store_raw(home, b"abc") == store_raw(home, b"abc") == hashlib.sha256(b"abc").hexdigest()
    assert [path.name for path in home.raw.iterdir()] == [hashlib.sha256(b"abc").hexdigest()]


def test_a_write_that_fails_leaves_neither_the_file_nor_a_temporary(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    (target / "in the way").touch()
    with pytest.raises(OSError):
        write_whole(target, b"abc")  # a folder cannot be replaced by a file
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_written_file_can_be_read_by_others(tmp_path: Path) -> None:
    write_whole(tmp_path / "reply.txt", b"abc")
    assert (tmp_path / "reply.txt").stat().st_mode & 0o777 == 0o644


def test_a_written_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old and longer")
    write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


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
    assert scan(small_home).outside == ()
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
    assert make_folders(small_home.open(), {"003-ban-khuyen-hoc-truong-ba": 3})[0].endswith("001-hoi-khuyen-hoc-xa-mot")
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
    assert len(list((home.path / "inbox").iterdir())) == 3
    home.close()
