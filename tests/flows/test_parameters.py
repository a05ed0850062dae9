"""The form that Prefect shows before a run: Vietnamese, and refusing what cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from prefect.utilities.callables import parameter_schema
from prefect.utilities.schema_tools.validation import validate
from pydantic import ValidationError

from flows.decision_form import DecisionForm
from flows.parameters import (
    CloseRequest,
    CollectRequest,
    ReconcileRequest,
    ReissueRequest,
    RemindRequest,
    ReopenRequest,
)
from flows.recorded import close, collect, reconcile, reissue, remind, reopen

REQUESTS = [CloseRequest, CollectRequest, ReconcileRequest, ReissueRequest, RemindRequest, ReopenRequest]
FLOWS = [close, collect, reconcile, reissue, remind, reopen]
LETTERS = set("ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")


def fields(model: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = model.model_json_schema()["properties"]
    return found


@pytest.mark.parametrize("model", [*REQUESTS, DecisionForm], ids=lambda one: one.__name__)
def test_every_field_has_a_vietnamese_title_and_says_what_is_wanted(model: Any) -> None:
    for name, field in fields(model).items():
        assert set(field["title"].lower()) & LETTERS, name
        assert set(field["description"].lower()) & LETTERS, name


@pytest.mark.parametrize("flow", FLOWS, ids=lambda one: str(one.name))
def test_a_form_is_one_group_and_the_home(flow: Any) -> None:
    schema = parameter_schema(flow).model_dump()
    assert list(schema["properties"]) == ["request", "home"]
    assert schema["properties"]["home"]["description"] == "Thư mục của Hội trên máy chủ."
    (group,) = schema["definitions"].values()
    assert next(iter(group["properties"])) == "period"


@pytest.mark.parametrize("model", REQUESTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("period", ["2022", "2022H3", "2022h1", "22H1", "2022H1 ", "2022H1\n", "x2022H1"])
def test_a_period_is_a_year_and_a_half(model: Any, period: str) -> None:
    with pytest.raises(ValidationError):
        model(period=period, reason="lý do")


@pytest.mark.parametrize("model", [CollectRequest, RemindRequest, CloseRequest], ids=lambda one: one.__name__)
def test_what_a_schedule_wakes_needs_no_period(model: Any) -> None:
    assert model().period == ""


@pytest.mark.parametrize("model", [ReissueRequest, ReopenRequest, ReconcileRequest], ids=lambda one: one.__name__)
def test_what_somebody_starts_names_one(model: Any) -> None:
    with pytest.raises(ValidationError):
        model(reason="lý do")


def test_fixed_choices_are_select_boxes() -> None:
    assert fields(ReopenRequest)["action"]["enum"] == ["xem trước", "mở lại"]
    assert fields(DecisionForm)["decision"]["enum"] == ["phê duyệt", "từ chối"]


DECIDED = {"decision": "phê duyệt", "by": "Bà Hòa", "reason": "đã xem"}
BLANKS = ["", " ", "\n\t", "\u00a0"]


@pytest.mark.parametrize("missing", ["by", "reason"])
@pytest.mark.parametrize("blank", BLANKS)
def test_a_decision_without_a_name_or_a_reason_is_refused_by_the_form_and_in_the_run(missing: str, blank: str) -> None:
    filled = {**DECIDED, missing: blank}
    with pytest.raises(ValidationError):
        DecisionForm.model_validate(filled)
    assert validate(filled, DecisionForm.model_json_schema())


@pytest.mark.parametrize("blank", BLANKS)
def test_a_reissue_without_a_reason_is_refused_by_the_form_and_in_the_run(blank: str) -> None:
    filled = {"period": "2022H1", "reason": blank}
    with pytest.raises(ValidationError):
        ReissueRequest.model_validate(filled)
    assert validate({"request": filled}, parameter_schema(reissue).model_dump(mode="json"))


def test_what_is_told_is_kept_without_the_blanks_around_it() -> None:
    form = DecisionForm(decision="phê duyệt", by=" Bà Hòa ", reason="\tđã xem số liệu\n")
    assert (form.by, form.reason) == ("Bà Hòa", "đã xem số liệu")
    assert not validate(DECIDED, DecisionForm.model_json_schema())
    assert ReissueRequest(period="2022H1", reason=" nộp muộn ").reason == "nộp muộn"


@pytest.mark.parametrize("model", [CloseRequest, ReissueRequest, ReopenRequest], ids=lambda one: one.__name__)
@pytest.mark.parametrize(("by", "kept"), [*((blank, "soket") for blank in BLANKS), (" Thư ký", "Thư ký")])
def test_what_nobody_is_named_for_is_done_by_soket(model: Any, by: str, kept: str) -> None:
    assert model(period="2022H1", by=by, reason="lý do").by == kept


def test_a_key_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValidationError):
        CloseRequest.model_validate({"periods": "2022H1"})
