"""Planted mistakes are found at their own cells, in every format; and where nothing is planted, nothing is found."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.reliability.planted import (
    FORMATS,
    MARK,
    Outcome,
    catalogue,
    chosen,
    files,
    mistakes,
    run_planted,
    unit_of,
    where,
)
from tests.spec.table import KINDS, NOW, form_of

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    return run_planted(tmp_path_factory.mktemp("planted"), list(files(each_in=2)))


def test_every_planted_mistake_is_found_at_its_own_cell_and_nothing_else(outcomes: list[Outcome]) -> None:
    assert [one.complaint() for one in outcomes if one.missed or one.beyond] == []


def test_more_than_a_hundred_mistakes_are_planted_over_all_formats(outcomes: list[Outcome]) -> None:
    planted = Counter(one.sent.format for one in outcomes for _ in one.sent.expected)
    assert set(planted) == set(FORMATS)
    assert sum(planted.values()) > 100 and min(planted.values()) >= 10


def test_the_long_run_plants_every_mistake_in_every_format() -> None:
    assert {(name, said) for name, (_, said, *_) in chosen()} == {
        (name, said) for name in FORMATS for said in ("clean", *(said for _, said, *_ in mistakes()))
    }


def test_every_rule_on_a_submission_has_a_planted_mistake() -> None:
    planted = {rule for *_, places in mistakes() for rule, _ in places}
    assert {rule.id for rule in catalogue().rules if rule.on in ("cell", "comparison")} <= planted


def test_clean_forms_are_among_the_files_and_find_nothing(outcomes: list[Outcome]) -> None:
    clean = [one for one in outcomes if one.sent.name == "clean"]
    assert len(clean) == len(FORMATS) * len(KINDS)
    assert [one.found for one in clean] == [()] * len(clean)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("xlsx", ("Biểu 3", "F15")),
        ("csv", ("", "dòng 73, cột 6")),
        ("docx", ("bảng 3", "hàng 14, ô 6")),
    ],
)
def test_where_a_field_stands_is_read_from_the_file_itself(name: str, place: tuple[str, str]) -> None:
    plans = form_of(catalogue(), unit_of(1, "hoi_xa"), NOW, {})
    assert where(plans, "bieu_3.hoc_vien.ky_nay", name) == place


def test_an_outcome_tells_what_was_missed_and_what_was_found_beyond(outcomes: list[Outcome]) -> None:
    one = next(one for one in outcomes if one.sent.expected)
    other = Outcome(one.sent, (("other", "", "A1"),))
    assert other.missed == sorted(one.sent.expected) and other.beyond == [("other", "", "A1")]
    assert MARK not in other.complaint() and one.sent.format in other.complaint()
