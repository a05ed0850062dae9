"""Reading again: after a reader or the catalogue changed, what changes is shown, and nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from domain.half_year import HalfYear
from expectations.load import SHIPPED
from flows.collect import fence_of
from flows.reread import Reread
from flows.reread import reread as flow
from tasks import reread as again
from tasks.judge import judge_batch
from tasks.look import figures_known, period_status
from tasks.read import read_files
from tasks.recognised import FileRead, Recognition
from tasks.registry import HomeError
from tests.homes import SmallHome
from warehouse import tables

pytestmark = pytest.mark.long

P = HalfYear(2022, 1)
TOMORROW = "reader of tomorrow"
THREE = "inbox/003-ban-khuyen-hoc-truong-ba/bieu.xlsx"


def reread(home: SmallHome, period: str = "2022H1", reason: str = "bản mới") -> Reread:
    done: Reread = flow(period, str(home.path), reason, "Lan")
    return done


@pytest.fixture
def own(small_home: SmallHome) -> Callable[[str, str, str], None]:
    """Changes a text of the home's own catalogue, which is the shipped one at first."""
    folder = small_home.path / "expectations"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))

    def change(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def values(home: SmallHome, state: str) -> list[tuple[int, int | None]]:
    """The reading and the value of hoi_vien, of the sections in a state."""
    sections = {id_: (reading, its) for id_, reading, its in home.rows(tables.section, "id", "reading", "state")}
    rows = home.rows(tables.observation, "section_id", "field", "value")
    return [
        (sections[id_][0], value)
        for id_, field, value in rows
        if field == "bieu_1.hoi_vien.ky_nay" and sections[id_][1] == state
    ]


def counts(home: SmallHome) -> dict[str, int]:
    return {
        table.name: len(home.rows(table, "id"))
        for table in (tables.file, tables.section, tables.observation, tables.finding, tables.narrative)
    }


def tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of the readers: it sees 505 for 500, and 85 for 90, so that the control total holds."""
    otherwise = {"500": 505, "90": 85}
    seen = pl.col("text").replace_strict(otherwise, default=None, return_dtype=pl.Int64)
    changed = {"text": seen.cast(pl.String), "value": seen, "canonical": seen.cast(pl.String)}

    def read(home: Any, receipts: Any, fence: Any) -> Iterator[FileRead]:
        for one in read_files(home, receipts, fence):
            said = one.said
            if isinstance(said, Recognition):
                columns = [pl.coalesce(now, name).alias(name) for name, now in changed.items()]
                said = replace(said, fields=said.fields.with_columns(columns))
            yield replace(one, said=said, reader=one.reader and TOMORROW)

    monkeypatch.setattr("tasks.read.read_files", read)


# --- values that change -----------------------------------------------------------------------


def test_nothing_changes_where_nothing_is_read_otherwise(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.send("B-03", name="hong.xlsx", bieu_4__hoc_bong__so_luong="nhiều")
    small_home.collect()
    before, said = counts(small_home), small_home.rows(tables.file, "decided_at", "replied_at")
    assert reread(small_home) == Reread(5, (), (), ())
    assert counts(small_home) == before
    assert small_home.rows(tables.file, "decided_at", "replied_at") == said


def test_a_reader_that_reads_otherwise_shows_what_changes_and_the_old_reading_is_kept(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_home.send("B-03")
    small_home.send("B-04", bieu_1__hoi_vien__ky_nay=400, bieu_4__hoc_sinh__so_luong=80)
    small_home.collect()
    (reader, _) = (one for (one,) in small_home.rows(tables.file, "reader"))
    others = small_home.replies("B-04")
    tomorrow(monkeypatch)
    done = reread(small_home)
    assert (done.files, done.accepted_now, done.refused_now, done.problems) == (2, (), (), ())
    (change,) = [one for one in done.changes if one["field"] == "bieu_1.hoi_vien.ky_nay"]
    assert change == {
        "unit": "B-03",
        "file": THREE,
        "field": "bieu_1.hoi_vien.ky_nay",
        "cell": change["cell"],
        "before": 500,
        "now": 505,
    }
    assert sorted(values(small_home, "accepted")) == [(1, 400), (2, 505)]
    assert values(small_home, "superseded") == [(1, 500)]
    readers = {
        (unit, reading): name for unit, reading, name in small_home.rows(tables.section, "unit_id", "reading", "reader")
    }
    assert readers == {(3, 1): reader, (3, 2): TOMORROW, (4, 1): reader}
    assert [name for (name,) in small_home.rows(tables.file, "reader")] == [TOMORROW] * 2
    assert small_home.replies("B-04") == others
    kept = counts(small_home)
    assert reread(small_home).changes == () and counts(small_home) == kept, "a second time there is nothing to change"


def test_the_figures_are_made_of_the_newest_reading(small_home: SmallHome, monkeypatch: pytest.MonkeyPatch) -> None:
    small_home.send_all()
    small_home.collect()
    tomorrow(monkeypatch)
    reread(small_home)
    monkeypatch.undo()
    assert small_home.close_period().closing.new
    _, found = figures_known(small_home.open(), P)
    assert next(figure.value for indicator, figure in found if indicator.code == "hoi_vien") == 4 * 505


def test_a_form_of_an_older_file_that_a_newer_has_replaced_does_not_come_back(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_home.send("B-03")
    small_home.send("B-03", name="sua.xlsx", only=["bieu_1"], bieu_1__hoi_vien__ky_nay=321)
    small_home.collect()
    tomorrow(monkeypatch)
    reread(small_home)
    assert values(small_home, "accepted") == [(1, 321)]
    assert sorted(values(small_home, "superseded")) == [(1, 500), (2, 505)]


# --- files accepted, and refused, now ---------------------------------------------------------


def test_files_that_the_catalogue_reads_otherwise_now_are_accepted_or_named(
    small_home: SmallHome, own: Callable[[str, str, str], None]
) -> None:
    own("forms/01_bieu_1.toml", '"Kỳ này"', '"Kỳ khác"')
    small_home.send("B-04")
    own("forms/01_bieu_1.toml", '"Kỳ khác"', '"Kỳ này"')
    small_home.send("B-03")
    assert (small_home.collect().accepted, small_home.files()[1][1]) == (1, "refused")
    others = small_home.replies("B-03")
    assert "Chưa tiếp nhận" in small_home.replies("B-04")["bieu"]
    own("forms/01_bieu_1.toml", '"Kỳ này"', '"Kỳ khác"')
    done = reread(small_home)
    assert done.accepted_now == ("inbox/004-ban-khuyen-hoc-truong-bon/bieu.xlsx",)
    assert [path for path, _ in done.refused_now] == [THREE] and done.needs_a_person
    assert "Đã tiếp nhận" in small_home.replies("B-04")["bieu"]
    assert small_home.replies("B-03") == others, "what was accepted of it stands, and so does its answer"
    assert sorted(value or 0 for _, value in values(small_home, "accepted")) == [500, 500]
    units = {one.unit.code: one.status for one in period_status(small_home.open(), P).standing.units}
    assert (units["B-03"], units["B-04"]) == ("received", "received")
    kept = counts(small_home)
    assert reread(small_home).refused_now == done.refused_now and counts(small_home) == kept


def test_a_reply_that_cannot_be_written_is_a_problem(
    small_home: SmallHome, own: Callable[[str, str, str], None]
) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1")
    small_home.collect()
    shutil.rmtree(small_home.folder("B-03") / "phan-hoi")
    (small_home.folder("B-03") / "phan-hoi").touch()
    own("rules/files.toml", "tên cột không khớp biểu nào", "không khớp biểu nào")
    done = reread(small_home)
    assert len(done.problems) == 1 and "the reply cannot be written" in done.problems[0].text and done.needs_a_person


def test_a_file_that_cannot_be_judged_again_keeps_what_stood_and_is_named(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_home.send_all()
    small_home.collect()

    def poisoned(home: Any, recognised: Any, receipts: Any) -> Any:
        if any(one.unit_id == 3 for one in receipts):
            raise ValueError("not foreseen")
        return judge_batch(home, recognised, receipts)

    monkeypatch.setattr("tasks.decide.judge_batch", poisoned)
    before = counts(small_home)
    done = reread(small_home)
    (told,) = done.problems
    assert done.needs_a_person and told.place.startswith("inbox/003-") and "not foreseen" in told.quoted
    assert done.refused_now == () and counts(small_home) == before
    assert {state for _, state, _ in small_home.files()} == {"accepted"}


def test_a_file_that_was_not_judged_is_accepted_once_the_program_is_mended(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poisoned(*_: object) -> None:
        raise ValueError("not foreseen")

    small_home.send("B-03")
    monkeypatch.setattr("tasks.decide.judge_batch", poisoned)
    assert small_home.collect().refused == 1
    monkeypatch.undo()
    assert reread(small_home).accepted_now == (THREE,)
    assert small_home.files() == [("bieu.xlsx", "accepted", None)]
    assert "Đã tiếp nhận" in small_home.replies("B-03")["bieu"]


def test_files_refused_for_their_name_are_not_read_again(small_home: SmallHome) -> None:
    small_home.send("B-03", name="bieu\u200b.xlsx")
    small_home.collect()
    assert reread(small_home).files == 0


# --- who, why, and not when it is closed ------------------------------------------------------


def test_reading_again_is_audited_with_its_reason(small_home: SmallHome) -> None:
    reread(small_home, reason="bộ đọc 0.10")
    assert small_home.acts() == [("Lan", "reread", "2022H1", {"reason": "bộ đọc 0.10"})]


@pytest.mark.parametrize(("period", "reason", "error"), [("2022H1", " ", ValueError), ("2030H1", "x", HomeError)])
def test_without_a_reason_or_a_period_nothing_is_read(
    small_home: SmallHome, period: str, reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        reread(small_home, period, reason)
    assert small_home.rows(tables.audit, "id") == []


def test_a_closed_period_is_not_read_again(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.close_period()
    audits = small_home.rows(tables.audit, "id")
    with pytest.raises(again.Closed, match="2022H1 is closed; its figures stand as they were signed"):
        reread(small_home)
    assert small_home.rows(tables.audit, "id") == audits


def test_a_period_that_is_closed_meanwhile_keeps_its_sections(
    small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_home.send_all()
    small_home.collect()
    home = small_home.open()
    again.begin(home, P, "Lan", "bản mới")
    (batch,) = again.to_read_again(home, P)
    assert small_home.close_period().closing.new
    tomorrow(monkeypatch)
    before = counts(small_home)
    with fence_of(home) as fence:
        read = list(read_files(home, batch, fence))
    with pytest.raises(again.Closed):
        again.read_again(home, P, read)
    assert counts(small_home) == before
