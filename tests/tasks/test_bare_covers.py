"""A cover that only says whose file it is leaves the figures of the cover before it."""

from __future__ import annotations

from dataclasses import replace

from outputs.blank_form import write_workbook
from outputs.form_plan import plan_forms
from tests.homes import SmallHome
from warehouse import tables

EXPLAINED = [{"bieu": "Biểu 1", "o": "F19", "ly_do": "Sáp nhập hai bản"}]


def send_explanation(home: SmallHome, **figures: int) -> None:
    """A cover with a filled form for explanations, and nothing else."""
    filling = home.filling("00001")
    answers = {key.replace("__", "."): value for key, value in figures.items()}
    catalogue = home.open().catalogue
    forms = tuple(form for form in catalogue.forms if form.code in ("bia", "giai_trinh"))
    plans = plan_forms(
        catalogue.changed(forms=forms), replace(filling, answers=answers, lists={"giai_trinh": EXPLAINED})
    )
    home.put("00001", "giai trinh.xlsx", write_workbook(plans))
    home.collect()


def standing(home: SmallHome) -> list[tuple[str, str]]:
    """The covers and their states, in the order in which they came."""
    return [(form, state) for form, state in home.rows(tables.section, "form", "state") if form == "bia"]


def rules(home: SmallHome) -> list[tuple[str, str | None]]:
    return [(rule, explained) for rule, explained in home.rows(tables.finding, "rule", "explained")]


def test_an_explanation_under_a_bare_cover_takes_no_figure_away(small_home: SmallHome) -> None:
    small_home.send("00001", bieu_1__hoi_vien__ky_nay=5000)
    small_home.collect()
    assert rules(small_home) == [("at_most_other", None)]
    send_explanation(small_home)
    assert small_home.files()[-1] == ("giai trinh.xlsx", "accepted", None)
    assert rules(small_home) == [("at_most_other", "Sáp nhập hai bản")], "nothing is asked for again"
    assert standing(small_home) == [("bia", "accepted")]


def test_a_cover_with_a_figure_takes_the_place_of_the_one_before(small_home: SmallHome) -> None:
    small_home.send("00001")
    small_home.collect()
    send_explanation(small_home, bia__dan_so__value=4100)
    assert standing(small_home) == [("bia", "superseded"), ("bia", "accepted")]


def test_a_bare_cover_where_none_stands_is_asked_for_its_figures(small_home: SmallHome) -> None:
    send_explanation(small_home)
    assert standing(small_home) == [("bia", "accepted")]
    assert {rule for rule, _ in rules(small_home)} == {"required"}
