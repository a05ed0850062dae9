"""What lies in inboxes: links, devices, odd names, what computers leave there, what cannot be looked at."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.half_year import HalfYear
from domain.submission import Problem
from tasks.answers import MESSAGE
from tasks.entry import is_reply
from tasks.look import period_status
from tasks.receive import Received
from tasks.scan import Scan, seems_disconnected, show_path
from tests.homes import SmallHome
from warehouse import tables

P = HalfYear(2022, 1)
THREE = "inbox/003-ban-khuyen-hoc-truong-ba"


@pytest.fixture
def folder(small_home: SmallHome) -> Path:
    """The folder of the unit B-03, made by a first scan."""
    small_home.receive()
    return small_home.folder("B-03")


def problems(received: Received) -> list[tuple[str, str]]:
    return [(one.path, str(one.problem)) for one in received.unreceived]


def stops(home: SmallHome, code: str = "B-03") -> tuple[str, ...]:
    return next(one.stops for one in period_status(home.open(), P).standing.units if one.unit.code == code)


def refused(home: SmallHome, code: str = "B-03") -> list[str]:
    units = period_status(home.open(), P).standing.units
    return [reason for _, reason in next(one.refused for one in units if one.unit.code == code)]


# --- replies ----------------------------------------------------------------------------------


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
def test_a_reply_is_known_by_the_hash_in_its_name(tmp_path: Path, name: str, ours: bool) -> None:
    path = tmp_path / name
    path.write_text(f"Đã tiếp nhận.\n\nMã đối chiếu: {path.stem[-8:]}\nđã xem\n", encoding="utf-8")
    assert is_reply(path) is ours


@pytest.mark.parametrize("digits", ["20220614", "15062022"])
def test_a_file_that_only_looks_like_a_reply_is_a_submission(small_home: SmallHome, digits: str) -> None:
    small_home.put("B-03", f"phan-hoi/so-lieu-{digits}.txt", b"Hoi vien;500")
    (small_home.folder("B-03") / "phan-hoi" / "bieu-0123abcd.txt").symlink_to(small_home.path / "soket.toml")
    assert small_home.receive().new == 2 and small_home.collect().refused == 2
    assert not small_home.collect().changed


# --- what is no file: refused once, told once, free again when it is taken away ---------------


def _link_out(folder: Path) -> None:
    outside = folder.parents[1] / "outside.xlsx"
    outside.write_bytes(b"elsewhere")
    (folder / "odd.xlsx").symlink_to(outside)


def _link_to_folder(folder: Path) -> None:
    outside = folder.parents[1] / "elsewhere"
    outside.mkdir()
    (outside / "bieu.xlsx").write_bytes(b"not of this unit")
    (folder / "odd.xlsx").symlink_to(outside)


def _link_to_another_unit(folder: Path) -> None:
    other = folder.parent / "004-ban-khuyen-hoc-truong-bon" / "~$hidden.xlsx"
    other.write_bytes(b"theirs")
    (folder / "odd.xlsx").symlink_to(other)


def _dangling(folder: Path) -> None:
    (folder / "odd.xlsx").symlink_to(folder / "nothing.xlsx")


def _loop(folder: Path) -> None:
    (folder / "odd.xlsx").symlink_to(folder / "odd.xlsx")


def _fifo(folder: Path) -> None:
    os.mkfifo(folder / "odd.xlsx")


def _socket(folder: Path) -> None:
    before = Path.cwd()
    os.chdir(folder)  # the name of a socket may be no longer than 107 bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("odd.xlsx")
    finally:
        os.chdir(before)


def _device(folder: Path) -> None:
    try:
        os.mknod(folder / "odd.xlsx", stat.S_IFCHR | 0o600, os.makedev(1, 5))  # /dev/zero: reading it never ends
    except PermissionError:  # only root makes one, so nobody else can send one
        os.mkfifo(folder / "odd.xlsx")


NO_FILES = [
    (_link_out, "link"),
    (_link_to_folder, "link"),
    (_link_to_another_unit, "link"),
    (_dangling, "link"),
    (_loop, "link"),
    (_fifo, "not_a_file"),
    (_socket, "not_a_file"),
    (_device, "not_a_file"),
]


@pytest.mark.parametrize(("make", "reason"), NO_FILES, ids=lambda one: getattr(one, "__name__", one))
def test_what_is_no_file_is_refused_by_name_once_and_free_when_taken_away(
    small_home: SmallHome, folder: Path, make: Callable[[Path], None], reason: str
) -> None:
    make(folder)
    assert small_home.collect().refused == 1
    assert small_home.files() == [("odd.xlsx", "refused", reason)]
    assert list(small_home.replies("B-03")) == ["odd"]
    assert '"odd.xlsx"' in small_home.replies("B-03")["odd"]
    assert refused(small_home) == [reason]
    again = small_home.collect()
    assert not again.changed and again.received.ignored == () and len(small_home.files()) == 1
    (folder / "odd.xlsx").unlink()
    assert not small_home.collect().changed
    assert refused(small_home) == []
    assert b"theirs" not in {path.read_bytes() for path in (small_home.path / "raw").iterdir()}


def test_a_link_that_was_taken_away_and_put_back_as_it_was_is_refused_still(
    small_home: SmallHome, folder: Path
) -> None:
    _dangling(folder)
    small_home.collect()
    (folder / "odd.xlsx").rename(small_home.path / "kept")
    small_home.collect()
    assert refused(small_home) == []
    (small_home.path / "kept").rename(folder / "odd.xlsx")
    small_home.collect()
    assert refused(small_home) == ["link"] and len(small_home.files()) == 1


def test_a_link_that_the_file_itself_took_the_place_of_asks_for_nothing(small_home: SmallHome, folder: Path) -> None:
    (folder / "bieu.xlsx").symlink_to(folder / "nothing")
    small_home.collect()
    (folder / "bieu.xlsx").unlink()
    small_home.send("B-03", only=["bieu_1"])  # of one form, so that it clears nothing by itself
    small_home.collect()
    assert refused(small_home) == []


@pytest.mark.parametrize("target", ["nop/bieu.csv", "nop", "."])
def test_a_link_within_the_units_own_folder_is_ignored_for_its_target_is_seen(
    small_home: SmallHome, folder: Path, target: str
) -> None:
    small_home.put("B-03", "nop/bieu.csv", b"a;1")
    (folder / "bieu lien ket.csv").symlink_to(folder / target)
    received = small_home.receive()
    assert (received.new, received.ignored) == (1, (f"{THREE}/bieu lien ket.csv",))
    assert small_home.receive().ignored == ()


def test_a_link_into_a_folder_that_may_not_be_entered_stops_nothing(small_home: SmallHome, folder: Path) -> None:
    (folder / "odd.xlsx").symlink_to(folder / ("x" * 255) / ("y" * 300))  # no file system has such a name
    small_home.put("B-04", "bieu.csv", b"a;1")
    assert small_home.receive().new == 2


# --- names ------------------------------------------------------------------------------------

BAD_NAMES = {
    "a tab": "bieu\t1.csv",
    "a new line": "bieu\n1.csv",
    "an escape": "bieu\x1b[31m.csv",
    "delete": "bieu\x7f.csv",
    "a control of the second row": "bieu\x85.csv",
    "right to left": "bieu\u202evsc.csv",
    "an isolate": "bieu\u2066.csv",
    "an arabic mark": "bieu\u061c.csv",
    "nothing wide": "bieu\u200b.csv",
    "a soft hyphen": "bieu\xad.csv",
    "a byte order mark": "\ufeffbieu.csv",
    "a line separator": "bieu\u2028.csv",
    "a tag": "bieu\U000e0041.csv",
    "a backslash": "nop\\bieu.csv",
}


def test_names_that_hide_something_are_refused_each_by_name(small_home: SmallHome, folder: Path) -> None:
    for number, name in enumerate(BAD_NAMES.values()):
        small_home.put("B-03", name, f"a;{number}".encode())
    assert small_home.collect().refused == len(BAD_NAMES)
    assert {reason for _, _, reason in small_home.files()} == {"bad_name"}
    shown = [name for name, _, _ in small_home.files()]
    assert len(set(shown)) == len(BAD_NAMES) and all(name.isprintable() for name in shown)
    assert {"bieu\\x0a1.csv", "bieu\\u0085.csv", "bieu\\u202evsc.csv", "nop\\x5cbieu.csv"} <= set(shown)
    messages = list((folder / "phan-hoi").glob(f"*{MESSAGE}"))
    assert len(messages) == len(BAD_NAMES)
    assert all(path.name.isprintable() and "\\" not in path.name for path in (folder / "phan-hoi").iterdir())
    again = small_home.collect()
    assert not again.changed and len(small_home.files()) == len(BAD_NAMES)


def test_a_folder_whose_name_hides_something_makes_its_files_names_bad(small_home: SmallHome) -> None:
    small_home.put("B-03", "nop\u202e/bieu.csv", b"a;1")
    small_home.receive()
    assert [one.barred for one in small_home.waiting()] == ["bad_name"]


def test_a_bad_name_is_mended_by_typing_it_anew(small_home: SmallHome) -> None:
    path = small_home.send("B-03", name="bieu\u200b.xlsx")
    small_home.collect()
    assert refused(small_home) == ["bad_name"]
    path.rename(path.with_name("bieu.xlsx"))
    assert small_home.collect().accepted == 1
    assert small_home.files() == [("bieu.xlsx", "accepted", None)]
    assert refused(small_home) == []


def test_no_two_names_print_alike(small_home: SmallHome) -> None:
    home = small_home.open()
    names = [b"a\x85", "a\x85".encode(), b"a\\x85", b"a\xfeff", "a\ufeff".encode(), b"a\\ufeff", b"a\\\\x85"]
    assert len({show_path(home, os.fsdecode(name)) for name in names}) == len(names)
    folder = small_home.folder("B-03")
    folder.mkdir(parents=True)
    for name in names:
        (folder / os.fsdecode(name)).write_bytes(name)
    assert small_home.receive().new == len(names)


def test_a_name_under_an_old_code_page_is_read_for_what_the_file_holds(small_home: SmallHome) -> None:
    path = small_home.send("B-03", name=os.fsdecode(b"bi\xe9u.xlsx"))
    assert small_home.collect().accepted == 1
    assert list(small_home.replies("B-03")) == ["bi_xe9u"]
    assert path.exists()


# --- names that differ only by case or form ---------------------------------------------------

COMPOSED, APART = "Biểu.xlsx", unicodedata.normalize("NFD", "Biểu.xlsx")


@pytest.mark.parametrize(("one", "other"), [("bieu.xlsx", "Bieu.XLSX"), (COMPOSED, APART), (APART, COMPOSED.upper())])
def test_two_new_files_of_one_name_are_both_refused_and_judged_once_each_stands_alone(
    small_home: SmallHome, one: str, other: str
) -> None:
    first = small_home.send("B-03", name=one, bieu_1__hoi_vien__ky_nay=400)
    second = small_home.send("B-03", name=other, bieu_1__hoi_vien__ky_nay=401)
    assert small_home.collect().refused == 2
    assert [reason for _, _, reason in small_home.files()] == ["name_twice"] * 2
    assert not small_home.collect().changed
    first.unlink()
    assert small_home.collect().accepted == 1
    assert refused(small_home) == [], "the one that was taken away asks for nothing"
    assert {(state, reason) for _, state, reason in small_home.files()} == {
        ("accepted", None),
        ("refused", "name_twice"),
    }
    assert second.exists()


def test_one_of_two_alike_that_is_renamed_sets_both_free(small_home: SmallHome) -> None:
    small_home.send("B-03", name="bieu.xlsx", bieu_1__hoi_vien__ky_nay=400)
    second = small_home.send("B-03", name="BIEU.xlsx", bieu_1__hoi_vien__ky_nay=401)
    small_home.collect()
    second.rename(second.with_name("bieu sua.xlsx"))
    assert small_home.collect().accepted == 2
    assert refused(small_home) == []


def test_an_accepted_file_stays_accepted_when_one_of_its_name_comes_later(small_home: SmallHome) -> None:
    small_home.send("B-03", name="bieu.xlsx")
    small_home.collect()
    twin = small_home.send("B-03", name="BIEU.xlsx", bieu_1__hoi_vien__ky_nay=401)
    assert small_home.collect().refused == 1
    assert small_home.files() == [("bieu.xlsx", "accepted", None), ("BIEU.xlsx", "refused", "name_twice")]
    assert small_home.files()[0][1] == "accepted" and not small_home.collect().changed
    twin.unlink()
    assert not small_home.collect().changed
    assert refused(small_home) == []


def test_names_alike_in_two_folders_are_no_twins(small_home: SmallHome) -> None:
    small_home.put("B-03", "mot/bieu.csv", b"a;1")
    small_home.put("B-03", "hai/BIEU.csv", b"a;2")
    small_home.receive()
    assert [one.barred for one in small_home.waiting()] == [None, None]


# --- what computers leave behind --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("~$bieu.xlsx", "lock_file"),
        (".~lock.bieu.xlsx#", "lock_file"),
        (".tmp-abc", "lock_file"),
        ("bieu.xlsx.part", "partial"),
        ("bieu.xlsx.crdownload", "partial"),
        ("BIEU.TMP", "partial"),
        ("bieu.xlsx.filepart", "partial"),
        ("Thumbs.db", "system_file"),
        ("desktop.ini", "system_file"),
        (".DS_Store", "system_file"),
        ("._bieu.xlsx", "system_file"),
    ],
)
def test_what_computers_leave_behind_is_ignored_and_listed(small_home: SmallHome, name: str, note: str) -> None:
    small_home.put("B-03", name, b"PK\x03\x04")
    received = small_home.receive()
    assert (received.new, received.ignored, received.unreceived) == (0, (f"{THREE}/{name}",), ())
    assert period_status(small_home.open(), P).ignored == ((f"{THREE}/{name}", note),)
    assert small_home.receive().ignored == () and stops(small_home) == ()


@pytest.mark.parametrize(
    "name", ["@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", "__MACOSX", ".Trash-1000"]
)
def test_folders_of_file_servers_are_not_looked_into_and_are_listed(small_home: SmallHome, name: str) -> None:
    small_home.put("B-03", f"{name}/bieu.csv", b"a;1")
    (small_home.path / "inbox" / name).mkdir()
    received = small_home.receive()
    assert (received.new, received.ignored, received.unreceived) == (0, (f"{THREE}/{name}",), ())
    assert period_status(small_home.open(), P).ignored == ((f"{THREE}/{name}", "system_folder"),)
    small_home.put("B-03", f"{name}/another.csv", b"a;2")
    assert small_home.receive() == Received(0, 0, (), ())


# --- outside every unit's folder --------------------------------------------------------------


def test_what_belongs_to_no_unit_shuts_the_gate_until_the_office_names_it_its_own(small_home: SmallHome) -> None:
    small_home.send_all()
    inbox = small_home.path / "inbox"
    (inbox / "bieu quen.xlsx").write_bytes(b"whose?")
    (inbox / "Mẫu biểu").mkdir()
    closed = small_home.close_period()
    assert closed.closing.close is None and closed.closing.shut_by == ()
    assert [line.split(":")[0] for line in closed.closing.unreceived] == ["inbox/Mẫu biểu", "inbox/bieu quen.xlsx"]
    assert all("not_submissions" in line and "chua-ro-don-vi" in line for line in closed.closing.unreceived)
    assert small_home.close_period(accept=["B-03"]).closing.close is None, "no unit's excuse is one for it"
    small_home.set('not_submissions = ["Mẫu*", "*.pdf"]')
    (inbox / "bieu quen.xlsx").rename(inbox / "huong dan.pdf")
    assert small_home.close_period().closing.new


@pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to("nowhere")])
def test_something_in_the_way_of_a_units_folder_is_named_and_the_others_go_on(
    small_home: SmallHome, folder: Path, make: Callable[[Path], None]
) -> None:
    folder.rmdir()
    make(folder)
    small_home.put("B-04", "bieu.csv", b"a;1")
    received = small_home.receive()
    assert received.new == 1
    assert problems(received) == [(THREE, "outside")] and "is no folder" in received.unreceived[0].message
    assert len(stops(small_home)) == 1 and stops(small_home, "B-04") == (
        "inbox/004-ban-khuyen-hoc-truong-bon/bieu.csv: waits for its verdict; collect again",
    )


# --- inboxes ----------------------------------------------------------------------------------


@pytest.fixture
def share(small_home: SmallHome, tmp_path: Path) -> Path:
    """A second inbox outside the home, not there yet."""
    share = tmp_path / "o chung"
    small_home.set(f'inboxes = ["inbox", "{share}"]')
    return share


def test_an_inbox_that_is_not_there_is_named_not_made_and_shuts_the_gate(small_home: SmallHome, share: Path) -> None:
    small_home.send_all()
    closed = small_home.close_period()
    assert closed.collected.accepted == 4 and closed.collected.needs_a_person
    assert problems(closed.collected.received) == [("../o chung", "no_inbox")]
    assert "connect the shared folder" in closed.closing.unreceived[0] and closed.closing.close is None
    assert not share.exists()
    share.mkdir()
    assert small_home.close_period().closing.new


@pytest.mark.parametrize("told", ["{share}", "../o chung"])
def test_the_first_inbox_is_made_in_the_home_and_nowhere_else(small_home: SmallHome, tmp_path: Path, told: str) -> None:
    share = tmp_path / "o chung"
    small_home.set(f'inboxes = ["{told.format(share=share)}"]')
    assert problems(small_home.receive()) == [("../o chung", "no_inbox")] and not share.exists()
    share.mkdir()
    assert problems(small_home.receive()) == []
    assert len(list(share.iterdir())) == 4 + 1
    small_home.set('inboxes = ["moi/inbox"]')
    assert problems(small_home.receive()) == [] and len(list((small_home.path / "moi/inbox").iterdir())) == 4 + 1


def test_a_share_that_is_not_mounted_is_not_taken_for_an_empty_one(small_home: SmallHome, share: Path) -> None:
    small_home.set(f'inboxes = ["{share}"]')
    share.mkdir()
    small_home.receive()
    (share / small_home.folder("B-03").name / "bieu.csv").write_bytes(b"a;1")
    assert small_home.receive().new == 1
    share.rename(share.with_name("mounted"))
    share.mkdir()
    received = small_home.receive()
    assert problems(received) == [("../o chung", "no_inbox")] and "is empty" in received.unreceived[0].message
    assert list(share.iterdir()) == [], "nothing is made in the place of a share"
    share.rmdir()
    share.with_name("mounted").rename(share)
    assert small_home.receive() == Received(0, 0, (), ())
    home = small_home.open()
    assert not seems_disconnected(home, home.path / "inbox", [], ["inbox/x"]), "ours is never a share"


def test_what_was_refused_by_its_name_is_not_cleared_while_an_inbox_is_not_there(
    small_home: SmallHome, share: Path
) -> None:
    own = share / "003-ban-khuyen-hoc-truong-ba"
    own.mkdir(parents=True)
    (own / "odd.xlsx").symlink_to("nowhere")
    small_home.collect()
    share.rename(share.with_name("away"))
    small_home.collect()
    assert refused(small_home) == ["link"]
    share.with_name("away").rename(share)
    (own / "odd.xlsx").unlink()
    small_home.collect()
    assert refused(small_home) == []


def test_an_inbox_named_twice_or_within_another_brings_each_file_once(small_home: SmallHome) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1")
    small_home.set('inboxes = ["inbox", "./inbox", "inbox"]')
    assert small_home.receive().new == 1
    assert len(small_home.rows(tables.sighting, "path")) == 1


# --- what cannot be looked at -----------------------------------------------------------------


@pytest.fixture
def as_nobody(small_home: SmallHome) -> Iterator[SmallHome]:
    """The small home, run by an account that may be refused something; root may not be."""
    if os.geteuid() != 0:
        yield small_home
        return
    small_home.receive()  # reads of the code what it needs while it may
    opened = [one for one in small_home.path.parents if stat.S_IMODE(one.stat().st_mode) & 0o055 != 0o055]
    modes = {one: stat.S_IMODE(one.stat().st_mode) for one in opened}
    for one in opened:
        one.chmod(modes[one] | 0o055)
    for one in [small_home.path, *small_home.path.rglob("*")]:
        os.chown(one, 65534, 65534, follow_symlinks=False)
    os.seteuid(65534)
    try:
        yield small_home
    finally:
        os.seteuid(0)
        for one, mode in modes.items():
            one.chmod(mode)


def test_what_may_not_be_read_is_named_with_its_remedy_and_the_others_go_on(as_nobody: SmallHome) -> None:
    home = as_nobody
    home.put("B-03", "kin/bieu.csv", b"a;1")
    home.put("B-04", "bieu.csv", b"a;2")
    home.put("00001", "cam.csv", b"a;3").chmod(0)
    home.put("00002", "liet ke/bieu.csv", b"a;4")
    (home.folder("B-03") / "kin").chmod(0)
    (home.folder("00002") / "liet ke").chmod(0o400)  # its names can be listed and nothing more
    received = home.receive()
    assert received.new == 1
    assert problems(received) == [
        ("inbox/002-hoi-khuyen-hoc-xa-hai/liet ke/bieu.csv", "unreadable"),
        (f"{THREE}/kin", "unreadable"),
        ("inbox/001-hoi-khuyen-hoc-xa-mot/cam.csv", "unreadable"),
    ]
    for one in received.unreceived:
        assert "Permission denied" in one.message and "give the account that runs soket the right" in one.message
    assert all(len(stops(home, code)) == 1 for code in ("00001", "00002", "B-03"))
    (home.folder("B-03") / "kin").chmod(0o700)
    (home.folder("00002") / "liet ke").chmod(0o700)
    (home.folder("00001") / "cam.csv").chmod(0o600)
    again = home.receive()
    assert (again.new, again.unreceived) == (3, ())
    gone = home.rows(tables.unreceived, "gone_at")
    assert len(gone) == 3 and all(at for (at,) in gone), "what was missed once is kept, as gone"


def test_a_link_into_what_may_not_be_entered_is_refused_and_stops_nobody(as_nobody: SmallHome) -> None:
    kept = as_nobody.put("B-03", "kin/bieu.csv", b"a;1")
    (as_nobody.folder("B-03") / "lien ket.csv").symlink_to(kept)
    kept.parent.chmod(0)
    received = as_nobody.receive()
    kept.parent.chmod(0o700)
    assert received.new == 1 and [one.barred for one in as_nobody.waiting()] == ["link"]


def test_folders_a_thousand_deep_are_walked(small_home: SmallHome, folder: Path) -> None:
    made = [folder]
    for _ in range(1_100):
        made.append(made[-1] / "x")
        made[-1].mkdir()
    (made[-1] / "bieu.csv").write_bytes(b"a;1")
    assert small_home.receive().new == 1
    (made[-1] / "bieu.csv").unlink()
    for one in reversed(made[1:]):
        one.rmdir()  # by hand: the tools that clear a folder away go no deeper than a thousand


def test_folders_too_deep_for_any_path_are_named(small_home: SmallHome, folder: Path) -> None:
    before, name = Path.cwd(), "x" * 250
    os.chdir(folder)
    try:
        for _ in range(17):
            Path(name).mkdir()
            os.chdir(name)
        received = small_home.receive()
    finally:
        os.chdir(before)
        shutil.rmtree(folder / name)
    assert [str(one.problem) for one in received.unreceived] == ["unreadable"]
    assert "File name too long" in received.unreceived[0].message


def test_a_file_that_goes_away_between_listing_and_looking_is_passed_over(small_home: SmallHome) -> None:
    path = small_home.put("B-03", "bieu.csv", b"a;1")
    home = small_home.open()
    with os.scandir(path.parent) as entries:
        (entry,) = entries
    path.unlink()
    scan = Scan(home, {}, {})
    scan._see(entry, "inbox/003/bieu.csv", str(path.parent), 3, None)
    assert scan.entries == [] and scan.unreceived == [] and not scan.blind


def test_a_scan_that_missed_a_folder_knows_that_it_is_blind(small_home: SmallHome) -> None:
    small_home.set('inboxes = ["/no/such/inbox"]')
    scan = Scan(small_home.open(), {}, {}).run()
    assert scan.blind and [one.problem for one in scan.unreceived] == [Problem.NO_INBOX]
