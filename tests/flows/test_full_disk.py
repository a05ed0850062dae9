"""Commands on a disk that is full: one line that names the place and what to do, and nothing lost or doubled after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.app import DONE, NOT_FINISHED, PERSON_NEEDED
from flows.explain import explained
from tests.disks import KIB, Disk, own_disk
from tests.flows.conftest import Run
from tests.homes import SmallHome
from tests.reliability.serve_trials import faults
from tests.reliability.standing import StandingHome
from warehouse.errors import WarehouseError

pytestmark = pytest.mark.long

PERIOD = "2022H1"
ROOM = (0, 96, 128, 160, 192, 208, 220, 256)  # KiB


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with own_disk(tmp_path / "disk") as made:
        yield made


def standing(path: Path) -> StandingHome:
    return StandingHome(SmallHome(path).path)


def undisturbed(path: Path) -> StandingHome:
    home = standing(path)
    home.send_all()
    return home


def told_in_one_line(errors: str, folder: Path) -> bool:
    *_, line = errors.strip().splitlines()
    return line.startswith("soket: ") and str(folder) in line and ("make room" in line or "its disk" in line)


def test_a_collect_ends_with_a_line_however_little_room_is_left_and_the_next_one_finishes_it(
    disk: Disk, tmp_path: Path, run: Run
) -> None:
    home, right = standing(disk.path / "home"), undisturbed(tmp_path / "undisturbed")
    right.collect()
    home.send_all()
    codes = []
    for room in ROOM:
        disk.leave(room * KIB)
        code, said, errors = run("--home", str(home.path), "collect", "--period", PERIOD, "--no-wait")
        no_page = code == PERSON_NEEDED and f"{home.path}/pages" in said and "make room" in said
        assert code == DONE or no_page or (code == NOT_FINISHED and told_in_one_line(errors, home.path)), errors
        codes.append(code)
    assert NOT_FINISHED in codes
    disk.make_room()
    assert run("--home", str(home.path), "collect", "--period", PERIOD, "--no-wait")[0] == DONE
    assert [state for _, state, _ in home.files()] == ["accepted"] * 4
    assert list(faults(home, right)) == []


def test_a_close_ends_with_a_line_however_little_room_is_left_and_the_next_one_finishes_it(
    disk: Disk, tmp_path: Path, run: Run
) -> None:
    home, right = standing(disk.path / "home"), undisturbed(tmp_path / "undisturbed")
    right.close_period()
    home.send_all()
    home.collect()
    home.close()
    close = ("--home", str(home.path), "close", PERIOD, "--by", "Thư ký", "--reason", "chưa gửi", "--no-wait")
    codes = []
    for room in (0, 32, 64, 80):
        disk.leave(room * KIB)
        code, out, errors = run(*close)
        no_page = code == PERSON_NEEDED and f"{home.path}/pages" in out and "make room" in out
        assert code == DONE or no_page or (code == NOT_FINISHED and told_in_one_line(errors, home.path)), errors
        codes.append(code)
    assert NOT_FINISHED in codes
    disk.make_room()
    assert run(*close)[0] == DONE
    assert list(faults(home, right)) == []


def test_replies_that_find_no_room_are_named_and_written_by_the_next_collect(tmp_path: Path, run: Run) -> None:
    home, right = standing(tmp_path / "home"), undisturbed(tmp_path / "undisturbed")
    right.collect()
    with own_disk(home.path / "inbox") as disk:
        home.send_all()
        disk.leave(0)
        code, said, _ = run("--home", str(home.path), "collect", "--period", PERIOD, "--no-wait")
        assert code == PERSON_NEEDED
        told = [line for line in said.splitlines() if "No space left on device" in line]
        assert len(told) == 4
        assert all("make room on its disk; it is written by the next collect" in line for line in told)
        assert str(home.folder("B-03") / "phan-hoi") in said
        assert [state for _, state, _ in home.files()] == ["accepted"] * 4
        disk.make_room()
        assert run("--home", str(home.path), "collect", "--period", PERIOD, "--no-wait")[0] == DONE
        assert list(faults(home, right)) == []


def test_what_found_no_room_names_its_place_whichever_it_is() -> None:
    full = OSError(28, "No space left on device", "/nha/reports/2022H1/bao-cao.docx")
    line, code = explained(full) or ("", 0)
    assert code == NOT_FINISHED
    assert line.startswith("/nha/reports/2022H1/bao-cao.docx: No space left on device; see to the folder, its disk ")


def test_a_full_warehouse_says_that_room_is_wanted(disk: Disk) -> None:
    home = standing(disk.path / "home")
    home.send_all()
    disk.leave(64 * KIB)
    with pytest.raises(WarehouseError, match="is full; make room on its disk, then run the command again"):
        home.collect()
    disk.make_room()
    assert home.collect().accepted == 4
    home.close()


def test_a_run_that_is_told_to_end_says_that_it_may_be_run_again() -> None:
    line, code = explained(SystemExit(1)) or ("", 0)
    assert code == NOT_FINISHED
    assert line == "the run was told to end before it was done; what it had kept stays kept: run it again"
