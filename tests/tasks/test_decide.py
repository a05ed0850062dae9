"""Deciding: one file that makes judging fail costs that file alone; the machine's errors stop the run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.exceptions import PanicException
from sqlalchemy.exc import IntegrityError

from domain.notice import Notice
from domain.submission import Judged, Receipt
from flows.collect import Collected
from tasks.decide import Decided, in_halves
from tasks.judge import judge_batch
from tasks.raw import StorageError
from tests.homes import SmallHome
from warehouse import tables
from warehouse.errors import WarehouseError

Poison = Callable[[Exception | type[BaseException], Path], list[int]]


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Poison:
    """Makes judging raise whenever a batch holds the bytes of a file; the sizes of the batches judged."""

    def over(error: Exception | type[BaseException], path: Path) -> list[int]:
        sizes: list[int] = []
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()

        def judge(home: Any, recognised: Any, receipts: Sequence[Receipt]) -> Judged:
            sizes.append(len(receipts))
            if any(one.sha256 == sha256 for one in receipts):
                raise error
            return judge_batch(home, recognised, receipts)

        monkeypatch.setattr("tasks.decide.judge_batch", judge)
        return sizes

    return over


def send_four(home: SmallHome) -> Path:
    """A good form from every unit; the one of B-03."""
    home.send_all()
    return home.folder("B-03") / "bieu 2022H1.xlsx"


def states(home: SmallHome) -> dict[int, tuple[str, str | None]]:
    return {unit: (state, reason) for unit, state, reason in home.rows(tables.file, "unit_id", "state", "reason")}


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a column that nobody foresaw\nand more lines"),
        KeyError("x"),
        PanicException("index out of bounds"),
        RecursionError("too deep"),
        IntegrityError("INSERT INTO observation", {}, Exception("UNIQUE constraint failed")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_file_that_makes_judging_fail_is_refused_alone_and_named(
    small_home: SmallHome, poison: Poison, error: Exception
) -> None:
    sizes = poison(error, send_four(small_home))
    collected = small_home.collect()
    assert (collected.accepted, collected.refused) == (3, 1)
    assert states(small_home) == {
        1: ("accepted", None),
        2: ("accepted", None),
        3: ("refused", "not_judged"),
        4: ("accepted", None),
    }
    assert sizes == [4, 2, 2, 1, 1]
    (told,) = collected.problems
    line, folder = str(told), "inbox/003-ban-khuyen-hoc-truong-ba"
    assert line.startswith(f"{folder}/bieu 2022H1.xlsx: could not be judged")
    assert type(error).__name__ in line and "\n" not in line and "soket reread" in line
    assert line.endswith(f"({str(error).splitlines()[0]})")
    name = type(error).__name__
    assert told.for_log == f"{folder}/…: could not be judged, {name}; report it, then 'soket reread'"
    assert collected.needs_a_person
    assert "hệ thống chưa xét được tệp" in small_home.replies("B-03")["bieu 2022H1"]
    assert not small_home.collect().changed


def test_a_file_that_was_not_judged_is_judged_again_when_it_is_sent_again(
    small_home: SmallHome, poison: Poison, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = send_four(small_home)
    poison(ValueError("once"), path)
    small_home.collect()
    monkeypatch.undo()
    assert not small_home.collect().changed
    path.rename(path.with_name("gui lai.xlsx"))
    assert small_home.collect().accepted == 1
    assert small_home.close_period().closing.new


def test_a_row_that_the_database_refuses_costs_its_file_alone(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real constraint: two values at one place of one section."""
    sha256 = hashlib.sha256(send_four(small_home).read_bytes()).hexdigest()

    def doubled(home: Any, recognised: Any, receipts: Sequence[Receipt]) -> Judged:
        judged = judge_batch(home, recognised, receipts)
        ids = [one.file_id for one in receipts if one.sha256 == sha256]
        twice = judged.observations.filter(pl.col("file_id").is_in(ids))
        rest = {
            name: getattr(judged, name) for name in ("verdicts", "findings", "narratives", "explanations", "readers")
        }
        return Judged(observations=pl.concat([judged.observations, twice]), **rest)

    monkeypatch.setattr("tasks.decide.judge_batch", doubled)
    collected = small_home.collect()
    assert (collected.accepted, collected.refused) == (3, 1)
    assert states(small_home)[3] == ("refused", "not_judged")
    assert "IntegrityError" in collected.problems[0].text
    assert {unit for (unit,) in small_home.rows(tables.section, "unit_id")} == {1, 2, 4}


@pytest.mark.parametrize(
    "error",
    [
        OSError(5, "Input/output error"),
        MemoryError(),
        StorageError("raw: cannot be written"),
        WarehouseError("warehouse: database or disk is full"),
        KeyboardInterrupt(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_of_the_machine_stops_the_run_and_the_next_one_finishes_it(
    small_home: SmallHome, poison: Poison, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    poison(error, send_four(small_home))
    with pytest.raises(type(error)):
        small_home.collect()
    assert set(states(small_home).values()) == {("received", None)}
    monkeypatch.undo()
    collected = small_home.collect()
    assert isinstance(collected, Collected) and (collected.accepted, collected.problems) == (4, ())


def test_bytes_of_the_raw_store_that_changed_are_named_and_judged_by_no_means(small_home: SmallHome) -> None:
    send_four(small_home)
    small_home.receive()
    raw = small_home.path / "raw" / next(one.sha256 for one in small_home.waiting() if one.unit_id == 3)
    raw.write_bytes(raw.read_bytes() + b"x")
    collected = small_home.collect()
    assert (collected.accepted, collected.refused) == (3, 1)
    assert "restore it from a backup" in str(collected.problems[0])


def _named(one: object) -> Notice:
    return Notice(str(one), "", "")


def _sum(batch: Sequence[int]) -> Decided:
    if 13 in batch or 17 in batch:
        raise ValueError
    return Decided(accepted=len(batch))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 12, 13, 14, 18, 100])
def test_halves_come_to_the_same_whatever_the_batch(count: int) -> None:
    done = in_halves(range(count), _sum, lambda one, error: Decided(refused=1, problems=(_named(one),)))
    bad = [one for one in (13, 17) if one < count]
    assert done == Decided(count - len(bad), len(bad), tuple(map(_named, bad)))
