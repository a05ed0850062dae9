"""soket demo: a sample association's three half-years under a Prefect server of the run's own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flows.server import START_SECONDS, child_server

if TYPE_CHECKING:
    from domain.half_year import HalfYear
    from tasks.home import Home

SILENT_REASON = "Đơn vị chưa gửi số liệu sau hai lần đôn đốc"


def run_demo(directory: Path, say: Callable[[str], None]) -> None:
    """Makes the home where it is not there, delivers, collects and closes each period in order."""
    directory.mkdir(parents=True, exist_ok=True)
    with child_server(directory) as server:
        from samples.deliver import make_home

        make_home(directory)
        say(f"soket demo: the home is {directory}; a Prefect server is starting …")
        if server.wait():
            server.use()
        else:
            say(f"Prefect: the server did not answer within {START_SECONDS} s; the demo goes on without it.")
        _half_years(directory, say)


def _half_years(directory: Path, say: Callable[[str], None]) -> None:
    from flows import screen, show
    from flows.close import close
    from flows.collect import collect
    from flows.parameters import CloseRequest, CollectRequest
    from samples.association import PERIODS, SILENT
    from samples.deliver import deliver
    from tasks.home import Home

    home = Home.open(directory)
    for period in PERIODS:
        count = deliver(directory, home.catalogue, period)
        say(f"{period}: {count} files lie in the units' folders")
        collected = screen.run(collect, request=CollectRequest(period=str(period), wait=False), home=str(directory))
        answered = collected.replied.written
        say(f"{period}: {collected.accepted} accepted, {collected.refused} refused, {answered} answered")
        missing = (SILENT[0],) if SILENT[1] == period else ()
        reason = SILENT_REASON if missing else ""
        request = CloseRequest(period=str(period), accept_missing=missing, by="demo", reason=reason, wait=False)
        closed = screen.run(close, request=request, home=str(directory))
        show.closed(home, period, closed)
    say("")
    say("What to do next:")
    say(f"  open the report          {closed.report.path if closed.report else ''}")
    _tell_the_rest(home, PERIODS[-1], say)


def _tell_the_rest(home: Home, last: HalfYear, say: Callable[[str], None]) -> None:
    from tasks.pages import FOLDER

    soket = f"{sys.argv[0]} --home {home.path}"
    say(f"  see a figure's cells     {soket} trace {last} {home.catalogue.report.annex[0]}")
    say(f"  check it once edited     {soket} verify REPORT.docx")
    say(f"  see who sent what        {soket} status {last}")
    say(f"  see the period's page    {home.path / FOLDER / f'{last}.html'}")
    say(f"  run it from Prefect      {soket} serve")
    say(f"  write the next forms     add [periods.{last.next}] to soket.toml, then {soket} forms {last.next}")
