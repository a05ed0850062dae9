"""Delivers hostile files, one to a unit, collects them in one run, and holds every outcome against what is right."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from domain.unit import Unit
from tasks.fence import Fence
from tests.homes import SmallHome
from tests.hostile.bases import Base, unit_name
from tests.hostile.record import ACCEPTED, IGNORED, Hostile

SECONDS = 10.5  # that the fence gives a file, and what ending its worker takes
MEGABYTES = 100  # that the parent may grow by
_REPLIES = "phan-hoi"


@dataclass(frozen=True)
class Outcome:
    """What became of one unit's files: each file's reason (or accepted, or ignored), the replies, the values that
    count (field → indicator, period, year, value, basis), and the fence's seconds."""

    sent: Hostile
    unit: str
    reasons: tuple[str, ...]
    replies: int
    values: Mapping[str, tuple[object, ...]]
    seconds: float
    warned: frozenset[str]  # the fields with a finding


@dataclass
class Run:
    """A collect of many hostile files: outcomes by the id of the file, and what the parent paid."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    base: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    seconds: float = 0
    grown: float = 0  # megabytes of the parent, at its peak
    crashed: str = ""

    def complaints(self) -> Iterator[str]:
        """A line for each outcome that is not right; of a run that crashed, that alone."""
        if self.crashed:
            yield f"the run crashed over {', '.join(self.outcomes)}: {self.crashed}"
            return
        for outcome in self.outcomes.values():
            said = complaint(outcome, self.base)
            if said:
                yield said


def complaint(outcome: Outcome, base: Mapping[str, tuple[object, ...]]) -> str:
    """What is wrong with an outcome, in a line; empty where nothing is."""
    sent = outcome.sent
    if not outcome.reasons:
        return _line(sent, "no file in the ledger")
    answered = [reason for reason in outcome.reasons if reason != IGNORED]
    if outcome.replies < len(answered):
        return _line(sent, f"{len(answered)} files, {outcome.replies} replies")
    wrong = [reason for reason in outcome.reasons if sent.expect and reason not in sent.expect]
    if wrong:
        return _line(sent, f"{', '.join(wrong)} where {', '.join(sorted(sent.expect))} is right")
    if outcome.seconds > SECONDS:
        return _line(sent, f"{outcome.seconds:.1f} s")
    return _line(sent, bent) if (bent := misread(outcome, base)) else ""


def misread(outcome: Outcome, base: Mapping[str, tuple[object, ...]]) -> str:
    """An accepted file whose values are not the base's. A value that is missing, and said to be missing,
    is no wrong number."""
    if ACCEPTED not in outcome.reasons:
        return "refused, and values count" if outcome.values else ""
    for key in sorted({*base, *outcome.values}):
        wanted, found = base.get(key), outcome.values.get(key)
        if key in outcome.sent.values and wanted is not None:
            wanted = (*wanted[:-2], outcome.sent.values[key], wanted[-1])
        missing = (found is None or found[-2] is None) and (key in outcome.warned or outcome.sent.lacks)
        if wanted != found and not missing:
            return f"accepted with {key} = {found}, wanted {wanted}"
    return ""


def _line(sent: Hostile, what: str) -> str:
    return f"{sent.id} ({sent.name!r}, {sent.what}): {what}"


def collect_all(path: Path, files: Sequence[Hostile]) -> list[Run]:
    """One run where nothing crashes it; else its halves, until each crash stands beside the one file that makes it."""
    run = collect_hostile(path / str(len(files)), files)
    if not run.crashed or len(files) == 1:
        return [run]
    half = len(files) // 2
    return [*collect_all(path / "a", files[:half]), *collect_all(path / "b", files[half:])]


# --- the run ----------------------------------------------------------------------------------


def collect_hostile(path: Path, files: Sequence[Hostile]) -> Run:
    """One home, one unit a file, one collect. A plain form is collected first: what imports, pools and
    caches cost is nobody's file."""
    codes = {f"H{number:04d}": sent for number, sent in enumerate(files, start=1)}
    home = SmallHome(path, units=_registry(["H0000", *codes]), periods=("2021H2", "2022H1"))
    try:
        units = {unit.code: unit for unit in home.open().units}
        _put(home, units["H0000"], files[0], plain=True)
        home.collect()
        for code, sent in codes.items():
            _put(home, units[code], sent)
        return _collected(home, codes, units)
    finally:
        home.close()


