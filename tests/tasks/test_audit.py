"""The audit looked over: nothing is found where nothing was changed, and every change is; a report names the close that
it is of."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Table, event, select, text, true, update

from domain.half_year import HalfYear
from tasks.adopt import adopt
from tasks.audit import acts_of, verify
from tasks.freeze import freeze
from tasks.home import Home
from tasks.known import Which
from tasks.number import give_number
from tasks.publish import published_of
from tasks.raw import store_raw
from tasks.registry import HomeError
from tests.engines import Engine
from tests.homes import UNITS, SmallHome
from tests.tasks.test_review import HERE
from tests.tasks.test_review import send as send_explained
from tests.wordml import edited
from warehouse import audit, tables
from warehouse.engines import SQLITE
from warehouse.evidence import LATER

pytestmark = pytest.mark.both_engines
P = HalfYear(2022, 1)


@pytest.fixture
def closed(small_home: SmallHome) -> SmallHome:
    small_home.send_all()
    assert small_home.close_period().closing.new
    return small_home


def issued(home: SmallHome) -> Path:
    return published_of(home.open(), P, Which()).path


def test_nothing_is_found_where_nothing_was_changed(closed: SmallHome) -> None:
    found = verify(closed.open())
    assert (found.problems, found.notes, found.closes) == ((), (), 1)
    with closed.open().warehouse.read() as connection:
        assert found.head == audit.head(connection) != ""


def test_what_arrives_after_a_close_is_no_change(closed: SmallHome) -> None:
    closed.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=9)
    closed.collect()
    assert verify(closed.open()).problems == ()


def test_an_issued_report_prints_the_code_of_its_close(closed: SmallHome) -> None:
    found = verify(closed.open(), issued(closed))
    assert found.problems == () and found.of and (found.of.period, found.of.version) == ("2022H1", 1)


def test_a_report_that_was_edited_is_told_from_the_issued_one(closed: SmallHome, tmp_path: Path) -> None:
    edited = tmp_path / "bao cao.docx"
    with zipfile.ZipFile(issued(closed)) as old, zipfile.ZipFile(edited, "w") as new:
        for item in old.infolist():
            new.writestr(item, old.read(item).replace(b"2.000", b"2.001"))
    found = verify(closed.open(), edited)
    assert found.of and [line for line in found.problems if "is not the report that was issued of 2022H1" in line]


def test_the_report_of_another_home_prints_no_code_of_this_one(closed: SmallHome, tmp_path: Path) -> None:
    other = SmallHome(tmp_path / "other")
    other.send_all()
    other.close_period()
    theirs = shutil.copy(issued(other), tmp_path / "their.docx")
    other.close()
    (line,) = verify(closed.open(), Path(theirs)).problems
    assert line.endswith("their.docx: prints no code of a close that this warehouse has")


def test_what_is_no_word_document_is_refused(closed: SmallHome, tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(b"PK no")
    for name in ("x.docx", "not there.docx"):
        with pytest.raises(HomeError, match="cannot be read as a Word document"):
            verify(closed.open(), tmp_path / name)


def test_a_report_that_was_put_in_before_one_was_issued_is_named(small_home: SmallHome) -> None:
    """As after a close that was killed before its report."""
    small_home.send_all()
    small_home.collect()
    home = small_home.open()
    assert freeze(home, P, {}, "Thư ký", "").new
    assert verify(home).problems == ()
    sha256 = store_raw(home, b"another report")
    with home.warehouse.write() as connection:
        connection.execute(update(tables.close).values(report_sha256=sha256))
    assert verify(home).problems == ("2022H1 version 1: names a report, and none was issued",)


def test_who_did_what_is_listed_of_a_period_or_of_all(closed: SmallHome) -> None:
    acts = [one.act for one in acts_of(closed.open())]
    assert acts == ["keep", "close", "issue"] == [one.act for one in acts_of(closed.open(), "2022H1")]
    assert acts_of(closed.open(), "2021H1") == []


# --- every change is named ----------------------------------------------------------------------

UNTIL_2021 = "5,00005,Hội Khuyến học xã Năm,hoi_xa,,,2021-12-31,\n"
TARGETS = "unit,indicator,year,value,source\n,hoi_vien,2022,1250,KH 1\nB-03,hoi_vien,2022,600,KH 1\n"
EVIDENCE = {
    table.name: table
    for table in (
        *(tables.close, tables.close_section, tables.close_exception, tables.figure, tables.section),
        *(tables.observation, tables.narrative, tables.explanation, tables.file, tables.finding, tables.unit),
        *(tables.registry_row, tables.target, tables.lineage_row, tables.catalogue),
    )
}


@pytest.fixture(scope="module")
def sealed(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A close with something in each table: a unit let pass and one that merged, targets, a warning and its reason. Its
    tables take whatever is put into them, as a disk does."""
    made = engine.home(tmp_path_factory.mktemp("sealed") / "home", UNITS + UNTIL_2021)
    (made.path / "lineage.csv").write_text("from,to,date,share\n5,1,2022-01-01,1\n", encoding="utf-8")
    (made.path / "targets.csv").write_text(TARGETS, encoding="utf-8")
    send_explained(made, "B-03", "2021H1", name="2021H1.xlsx")
    for code in ("00001", "00002"):
        made.send(code)
    send_explained(made, "B-03", bieu_1__hoi_vien__ky_nay=900, explained=[HERE])
    assert made.close_period(accept=["B-04"]).closing.new
    reword_and_number(made)
    home = made.open()
    assert verify(home).problems == verify(home).notes == ()
    unguard(home)
    yield home
    made.close()
    engine.drop(made.warehouse)


