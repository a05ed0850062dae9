"""Runs over what they have seen before: they open no file that they know, make again only what changed, and wait for no
library that they do not need."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from flows.app import app
from tests.homes import SmallHome

P = "2022H1"

_OPENED = """
import json, os, sys
opened = []
def hear(event, arguments):
    if event == "open" and arguments and isinstance(arguments[0], (str, bytes)):
        opened.append(os.fsdecode(arguments[0]))
sys.addaudithook(hear)
from flows import cli
home, *command = sys.argv[1:]
sys.argv = ["soket", "--home", home, *command]
try:
    cli.main()
except SystemExit as ended:
    assert not ended.code, ended.code
print(json.dumps([opened, sorted(sys.modules)]))
"""


def alone(code: str, *arguments: str, folder: Path) -> str:
    """What a program printed at last that ran in a process of its own, in a folder where nothing names a server."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**surroundings, "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def opened_below(inbox: Path, said: str) -> list[str]:
    """The files below an inbox that were opened, whether read or written."""
    opened: list[str] = json.loads(said)[0]
    below = (Path(one) for one in opened if Path(one).is_relative_to(inbox))  # the process names them in full
    return sorted({one.relative_to(inbox).as_posix() for one in below} - {"."})


def made(home: SmallHome) -> dict[str, int]:
    """When each file was last written that is answered with, shown or kept; without what the warehouse itself does."""
    folders = [*home.path.glob("inbox/*/phan-hoi"), home.path / "pages", home.path / "raw"]
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(home.path).as_posix(): path.stat().st_mtime_ns for path in found}


@pytest.fixture
def sent(small_home: SmallHome) -> SmallHome:
    """Two good forms, one that is refused for a cell, one that is no form at all; all collected."""
    small_home.send("00001")
    small_home.send("00002", bieu_1__hoi_vien__ky_nay="khoảng 60")
    small_home.send("B-03")
    small_home.put("B-04", "ghi chu.txt", b"chua co")
    small_home.put("B-04", "phan-hoi/bieu-0123abcd.txt", "Mã đối chiếu: 0123abcd\n".encode())
    (small_home.path / "inbox" / "chua-ro-don-vi").mkdir(exist_ok=True)
    done = small_home.collect()
    assert (done.accepted, done.refused) == (2, 2)
    return small_home


def test_a_collect_that_finds_nothing_new_opens_no_file_of_an_inbox_and_writes_none(sent: SmallHome) -> None:
    before = made(sent)
    said = alone(_OPENED, str(sent.path), "collect", "--period", P, folder=sent.path.parent)
    assert opened_below(sent.path / "inbox", said) == []
    assert made(sent) == before


def test_one_changed_file_opens_only_itself_and_changes_only_what_concerns_it(sent: SmallHome) -> None:
    before = made(sent)
    changed = sent.send("00001", bieu_1__hoi_vien__ky_nay=501)
    said = alone(_OPENED, str(sent.path), "collect", "--period", P, folder=sent.path.parent)
    slug = changed.parent.name
    opened = opened_below(sent.path / "inbox", said)
    assert f"{slug}/{changed.name}" in opened
    assert not [one for one in opened if not one.startswith(f"{slug}/")]
    after = made(sent)
    moved = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    others = {name for name in moved if not name.startswith((f"inbox/{slug}/phan-hoi/", "raw/", "pages/"))}
    assert others == set()
    assert f"pages/{P}.html" in moved, "it tells what the unit has sent"


@pytest.mark.parametrize("page", [f"{P}.html", f"{P}-cong-khai.html", "index.html"])
@pytest.mark.parametrize("spoil", ["altered", "taken away"])
def test_a_page_that_somebody_has_spoilt_is_written_again_though_nothing_is_new(
    sent: SmallHome, page: str, spoil: str
) -> None:
    path = sent.path / "pages" / page
    whole = path.read_bytes()
    if spoil == "altered":
        path.write_bytes(whole + b" ")
    else:
        path.unlink()
    assert not sent.collect().changed
    assert path.read_bytes() == whole


