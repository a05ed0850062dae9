"""What a run shows in Prefect: under a key for each period, as it was written, and never at the price of the run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from domain.half_year import HalfYear
from flows import artifacts

P = HalfYear(2022, 1)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """A run, and what it shows."""
    made: list[dict[str, Any]] = []
    monkeypatch.setattr("prefect.context.FlowRunContext.get", object)
    monkeypatch.setattr(artifacts, "say", lambda line, warn: made.append({"said": line, "warn": warn}))
    for name in ("create_table_artifact", "create_markdown_artifact"):
        monkeypatch.setattr(f"prefect.artifacts.{name}", lambda **fields: made.append(fields))
    yield made


def test_a_table_stands_under_a_key_of_its_period(shown: list[dict[str, Any]]) -> None:
    artifacts.table("so-lieu", P, [{"Chỉ tiêu": "Hội viên"}], "Số liệu")
    assert shown == [{"table": [{"Chỉ tiêu": "Hội viên"}], "key": "so-lieu-2022h1", "description": "Số liệu"}]


def test_a_key_is_one_that_prefect_takes(shown: list[dict[str, Any]]) -> None:
    artifacts.text("bao-cao", P, "x", "Báo cáo")
    assert re.fullmatch(r"[a-z0-9-]+", shown[0]["key"])


def test_outside_a_run_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prefect.artifacts.create_table_artifact", lambda **_: pytest.fail("it was shown"))
    artifacts.table("so-lieu", P, [], "Số liệu")


def test_where_there_is_nothing_to_list_it_says_so(shown: list[dict[str, Any]]) -> None:
    artifacts.table("loi", P, [], "Điểm cần sửa")
    assert shown == [{"markdown": "Không có.", "key": "loi-2022h1", "description": "Điểm cần sửa"}]


def test_what_the_server_does_not_take_is_a_line_and_the_run_goes_on(
    shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise ConnectionError("http://office:mat-khau@127.0.0.1")

    monkeypatch.setattr("prefect.artifacts.create_table_artifact", refuse)
    artifacts.table("so-lieu", P, [{"Chỉ tiêu": "Hội viên"}], "Số liệu")
    line = "Prefect took no artifact (ConnectionError); what it would show is in the warehouse"
    assert shown == [{"said": line, "warn": True}]


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("Hội xã Một", "Hội xã Một"),
        ("a|b", r"a\|b"),
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("[x](http://a)", r"\[x\](http://a)"),
        ("hai\ndòng", "hai dòng"),
        ("`*_{}#", r"\`\*\_\{\}\#"),
    ],
)
def test_a_table_in_a_text_prints_what_was_written_as_it_was_written(said: str, printed: str) -> None:
    assert artifacts.markdown_table(("Đơn vị",), [(said,)]).splitlines() == ["| Đơn vị |", "| --- |", f"| {printed} |"]
