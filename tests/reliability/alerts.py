"""Kills the mail server, the web hook and the telling process during delivery, and counts what arrives.

    python -m tests.reliability.alerts [--rounds 12] [--seed 1]

Each round queues new alerts for both channels and tells them again and again, while a server is killed and started
again at any moment, and a telling process is killed at any moment or at one of its steps. Then everything is left
alone until nothing waits. An alert is known in a message by its unit's code.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import update

from domain.alert import Alert, Event, Sender, of_findings
from domain.finding import Finding, Severity
from domain.protocol import Step
from flows.channels import channels_of
from tasks.home import Home
from tasks.tell import tell
from tests.homes import SmallHome
from tests.sinks import ForkedSink, Sink
from warehouse import outbox, tables

CHANNELS = {"thu-ky": "smtp", "may-chu": "http"}
GROUPS, FILES = 10, 3  # messages of a round, and alerts in each
STEPS = ("", "", Step.ALERT_CLAIMED, Step.ALERT_SENT, Step.ALERT_MARKED)
KINDS = ("lost", "three times or more", "still waiting", "failed")
_CODE = re.compile(r"\bU\d{6}\b")


class Campaign:
    """A home with two channels, their servers, and what has been queued."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.home = SmallHome(folder / "home")
        lines = [f'{name} = "env:SOKET_TEST_{kind.upper()}"\n' for name, kind in CHANNELS.items()]
        with (folder / "home" / "soket.toml").open("a", encoding="utf-8") as settings:
            settings.writelines(["\n[alerts]\n", *lines])
        self.sinks = {name: ForkedSink(kind, folder) for name, kind in CHANNELS.items()}
        for name, kind in CHANNELS.items():
            os.environ[f"SOKET_TEST_{kind.upper()}"] = self.sinks[name].url
        self.dice, self.counts, self.log = random.Random(seed), Counter[str](), folder / "log"
        self.codes: list[str] = []

    def queue(self, number: int) -> None:
        told: list[Alert] = []
        for group in range(GROUPS):
            for _ in range(FILES):
                self.codes.append(code := f"U{len(self.codes):06}")
                found = Finding(f"rule_{group}", Severity.WARN, None, "Biểu 1", "F9", "để trống", "", "Ghi số.")
                sender = Sender(code, "Đơn vị", len(self.codes), "bieu.xlsx")
                told += of_findings(Event.WARNED, f"{2000 + number}H1", sender, [("bieu_1", found)])
        home = Home.open(self.home.path)
        with home.warehouse.write() as connection:
            outbox.queue(connection, told, home.channels)
        home.warehouse.close()

    def tell(self, step: str = "") -> int:
        """Forks a process that tells what waits; its id. What failed before is not waited for."""
        child = os.fork()
        if child:
            return child
        code = 1
        try:
            with self.log.open("a", encoding="utf-8") as log:
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
            os.environ["SOKET_STOP_AT"] = step
            home = Home.open(self.home.path)
            channels = channels_of(home)
            tell(home, {name: channels[name] for name in CHANNELS}, waive=True, pauses=(0.05, 0.2))
            code = 0
        finally:
            os._exit(code)

    def disturb(self, seconds: float) -> None:
        """Tells again and again, two at once now and then, and kills whoever is there."""
        end = time.monotonic() + seconds
        children: list[int] = []
        while time.monotonic() < end:
            while len(children) < self.dice.choice((1, 2)):
                children.append(self.tell(self.dice.choice(STEPS)))
            time.sleep(self.dice.uniform(0, 0.5))
            if self.dice.random() < 0.3:
                self._restart(self.dice.choice(list(self.sinks.values())))
            if self.dice.random() < 0.3:
                with suppress(ProcessLookupError):
                    os.kill(self.dice.choice(children), signal.SIGKILL)
            children = [one for one in children if not self._ended(one)]
        for child in children:
            os.kill(child, signal.SIGKILL)
            self._ended(child, wait=True)

    def _ended(self, child: int, wait: bool = False) -> bool:
        ended, status = os.waitpid(child, 0 if wait else os.WNOHANG)
        if not ended:
            return False
        code = os.waitstatus_to_exitcode(status)
        self.counts["tells killed"] += code == -signal.SIGKILL
        self.counts["failed"] += code > 0
        return True

    def _restart(self, sink: Sink) -> None:
        sink.kill()
        self.counts[f"{sink.kind} killed"] += 1
        time.sleep(self.dice.uniform(0, 0.2))
        sink.start()

    def settle(self) -> None:
        """Nothing is killed any more, and what dead processes had taken is free again."""
        for sink in self.sinks.values():
            sink.wait()
        for _ in range(5):
            self._end_leases()
            self._ended(self.tell(), wait=True)

    def _end_leases(self) -> None:
        home = Home.open(self.home.path)
        with home.warehouse.write() as connection:
            free = update(tables.delivery).where(tables.delivery.c.sent_at.is_(None))
            connection.execute(free.values(next_try_at=None))
        home.warehouse.close()

    def faults(self) -> Iterator[tuple[str, int]]:
        for sink in self.sinks.values():
            times = Counter(code for one in sink.messages() for code in set(_CODE.findall(one["body"])))
            seen = Counter(times[code] for code in self.codes)
            yield "arrived once", seen[1]
            yield "arrived twice", seen[2]
            yield "lost", seen[0]
            yield "three times or more", sum(count for number, count in seen.items() if number > 2)
        unsent = [
            at for name, at in self.home.rows(tables.delivery, "channel", "sent_at") if name in CHANNELS and not at
        ]
        yield "still waiting", len(unsent)


def warm_up() -> None:
    """Imports what the forks need, apprise's services too."""
    import aiosmtpd.controller  # noqa: F401
    import apprise

    apprise.Apprise().add("json://localhost")


def campaign(rounds: int, seconds: float, seed: int, folder: Path) -> Counter[str]:
    """The counts over all rounds."""
    made = Campaign(folder, seed)
    for sink in made.sinks.values():
        sink.start()
        sink.wait()
    try:
        for number in range(rounds):
            made.queue(number)
            made.disturb(seconds)
            made.settle()
        for name, count in made.faults():
            made.counts[name] += count
        made.counts["deliveries"] = len(made.codes) * len(CHANNELS)
    finally:
        for sink in made.sinks.values():
            sink.kill()
        made.home.close()
    if made.counts["failed"]:
        print(made.log.read_text("utf-8")[-2000:], file=sys.stderr)
    return made.counts


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=6, help="of disturbance a round")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    warm_up()
    with tempfile.TemporaryDirectory(prefix="soket-alerts-") as folder:
        counts = campaign(options.rounds, options.seconds, options.seed, Path(folder))
    shown = ("deliveries", "arrived once", "arrived twice", "smtp killed", "http killed", "tells killed")
    for name in (*shown, *KINDS):
        print(f"{name:<22}{counts[name]:>6}")
    print(f"{'seconds':<22}{time.monotonic() - begun:>6.0f}")
    return int(any(counts[kind] for kind in KINDS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
