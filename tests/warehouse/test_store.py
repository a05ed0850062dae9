from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from tests.engines import Engine
from tests.warehouse.kept import SmallWarehouse
from warehouse import engines, tables
from warehouse.errors import WarehouseError
from warehouse.store import HEAD, Warehouse, frame, insert_rows, next_number, now, tuples


@pytest.fixture
def store(empty: str) -> Iterator[Warehouse]:
    made = Warehouse.open(empty)
    yield made
    made.close()


def audits(store: Warehouse) -> int:
    with store.read() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM outbox")) or 0)


def add(store: Warehouse, cause: str, hold: float = 0) -> None:
    with store.write() as connection:
        before = connection.scalar(text("SELECT count(*) FROM outbox"))
        time.sleep(hold)
        connection.execute(
            text("INSERT INTO outbox (created_at, event, cause, payload) VALUES ('', 'e', :cause, :before)"),
            {"cause": cause, "before": str(before)},
        )


def at_once(tasks: Sequence[Callable[[], None]]) -> None:
    """Each in a thread of its own, all begun together; what one raises is raised."""
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], None]) -> None:
        start.wait()
        task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        for done in [pool.submit(run, task) for task in tasks]:
            done.result()


# --- opening ----------------------------------------------------------------------------------


def test_an_empty_database_is_brought_up_to_date_and_stays_so(tmp_path: Path, engine: Engine) -> None:
    url = engine.bare(tmp_path)
    store = Warehouse.open(url)
    assert store.schema_version() == HEAD
    add(store, "kept")
    again = Warehouse.open(url)
    assert again.schema_version() == HEAD and audits(again) == 1
    for one in (store, again):
        one.close()
    engine.drop(url)


def test_many_may_open_an_empty_database_at_once(tmp_path: Path, engine: Engine) -> None:
    url, seen = engine.bare(tmp_path), list[str | None]()

    def opened() -> None:
        store = Warehouse.open(url)
        seen.append(store.schema_version())
        store.close()

    at_once([opened] * 6)
    assert seen == [HEAD] * 6
    engine.drop(url)


@pytest.mark.parametrize(
    "url",
    [
        "not a url",
        "oracel://host/db",
        "sqlite:////no/such/folder/w.db",
        "postgresql+nodriver://u:geheim@localhost:1/x",
        "postgresql+asyncpg://u:geheim@localhost:1/x",
        "postgresql+psycopg://u:geheim@127.0.0.1:1/x",
        "postgresql+psycopg://127.0.0.1:1/x?user=u&password=geheim",
    ],
)
def test_a_warehouse_that_cannot_be_opened_says_so_in_one_line(url: str) -> None:
    with pytest.raises(WarehouseError) as caught:
        Warehouse.open(url)
    told = str(caught.value)
    assert "\n" not in told and "soket.toml" in told and "geheim" not in told


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    path.write_bytes(b"no database " * 500)
    with pytest.raises(WarehouseError) as caught:
        Warehouse.open(f"sqlite:///{path}")
    assert str(path) in str(caught.value) and path.read_bytes() == b"no database " * 500


def test_a_warehouse_of_a_later_version_is_refused_in_one_line(store: Warehouse, empty: str) -> None:
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WarehouseError) as caught:
        Warehouse.open(empty)
    assert "\n" not in str(caught.value) and "9999" in str(caught.value)


# --- reading and writing ----------------------------------------------------------------------


def test_two_writers_take_turns_from_their_first_statement(store: Warehouse) -> None:
    at_once([partial(add, store, f"w{n}", hold=0.02) for n in range(8)])
    with store.read() as connection:
        seen = list(connection.scalars(text("SELECT payload FROM outbox ORDER BY id")))
    assert seen == [str(n) for n in range(8)], "each counted what the one before had written"


def test_a_reader_reads_on_while_another_writes(store: Warehouse) -> None:
    add(store, "before")
    with store.write() as writer:
        writer.execute(text("INSERT INTO outbox (created_at, event, cause, payload) VALUES ('', 'e', 'now', '')"))
        started = time.monotonic()
        assert audits(store) == 1, "what is not committed is not seen"
        assert time.monotonic() - started < 5
    assert audits(store) == 2


def test_a_reader_sees_one_state_from_its_first_read_on(store: Warehouse) -> None:
    with store.read() as reader:
        assert reader.scalar(text("SELECT count(*) FROM outbox")) == 0
        add(store, "meanwhile")
        assert reader.scalar(text("SELECT count(*) FROM outbox")) == 0
    assert audits(store) == 1


