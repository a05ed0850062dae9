"""Who takes part in the contest: the commands of each, and the home that it is given."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.clock import ROOT

PERIOD = "2022H1"
COLLECT, REPORT = "soket collect", "soket collect and draft report"
AGAIN = "soket collect, nothing new"
PER_FILE, ONCE, CAREFUL, LIMIT = "per_file", "once", "careful", "limit"
SCRIPTS = (PER_FILE, ONCE, CAREFUL)

Command = Sequence[str]


class Entrant(NamedTuple):
    """``names``: what has been done after each command. ``most``: files that it is given, where it is given not all."""

    names: tuple[str, ...]
    commands: Callable[[Path, Path], tuple[Command, ...]]
    most: int | None = None


def collect(home: Path) -> Command:
    return (sys.executable, "-m", "flows.cli", "--home", str(home), "collect", "--period", PERIOD)


def _soket(home: Path, _out: Path) -> tuple[Command, ...]:
    return collect(home), (sys.executable, "-m", "flows.cli", "--home", str(home), "report", PERIOD, "--draft")


def _script(name: str, most: int | None = None) -> Entrant:
    def commands(home: Path, out: Path) -> tuple[Command, ...]:
        return ((sys.executable, "-m", f"benchmarks.rivals.{name}", str(home), str(out)),)

    return Entrant((name,), commands, most)


def _limit(home: Path, _out: Path) -> tuple[Command, ...]:
    return ((sys.executable, "-m", "benchmarks.limit", str(home)),)


ENTRANTS = (
    Entrant((COLLECT, REPORT), _soket),
    _script(PER_FILE, 300),
    _script(ONCE, 1000),
    _script(CAREFUL),
    Entrant((LIMIT,), _limit),
)


def home_of(work: Path, files: int) -> Path:
    """A home of so many files, made once."""
    home = work / f"home-{files}"
    if not home.exists():
        part = work / f"home-{files}.part"
        shutil.rmtree(part, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "benchmarks.nation", str(part), str(files)], cwd=ROOT, check=True)
        part.rename(home)
    return home


def fresh(home: Path, copy: Path) -> Path:
    """A copy in which nothing was collected yet, and no time passes until a file counts as settled."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home, copy, copy_function=os.link)
    settings = copy / "soket.toml"
    said = settings.read_text(encoding="utf-8")
    settings.unlink()  # the other name of the same file keeps what it says
    settings.write_text(f"settle_seconds = 0\n{said}", encoding="utf-8")
    return copy
