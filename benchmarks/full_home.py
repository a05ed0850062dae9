"""A home as it is after years: its warehouse is filled at once with what real forms said. Every unit says what they
say, a little more; nine units in ten are communes, which have most cells.

The last second half is closed twice: between, one unit in a hundred, and four at the least, came late, sent another
file, or had theirs read again, in turn. ``python -m benchmarks.full_home HOME UNITS PERIODS [URL]``
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from sqlalchemy import bindparam, select, update

from benchmarks.said import KINDS, Said, said
from domain.half_year import HalfYear
from domain.observation import OBSERVATIONS
from tasks.freeze import freeze
from tasks.home import Home
from tasks.raw import store_raw
from tasks.versions import reopen
from warehouse import ledger
from warehouse.engines import POSTGRESQL
from warehouse.store import Connection, frame, insert_rows, next_number, now
from warehouse.tables import file, finding, narrative, observation, section

LAST = HalfYear(2022, 1)
_AT_ONCE = 1000  # units
_FILE = (
    *("id", "unit_id", "sha256", "seq", "scan", "path", "size", "mtime_ns", "received_at", "state", "period"),
    *("decided_at", "replied_at", "reader", "catalogue"),
)
_SECTION = ("id", "file_id", "unit_id", "period", "form", "reading", "reader", "state", "accepted_at")
_VALUE = ("section_id", *(name for name in OBSERVATIONS if name not in ("file_id", "form")))
_FINDING = ("file_id", "rule", "severity", "form", "field", "label", "sheet", "cell", "saw", "wanted", "mend")


def halves(count: int) -> list[HalfYear]:
    """So many half-years up to LAST."""
    found = [LAST]
    while len(found) < count:
        found.insert(0, found[0].previous)
    return found


def restated(count: int) -> HalfYear:
    """The one that is closed twice."""
    return halves(count)[-2]


def make(path: Path, units: int, periods: int, url: str = "") -> None:
    told, home = said(), _declared(path, units, periods, url)
    registry = store_raw(home, home.registry_bytes)
    with home.warehouse.write() as connection:
        ledger.keep_units(connection, home.units, registry)
        ledger.keep_periods(connection, home.settings.periods)
        ledger.keep_catalogue(connection, home.catalogue)
    for period in halves(periods):
        moved = _moved(home) if period == restated(periods) else []
        late = moved[::3]
        with home.warehouse.write() as connection:
            _send(connection, told, home, period, [one.id for one in home.units if one.id not in set(late)])
            _warn(connection, period)
        _close(home, period, late)
        if moved:
            _mend(home, told, period, moved)
            _close(home, period, [])
    _settle(home)


def _declared(path: Path, units: int, periods: int, url: str) -> Home:
    path.mkdir(parents=True)
    lines = ["id,code,name,kind,parent,valid_from,valid_to,contact"]
    for number in range(1, units + 1):
        kind, parent = (KINDS[1], number - 1) if number % 10 == 2 else (KINDS[0], "")
        lines.append(f"{number},U{number:05d},Hội Khuyến học số {number},{kind},{parent},,,Văn thư")
    (path / "units.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    settings = [f'warehouse = "{url}"'] if url else []
    settings += ["[association]", 'name = "Hội Khuyến học Thử"', 'parent = "Hội Khuyến học Trên"']
    settings += ['place = "Thử"', 'area = "huyện"']
    for period in halves(periods):
        month = 6 * period.half
        days = (f"{name} = {period.year}-{month:02d}-{day}" for name, day in (("cut_off", 14), ("deadline", 24)))
        settings += [f"[periods.{period}]", *days, f"signing = {period.year}-{month:02d}-28"]
    (path / "soket.toml").write_text("\n".join(settings) + "\n", encoding="utf-8")
    return Home.open(path)


# --- what units send --------------------------------------------------------------------------


def _send(connection: Connection, told: Said, home: Home, period: HalfYear, ids: Sequence[int], more: int = 0) -> None:
    """A file of each unit; ``more``: how much more each value is than in an earlier one."""
    first, at = next_number(connection, file.c.id), now()
    saved = 10**9 * int(time.mktime((period.year, 6 * period.half, 20, 8, 0, 0, 0, 0, 0)))
    rows = []
    for number, unit_id in enumerate(ids, start=first):
        sha256 = hashlib.sha256(f"{unit_id} {period} {more}".encode()).hexdigest()
        path = f"inbox/{home.unit_by_id[unit_id].slug}/Bieu {period} {more}.xlsx"
        seen = (number, unit_id, sha256, number, 1, path, 20_000, saved, at, "accepted", str(period), at, at)
        rows.append((*seen, "calamine 0", home.catalogue.version))
    insert_rows(connection, file, _FILE, rows)
    sent = pl.DataFrame([row[:2] for row in rows], schema=["file_id", "unit_id"], orient="row")
    _say(connection, told, home, period, sent.with_columns(more=pl.lit(more), reading=pl.lit(1)))


def _say(connection: Connection, told: Said, home: Home, period: HalfYear, sent: pl.DataFrame) -> None:
    """The sections of files (file_id, unit_id, more, reading) and what they say."""
    kinds = pl.DataFrame([(one.id, one.kind) for one in home.units], schema=["unit_id", "kind"], orient="row")
    year, at = pl.lit(period.year, pl.Int32), now()
    of_half = [one.filter(pl.col("half") == period.half) for one in (told.forms, told.values, told.texts)]
    for some in sent.join(kinds, on="unit_id", maintain_order="left").iter_slices(_AT_ONCE):
        sections = some.join(of_half[0], on="kind", maintain_order="left_right").with_row_index(
            "id", offset=next_number(connection, section.c.id)
        )
        kept = sections.with_columns(
            period=pl.lit(str(period)), reader=pl.lit("calamine 0"), state=pl.lit("accepted"), accepted_at=pl.lit(at)
        )
        insert_rows(connection, section, _SECTION, kept.select(_SECTION).iter_rows())
        own = sections.select("kind", "form", "unit_id", "more", section_id="id")
        values = own.join(of_half[1], on=["kind", "form"], maintain_order="left_right").with_columns(
            value=pl.col("value") + (pl.col("unit_id") * 7 + period.year * 2 + period.half) % 5 + pl.col("more"),
            of_year=pl.col("of_year") + year,
            period=pl.lit(str(period)),
        )
        insert_rows(connection, observation, _VALUE, values.select(_VALUE).iter_rows())
        names = ["section_id", "field", "text", "sheet", "cell"]
        texts = own.join(of_half[2], on=["kind", "form"], maintain_order="left_right").select(names)
        insert_rows(connection, narrative, names, texts.iter_rows())


def _warn(connection: Connection, period: HalfYear) -> None:
    """Every third unit has a warning, of which it has explained every second."""
    ids = connection.scalars(select(file.c.id).where(file.c.period == str(period)).order_by(file.c.id)).all()[::3]
    what = ("against_last_half", "warn", "bieu_1", "bieu_1.hoi_vien.ky_nay", "Hội viên: tổng số, Kỳ này", "Biểu 1")
    words = ("F19", "500", "gần số kỳ trước (300)", "Kiểm tra lại, giải trình ở Biểu giải trình.", False, "review")
    rows = [(id_, *what, *words, "Mới sáp nhập." if id_ % 2 else None) for id_ in ids]
    insert_rows(connection, finding, [*_FINDING, "stops_gate", "stage", "explained"], rows)


# --- closing ----------------------------------------------------------------------------------


def _close(home: Home, period: HalfYear, late: Sequence[int]) -> None:
    codes = [home.unit_by_id[id_].code for id_ in late]
    done = freeze(home, period, dict.fromkeys(codes, "chưa gửi"), "Thư ký", "")
    assert done.close is not None and done.new, done.shut_by[:1]


def _moved(home: Home) -> list[int]:
    return [one.id for one in home.units[:: min(100, len(home.units) // 4)]]


def _mend(home: Home, told: Said, period: HalfYear, moved: Sequence[int]) -> None:
    """Of the units in turn: the late ones come, others send another file, others are read again; all values change."""
    reopen(home, period, "Thư ký", "có số liệu mới")
    late, corrected, read_again = (moved[turn::3] for turn in range(3))
    with home.warehouse.write() as connection:
        newest = next_number(connection, section.c.id)
        _send(connection, told, home, period, [*late, *corrected], more=3)
        of_them = select(file.c.id, file.c.unit_id).where(file.c.period == str(period), file.c.unit_id.in_(read_again))
        sent = frame(connection, of_them.with_only_columns(file.c.id.label("file_id"), file.c.unit_id))
        _say(connection, told, home, period, sent.with_columns(more=pl.lit(5), reading=pl.lit(2)))
        _supersede(connection, period, newest)


def _supersede(connection: Connection, period: HalfYear, newest: int) -> None:
    query = select(section.c.id, section.c.unit_id, section.c.form).where(section.c.period == str(period))
    told = frame(connection, query)
    old, new = told.filter(pl.col("id") < newest), told.filter(pl.col("id") >= newest)
    pairs = old.join(new, on=["unit_id", "form"]).select(old="id", new="id_right")
    values = {"state": "superseded", "superseded_at": now(), "superseded_by": bindparam("new")}
    connection.execute(update(section).where(section.c.id == bindparam("old")).values(values), pairs.to_dicts())


def _settle(home: Home) -> None:
    """What a server does by itself some time after."""
    if home.warehouse.engine.dialect.name == POSTGRESQL:
        with home.warehouse.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
