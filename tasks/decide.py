"""Files that were read → verdicts in the warehouse: a batch at once, or where that fails, its halves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

from polars.exceptions import PanicException

from domain.notice import Notice
from domain.protocol import Step, reached
from domain.submission import Judged, Receipt, Verdict
from tasks.fence import FenceError
from tasks.home import Home
from tasks.judge import judge_batch, not_judged
from tasks.keep import keep
from tasks.notices import of_file
from tasks.raw import StorageError
from tasks.recognised import FileRead, NotRecognised, together
from warehouse.errors import WarehouseError

# what no smaller batch would mend
_OF_THE_MACHINE = (WarehouseError, StorageError, FenceError, OSError, MemoryError)


class Sum(Protocol):
    """What halves of a batch come to, to be added up."""

    def __add__(self, other: Self) -> Self: ...


T = TypeVar("T", bound=Sum)
F = TypeVar("F")  # a file, or what is known of it


@dataclass(frozen=True)
class Decided:
    """Files accepted and refused, and what somebody must look at."""

    accepted: int = 0
    refused: int = 0
    problems: tuple[Notice, ...] = ()

    def __add__(self, other: Decided) -> Decided:
        return Decided(self.accepted + other.accepted, self.refused + other.refused, self.problems + other.problems)


@dataclass(frozen=True)
class Verdicts:
    """What judging a batch came to, in as many parts as it took, and what somebody must look at."""

    parts: tuple[Judged, ...] = ()
    problems: tuple[Notice, ...] = ()

    def __add__(self, other: Verdicts) -> Verdicts:
        return Verdicts(self.parts + other.parts, self.problems + other.problems)


def decide(home: Home, read: Sequence[FileRead]) -> Decided:
    """Verdicts on a batch, kept."""
    return keep_verdicts(home, judge_files(home, read))


def judge_files(home: Home, read: Sequence[FileRead]) -> Verdicts:
    """Verdicts on a batch. A file that cannot be judged at all is refused alone, and named."""

    def act(part: Sequence[FileRead]) -> Verdicts:
        judged = judge(home, part)
        return Verdicts((judged,), judged.problems)

    def give_up(one: FileRead, error: BaseException) -> Verdicts:
        return Verdicts((not_judged(home, one.receipt),), (problem(home, one.receipt, error),))

    return in_halves(read, act, give_up)


def keep_verdicts(home: Home, verdicts: Verdicts) -> Decided:
    """Keeps verdicts. A file that the warehouse does not take as it was judged is refused alone, and named."""
    return sum((_keep(home, part) for part in verdicts.parts), Decided(problems=verdicts.problems))


def _keep(home: Home, judged: Judged) -> Decided:
    def act(part: Sequence[Verdict]) -> Decided:
        kept = keep(home, judged.of(part))
        return Decided(kept.accepted, kept.refused)

    def give_up(one: Verdict, error: BaseException) -> Decided:
        kept = keep(home, not_judged(home, one.receipt))
        return Decided(kept.accepted, kept.refused, (problem(home, one.receipt, error),))

    return in_halves(judged.verdicts, act, give_up)


def in_halves(
    batch: Sequence[F],
    act: Callable[[Sequence[F]], T],
    give_up: Callable[[F, BaseException], T],
    raised: tuple[type[Exception], ...] = (),
) -> T:
    """What ``act`` makes of a batch, or where it fails, of its halves; of a file that fails alone what ``give_up``
    makes of it. Errors of the machine, and those ``raised``, are of no file."""
    of_no_file: tuple[type[BaseException], ...] = (*_OF_THE_MACHINE, *raised)
    try:
        return act(batch)
    except of_no_file:
        raise
    except (Exception, PanicException) as error:
        if len(batch) == 1:
            return give_up(batch[0], error)
        half = len(batch) // 2
        return in_halves(batch[:half], act, give_up, raised) + in_halves(batch[half:], act, give_up, raised)


def judge(home: Home, read: Sequence[FileRead]) -> Judged:
    """The verdicts on files that were read. NotRecognised where one of them was too much for us."""
    reached(Step.BATCH_READ)
    judged = judge_batch(home, together(home.catalogue, read), [one.receipt for one in read])
    reached(Step.BATCH_JUDGED)
    return judged


def problem(home: Home, receipt: Receipt, error: BaseException) -> Notice:
    name = error.kind if isinstance(error, NotRecognised) else type(error).__name__
    told = f"could not be judged, {name}; report it, then 'soket reread'"
    return of_file(home, receipt.path, told, quoted=next(iter(str(error).splitlines()), ""))
