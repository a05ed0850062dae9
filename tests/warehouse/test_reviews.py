"""What a review reads and keeps: values of every period, explanations that stand, findings in place of those before."""

from __future__ import annotations

from typing import Any

import polars as pl

from domain.finding import FINDINGS
from tests.warehouse.kept import PERIOD, SmallWarehouse, accepted, found, judged, said
from warehouse import reviews, tables
from warehouse.reviews import REVIEWED_VALUES, STANDING_EXPLANATIONS, KeptReview

FIELD = "bieu_1.hoi_vien.ky_nay"
D = "d" * 64


def unusual(
    file_id: int, cell: str = "F19", saw: str = "900, cùng kỳ 500", explained: str | None = None
) -> tuple[Any, ...]:
    words = (saw, "mức thường gặp 350–750", "Xem lại.")
    return (file_id, "change_same_half", "warn", "bieu_1", FIELD, "nhãn", "Biểu 1", cell, *words, False, explained)


def review(kept: SmallWarehouse, *rows: tuple[Any, ...], reasons: dict[int, str] | None = None) -> KeptReview:
    frame = pl.DataFrame(list(rows), schema=FINDINGS, orient="row")
    with kept.warehouse.write() as connection:
        return reviews.keep_review(connection, PERIOD, D, frame, reasons or {})


def standing(kept: SmallWarehouse) -> list[tuple[Any, ...]]:
    rows = kept.rows(tables.finding, "stage", "cell", "saw", "explained", "superseded_at")
    return [row[1:4] for row in rows if row[0] == "review" and row[4] is None]


def received(kept: SmallWarehouse, name: str = "a.xlsx", **said_in: Any) -> int:
    (receipt,) = kept.see(name)
    kept.keep(judged(accepted(receipt, "bieu_1", "giai_trinh"), observations=[said(receipt, 900)], **said_in))
    return receipt.file_id


def test_values_that_count_are_read_with_their_places(kept: SmallWarehouse) -> None:
    received(kept)
    newest = received(kept, "b.xlsx")
    with kept.warehouse.read() as connection:
        frame = reviews.values_until(connection, PERIOD, [FIELD])
        assert frame.schema == REVIEWED_VALUES
        assert frame.select("file_id", "value", "period", "given_in", "cell").rows() == [
            (newest, 900, PERIOD, PERIOD, "F19")
        ]
        assert reviews.values_until(connection, "2021H2", [FIELD]).is_empty(), "of later periods none"
        assert reviews.values_until(connection, PERIOD, ["bieu_1.lop.ky_nay"]).is_empty(), "of other fields none"


def test_a_review_keeps_new_findings_and_supersedes_those_that_are_gone(kept: SmallWarehouse) -> None:
    file_id = received(kept)
    first = review(kept, unusual(file_id), unusual(file_id, "F20"))
    assert (len(first.new), first.gone, first.explained) == (2, 0, 0)
    again = review(kept, unusual(file_id), unusual(file_id, "F20"))
    assert (again.new, again.gone) == ((), 0)
    assert review(kept, unusual(file_id, "F20")).gone == 1
    assert standing(kept) == [("F20", "900, cùng kỳ 500", None)]
    assert len(kept.rows(tables.finding, "id")) == 2, "nothing is deleted"


def test_other_words_at_the_same_place_replace_the_old_ones_and_are_not_new(kept: SmallWarehouse) -> None:
    file_id = received(kept)
    review(kept, unusual(file_id))
    changed = review(kept, unusual(file_id, saw="900, cùng kỳ 510"))
    assert (changed.new, changed.gone) == ((), 0)
    assert standing(kept) == [("F19", "900, cùng kỳ 510", None)]


def test_a_finding_explained_since_keeps_its_row(kept: SmallWarehouse) -> None:
    file_id = received(kept)
    review(kept, unusual(file_id))
    assert review(kept, unusual(file_id, explained="Sáp nhập")).explained == 1
    assert standing(kept) == [("F19", "900, cùng kỳ 500", "Sáp nhập")]
    assert review(kept, unusual(file_id)) == KeptReview((), 0, 0)
    assert standing(kept) == [("F19", "900, cùng kỳ 500", "Sáp nhập")], "a reason given is not taken back"


def test_a_warning_of_judgement_takes_a_reason(kept: SmallWarehouse) -> None:
    (receipt,) = kept.see("a.xlsx")
    kept.keep(
        judged(accepted(receipt), findings=[found(receipt), found(receipt, "whole_number", severity="refuse_row")])
    )
    with kept.warehouse.read() as connection:
        (warning,) = reviews.unanswered_warnings(connection, PERIOD)
    assert review(kept, reasons={warning["id"]: "Chưa đếm xong"}).explained == 1
    with kept.warehouse.read() as connection:
        assert reviews.unanswered_warnings(connection, PERIOD) == []


def test_only_explanations_that_count_stand(kept: SmallWarehouse) -> None:
    (first,) = kept.see("a.xlsx")
    row = (first.file_id, "giai_trinh", 1, "Biểu 1", "F19", "Cũ")
    kept.keep(judged(accepted(first, "bieu_1", "giai_trinh"), explanations=[row]))
    (second,) = kept.see("b.xlsx")
    kept.keep(judged(accepted(second, "giai_trinh"), explanations=[(second.file_id, *row[1:5], "Mới")]))
    with kept.warehouse.read() as connection:
        told = reviews.standing_explanations(connection, [1], PERIOD)
        assert told.schema == STANDING_EXPLANATIONS
        assert told.rows() == [(1, PERIOD, "Biểu 1", "F19", "Mới")]
        assert reviews.standing_explanations(connection, [2]).is_empty()
        assert reviews.standing_explanations(connection, code="2021H2").is_empty()


def test_what_was_looked_at_is_remembered_and_a_closed_period_is_not_open(kept: SmallWarehouse) -> None:
    received(kept)
    with kept.warehouse.write() as connection:
        assert reviews.open_periods(connection) == [PERIOD] and reviews.is_open(connection, PERIOD)
        assert reviews.reviewed(connection, PERIOD) is None
    review(kept)
    with kept.warehouse.write() as connection:
        assert reviews.reviewed(connection, PERIOD) == D
        connection.execute(tables.period.update().values(state="closed"))
        assert reviews.open_periods(connection) == [] and not reviews.is_open(connection, PERIOD)
        assert not reviews.is_open(connection, "2030H1")


def test_only_new_findings_without_a_reason_are_told(kept: SmallWarehouse) -> None:
    file_id = received(kept)
    first = review(kept, unusual(file_id), unusual(file_id, "F20"), unusual(file_id, "F21", explained="Sáp nhập"))
    with kept.warehouse.read() as connection:
        (alert,) = reviews.warned(connection, PERIOD, first.new)
    assert (alert.event, alert.period, alert.rule, alert.form) == (
        *("soket.quality.warned", PERIOD),
        *("change_same_half", "bieu_1"),
    )
    assert [one["place"] for one in alert.payload["places"]] == ["Biểu 1!F19", "Biểu 1!F20"]