def test_a_page_is_made_again_for_whatever_it_tells(sent: SmallHome) -> None:
    """Each of these changes the page without a file that is new to the ledger."""
    page = sent.path / "pages" / f"{P}.html"
    seen = {page.read_bytes()}

    def changes(what: str) -> None:
        sent.collect()
        assert page.read_bytes() not in seen, what
        seen.add(page.read_bytes())

    units = sent.path / "units.csv"
    units.write_text(units.read_text("utf-8").replace("xã Một", "xã Nhất"), encoding="utf-8")
    changes("a unit's name")
    settings = sent.path / "soket.toml"
    settings.write_text(settings.read_text("utf-8").replace("huyện Thử", "huyện Khác"), encoding="utf-8")
    changes("the association's name")
    (sent.path / "inbox" / "lạc.xlsx").write_bytes(b"x")
    changes("what lies in no folder of a unit")
    (sent.path / "inbox" / "lạc.xlsx").unlink()
    sent.collect()
    sent.close_period(accept=("00002", "B-04"))
    changes("a close")


# --- start-up -------------------------------------------------------------------------------------

_LOADED = """
import json, sys
from flows import cli
expected, *words = sys.argv[1:]
sys.argv = ["soket", *words]
try:
    cli.main()
except SystemExit as ended:
    assert ended.code in (None, 0, 1, int(expected or 0)), ended.code
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
#: What judges a new file, or starts and records runs with a server: these may load what judges, or Prefect.
JUDGES = frozenset(("demo", "receive", "reread", "serve", "automations apply"))
#: Every other command, as it is given where nothing is new; in an order in which each finds what it needs.
COMMANDS: Mapping[str, str] = {
    "init": "init {tmp}/neu",
    "doctor": "doctor",
    "collect": f"collect --period {P}",
    "status": f"status {P}",
    "findings": f"findings {P}",
    "forms": f"forms {P}",
    "page": f"page {P}",
    "remind": f"remind {P} --on 2022-06-27",
    "tell": "tell",
    "close": f"close {P} --accept-missing 00002 --accept-missing B-04 --reason x",
    "figures": f"figures {P}",
    "trace": f"trace {P} hoi_vien",
    "diff": f"diff {P} 1 1",
    "report": f"report {P} --xlsx --speech",
    "verify": "verify {report}",
    "adopt": "adopt {report}",
    "reconcile": f"reconcile {{text}} --period {P}",
    "issue": f"issue {P} --number 15 --date 2022-06-30",
    "export": f"export {P} --to {{tmp}}/xuat",
    "audit verify": "audit verify",
    "audit list": "audit list",
    "reopen": f"reopen {P} --reason x",
    "dismiss": "dismiss {refused} --reason x",
    "approve": f"approve {P} --reason x",
    "refuse": f"refuse {P} --reason x",
    "migrate": "migrate",
    "move": "move sqlite:///{tmp}/khac.db",
    "backup": "backup {tmp}/nha.tar",
    "restore": "restore {tmp}/nha.tar",
}


def names(groups: Iterable[Any] = (app,), before: str = "") -> Iterable[str]:
    """Every command of the app."""
    for group in groups:
        for one in group.registered_commands:
            yield before + str(one.name or one.callback.__name__)
        for inner in group.registered_groups:
            yield from names((inner.typer_instance,), f"{inner.name} ")


def test_every_command_is_one_that_judges_or_one_that_does_not() -> None:
    assert set(names()) == JUDGES | set(COMMANDS)


@pytest.mark.long
def test_a_command_to_which_nothing_is_new_loads_nothing_that_judges_and_without_a_server_no_prefect(
    sent: SmallHome, tmp_path: Path
) -> None:
    text = tmp_path / "bài.txt"
    text.write_text("Toàn huyện có 500 hội viên.\n", encoding="utf-8")
    places = {
        "tmp": str(tmp_path),
        "report": str(sent.path / "reports" / P / f"bao-cao-{P}-v1.docx"),
        "text": str(text),
        "refused": f"inbox/{sent.unit('B-04').slug}/ghi chu.txt",
    }
    loaded = {}
    for name, words in COMMANDS.items():
        home = tmp_path / "lai" if name == "restore" else sent.path
        given = [word.format(**places) for word in words.split()]
        nothing_waits = "2" if name in ("approve", "refuse") else ""
        said = alone(_LOADED, nothing_waits, "--home", str(home), *given, folder=tmp_path)
        loaded[name] = {"great_expectations", "pandas", "prefect"} & set(json.loads(said))
    assert {name: dear for name, dear in loaded.items() if dear} == {}
