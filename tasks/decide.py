"""Files that were read → verdicts in the warehouse: a batch at once, or where that fails, its halves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

from polars.exceptions import PanicException

from domain.notice import Notice
from domain.protocol import Step, reached
from domain.submission import Judged, Receipt
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


@dataclass(frozen=True)
class Decided:
    """Files accepted and refused, and what somebody must look at."""

    accepted: int = 0
    refused: int = 0
    problems: tuple[Notice, ...] = ()

    def __add__(self, other: Decided) -> Decided:
        return Decided(self.accepted + other.accepted, self.refused + other.refused, self.problems + other.problems)


def decide(home: Home, read: Sequence[FileRead]) -> Decided:
    """Verdicts on a batch. A file that cannot be judged at all is refused alone, and named."""

    def act(part: Sequence[FileRead]) -> Decided:
        judged = judge(home, part)
        kept = keep(home, judged)
        return Decided(kept.accepted, kept.refused, judged.problems)

    return in_halves(read, act, lambda one, error: _give_up(home, one, error))


def in_halves(
    read: Sequence[FileRead],
    act: Callable[[Sequence[FileRead]], T],
    give_up: Callable[[FileRead, BaseException], T],
    raised: tuple[type[Exception], ...] = (),
) -> T:
    """What ``act`` makes of a batch, or where it fails, of its halves; of a file that fails alone what ``give_up``
    makes of it. Errors of the machine, and those ``raised``, are of no file."""
    of_no_file: tuple[type[BaseException], ...] = (*_OF_THE_MACHINE, *raised)
    try:
        return act(read)
    except of_no_file:
        raise
    except (Exception, PanicException) as error:
        if len(read) == 1:
            return give_up(read[0], error)
        half = len(read) // 2
        return in_halves(read[:half], act, give_up, raised) + in_halves(read[half:], act, give_up, raised)


def judge(home: Home, read: Sequence[FileRead]) -> Judged:
    """The verdicts on files that were read. NotRecognised where one of them was too much for us."""
    reached(Step.BATCH_READ)
    judged = judge_batch(home, together(home.catalogue, read), [one.receipt for one in read])
    reached(Step.BATCH_JUDGED)
    return judged


def _give_up(home: Home, read: FileRead, error: BaseException) -> Decided:
    kept = keep(home, not_judged(home, read.receipt))
    return Decided(kept.accepted, kept.refused, (problem(home, read.receipt, error),))


def problem(home: Home, receipt: Receipt, error: BaseException) -> Notice:
    name = error.kind if isinstance(error, NotRecognised) else type(error).__name__
    told = f"could not be judged, {name}; report it, then 'soket reread'"
    return of_file(home, receipt.path, told, quoted=next(iter(str(error).splitlines()), ""))
