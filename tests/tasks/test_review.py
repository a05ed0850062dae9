"""The review of a period: what it finds, what it leaves alone, and how warnings are explained."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from domain.alert import Event
from domain.half_year import HalfYear
from flows.collect import fence_of
from outputs.blank_form import write_workbook
from outputs.form_plan import plan_forms
from outputs.sheet_plan import Answer, ListRow
from tasks import review as review_of
from tasks.decide import decide
from tasks.gate import standing
from tasks.keep import pending_batches
from tasks.look import period_findings
from tasks.read import read_files
from tasks.review import Reviewed, review, to_review
from tests.homes import SmallHome
from warehouse import tables

NOW = HalfYear(2022, 1)
SCHOOL = "B-03"
WHY = "Nhập thêm một trường; có quyết định kèm theo"
HERE: ListRow = {"bieu": "Biểu 1", "o": "F7", "ly_do": WHY}


def send(
    home: SmallHome,
    code: str = SCHOOL,
    period: str = "2022H1",
    *,
    name: str = "bieu.xlsx",
    explained: Sequence[ListRow] = (),
    only: Sequence[str] = (),
    **changes: Answer,
) -> None:
    """A good form with some answers changed and some rows of Giải trình."""
    filling = home.filling(code, period, **changes)
    filling = replace(filling, lists={**filling.lists, "giai_trinh": explained})
    catalogue = home.open().catalogue
    forms = tuple(form for form in catalogue.forms if not only or form.code in ("bia", *only))
    home.put(code, name, write_workbook(plan_forms(catalogue.changed(forms=forms), filling)))


def found(home: SmallHome, stage: str = "review") -> list[dict[str, Any]]:
    return [one for one in period_findings(home.open(), NOW) if one["stage"] == stage]


def told(home: SmallHome) -> list[tuple[str, str, str]]:
    return [(one["rule"], one["cell"], one["saw"]) for one in found(home)]


@pytest.fixture
def grown(small_home: SmallHome) -> SmallHome:
    """A home in which a committee had 500 members and has 900."""
    send(small_home, period="2021H1", name="2021H1.xlsx")
    send(small_home, bieu_1__hoi_vien__ky_nay=900)
    small_home.collect()
    return small_home


def test_a_good_period_gives_no_warning(small_home: SmallHome) -> None:
    for period in ("2021H1", "2021H2", "2022H1"):
        small_home.send_all(period)
    assert small_home.collect().reviewed == Reviewed()
    assert found(small_home) == []


def test_a_review_begins_anew_where_another_run_kept_something_meanwhile(
    grown: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = review_of.findings_of
    times: list[int] = []

    def kept_meanwhile(*arguments: Any) -> Any:
        times.append(1)
        if len(times) == 1:
            home = grown.open()
            with fence_of(home) as fence:
                for batch in pending_batches(home):
                    decide(home, list(read_files(home, batch, fence)))
        return looked(*arguments)

    send(grown, name="sua.xlsx", bieu_1__hoi_vien__ky_nay=950)
    grown.receive()
    with grown.open().warehouse.write() as connection:
        connection.execute(tables.period.update().values(reviewed=None))
    monkeypatch.setattr(review_of, "findings_of", kept_meanwhile)
    assert review(grown.open(), NOW) == Reviewed(found=1, gone=1), "of the file that came meanwhile"
    assert len(times) == 2
    assert ["950" in saw for _, _, saw in told(grown)] == [True]


def test_an_unusual_change_is_told_at_its_cell_in_words_that_can_be_answered(grown: SmallHome) -> None:
    (one,) = found(grown)
    assert (one["unit"], one["rule"], one["severity"], one["sheet"], one["cell"]) == (
        *(SCHOOL, "change_same_half", "warn"),
        *("Biểu 1", "F7"),
    )
    assert one["message"] == (
        "Biểu 1!F7 (Hội viên: tổng số, Kỳ này): 900, cùng kỳ 500, tăng 80,00%; cần: mức thường gặp 350–750. "
        "Đúng thì ghi lý do ở Giải trình; sai thì sửa."
    )
    assert one["explained"] is None


@pytest.mark.parametrize(
    ("value", "saw"),
    [
        (1000, "1.000, cùng kỳ 500, gấp 2 lần"),
        (1265, "1.265, cùng kỳ 500, gấp 2,53 lần"),
        (100, "100, cùng kỳ 500, giảm 80,00%"),
        ("-", "0, cùng kỳ 500, giảm 100,00%"),
        (751, "751, cùng kỳ 500, tăng 50,20%"),
    ],
)
def test_a_change_is_said_as_the_report_says_it(small_home: SmallHome, value: Answer, saw: str) -> None:
    send(small_home, period="2021H1", name="2021H1.xlsx")
    send(small_home, bieu_1__hoi_vien__ky_nay=value)
    small_home.collect()
    assert [one["saw"] for one in found(small_home)] == [saw]


def test_what_had_not_occurred_is_said_so(small_home: SmallHome) -> None:
    send(small_home, period="2021H1", name="2021H1.xlsx", bieu_4__hoc_sinh__so_luong=0, bieu_4__hoc_sinh__so_tien=0)
    send(small_home)
    small_home.collect()
    assert told(small_home) == [("change_same_half", "E14", "90, cùng kỳ chưa phát sinh")]


def test_both_halves_before_are_looked_at(small_home: SmallHome) -> None:
    for period in ("2021H1", "2021H2"):
        send(small_home, period=period, name=f"{period}.xlsx")
    send(small_home, bieu_1__hoi_vien__ky_nay=900)
    small_home.collect()
    assert [(rule, saw) for rule, _, saw in told(small_home)] == [
        ("change_last_half", "900, kỳ trước 500, tăng 80,00%"),
        ("change_same_half", "900, cùng kỳ 500, tăng 80,00%"),
    ]


def test_a_review_is_in_no_reply_and_stops_no_gate(grown: SmallHome) -> None:
    assert "cùng kỳ 500" not in "".join(grown.replies(SCHOOL).values())
    home = grown.open()
    with home.warehouse.read() as connection:
        (of_school,) = [one for one in standing(home, NOW, connection).units if one.unit.code == SCHOOL]
    assert of_school.complete


def test_what_the_suite_said_is_kept_without_what_was_written(grown: SmallHome) -> None:
    told = json.loads((grown.path / "validations" / "2022H1-review.json").read_text(encoding="utf-8"))
    (broken,) = [one for one in told["results"] if not one["success"]]
    assert (broken["rule"], broken["result"]["unexpected_count"]) == ("change_same_half", 1)
    sha = grown.rows(tables.file, "sha256")[1][0]
    assert broken["places"] == [{"file": sha[:8], "sheet": "Biểu 1", "cell": "F7"}]
    assert "900" not in json.dumps(told["results"])


def test_a_validation_that_cannot_be_written_is_told_and_stops_nothing(small_home: SmallHome) -> None:
    (small_home.path / "validations").write_text("in the way", encoding="utf-8")
    send(small_home, period="2021H1", name="2021H1.xlsx")
    send(small_home, bieu_1__hoi_vien__ky_nay=900)
    done = small_home.collect()
    assert done.reviewed.found == 1 and len(done.reviewed.problems) == 1
    assert "2022H1-review.json: the validation result could not be kept" in str(done.reviewed.problems[0])
    assert set(done.reviewed.problems) <= set(done.problems)


# --- again -----------------------------------------------------------------------------------------------


def rows(home: SmallHome) -> list[tuple[Any, ...]]:
    return home.rows(tables.finding, "id", "rule", "saw", "explained", "superseded_at")


def test_a_review_repeated_changes_nothing(grown: SmallHome) -> None:
    before = rows(grown)
    assert review(grown.open(), NOW) == Reviewed()
    with grown.open().warehouse.write() as connection:  # as if the run had died before it noted what it saw
        connection.execute(tables.period.update().values(reviewed=None))
    assert review(grown.open(), NOW) == Reviewed()
    assert rows(grown) == before


def test_what_is_no_longer_found_is_superseded_not_deleted(grown: SmallHome) -> None:
    send(grown, name="bieu (sua).xlsx", bieu_1__hoi_vien__ky_nay=600)
    assert grown.collect().reviewed == Reviewed(gone=1)
    assert found(grown) == []
    assert [(rule, when is not None) for _, rule, _, _, when in rows(grown)] == [("change_same_half", True)]


def test_new_words_at_the_same_place_are_no_new_warning(grown: SmallHome) -> None:
    send(grown, period="2021H1", name="2021H1 (sua).xlsx", bieu_1__hoi_vien__ky_nay=550)
    assert grown.collect().reviewed == Reviewed()
    assert told(grown) == [("change_same_half", "F7", "900, cùng kỳ 550, tăng 63,64%")]
    assert len(alerts(grown)) == 1


def test_a_file_read_again_keeps_what_the_review_found(grown: SmallHome) -> None:
    from flows.reread import reread

    before = rows(grown)
    reread("2022H1", str(grown.path), "thử", "Thư ký")
    assert rows(grown) == before


def test_a_closed_period_stays_as_it_was(grown: SmallHome) -> None:
    codes = [unit.code for unit in grown.open().units if unit.code != SCHOOL]
    assert grown.close_period(accept=codes).closing.new
    assert [str(period) for period in to_review(grown.open())] == ["2021H1"]
    send(grown, period="2021H1", name="2021H1 (sua).xlsx", bieu_1__hoi_vien__ky_nay=800)
    grown.collect()
    assert review(grown.open(), NOW) == Reviewed()
    assert told(grown) == [("change_same_half", "F7", "900, cùng kỳ 500, tăng 80,00%")]


# --- explained -------------------------------------------------------------------------------------------


def test_a_warning_that_its_own_file_explains_is_shown_as_explained(small_home: SmallHome) -> None:
    send(small_home, period="2021H1", name="2021H1.xlsx")
    send(small_home, bieu_1__hoi_vien__ky_nay=900, explained=[HERE])
    small_home.collect()
    assert [one["explained"] for one in found(small_home)] == [WHY]


def test_a_later_file_may_explain_a_warning(grown: SmallHome) -> None:
    send(grown, name="giai trinh.xlsx", only=["giai_trinh"], explained=[HERE])
    assert grown.collect().reviewed == Reviewed(explained=1)
    assert [one["explained"] for one in found(grown)] == [WHY]
    assert grown.collect().reviewed == Reviewed(), "once"


def test_an_explanation_of_another_cell_or_form_explains_nothing(grown: SmallHome) -> None:
    elsewhere: list[ListRow] = [{**HERE, "o": "F8"}, {**HERE, "bieu": "Biểu 4"}, {**HERE, "bieu": "", "o": "F7"}]
    send(grown, name="giai trinh.xlsx", only=["giai_trinh"], explained=elsewhere)
    assert grown.collect().reviewed == Reviewed()
    assert [one["explained"] for one in found(grown)] == [None]


def test_another_unit_explains_nothing(grown: SmallHome) -> None:
    send(grown, "B-04", explained=[HERE])
    grown.collect()
    assert [one["explained"] for one in found(grown)] == [None]


NOT_COUNTED = "Đang rà soát hội viên hai chi hội"
OF_MEMBERS: ListRow = {"bieu": "01/HKH-CS", "o": "Hội viên: tổng số", "ly_do": NOT_COUNTED}


def missing(home: SmallHome) -> dict[str, str | None]:
    return {one["cell"]: one["explained"] for one in found(home, "judge") if one["rule"] == "required"}


def test_a_warning_of_judgement_is_explained_by_its_own_file_and_still_stops_the_gate(small_home: SmallHome) -> None:
    send(small_home, bieu_1__hoi_vien__ky_nay="…", explained=[OF_MEMBERS])
    small_home.collect()
    assert missing(small_home)["F7"] == NOT_COUNTED
    home = small_home.open()
    with home.warehouse.read() as connection:
        (of_school,) = [one for one in standing(home, NOW, connection).units if one.unit.code == SCHOOL]
    assert not of_school.complete, "a reason is no number"


def test_a_later_file_explains_a_standing_warning_of_judgement(small_home: SmallHome) -> None:
    send(small_home, bieu_1__hoi_vien__ky_nay="…")
    small_home.collect()
    assert missing(small_home)["F7"] is None
    send(small_home, name="giai trinh.xlsx", only=["giai_trinh"], explained=[OF_MEMBERS])
    assert small_home.collect().reviewed == Reviewed(explained=1)
    assert missing(small_home)["F7"] == NOT_COUNTED
    assert small_home.collect().reviewed == Reviewed(), "once"


def test_what_stands_explains_a_later_file_that_holds_no_form_for_it(small_home: SmallHome) -> None:
    send(small_home, bieu_1__hoi_vien__ky_nay="…", explained=[OF_MEMBERS])
    small_home.collect()
    send(small_home, name="bieu 1.xlsx", only=["bieu_1"], bieu_1__hoi_vien__ky_nay="…", bieu_1__hoi_vien_moi__ky_nay=9)
    small_home.collect()
    assert missing(small_home)["F7"] == NOT_COUNTED


def test_a_later_form_left_empty_explains_nothing(small_home: SmallHome) -> None:
    send(small_home, bieu_1__hoi_vien__ky_nay="…", explained=[OF_MEMBERS])
    small_home.collect()
    send(small_home, name="bieu (sua).xlsx", bieu_1__hoi_vien__ky_nay="…", bieu_1__hoi_vien_moi__ky_nay=9)
    small_home.collect()
    assert missing(small_home)["F7"] is None


# --- alerts ----------------------------------------------------------------------------------------------


def alerts(home: SmallHome) -> list[tuple[Any, ...]]:
    """What was told of warnings."""
    with home.open().warehouse.read() as connection:
        query = select(tables.outbox.c.event, tables.outbox.c.period, tables.outbox.c.rule, tables.outbox.c.payload)
        warned = query.where(tables.outbox.c.event == Event.WARNED)
        return [(*row[:3], json.loads(row[3])["count"]) for row in connection.execute(warned)]


def test_a_new_warning_is_told_once(grown: SmallHome) -> None:
    assert alerts(grown) == [("soket.quality.warned", "2022H1", "change_same_half", 1)]
    with grown.open().warehouse.write() as connection:
        connection.execute(tables.period.update().values(reviewed=None))
    review(grown.open(), NOW)
    assert len(alerts(grown)) == 1


def test_an_explained_warning_is_not_told(small_home: SmallHome) -> None:
    send(small_home, period="2021H1", name="2021H1.xlsx")
    send(small_home, bieu_1__hoi_vien__ky_nay=900, explained=[HERE])
    small_home.collect()
    assert found(small_home) != [] and alerts(small_home) == []