def test_a_writer_that_fails_leaves_nothing(store: Warehouse) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        connection.execute(text("INSERT INTO outbox (created_at, event, cause, payload) VALUES ('', 'e', 'x', '')"))
        raise ZeroDivisionError
    assert audits(store) == 0


def test_a_writer_that_never_gets_its_turn_says_what_to_do(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 50)
    holder, store = Warehouse.open(empty), Warehouse.open(empty)
    with holder.write():
        started = time.monotonic()
        with pytest.raises(WarehouseError) as caught:
            add(store, "x")
        assert time.monotonic() - started < 5
        assert audits(store) == 0, "a reader need not wait"
    add(store, "x")
    for one in (holder, store):
        one.close()
    assert "locked" in str(caught.value) and "run the command again" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_row_that_points_nowhere_is_refused(store: Warehouse) -> None:
    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(tables.section.insert().values(file_id=7, unit_id=7, period="x", form="f", state="accepted"))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("period", "state", "ajar"), ("period", "version", -1), ("file", "state", "lost")],
)
def test_a_state_that_there_is_not_is_refused(kept: SmallWarehouse, table: str, column: str, value: object) -> None:
    kept.see("a")
    with pytest.raises(SQLAlchemyError), kept.warehouse.write() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": value})


# --- trying ---


def test_what_is_tried_is_seen_within_and_nothing_of_it_stays(store: Warehouse) -> None:
    add(store, "before")
    with store.trying() as connection:
        insert_rows(connection, tables.outbox, ["created_at", "event", "cause", "payload"], [("", "e", "tried", "")])
        assert list(connection.scalars(select(tables.outbox.c.cause).order_by("id"))) == ["before", "tried"]
        assert audits(store) == 1, "nobody else sees it"
    assert audits(store) == 1
    add(store, "after")
    with store.read() as connection:
        assert list(connection.scalars(select(tables.outbox.c.cause).order_by("id"))) == ["before", "after"]


def test_what_fails_while_it_is_tried_leaves_nothing_and_is_raised(store: Warehouse) -> None:
    with pytest.raises(ZeroDivisionError), store.trying() as connection:
        insert_rows(connection, tables.outbox, ["created_at", "event", "cause", "payload"], [("", "e", "tried", "")])
        raise ZeroDivisionError
    with pytest.raises(IntegrityError), store.trying() as connection:
        insert_rows(connection, tables.delivery, ["outbox_id", "channel"], [(7, "thu-ky")])
    assert audits(store) == 0
    add(store, "after")


def test_who_tries_waits_for_who_writes(store: Warehouse, empty: str) -> None:
    """What would come of it is told of what stands, not of what another is about to change."""
    other = Warehouse.open(empty)
    seen: list[int] = []

    def trying() -> None:
        time.sleep(0.1)
        with other.trying() as connection:
            seen.append(int(connection.scalar(text("SELECT count(*) FROM outbox")) or 0))

    at_once([partial(add, store, "x", 0.4), trying])
    other.close()
    assert seen == [1]


# --- rows -------------------------------------------------------------------------------------


