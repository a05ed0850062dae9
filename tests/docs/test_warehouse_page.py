"""docs/warehouse.md lists and draws the tables and the views as they are, and what it tells to do can be done."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from docs.make_warehouse_page import HOLDS, PAGE, VIEWS_HOLD, page
from tests.homes import SmallHome
from tests.postgres import Postgres
from warehouse.store import Warehouse
from warehouse.tables import metadata
from warehouse.views import VIEWS


def told() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_page_is_the_one_that_the_tables_and_views_make() -> None:
    assert told() == page(told()), "run: .venv/bin/python -m docs.make_pages"


def test_every_table_is_told_of_once_and_drawn_with_every_column() -> None:
    assert sorted(name for holds in HOLDS.values() for name in holds) == sorted(metadata.tables)
    drawn = dict(re.findall(r"^    (\w+) \{\n(.*?)^    \}$", told(), re.M | re.S))
    assert {name: [line.split()[1] for line in lines.splitlines()] for name, lines in drawn.items()} == {
        name: list(one.columns.keys()) for name, one in metadata.tables.items()
    }


def test_every_reference_is_drawn_in_the_whole_and_beside_its_table() -> None:
    for one in metadata.sorted_tables:
        for key in one.foreign_keys:
            line = f"o{{ {one.name} : {key.parent.name}\n"
            assert told().count(line) == 2 * len([k for k in one.foreign_keys if k.parent is key.parent]), line


def test_what_is_written_by_hand_stays() -> None:
    assert page("đầu\n" + told() + "cuối\n") == "đầu\n" + told() + "cuối\n"
    emptied = re.sub(r"(make_pages -->\n).*?(<!-- end)", r"\1\2", told(), flags=re.S)
    assert len(emptied) < len(told()) and page(emptied) == told()


def test_every_view_is_told_of() -> None:
    assert list(VIEWS_HOLD) == list(VIEWS)
    assert all(f"### {view}\n\nA row is {holds}.\n\n" in told() for view, holds in VIEWS_HOLD.items())


def test_the_role_for_other_tools_may_read_every_view() -> None:
    granted = re.search(r"GRANT SELECT ON (.*) TO soket_bi;", told())
    assert granted and sorted(granted[1].split(", ")) == sorted(VIEWS)


def test_the_role_reads_the_views_and_nothing_else_and_writes_nothing(postgres: Postgres) -> None:
    name = postgres.create()
    (told_to_run,) = re.findall(r"```sql\n(.*?)```", told(), re.S)
    owner = Warehouse.open(postgres.url(name))
    with owner.write() as connection:
        for statement in told_to_run.replace("soket_bi", f"bi_{name}").split(";\n"):
            connection.execute(text(statement or "SELECT 1"))
    tool = create_engine(postgres.url(name).replace("postgres@", f"bi_{name}@"))
    for view in VIEWS:
        with tool.connect() as connection:
            connection.execute(text(f"SELECT * FROM {view}"))
    for refused in ("SELECT contact FROM unit", "SELECT * FROM file", "CREATE TABLE mine (a INTEGER)"):
        with tool.connect() as connection, pytest.raises(DBAPIError, match=r"permission denied|read-only"):
            connection.execute(text(refused))
    tool.dispose()
    with owner.write() as connection:
        connection.execute(text(f"DROP OWNED BY bi_{name}"))
        connection.execute(text(f"DROP ROLE bi_{name}"))
    owner.close()
    postgres.drop(name)


def test_the_url_for_reading_sqlite_reads_and_cannot_write(small_home: SmallHome) -> None:
    small_home.collect()
    named = re.search(r"^ +(sqlite:///file:\S+)", told(), re.M)
    assert named
    url = named[1].replace("/srv/nha/warehouse.db", str(small_home.path / "warehouse.db"))
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM v_units")) == 4
        with pytest.raises(OperationalError, match="readonly"):
            connection.execute(text("DELETE FROM audit"))
    engine.dispose()


def test_the_page_is_found_from_the_readme_and_the_guide() -> None:
    root = PAGE.parents[1]
    assert "(docs/warehouse.md)" in (root / "README.md").read_text(encoding="utf-8")
    assert "(warehouse.md)" in (root / "docs" / "huong-dan.md").read_text(encoding="utf-8")
