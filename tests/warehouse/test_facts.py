from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from domain.figure import UNIT_VALUES
from domain.finding import FINDINGS, Severity
from tests.asked import statements
from tests.warehouse.kept import PERIOD, SmallWarehouse, accepted, found, judged, refused, said
from warehouse import current, tables
from warehouse.facts import Kept

FACTS = (tables.section, tables.observation, tables.finding, tables.narrative, tables.explanation)


def sections(kept: SmallWarehouse) -> list[tuple[Any, ...]]:
    """Path of the file, form, state, and the section that took its place."""
    paths = dict(kept.rows(tables.file, "id", "path"))
    rows = kept.rows(tables.section, "file_id", "form", "state", "superseded_by")
    return [(paths[file_id].rpartition("/")[2], *rest) for file_id, *rest in rows]


def values(kept: SmallWarehouse, section_ids: Any = None) -> list[tuple[Any, ...]]:
    with kept.warehouse.read() as connection:
        frame = current.period_values(connection, PERIOD, section_ids)
        assert current.unit_values(connection, PERIOD, section_ids).equals(frame.select(list(UNIT_VALUES)))
    return frame.select("unit", "file", "value", "sheet", "cell").rows()


def count(kept: SmallWarehouse) -> list[int]:
    return [len(kept.rows(table)) for table in FACTS]


def test_a_batch_that_clears_nothing_is_kept_by_as_many_statements_as_a_single_file(kept: SmallWarehouse) -> None:
    one, two = *kept.see("a"), *kept.see("b", unit_id=2)
    (three,) = kept.see("c")
    asked = []
    for batch in ((one, two), (three,)):
        with statements() as told:
            kept.keep(judged(*map(accepted, batch), observations=[said(one, 5) for one in batch]))
        asked.append(len([one for one in told if not one.startswith("UPDATE section")]))  # three takes one's place
    assert asked[0] == asked[1]


# --- keeping ----------------------------------------------------------------------------------


