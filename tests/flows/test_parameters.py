"""The form that Prefect shows before a run: Vietnamese, and refusing what cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from prefect.utilities.callables import parameter_schema
from pydantic import ValidationError

from flows.close import close
from flows.collect import collect
from flows.decision import DecisionForm
from flows.parameters import (
    CloseRequest,
    CollectRequest,
    ReconcileRequest,
    ReissueRequest,
    RemindRequest,
    ReopenRequest,
)
from flows.reconcile import reconcile
from flows.reissue import reissue
from flows.remind import remind
from flows.reopen import reopen

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


@pytest.mark.parametrize("missing", ["by", "reason"])
def test_a_decision_without_a_name_or_a_reason_is_refused(missing: str) -> None:
    filled = {"decision": "phê duyệt", "by": "Bà Hòa", "reason": "đã xem", missing: ""}
    with pytest.raises(ValidationError):
        DecisionForm(**filled)


def test_a_key_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValidationError):
        CloseRequest.model_validate({"periods": "2022H1"})
