"""The tables that a run shows in Prefect: numbers as the office writes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from domain.half_year import HalfYear
from flows import show_text, tables
from tasks.home import Home
from tasks.reconcile import ground_of, reconcile

P = HalfYear(2022, 1)
SAID = "Số hội viên tăng 3,51% so với cùng kỳ; toàn thành phố có 34.000 hội viên và 188 chi hội; 27 người dự họp."


def test_what_is_true_of_an_article_reads_the_same_in_prefect_and_on_the_screen(
    sample_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[Mapping[str, Any]] = []
    monkeypatch.setattr("flows.artifacts.table", lambda key, period, rows, title: shown.extend(rows))
    home = Home.open(sample_home)
    found = reconcile(ground_of(home, P, None), SAID)
    tables.claims(P, found)
    assert {one["Trong bài"]: one["Số đã chốt"] for one in shown} == {
        "3,51%": "4,51%",
        "34.000 hội viên": "33.872",
        "188 chi hội": "188",
        "27 người": "",
    }
    show_text.claims(found)
    printed = capsys.readouterr().out
    assert all(f"{one['Trong bài']}\t" in printed and f"\t{one['Số đã chốt']}\t" in printed for one in shown)