def test_a_batch_keeps_verdicts_findings_and_facts(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    batch = judged(
        accepted(one, "bieu_1", "thuyet_minh", "giai_trinh"),
        refused(two, "bieu_1"),
        observations=[said(one, 500)],
        findings=[found(one), found(two, "parts_total", severity="refuse_file")],
        narratives=[(one.file_id, "thuyet_minh", "thuyet_minh.han_che.value", "Còn ít.", "Thuyết minh", "B4")],
        explanations=[(one.file_id, "giai_trinh", 1, "Biểu 1", "F19", "Sáp nhập")],
    )
    assert kept.keep(batch) == Kept(accepted=1, refused=1)
    assert kept.rows(tables.file, "state", "reason", "period", "after_close", "reader", "catalogue") == [
        ("accepted", None, PERIOD, False, "calamine 0", kept.version),
        ("refused", "parts_total", PERIOD, False, "calamine 0", kept.version),
    ]
    assert sections(kept) == [
        ("a", "bieu_1", "accepted", None),
        ("a", "thuyet_minh", "accepted", None),
        ("a", "giai_trinh", "accepted", None),
        ("b", "bieu_1", "refused", None),
    ]
    assert values(kept) == [("00001", "inbox/1/a", 500, "Biểu 1", "F19")]
    assert kept.rows(tables.narrative, "section_id", "text") == [(2, "Còn ít.")]
    assert kept.rows(tables.explanation, "section_id", "item", "reason") == [(3, 1, "Sáp nhập")]
    stored = kept.rows(tables.finding, *FINDINGS)
    assert stored == [found(one), found(two, "parts_total", severity="refuse_file")]


def test_a_rerun_of_the_same_batch_keeps_nothing_twice(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    batch = judged(accepted(one), observations=[said(one, 500)], findings=[found(one)])
    kept.keep(batch)
    before = count(kept), kept.rows(tables.file)
    assert kept.keep(batch) == Kept(0, 0)
    assert (count(kept), kept.rows(tables.file)) == before


def test_a_file_that_another_run_kept_first_is_dropped_with_all_that_is_its(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(accepted(one), observations=[said(one, 500)]))
    late = judged(
        refused(one, "bieu_1"),
        accepted(two),
        observations=[said(one, 999), said(two, 700)],
        findings=[found(one), found(two)],
    )
    assert kept.keep(late) == Kept(1, 0)
    assert kept.rows(tables.file, "state") == [("accepted",), ("accepted",)]
    assert [row[0] for row in kept.rows(tables.finding, "file_id")] == [two.file_id]
    assert [row[0] for row in kept.rows(tables.observation, "value")] == [500, 700]


def test_a_failure_in_the_middle_leaves_nothing(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b", unit_id=2)
    broken = judged(accepted(one), accepted(two), observations=[said(one, 1), said(two, 2), said(two, 3)])
    with pytest.raises(IntegrityError):
        kept.keep(broken)  # one cell says two things
    assert count(kept) == [0] * len(FACTS)
    assert kept.rows(tables.file, "state", "decided_at") == [("received", None)] * 2
    assert kept.keep(judged(accepted(one), accepted(two), observations=[said(one, 1), said(two, 2)])) == Kept(2, 0)


def test_a_refused_file_has_no_values(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    kept.keep(judged(refused(one, "bieu_1"), observations=[said(one, 500)]))
    assert kept.rows(tables.observation) == []


def test_a_file_of_a_period_that_is_not_known_has_no_sections(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    kept.keep(judged(refused(one, "bieu_1", reason="unknown_period", period="2030H1")))
    assert sections(kept) == [] and kept.rows(tables.file, "period") == [("2030H1",)]


def test_a_file_decided_after_the_close_of_its_period_says_so(kept: SmallWarehouse) -> None:
    with kept.warehouse.write() as connection:
        connection.execute(tables.period.update().where(tables.period.c.code == PERIOD).values(state="closed"))
    one, two = kept.see("a", "b")
    kept.keep(judged(accepted(one), accepted(two, period="2021H2")))
    assert kept.rows(tables.file, "after_close") == [(True,), (False,)]


# --- supersession -----------------------------------------------------------------------------


def test_the_newest_section_of_a_form_counts(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(accepted(one, "bieu_1", "bieu_4"), observations=[said(one, 500)]))
    kept.keep(judged(accepted(two, "bieu_1"), observations=[said(two, 600)]))
    assert sections(kept) == [
        ("a", "bieu_1", "superseded", 3),
        ("a", "bieu_4", "accepted", None),
        ("b", "bieu_1", "accepted", None),
    ]
    assert [row[2] for row in values(kept)] == [600]
    ((at,), *_) = kept.rows(tables.section, "superseded_at")
    assert at is not None, "nothing is deleted: supersession is dated"


def test_the_newer_file_counts_even_where_the_older_is_judged_later(kept: SmallWarehouse) -> None:
    older, newer = kept.see("a", "b")
    kept.keep(judged(accepted(newer), observations=[said(newer, 600)]))
    kept.keep(judged(accepted(older), observations=[said(older, 500)]))
    assert sections(kept) == [("b", "bieu_1", "accepted", None), ("a", "bieu_1", "superseded", 1)]
    assert [row[2] for row in values(kept)] == [600]


def test_three_files_of_one_batch_leave_the_newest(kept: SmallWarehouse) -> None:
    files = kept.see("a", "b", "c")
    kept.keep(judged(*map(accepted, files), observations=[said(one, n) for n, one in enumerate(files)]))
    assert [row[2] for row in sections(kept)] == ["superseded", "superseded", "accepted"]


def test_another_units_and_another_periods_sections_are_left_alone(kept: SmallWarehouse) -> None:
    (one,), (two,) = kept.see("a"), kept.see("b", unit_id=2)
    kept.keep(judged(accepted(one), accepted(two)))
    (three,) = kept.see("c")
    kept.keep(judged(accepted(three, period="2021H2")))
    assert {row[2] for row in sections(kept)} == {"accepted"}


def test_a_refused_file_supersedes_nothing(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(accepted(one), observations=[said(one, 500)]))
    kept.keep(judged(refused(two, "bieu_1")))
    assert [row[2] for row in values(kept)] == [500]


# --- clearing ---------------------------------------------------------------------------------


def cleared(kept: SmallWarehouse) -> dict[str, int | None]:
    rows = kept.rows(tables.file, "path", "state", "cleared_by")
    return {path.rpartition("/")[2]: by for path, state, by in rows if state == "refused"}


def test_an_accepted_file_clears_what_was_refused_before_it(kept: SmallWarehouse) -> None:
    one, two, three = kept.see("a", "b", "c")
    kept.keep(judged(refused(one, "bieu_1"), refused(two, reason="damaged", period=None)))
    kept.keep(judged(accepted(three)))
    assert cleared(kept) == {"a": three.file_id, "b": three.file_id}
    assert [row[2] for row in sections(kept)] == ["cleared", "accepted"]


def test_a_refused_form_stays_until_that_form_is_accepted(kept: SmallWarehouse) -> None:
    one, two, three = kept.see("a", "b", "c")
    kept.keep(judged(refused(one, "bieu_1", "bieu_4")))
    kept.keep(judged(accepted(two, "bieu_1")))
    assert cleared(kept) == {"a": None}
    kept.keep(judged(accepted(three, "bieu_4")))
    assert cleared(kept) == {"a": three.file_id}


def test_nothing_clears_a_newer_file_another_units_or_another_periods(kept: SmallWarehouse) -> None:
    one, two, three = kept.see("a", "b", "c")
    (other,) = kept.see("d", unit_id=2)
    kept.keep(judged(refused(two, "bieu_1", period="2021H2"), refused(three, "bieu_1"), refused(other, "bieu_1")))
    kept.keep(judged(accepted(one)))
    assert cleared(kept) == {"b": None, "c": None, "d": None}


def test_a_file_is_cleared_by_the_first_that_did(kept: SmallWarehouse) -> None:
    one, two, three = kept.see("a", "b", "c")
    kept.keep(judged(refused(one, "bieu_1")))
    kept.keep(judged(accepted(two)))
    kept.keep(judged(accepted(three)))
    assert cleared(kept) == {"a": two.file_id}


# --- what stands ------------------------------------------------------------------------------


def test_only_what_counts_stands(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    (other,) = kept.see("c", unit_id=2)
    kept.keep(judged(accepted(one, "bieu_1"), accepted(other), observations=[said(one, 500), said(other, 9)]))
    kept.keep(judged(accepted(two), observations=[said(two, 600)]))
    with kept.warehouse.read() as connection:
        stands = current.standing_sections(connection, [1])
        assert stands.select("file_id", "unit_id", "period", "form", "scan").rows() == [
            (two.file_id, 1, PERIOD, "bieu_1", two.scan)
        ]
        found_values = current.standing_values(connection, [1], {"bieu_1.hoi_vien.ky_nay", "x"})
        assert found_values.rows() == [(1, PERIOD, "bieu_1", "bieu_1.hoi_vien.ky_nay", None, 600)]
        assert current.standing_values(connection, [1], {"x"}).is_empty()
        assert current.standing_values(connection, [], {"bieu_1.hoi_vien.ky_nay"}).is_empty()


def test_a_final_figure_of_an_earlier_half_is_no_value_of_the_section(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    earlier = (*said(one, 480, "H19")[:5], "2021H2", *said(one, 480, "H19")[6:])
    kept.keep(judged(accepted(one), observations=[said(one, 500), earlier]))
    assert [row[2] for row in values(kept)] == [500]
    with kept.warehouse.read() as connection:
        assert current.period_values(connection, "2021H2").is_empty()
        assert current.standing_values(connection, [1], {"bieu_1.hoi_vien.ky_nay"})["value"].to_list() == [500]


def test_values_of_named_sections_are_those_sections_whatever_counts_now(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(accepted(one), observations=[said(one, 500)]))
    kept.keep(judged(accepted(two), observations=[said(two, 600)]))
    assert [row[2] for row in values(kept, [1])] == [500]


def standing(kept: SmallWarehouse, period: str = PERIOD) -> list[tuple[str, str]]:
    with kept.warehouse.read() as connection:
        return [(row["path"].rpartition("/")[2], row["rule"]) for row in current.standing_findings(connection, period)]


def test_findings_stand_while_their_section_counts(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    whole_file = found(one, "no_control_total", None)
    kept.keep(
        judged(accepted(one, "bieu_1", "bieu_4"), findings=[found(one), found(one, "whole", "bieu_4"), whole_file])
    )
    assert standing(kept) == [("a", "required"), ("a", "whole"), ("a", "no_control_total")]
    kept.keep(judged(accepted(two, "bieu_1"), findings=[found(two, "list_members")]))
    assert standing(kept) == [("a", "whole"), ("a", "no_control_total"), ("b", "list_members")]
    (three,) = kept.see("c")
    kept.keep(judged(accepted(three, "bieu_4")))
    assert standing(kept) == [("b", "list_members")], "no section of the first file counts any more"


def test_findings_of_a_refused_file_stand_until_it_is_cleared(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(refused(one, "bieu_1"), findings=[found(one, "parts_total", severity="refuse_file")]))
    assert standing(kept) == [("a", "parts_total")] and standing(kept, "2021H2") == []
    kept.keep(judged(accepted(two)))
    assert standing(kept) == []


def test_findings_of_a_file_without_a_period_stand_in_every_period(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    kept.keep(
        judged(refused(one, reason="damaged", period=None), findings=[found(one, "damaged", None, "refuse_file")])
    )
    assert standing(kept) == standing(kept, "2021H2") == [("a", "damaged")]


def test_a_files_own_findings_come_in_order_as_findings(kept: SmallWarehouse) -> None:
    one, two = kept.see("a", "b")
    kept.keep(judged(accepted(one), accepted(two), findings=[found(one, "x"), found(two, "y"), found(one, "z")]))
    with kept.warehouse.read() as connection:
        rows = current.findings_of(connection, [one.file_id])[one.file_id]
    assert [row["rule"] for row in rows] == ["x", "z"]
    finding = current.as_finding(rows[0])
    assert (finding.severity, finding.place, finding.saw) == (Severity.WARN, "Biểu 1!F19", "…")


def test_narratives_come_in_the_order_of_units(kept: SmallWarehouse) -> None:
    (two,), (one,) = kept.see("b", unit_id=2), kept.see("a")
    told = [(x.file_id, "thuyet_minh", "f", text, "s", "B1") for x, text in ((two, "hai"), (one, "một"))]
    kept.keep(judged(accepted(two, "thuyet_minh"), accepted(one, "thuyet_minh"), narratives=told))
    with kept.warehouse.read() as connection:
        assert current.period_narratives(connection, [1, 2]) == [
            ("f", 1, "một", one.sha256),
            ("f", 2, "hai", two.sha256),
        ]
        assert current.period_narratives(connection, [1]) == [("f", 2, "hai", two.sha256)]
