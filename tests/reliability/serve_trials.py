"""One kill of a part of ``soket serve`` while a run goes on, and what is true of its home once a next run has ended."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import psutil

from tests.flows.served import ENDED, Served
from tests.reliability import closing
from tests.reliability.standing import StandingHome, Told, told

ITSELF = "soket serve"
PARTS = {"server": "prefect server start", "worker": "flows.worker", "starter of runs": "flows.warm"}
KILLED = (*PARTS, ITSELF)
FLOWS = ("collect", "close")
KINDS = ("lost", "doubled", "otherwise", "left running", "left alive", "waited", "failed")
_SECONDS = 180.0  # in which what was killed is there again and the next run has ended, on a machine that is busy
_PATIENCE = 90.0  # once the server answers; a run that seems to go on would be found silent only later
_BY_HAND = {"by": "Thư ký", "reason": "chưa gửi"}  # as closed_by_hand


@dataclass(frozen=True)
class Trial:
    """Which flow runs for which period; what is killed, after which share of the seconds that such a run takes.
    Without a share nothing is killed."""

    flow: str
    period: str
    killed: str = ""
    share: float | None = None


@dataclass
class Outcome:
    """``after``: seconds from the run's begin to the kill, None where it had ended before. ``then`` and ``at_last``:
    the run's state at the kill and when the next run had ended, ``seconds`` after the kill."""

    trial: Trial
    after: float | None = None
    then: str = ""
    at_last: str = ""
    seconds: float = 0
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        return Counter(kind for kind, _ in self.faults)


class Stand:
    """A home that is served, and one beside it that gets the same files and is never disturbed. ``usual``: the seconds
    that a run of each flow takes."""

    def __init__(self, served: Served, home: StandingHome, undisturbed: StandingHome) -> None:
        self.served, self.home, self.undisturbed = served, home, undisturbed
        self.usual: dict[str, float] = {}

    def attempt(self, trial: Trial) -> Outcome:
        """Disturbs a run, lets the next one end, and looks."""
        self._deliver(trial)
        done, run = Outcome(trial), self._run(trial)
        begun = self._begun(run)
        if trial.share is not None:
            time.sleep(trial.share * self.usual[trial.flow])
            done.then = str(self.served.flow_run(run)["state_name"])
            if done.then.upper() not in ENDED:
                done.after = time.monotonic() - begun
            self._disturb(trial, run, done)
        else:
            self._end(run, done)
            self.usual[trial.flow] = time.monotonic() - begun
        done.faults += faults(self.home, self.undisturbed)
        return done

    def _deliver(self, trial: Trial) -> None:
        """The same files into both homes, and the undisturbed one to its end."""
        for home in (self.home, self.undisturbed):
            home.send("00001", trial.period, name=f"{trial.period} lần 1.xlsx", bieu_1__hoi_vien__ky_nay="khoảng 500")
            home.send_all(trial.period)
            good = home.folder("00002") / f"bieu {trial.period}.xlsx"
            home.put("00002", f"{trial.period} - Copy.xlsx", good.read_bytes())
        if trial.flow == "close":
            self.undisturbed.close_period(trial.period)
        else:
            self.undisturbed.collect(trial.period)
        self.undisturbed.close()

    def _run(self, trial: Trial) -> str:
        by_hand = _BY_HAND if trial.flow == "close" else {}
        return self.served.run(trial.flow, period=trial.period, wait=False, **by_hand)

    def _begun(self, run: str) -> float:
        """When its worker had taken it."""
        self.served.wait_until(lambda: self.served.flow_run(run)["state_type"] != "SCHEDULED", 120)
        return time.monotonic()

    def _kill(self, what: str) -> Iterator[tuple[str, str]]:
        """A part with all that it has started; or soket serve alone, which is started again by hand and must not find
        anything of the old one in its way."""
        assert self.served.process is not None
        itself = psutil.Process(self.served.process.pid)
        if what != ITSELF:
            kill_part(self.served, what)
            return
        before = itself.children(recursive=True)
        self.served.kill()
        self.served.start()
        _, alive = psutil.wait_procs(before, timeout=15)
        yield from (("left alive", f"{one.pid}: {' '.join(one.cmdline())}") for one in alive)

    def _disturb(self, trial: Trial, run: str, done: Outcome) -> None:
        """The kill, where the run had not ended, and the next run as soon as the server answers."""
        killed = time.monotonic()
        if done.after is not None:
            done.faults += self._kill(trial.killed)
        self.served.wait_until(self.served.answers, 120)
        answered = time.monotonic()
        closing.an_hour_later(self.home)
        self._end(self._run(trial), done)
        ended = time.monotonic()
        done.seconds, waited = ended - killed, ended - answered
        at_last = self.served.flow_run(run)
        done.at_last = str(at_last["state_name"])
        if at_last["state_type"] not in ENDED:
            done.faults.append(("left running", f"{run} is {done.at_last}"))
        if waited > _PATIENCE:
            done.faults.append(("waited", f"the next run ended {waited:.0f} s after the server answered"))

    def _end(self, run: str, done: Outcome) -> None:
        state = self.served.ended(run, _SECONDS)["state_name"]
        if state not in ("Completed", "NothingChanged"):  # where the run whose server was killed had closed the period
            done.faults.append(("failed", f"{state}: {self.served.logs(run)[-3:]}"))


def kill_part(served: Served, what: str) -> None:
    """With all that it has started."""
    assert served.process is not None
    children = psutil.Process(served.process.pid).children()
    os.killpg(next(one.pid for one in children if PARTS[what] in " ".join(one.cmdline())), signal.SIGKILL)


def faults(home: StandingHome, undisturbed: StandingHome) -> Iterator[tuple[str, str]]:
    """What a home has otherwise than the one that was never disturbed: the kind, and one line about it."""
    now, right = told(home.path), told(undisturbed.path)
    for have, want in zip(_once(now), _once(right), strict=True):
        yield from (("lost", str(one)) for one in want - have)
        yield from (("doubled", str(one)) for one in have - want)
    yield from (("otherwise", f"{kind}: {line}") for kind, line in closing.faults(home, closing.known(undisturbed)))
    if now.files != right.files:
        yield "otherwise", f"the ledger: {set(now.files) ^ set(right.files) or 'the order of its files'}"
    undisturbed.close()


def _once(now: Told) -> tuple[Counter[object], ...]:
    """What is to be there once: facts, files of the ledger, replies."""
    ledger = Counter[object]((unit, sha256) for unit, sha256, *_ in now.files)
    return Counter[object](now.facts), ledger, Counter[object](now.replies.keys())
