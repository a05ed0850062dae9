"""Days, numbers, shares and addresses as a page prints them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.close import PeriodState
from domain.finding import Severity
from domain.rate import Rate
from outputs import page_words as words
from outputs.page_content import FigureLine
from tests.outputs.overviewed import figure


def compared(value: int | None, before: int | None) -> FigureLine:
    return replace(figure("x", "Hộ", value), before=before)


@pytest.mark.parametrize(
    ("value", "before", "said"),
    [
        (33_872, 32_410, "+1.462 (+4,51%)"),
        (900, 2_000, "-1.100 (-55,00%)"),
        (7, 7, "0"),
        (7, 0, "+7"),
        (-3, -5, "+2"),
        (None, 5, "–"),
        (5, None, "–"),
    ],
)
def test_a_change_has_its_sign_and_its_share_of_what_was(value: int | None, before: int | None, said: str) -> None:
    assert words.change(compared(value, before)) == said


def test_a_number_is_grouped_and_what_is_not_known_says_so() -> None:
    assert (words.number(20_576), words.number(0), words.number(None)) == ("20.576", "0", "chưa có số liệu")
    assert words.day_of(date(2022, 6, 4)) == "04/06/2022"
    assert (words.share(47, Rate(48, 47, 45)), words.share(0, Rate(0, 0, 0))) == ("97,92%", "–")


def test_a_figure_names_its_year_its_estimate_and_its_gap() -> None:
    line = figure("x", "Hộ", 5)
    assert (words.figure_name(line), words.gap(line)) == ("Hộ", "số liệu của 3/4 đơn vị")
    told = replace(line, of_year=2022, estimated=True, counted=4)
    assert (words.figure_name(told), words.gap(told)) == ("Hộ (năm 2022) (có số ước)", "")
    assert words.gap(replace(line, value=None)) == "", "no figure lacks no unit"


def test_an_address_is_seen_from_a_folder_of_the_home_and_keeps_every_letter() -> None:
    assert words.href("inbox/a b/50% #1?.xlsx") == "../inbox/a%20b/50%25%20%231%3F.xlsx"
    assert words.href("/mnt/chia sẻ/a.txt") == "file:///mnt/chia%20s%E1%BA%BB/a.txt"
    assert words.href("javascript:alert(1)") == "../javascript%3Aalert%281%29"


def test_a_telephone_stays_on_one_line() -> None:
    assert words.unparted("Bà Mẫu, 0000 000 003") == "Bà Mẫu, 0000\xa0000\xa0003"


def test_every_state_and_every_severity_has_its_words() -> None:
    assert set(words.STATES) == set(PeriodState) and set(words.SEVERITIES) == set(Severity)