def _registry(codes: Sequence[str]) -> str:
    lines = [f"{number},{code},{unit_name(code)},ban,,,," for number, code in enumerate(codes, start=1)]
    return "\n".join(["id,code,name,kind,parent,valid_from,valid_to,contact", *lines, ""])


def _put(home: SmallHome, unit: Unit, sent: Hostile, plain: bool = False) -> None:
    base = Base(unit.code, unit.name)
    folder = home.path / "inbox" / unit.slug
    folder.mkdir(parents=True, exist_ok=True)
    if plain:
        (folder / "bieu.xlsx").write_bytes(base.xlsx)
    elif sent.put is not None:
        sent.put(folder, sent.name, sent.make(base))
    else:
        (folder / sent.name).write_bytes(sent.make(base))


def _collected(home: SmallHome, codes: Mapping[str, Hostile], units: Mapping[str, Unit]) -> Run:
    run = Run()
    with _timed() as seconds, _measured(run):
        start = time.monotonic()
        try:
            home.collect()
        except Exception as error:  # whatever it is: a crash of the run is what is looked for
            run.crashed = f"{type(error).__name__}: {error}"
        run.seconds = time.monotonic() - start
    with sqlite3.connect(home.path / "warehouse.db") as database:
        run.base = _values(database, "H0000")
        for code, sent in codes.items():
            folder = home.path / "inbox" / units[code].slug
            run.outcomes[sent.id] = _outcome(database, code, sent, folder, seconds)
    return run


def _outcome(
    database: sqlite3.Connection, code: str, sent: Hostile, folder: Path, seconds: Mapping[str, float]
) -> Outcome:
    rows = database.execute(
        "SELECT f.state, f.reason, f.sha256, f.id FROM file f JOIN unit u ON u.id = f.unit_id WHERE u.code = ?", (code,)
    ).fetchall()
    found = database.execute(
        "SELECT n.field FROM finding n JOIN file f ON f.id = n.file_id JOIN unit u ON u.id = f.unit_id "
        "WHERE u.code = ? AND n.field IS NOT NULL",
        (code,),
    )
    return Outcome(
        sent=sent,
        unit=code,
        reasons=tuple(reason or state for state, reason, _, _ in rows) or _ignored(database, code),
        replies=len(list((folder / _REPLIES).glob("*-tin-nhan.txt"))),
        values=_values(database, code),
        seconds=max((seconds.get(sha, 0.0) for _, _, sha, _ in rows), default=0.0),
        warned=frozenset(row[0] for row in found),
    )


def _ignored(database: sqlite3.Connection, code: str) -> tuple[str, ...]:
    seen = database.execute(
        "SELECT g.note FROM sighting g JOIN unit u ON u.id = g.unit_id WHERE u.code = ? AND g.sha256 IS NULL", (code,)
    )
    return tuple(IGNORED for _ in seen)


def _values(database: sqlite3.Connection, code: str) -> dict[str, tuple[object, ...]]:
    """Field → what it counts for, in the sections of a unit that count."""
    rows = database.execute(
        "SELECT o.field, o.indicator, o.breakdown, o.period, o.of_year, o.value, o.basis FROM observation o "
        "JOIN section s ON s.id = o.section_id JOIN unit u ON u.id = s.unit_id "
        "WHERE u.code = ? AND s.state = 'accepted'",
        (code,),
    )
    return {field: tuple(rest) for field, *rest in rows}


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    """The seconds that the fence took, by the name of the raw file (its hash)."""
    seconds: dict[str, float] = {}
    read: Callable[..., object] = Fence.read

    def timed(self: Fence, path: str, suffix: str) -> object:
        start = time.monotonic()
        try:
            return read(self, path, suffix)
        finally:
            seconds[Path(path).name] = time.monotonic() - start

    with mock.patch.object(Fence, "read", timed):
        yield seconds


@contextmanager
def _measured(run: Run) -> Iterator[None]:
    """The growth of this process at its peak; Linux forgets an earlier peak when told to."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _status("VmRSS")
    yield
    run.grown = (_status("VmHWM") - before) / 1024


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1])
