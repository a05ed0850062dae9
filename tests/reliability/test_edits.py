"""Reports edited in every way that people do, a few of each: the long campaign is ``make reliability``."""

from __future__ import annotations

import random

import pytest

from domain.citation import Citation
from outputs.report import write_report
from tasks.report_text import read_report
from tests.outputs.handmade import handmade_report, measured
from tests.reliability.campaign import counts_of
from tests.reliability.edits import FOUND, QUIET, Edited, key


@pytest.fixture(scope="module")
def document() -> bytes:
    return write_report(measured(handmade_report())).document


@pytest.mark.long
def test_every_edit_of_a_figure_is_found_and_none_where_only_wording_was_changed() -> None:
    edits = 3 * len(FOUND)
    counts = counts_of("edits", "--edits", str(edits), "--without-office", "--seed", "3")
    assert counts == {"edits as written": edits, "reworded as written": edits // 2}
    assert edits >= 48 and edits // 2 >= len(QUIET)


@pytest.mark.parametrize("kind", FOUND, ids=lambda kind: kind.__name__)
def test_an_edit_changes_what_a_reader_sees(document: bytes, kind: object) -> None:
    """An edit that changed nothing would be no test of what finds it."""
    assert callable(kind)
    one = Edited(document, random.Random(5))
    kind(one)
    before, after = (read_report(data) for data in (document, one.saved()))
    assert (before.blocks, before.around) != (after.blocks, after.around)


def test_the_edits_are_of_figures_by_their_keys(document: bytes) -> None:
    one = Edited(document, random.Random(5))
    keys = [key(control) for control in one.controls()]
    assert len(keys) > 100 and all(Citation.parse(it) for it in keys if ":." not in it)
