"""What is told of a database that cannot serve, without a password, and whether it may serve in a minute."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from tests.postgres import Postgres
from tests.warehouse.kept import ADDED, COUNTED
from warehouse import engines
from warehouse.engines import make_engine
from warehouse.errors import Unavailable, WarehouseError, shown
from warehouse.store import Warehouse, insert_rows
from warehouse.tables import outbox

_ADDRESS = "postgresql+psycopg://soket:geheim@127.0.0.1:1/x"


def one_line(error: BaseException) -> str:
    told = str(error)
    assert "\n" not in told and "geheim" not in told
    return told


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("postgresql+psycopg://u:geheim@h:5/x", "postgresql+psycopg://u:***@h:5/x"),
        ("postgresql+psycopg://h/x?user=u&password=geheim", "postgresql+psycopg://h/x?user=u"),
        ("geheim", "(not a URL)"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, named: str) -> None:
    assert shown(url) == named


# --- a server that cannot serve ---------------------------------------------------------------


def test_a_server_that_refuses_us_is_told_on_reads_and_writes_alike() -> None:
    warehouse = Warehouse(make_engine(_ADDRESS))
    for use in (warehouse.read, warehouse.write):
        with pytest.raises(Unavailable) as caught, use() as connection:
            connection.scalar(COUNTED)
        assert "postgresql+psycopg://soket:***@127.0.0.1:1/x" in one_line(caught.value)
        assert "refused" in str(caught.value) and "run the command again" in str(caught.value)


def uses(warehouse: Warehouse) -> tuple[Callable[[], AbstractContextManager[Connection]], ...]:
    return warehouse.read, warehouse.write


@pytest.mark.parametrize("which", [0, 1], ids=["read", "write"])
def test_a_server_that_goes_away_meanwhile_is_told_and_found_again(
    postgres: Postgres, served: Warehouse, name: str, which: int
) -> None:
    with pytest.raises(Unavailable) as caught, uses(served)[which]() as connection:
        connection.scalar(COUNTED)
        postgres.end_sessions(name)
        connection.scalar(COUNTED)
    assert "run the command again" in one_line(caught.value)
    with uses(served)[which]() as connection:
        assert connection.scalar(COUNTED) == 0


def test_what_a_lost_writer_wrote_is_gone(postgres: Postgres, served: Warehouse, name: str) -> None:
    with pytest.raises(Unavailable), served.write() as connection:
        connection.execute(ADDED, {"cause": "lost"})
        postgres.end_sessions(name)
    with served.read() as connection:
        assert connection.scalar(COUNTED) == 0


def test_rows_for_a_server_that_is_gone_are_told_too(postgres: Postgres, served: Warehouse, name: str) -> None:
    with pytest.raises(Unavailable) as caught, served.write() as connection:
        postgres.end_sessions(name)
        insert_rows(connection, outbox, ["created_at", "event", "cause", "payload"], [("", "e", "x", "")])
    assert "run the command again" in one_line(caught.value)


def test_a_connection_that_was_lost_while_nobody_used_it_is_not_noticed(
    postgres: Postgres, served: Warehouse, name: str
) -> None:
    for use in uses(served):
        with use() as connection:
            assert connection.scalar(COUNTED) == 0
        postgres.end_sessions(name)


def test_what_is_not_granted_is_told(postgres: Postgres, served: Warehouse, name: str) -> None:
    with served.write() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN"))
        connection.execute(text(f"GRANT SELECT ON alembic_version TO {name}"))
    stranger = Warehouse.open(postgres.url(name).replace("postgres@", f"{name}@"))
    with pytest.raises(WarehouseError) as caught, stranger.read() as connection:
        connection.scalar(COUNTED)
    stranger.close()
    with served.write() as connection:
        connection.execute(text(f"DROP OWNED BY {name}"))
        connection.execute(text(f"DROP ROLE {name}"))
    assert "permission denied" in one_line(caught.value)
    assert not isinstance(caught.value, Unavailable)


def test_an_error_of_the_statement_is_none_of_the_machine(served: Warehouse) -> None:
    with pytest.raises(DBAPIError), served.read() as connection:
        connection.execute(text("SELECT nothing_of_this_name"))


# --- a database that is locked, full, or no database -------------------------------------------


def test_a_warehouse_that_another_run_holds_may_be_free_in_a_minute(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 50)
    holder, other = Warehouse.open(empty), Warehouse.open(empty)
    with holder.write(), pytest.raises(Unavailable) as caught, other.write():
        pass
    for one in (holder, other):
        one.close()
    assert "locked" in one_line(caught.value) and "run the command again" in str(caught.value)


def test_a_full_database_wants_room_first(tmp_path: Path) -> None:
    warehouse = Warehouse.open(f"sqlite:///{tmp_path / 'w.db'}")
    with pytest.raises(WarehouseError) as caught, warehouse.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # sqlite.org/pragma.html: no less than it has
        for _ in range(100):
            connection.execute(ADDED, {"cause": "đầy " * 5000})
    warehouse.close()
    assert "full; make room on its disk, then run the command again" in one_line(caught.value)
    assert not isinstance(caught.value, Unavailable)


def test_a_file_that_is_no_database_does_not_become_one_in_a_minute(tmp_path: Path) -> None:
    (tmp_path / "w.db").write_bytes(b"no database " * 500)
    with pytest.raises(WarehouseError) as caught:
        Warehouse.open(f"sqlite:///{tmp_path / 'w.db'}")
    assert "not a database" in one_line(caught.value) and not isinstance(caught.value, Unavailable)


@pytest.mark.parametrize(
    ("url", "passes"),
    [
        ("postgresql+psycopg://u:geheim@127.0.0.1:1/x", True),  # a server that is not up yet looks the same
        ("mysql+pymysql://u:geheim@127.0.0.1:1/x", False),
        ("sqlite:////no/such/folder/w.db", False),
    ],
)
def test_a_warehouse_that_cannot_be_opened_may_be_later_where_only_its_server_is_missing(
    url: str, passes: bool
) -> None:
    with pytest.raises(WarehouseError) as caught:
        Warehouse.open(url)
    assert "soket.toml" in one_line(caught.value)
    assert isinstance(caught.value, Unavailable) == passes
