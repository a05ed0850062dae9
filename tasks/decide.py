"""Receipts → verdicts in the warehouse: a batch at once, or where that fails, its halves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

from polars.exceptions import PanicException

from domain.notice import Notice
from domain.protocol import Step, reached
from domain.submission import Judged, Receipt
from tasks.fence import Fence, FenceError
from tasks.home import Home
from tasks.judge import judge_batch, not_judged
from tasks.keep import keep
from tasks.notices import of_file
from tasks.raw import StorageError
from tasks.read import read_batch
from tasks.recognise import Recogniser
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


def decide(home: Home, batch: Sequence[Receipt], fence: Fence) -> Decided:
    """Verdicts on a batch. A file that cannot be judged at all is refused alone, and named."""

    def act(part: Sequence[Receipt]) -> tuple[Decided, int]:
        judged = judge(home, part, fence)
        kept = keep(home, judged)
        return Decided(kept.accepted, kept.refused, judged.problems), len(judged.verdicts)

    return in_halves(batch, act, lambda receipt, error: _give_up(home, receipt, error))


def in_halves(
    batch: Sequence[Receipt],
    act: Callable[[Sequence[Receipt]], tuple[T, int]],
    give_up: Callable[[Receipt, BaseException], T],
    raised: tuple[type[Exception], ...] = (),
) -> T:
    """What ``act`` makes of a batch (of as many of its first files as it says), or where it fails, of its
    halves; of a file that fails alone what ``give_up`` makes of it. Errors of the machine, and those
    ``raised``, are of no file."""
    of_no_file: tuple[type[BaseException], ...] = (*_OF_THE_MACHINE, *raised)
    try:
        made, done = act(batch)
    except of_no_file:
        raise
    except (Exception, PanicException) as error:
        if len(batch) == 1:
            return give_up(batch[0], error)
        half = len(batch) // 2
        return in_halves(batch[:half], act, give_up, raised) + in_halves(batch[half:], act, give_up, raised)
    rest = batch[done:]
    return made + in_halves(rest, act, give_up, raised) if rest else made


def judge(home: Home, batch: Sequence[Receipt], fence: Fence) -> Judged:
    """read → recognise → judge, of the first files of a batch where all together would hold too much."""
    read = read_batch(home, batch, fence)
    reached(Step.BATCH_READ)
    recognised = Recogniser(home.catalogue).recognise(read, read.receipts)
    judged = judge_batch(home, recognised, read.receipts)
    reached(Step.BATCH_JUDGED)
    return judged


def _give_up(home: Home, receipt: Receipt, error: BaseException) -> Decided:
    kept = keep(home, not_judged(home, receipt))
    return Decided(kept.accepted, kept.refused, (problem(home, receipt, error),))


def problem(home: Home, receipt: Receipt, error: BaseException) -> Notice:
    told = f"could not be judged, {type(error).__name__}; report it, then 'soket reread'"
    return of_file(home, receipt.path, told, quoted=next(iter(str(error).splitlines()), ""))
