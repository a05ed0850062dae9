"""What a close is killed over: homes of three stages, and the commands that are run over them."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import select

from flows.cli import main
from tests.reliability.closing import Bench, Known, faults, known
from tests.reliability.runs import finish, start
from tests.reliability.standing import StandingHome
from warehouse.tables import figure

PERIOD, BY = "2022H1", ("--by", "Thư ký")
CLOSE = ("close", PERIOD, "--no-wait", *BY)
APPROVE = ("approve", PERIOD, "--by", "Chủ tịch", "--reason", "đã xem")


@dataclass(frozen=True)
class Stage:
    """A home to start from, the command that is run over it, what it should come to, and the seconds that an
    undisturbed run takes."""

    home: StandingHome
    command: tuple[str, ...]
    right: Known
    seconds: float


def begin(home: StandingHome, command: Sequence[str], step: str = "") -> int:
    """Forks a run; its process id."""
    return start(partial(_soket, home.path, command), log_of(home), step)


def _soket(home: Path, command: Sequence[str]) -> None:
    sys.argv = ["soket", "--home", str(home), *command]
    main()


def run(home: StandingHome, *command: str) -> int:
    return finish(begin(home, command))


def log_of(home: StandingHome) -> Path:
    return home.path.with_suffix(".log")


def make_stages(bench: Bench, folder: Path, short: bool) -> dict[str, Stage]:
    """A period that was closed and reopened, with a correction in an inbox; and unless it is to be short, one that was
    never closed, and one whose figures wait for approval. Last year's half is closed in each."""
    home = bench.new(folder / "first")
    home.send_all("2021H1")
    home.close()
    assert run(home, "close", "2021H1", "--no-wait", *BY) == 0, last_words(home)
    home.send_all(PERIOD)
    home.close()
    stages = {"again": _stage(bench, _reopened(bench, home), CLOSE, 2011)}
    if not short:
        stages["first"] = _stage(bench, home, CLOSE, 2000)
        stages["approved"] = _stage(bench, _asked(bench, home), APPROVE, 2000)
    return stages


def _reopened(bench: Bench, home: StandingHome) -> StandingHome:
    again = bench.copy(home, home.path.with_name("again"))
    assert run(again, *CLOSE) == 0 and run(again, "reopen", PERIOD, "--reason", "nộp muộn", *BY) == 0, last_words(again)
    again.send("00001", name="bieu (sửa).xlsx", bieu_1__hoi_vien__ky_nay=511)
    again.close()
    return again


def _asked(bench: Bench, home: StandingHome) -> StandingHome:
    asked = bench.copy(home, home.path.with_name("approved"))
    asked.set("approval = true")
    assert run(asked, *CLOSE) == 1, last_words(asked)
    return asked


def _stage(bench: Bench, home: StandingHome, command: tuple[str, ...], members: int) -> Stage:
    """By a run that is left alone."""
    done = bench.copy(home, home.path.with_name(f"{home.path.name}-done"))
    begun = time.monotonic()
    assert run(done, *command) == 0, last_words(done)
    seconds = time.monotonic() - begun
    right = known(done)
    wrong = list(faults(done, right))
    assert not wrong and _members(done) == members, f"{home.path.name}: {wrong}, {_members(done)} members"
    bench.drop(done)
    return Stage(home, command, right, seconds)


def _members(home: StandingHome) -> int:
    """Of the newest version, as it stands there."""
    of_all = (figure.c.indicator == "hoi_vien") & (figure.c.scope == "all") & (figure.c.comparison == "")
    query = select(figure.c.value).where(of_all, figure.c.breakdown == "").order_by(figure.c.close_id.desc())
    with home.open().warehouse.read() as connection:
        value = int(connection.scalar(query.limit(1)) or 0)
    home.close()
    return value


def last_words(home: StandingHome) -> str:
    return log_of(home).read_text("utf-8")[-1500:]
