"""The catalogue: which fields a form of each shape has, and what is asked of each kind of unit."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from domain.catalogue import Catalogue, Indicator, Kind
from domain.form import Column, Field, Form, Row
from domain.report_plan import ReportPlan

COVER = Form(
    code="cover",
    name="Cover",
    sheet="Cover",
    shape="cover",
    sent_by=("big", "small"),
    rows=(
        Row(code="name", label="Name", role="unit_name", locked=True),
        Row(code="people", label="People", blank="ask", measures={"value": "people"}, asked_of=("big",)),
        Row(code="by", label="By whom", blank="optional", personal=True),
        Row(code="total", label="Total", role="control_total", computed=True),
    ),
)
MATRIX = Form(
    code="m",
    name="Matrix",
    sheet="M",
    shape="matrix",
    sent_by=("big", "small"),
    columns=(
        Column(code="no", heading="No", role="ordinal"),
        Column(code="what", heading="What", role="label"),
        Column(code="last", heading="Last year", role="shown", shows="same_half", of="now"),
        Column(code="now", heading="Now", role="value"),
        Column(code="guess", heading="Of it guessed", role="estimate", of="now", blank="optional"),
        Column(code="final", heading="Final", role="earlier", of="now", blank="optional"),
        Column(code="year", heading="Year", role="year", of="other"),
        Column(code="other", heading="Other", role="value"),
        Column(code="note", heading="Note", role="note"),
    ),
    rows=(
        Row(code="all", label="All", blank="ask", measures={"now": "things"}, computed=True, asked_of=("big",)),
        Row(code="a", label="Kind A", measures={"now": "things@sort=a"}, part_of="all", asked_of=("big",)),
        Row(code="open", label="Opening", measures={"now": "fund"}, locked=True),
        Row(code="rate", label="Rate", ratio=("m.all.now", "cover.people.value"), computed=True),
        Row(code="two", label="Two", measures={"now": "fund", "other": "things"}),
    ),
)
LIST = Form(
    code="l",
    name="List",
    sheet="L",
    shape="list",
    sent_by=("big",),
    columns=(
        Column(code="no", heading="No", role="ordinal"),
        Column(code="who", heading="Who", role="name", blank="ask", personal=True),
        Column(code="sort", heading="Sort", role="text"),
        Column(code="count", heading="Count", role="value", indicator="things"),
        Column(code="change", heading="Change", role="value", indicator="fund", signed=True, blank="optional"),
    ),
)
TEXT = Form(
    code="t",
    name="Text",
    sheet="T",
    shape="text",
    sent_by=("small",),
    rows=(Row(code="good", label="What went well", blank="optional", text=True),),
)
ANSWERS = Form(code="e", name="Answers", sheet="E", shape="list", sent_by=("big", "small"), purpose="explanations")

CATALOGUE = Catalogue(
    version="0",
    kinds=(Kind(code="big", name="Big"), Kind(code="small", name="Small"), Kind(code="hq", name="HQ", optional=True)),
    axes=(),
    indicators=(Indicator(code="things", name="Things", unit="u", kind="C", reported_by=("big",)),),
    forms=(COVER, MATRIX, LIST, TEXT, ANSWERS),
    rules=(),
    report=ReportPlan(
        title_first_half=("", ""),
        title_second_half=("", ""),
        opening=(),
        results=(),
        limits=(),
        narratives={},
        annex=(),
    ),
)


def keys(fields: Iterable[Field]) -> list[str]:
    return [one.key for one in fields]


def field(key: str) -> Field:
    return CATALOGUE.field_by_key[key]


# --- fields of each shape ----------------------------------------------------------------------------


def test_a_cover_has_a_field_for_each_line_but_those_that_say_whose_it_is() -> None:
    assert keys(COVER.fields) == ["cover.people.value", "cover.by.value"]
    assert (field("cover.people.value").role, field("cover.people.value").indicator) == ("value", "people")
    assert (field("cover.by.value").role, field("cover.by.value").indicator) == ("text", None)
    assert field("cover.by.value").personal and not field("cover.people.value").personal


def test_nothing_on_a_cover_is_part_of_the_control_total() -> None:
    assert not any(one.input for one in COVER.fields)


def test_a_matrix_has_a_field_where_a_row_is_measured_in_a_column_or_in_the_one_that_it_belongs_to() -> None:
    rows = {row: [one.column for one in MATRIX.fields if one.row == row] for row in ("all", "a", "open", "rate", "two")}
    assert rows == {
        "all": ["now", "guess", "final"],
        "a": ["now", "guess", "final"],
        "open": ["now", "guess", "final"],
        "rate": [],
        "two": ["now", "guess", "final", "year", "other"],
    }


def test_a_field_of_a_matrix_has_the_indicator_of_its_own_value_column() -> None:
    assert (field("m.a.now").indicator, field("m.a.now").breakdown) == ("things", "sort=a")
    assert (field("m.a.guess").indicator, field("m.a.guess").breakdown) == ("things", "sort=a")
    assert field("m.two.year").indicator == "things"
    assert (field("m.two.now").indicator, field("m.two.now").breakdown) == ("fund", "")
    assert (field("m.a.guess").of, field("m.a.now").of) == ("now", None)


def test_a_column_may_say_otherwise_than_the_row_what_a_blank_means() -> None:
    assert [field(f"m.all.{column}").blank for column in ("now", "guess", "final")] == ["ask", "optional", "optional"]
    assert field("m.two.other").blank == "zero"


def test_what_is_computed_or_prefilled_is_no_input() -> None:
    assert [field(f"m.{row}.now").input for row in ("all", "a", "open", "two")] == [False, True, False, True]
    assert field("m.a.guess").input and not field("m.all.guess").input


def test_a_whole_is_computed_only_in_the_columns_in_which_it_has_parts() -> None:
    whole = Row(code="sum", label="Sum", computed=True, measures={"now": "things", "other": "fund"})
    part = Row(code="p", label="P", part_of="sum", measures={"now": "things"})
    form = Form(
        code="m", name="M", sheet="M", shape="matrix", sent_by=("big",), columns=MATRIX.columns, rows=(whole, part)
    )
    assert [row.code for row in form.parts_of(whole, "now")] == ["p"]
    assert form.parts_of(whole, "other") == ()
    assert (form.is_formula(whole, "now"), form.is_formula(whole, "other")) == (True, False)
    assert not form.is_formula(part, "now")
    assert {one.column: one.input for one in form.fields if one.row == "sum"} == {
        "now": False,
        "guess": False,
        "final": False,
        "year": True,
        "other": True,
    }


def test_a_field_is_called_by_its_row_and_its_column() -> None:
    assert field("m.a.guess").label == "Kind A, Of it guessed"
    assert field("l.*.count").label == "Count"
    assert field("t.good.value").label == "What went well"


def test_a_list_has_a_field_for_each_column_but_its_numbering() -> None:
    assert keys(LIST.fields) == ["l.*.who", "l.*.sort", "l.*.count", "l.*.change"]
    assert [one.role for one in LIST.fields] == ["name", "text", "value", "value"]
    assert [one.blank for one in LIST.fields] == ["ask", "zero", "zero", "optional"]
    assert [one.input for one in LIST.fields] == [False, False, True, True]
    assert [one.personal for one in LIST.fields] == [True, False, False, False]
    assert [one.signed for one in LIST.fields] == [False, False, False, True]
    assert [one.indicator for one in LIST.fields] == [None, None, "things", "fund"]


def test_a_text_form_has_a_field_for_each_question() -> None:
    assert keys(TEXT.fields) == ["t.good.value"]
    assert (field("t.good.value").role, field("t.good.value").blank) == ("text", "optional")


def test_a_row_that_names_no_one_is_asked_of_all_that_send_the_form() -> None:
    assert field("m.all.now").asked_of == ("big",)
    assert field("m.open.now").asked_of == ("big", "small")
    assert field("cover.people.value").asked_of == ("big",)
    assert field("cover.by.value").asked_of == ("big", "small")
    assert field("l.*.count").asked_of == ("big",)


# --- what is asked of whom ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "forms"), [("big", ["cover", "m", "l", "e"]), ("small", ["cover", "m", "t", "e"]), ("hq", [])]
)
def test_a_kind_is_given_its_forms_in_the_catalogues_order(kind: str, forms: list[str]) -> None:
    assert [form.code for form in CATALOGUE.forms_for(kind)] == forms


@pytest.mark.parametrize(
    ("kind", "owed"), [("big", {"cover", "m", "l"}), ("small", {"cover", "m", "t"}), ("hq", set())]
)
def test_the_form_for_explanations_is_given_and_never_owed(kind: str, owed: set[str]) -> None:
    assert CATALOGUE.forms_owed_by(kind) == owed


@pytest.mark.parametrize(
    ("kind", "rows"), [("big", ["all", "a", "open", "rate", "two"]), ("small", ["open", "rate", "two"])]
)
def test_a_kind_sees_only_the_rows_that_it_is_asked(kind: str, rows: list[str]) -> None:
    assert [row.code for row in MATRIX.rows_for(kind)] == rows


def test_an_optional_kind_is_not_expected_to_send() -> None:
    assert CATALOGUE.expected_kinds == {"big", "small"}


def test_everything_is_found_by_its_code() -> None:
    assert CATALOGUE.form_by_code["m"] is MATRIX
    assert CATALOGUE.indicator_by_code["things"].name == "Things"
    assert CATALOGUE.kind_by_code["hq"].optional
    assert (MATRIX.row("a").label, MATRIX.column("now").heading) == ("Kind A", "Now")
    assert list(CATALOGUE.field_by_key) == [one.key for form in CATALOGUE.forms for one in form.fields]


# --- the shipped catalogue ---------------------------------------------------------------------------


def test_a_committee_is_given_the_shorter_forms(catalogue: Catalogue) -> None:
    assert [form.code for form in catalogue.forms_for("ban")] == [
        "bia",
        "bieu_1",
        "bieu_2",
        "bieu_4",
        "thuyet_minh",
        "giai_trinh",
    ]
    rows = {code: [row.code for row in catalogue.form_by_code[code].rows_for("ban")] for code in ("bieu_1", "bieu_2")}
    assert rows == {
        "bieu_1": ["hoi_vien", "hoi_vien_moi", "hoi_vien_giam"],
        "bieu_2": ["dvht_co_quan", "dvht_truong", "dvht_doanh_nghiep"],
    }


def test_the_office_owes_its_cover_awards_and_narrative_only(catalogue: Catalogue) -> None:
    assert catalogue.forms_owed_by("van_phong") == {"bia", "bieu_4", "thuyet_minh"}
    assert "van_phong" not in catalogue.expected_kinds


def test_only_a_commune_is_asked_for_its_population(catalogue: Catalogue) -> None:
    assert catalogue.field_by_key["bia.dan_so.value"].asked_of == ("hoi_xa",)
    assert "cdht_xa" not in [row.code for row in catalogue.form_by_code["bieu_2"].rows_for("hoi_khac")]
