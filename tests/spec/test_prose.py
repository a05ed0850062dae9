"""Sentences as articles have them, and what each of their figures comes to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.catalogue import Catalogue
from domain.prose.claim import Claim, spelt
from tasks.reconcile import reconcile
from tests.tasks.ground import ground

SPEC = Path(__file__).with_name("prose.txt")


Cells = tuple[str, ...]


def _cases() -> Iterator[tuple[str, list[Cells]]]:
    """Each sentence of the table with the lines under it."""
    sentence, lines = "", list[Cells]()
    for line in SPEC.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            lines.append(tuple(cell.strip() for cell in line.split("|")))
        elif not line.startswith("#"):
            if sentence:
                yield sentence, lines
            sentence, lines = line, []
    yield sentence, lines


def _cells(claim: Claim) -> Cells:
    said = claim.mention
    whole = f"/{spelt(said.of).replace('.', '')}" if said.of is not None else ""
    value = spelt(said.value).replace(".", "").replace(",", ".") + whole
    code = claim.indicator.code if claim.indicator else ""
    return said.text, said.qualifier or "", value, said.unit or "", code, claim.verdict.value


CASES = list(_cases())


def test_the_table_is_long_enough_to_say_something() -> None:
    assert len(CASES) >= 60
    assert {cells[-1] for _, lines in CASES for cells in lines} == {"agrees", "disagrees", "unknown"}


@pytest.mark.parametrize(("sentence", "expected"), CASES, ids=[sentence for sentence, _ in CASES])
def test_the_figures_of_a_sentence(catalogue: Catalogue, sentence: str, expected: list[Cells]) -> None:
    assert [_cells(one) for one in reconcile(ground(catalogue), sentence)] == expected