def reword_and_number(home: SmallHome) -> None:
    """Two editions, the second with its number and a scan; prose, of which some was superseded."""
    words = ("Toàn huyện hiện có ", "Đến nay, toàn huyện có ", "Toàn huyện đã có ")
    for old, new in pairwise(words):
        edit = edited(issued(home), home.path / "da-sua.docx", (old, new))
        assert adopt(home.open(), edit, "Thư ký").edition
    (home.path / "quet.pdf").write_bytes(b"%PDF-1.4 signed")
    give_number(home.open(), P, Which(), "15", date(2022, 7, 5), "Văn thư", home.path / "quet.pdf")


def unguard(home: Home) -> None:
    """Whoever has the disk is not held by what a table forbids."""
    engine = home.warehouse.engine
    if engine.dialect.name == SQLITE:
        event.listen(engine, "connect", _lift)
        engine.dispose()
        return
    held = """SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
        WHERE contype IN ('c', 'f') AND connamespace = current_schema()::regnamespace"""
    with home.warehouse.write() as connection:
        for statement in connection.scalars(text(held)).all():
            connection.exec_driver_sql(statement)


def _lift(driver: Any, _: Any) -> None:
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute("PRAGMA ignore_check_constraints=ON")


def another(value: Any) -> Any:
    """A value of the same type, as near as a byte."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, date):
        return value + timedelta(days=1)
    return ("y" if value.startswith("x") else "x") + value[1:]


@contextmanager
def changed(
    home: Home, table: Table, column: str, value: Any = None, which: ColumnElement[bool] | None = None
) -> Iterator[None]:
    """While the context lasts, a column of the newest row that has a value there holds another, or ``value``; of units,
    of the first."""
    keys = list(table.primary_key.columns)
    query = select(*keys, table.c[column].label("was")).where(
        table.c[column].is_not(None), which if which is not None else true()
    )
    with home.warehouse.write() as connection:
        row = connection.execute(
            query.order_by(*(keys if table is tables.unit else [one.desc() for one in keys]))
        ).first()
        assert row
        now = another(row.was) if value is None else value
        connection.execute(update(table).where(*_at(keys, row)).values({column: now}))
    yield
    there = [now if key.name == column else at for key, at in zip(keys, row, strict=False)]
    with home.warehouse.write() as connection:
        connection.execute(update(table).where(*_at(keys, there)).values({column: row.was}))


def _at(keys: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    return [key == value for key, value in zip(keys, values, strict=False)]


@pytest.mark.long
@pytest.mark.parametrize("name", EVIDENCE)
def test_what_is_changed_under_a_closed_figure_is_named(sealed: Home, name: str) -> None:
    """Each column that stays as it was when a period is closed, in turn."""
    table = EVIDENCE[name]
    fixed = [one.name for one in table.c if one.name != "id" and one.name not in LATER.get(name, ())]
    filled = [one for one in fixed if any(value is not None for (value,) in rows(sealed, table, one))]
    assert filled
    for column in filled:
        with changed(sealed, table, column):
            lines = [line for line in verify(sealed).problems if line.startswith("2022H1 version 1: ")]
        wanted = ("was closed, and is not there", f"{name} is not what it was when it was closed")
        assert any(line.endswith(wanted) for line in lines), f"{name}.{column}: {lines}"
    assert verify(sealed).problems == ()


@pytest.mark.parametrize("table", [tables.edition, tables.wording], ids=lambda table: table.name)
def test_what_is_changed_of_editions_and_adopted_prose_is_named(sealed: Home, table: Table) -> None:
    """Each column in turn."""
    lines_of = {
        "edition": ("is not as it was issued", "was issued, and is not there as it was"),
        "wording": ("prose of its report is not what was adopted", "otherwise than it was adopted"),
    }
    for column in (one.name for one in table.c if one.name != "id"):
        with changed(sealed, table, column):
            lines = [line for line in verify(sealed).problems if line.endswith(lines_of[table.name])]
        assert lines, column
    assert verify(sealed).problems == ()


@pytest.mark.parametrize(("table", "column"), [(tables.edition, "number"), (tables.wording, "superseded_at")])
def test_what_is_taken_out_of_an_edition_or_of_adopted_prose_is_named(sealed: Home, table: Table, column: str) -> None:
    with sealed.warehouse.write() as connection:
        (row,) = connection.execute(select(table).where(table.c[column].is_not(None))).all()
        connection.execute(update(table).where(table.c.id == row.id).values({column: None}))
    assert verify(sealed).problems
    with sealed.warehouse.write() as connection:
        connection.execute(table.delete().where(table.c.id == row.id))
    assert [line for line in verify(sealed).problems if "raw/" not in line]
    with sealed.warehouse.write() as connection:
        connection.execute(table.insert().values(**row._mapping))
    assert verify(sealed).problems == ()


def test_prose_that_nobody_adopted_is_named(sealed: Home) -> None:
    forged = {"period": "2022H1", "anchor": "#1", "said": "[]", "keys": "[]", "source": "a" * 64}
    with sealed.warehouse.write() as connection:
        connection.execute(tables.wording.insert().values(**forged, adopted_at="t", adopted_by="x", id=99))
    assert "2022H1: prose of its report is not what was adopted" in verify(sealed).problems
    with sealed.warehouse.write() as connection:
        connection.execute(tables.wording.delete().where(tables.wording.c.id == 99))
    assert verify(sealed).problems == ()


def test_every_edition_is_a_report_that_was_issued(sealed: Home, tmp_path: Path) -> None:
    hashes = [sha256 for (sha256,) in rows(sealed, tables.edition, "sha256")]
    assert len(hashes) == 3
    for sha256 in hashes:
        path = Path(shutil.copy(sealed.raw / sha256, tmp_path / f"{sha256[:8]}.docx"))
        found = verify(sealed, path)
        assert found.problems == () and found.of and found.of.version == 1


def rows(home: Home, table: Table, column: str) -> list[Any]:
    with home.warehouse.read() as connection:
        return list(connection.execute(select(table.c[column]).order_by(*table.primary_key.columns)))


@pytest.mark.parametrize(
    ("table", "column", "value", "problem"),
    [
        (tables.close, "audit", None, "2022H1 version 1: names another row of the audit than the one that closed it"),
        (tables.close, "report_sha256", None, "2022H1 version 1: names another report than the one that was issued"),
        (tables.period, "state", "reopened", "2022H1: is reopened; by the audit it is closed"),
        (tables.period, "version", None, "2022H1: stands at version 1001; by the audit it is 1"),
        *((tables.audit, name, None, "audit: row ") for name in ("at", "who", "act", "subject", "previous", "hash")),
    ],
)
def test_what_is_changed_of_what_was_done_is_named(
    sealed: Home, table: Table, column: str, value: Any, problem: str
) -> None:
    with changed(sealed, table, column, value):
        assert [line for line in verify(sealed).problems if line.startswith(problem)]
    assert verify(sealed).problems == ()


@pytest.mark.parametrize(
    ("act", "one", "other"),
    [("keep", '"', "'"), ("close", '"', "'"), ("close", '"version"', '"versiom"'), ("issue", '"version"', '"versiom"')],
)
def test_an_act_is_named_whose_detail_cannot_be_read_any_more(sealed: Home, act: str, one: str, other: str) -> None:
    with sealed.warehouse.read() as connection:
        *_, done = audit.acts(connection, act)
        was = str(connection.scalar(select(tables.audit.c.detail).where(tables.audit.c.id == done.id)))
    assert one in was
    with changed(sealed, tables.audit, "detail", was.replace(one, other, 1), tables.audit.c.id == done.id):
        line, *_ = verify(sealed).problems
        assert line == f"audit: row {done.id} is not what was written there, or one before it is missing"
    assert verify(sealed).problems == ()


@pytest.mark.parametrize("of", ["file", "report"])
def test_a_raw_file_that_was_changed_is_named(sealed: Home, of: str) -> None:
    ((name,), *_) = rows(sealed, *((tables.file, "sha256") if of == "file" else (tables.close, "report_sha256")))
    path = sealed.raw / name
    held = path.read_bytes()
    path.write_bytes(bytes([held[0] ^ 1]) + held[1:])
    (line,) = verify(sealed).problems
    assert line.startswith(f"raw/{name}: does not hold what it is called by")
    path.write_bytes(held)
    path.rename(path.with_suffix(".away"))
    (line,) = verify(sealed).problems
    assert line.startswith(f"raw/{name}: is missing")
    path.with_suffix(".away").rename(path)
    assert verify(sealed).problems == ()


def test_what_is_no_date_any_more_is_named(tmp_path: Path) -> None:
    """SQLite keeps in a column of dates whatever is put there."""
    home = SmallHome(tmp_path / "home")
    home.send_all()
    home.close_period()
    for table, problem in (
        ("registry_row", "registry_row is not what it was"),
        ("close", "close: a row is not what was"),
    ):
        column = "valid_from" if table == "registry_row" else "cut_off"
        with home.open().warehouse.write() as connection:
            connection.execute(text(f"UPDATE {table} SET {column} = '2022-06-1x'"))
        assert [line for line in verify(home.open()).problems if problem in line]
    home.close()