def test_rows_are_inserted_by_name_whatever_their_order(store: Warehouse) -> None:
    names = ["payload", "cause", "created_at", "event"]
    with store.write() as connection:
        assert insert_rows(connection, tables.outbox, names, iter([("p", "c", "t", "e"), ("q", "d", "u", "f")])) == 2
    with store.read() as connection:
        rows = connection.execute(text("SELECT created_at, event, cause, payload FROM outbox ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [("t", "e", "c", "p"), ("u", "f", "d", "q")]


def test_no_rows_are_no_statement(store: Warehouse) -> None:
    with store.write() as connection:
        assert insert_rows(connection, tables.outbox, ["payload"], []) == 0
    assert audits(store) == 0


def test_rows_that_break_a_rule_of_the_tables_are_refused_whole(store: Warehouse) -> None:
    names = ["created_at", "event", "cause", "payload"]
    with pytest.raises(IntegrityError), store.write() as connection:
        insert_rows(connection, tables.outbox, names, [("t", "e", "c", "p"), ("u", "f", "c", "q")])
    with pytest.raises(IntegrityError), store.write() as connection:
        insert_rows(connection, tables.delivery, ["outbox_id", "channel"], [(7, "thu-ky")])
    assert audits(store) == 0


def test_a_column_is_looked_for_among_more_values_than_a_statement_takes(store: Warehouse) -> None:
    many = 70_000
    with store.write() as connection:
        rows = [("", "e", str(n), "") for n in (1, 69_999, 70_001)]
        insert_rows(connection, tables.outbox, ["created_at", "event", "cause", "payload"], rows)
    outbox = tables.outbox.c
    with store.read() as connection:
        for column, values, found in (
            (outbox.cause, map(str, range(many)), ["1", "69999"]),
            (outbox.id, range(2, many), ["69999", "70001"]),
            (outbox.id, (), []),
        ):
            query = select(outbox.cause).where(engines.among(connection, column, values)).order_by(outbox.id)
            assert list(connection.scalars(query)) == found


def test_text_is_sorted_by_its_bytes_and_kept_at_any_length(store: Warehouse) -> None:
    causes = ["a", "Z", "ă", "_", "b" * 300, "B", "1"]
    with store.write() as connection:
        rows = [("", "e", one, "") for one in causes]
        insert_rows(connection, tables.outbox, ["created_at", "event", "cause", "payload"], rows)
    cause = tables.outbox.c.cause
    with store.read() as connection:
        assert list(connection.scalars(select(cause).order_by(cause))) == sorted(causes)
        assert connection.scalar(select(func.max(cause)).where(cause < "ă")) == "b" * 300


def test_a_frame_has_the_querys_names_and_the_schemas_types(store: Warehouse) -> None:
    query = tables.outbox.select().with_only_columns(tables.outbox.c.cause, tables.outbox.c.id)
    types = {"cause": pl.String, "id": pl.Int64, "other": pl.Date}
    with store.read() as connection:
        assert frame(connection, query, types).schema == {"cause": pl.String, "id": pl.Int64}
    add(store, "x")
    with store.read() as connection:
        assert frame(connection, query, types).rows() == [("x", 1)]


def test_rows_pass_through_memory_some_at_a_time(store: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.store._AT_ONCE", 2)
    names = ["created_at", "event", "period", "cause", "payload"]
    rows = [("", "e", period, str(n), "") for n, period in enumerate((None, None, "2022H1", None, "2021H2"))]
    with store.write() as connection:
        assert insert_rows(connection, tables.outbox, names, iter(rows)) == 5
    query = select(tables.outbox.c.id, tables.outbox.c.period).order_by(tables.outbox.c.id)
    with store.read() as connection:
        assert frame(connection, query)["period"].to_list() == [row[2] for row in rows]
        assert frame(connection, query, {"period": pl.String}).n_chunks() == 3


@pytest.mark.parametrize("count", [0, 1, 2, 5])
@pytest.mark.parametrize("names", [("id", "cause", "period"), ("code", "cut_off")], ids=["text", "dates"])
def test_rows_come_whole_and_in_order_with_no_more_than_some_in_memory(
    store: Warehouse, names: tuple[str, ...], count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.store._AT_ONCE", 2)
    table = tables.outbox if "cause" in names else tables.period
    days = dict.fromkeys(("cut_off", "deadline", "signing"), date(2022, 6, 14))
    of_outbox = [{"created_at": "", "event": "e", "cause": str(n), "payload": ""} for n in range(count)]
    of_periods = [{**days, "code": f"202{n}H1", "state": "open", "version": 0} for n in range(count)]
    with store.write() as connection:
        for row in of_outbox if table is tables.outbox else of_periods:
            connection.execute(table.insert().values(row))
    query = select(*(table.c[name] for name in names)).order_by(*table.primary_key.columns)
    with store.read() as connection:
        parts = list(tuples(connection, query))
        assert [row for rows in parts for row in rows] == [tuple(row) for row in connection.execute(query)]
    assert sum(map(len, parts)) == count and all(len(rows) <= 2 for rows in parts)


def test_the_next_number_follows_the_largest(store: Warehouse) -> None:
    with store.write() as connection:
        assert next_number(connection, tables.outbox.c.id) == 1
        insert_rows(
            connection,
            tables.outbox,
            ["created_at", "event", "cause", "payload", "id"],
            [("", "e", str(n), "", n) for n in (7, 3)],
        )
        assert next_number(connection, tables.outbox.c.id) == 8


def test_times_sort_as_text_and_are_in_utc() -> None:
    times = [now() for _ in range(50)]
    assert times == sorted(times) and all(len(one) == 32 and one.endswith("+00:00") for one in times)
