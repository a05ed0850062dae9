"""Files that LibreOffice has opened and saved again say what the originals said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from domain.catalogue import Catalogue
from domain.unit import Unit
from outputs.form_plan import plan_forms
from samples.association import PERIODS, units
from samples.deliver import filling
from samples.files import bent_workbook, document, workbook
from samples.opendocument import opendocument
from tests.office import saved_again
from tests.tasks.submitted import observed

NOW = PERIODS[-1]
WRITERS = {
    "plain": (workbook, ".xlsx"),
    "bent": (bent_workbook, ".xlsx"),
    "open": (opendocument, ".ods"),
    "word": (document, ".docx"),
}
SPREADSHEETS = ("plain", "bent", "open")
FILTERS = {  # target → the filter's name, and the files that it is used on
    ".xlsx": ("xlsx:Calc MS Excel 2007 XML", SPREADSHEETS),
    ".xls": ("xls:MS Excel 97", SPREADSHEETS),
    ".ods": ("ods:calc8", SPREADSHEETS),
    ".docx": ("docx:MS Word 2007 XML", ("word",)),
}
CASES = [(kind, name, target) for kind in ("hoi_xa", "ban") for target, (_, of) in FILTERS.items() for name in of]


def _unit(kind: str) -> Unit:
    return next(unit for unit in units() if unit.kind == kind)


@pytest.fixture(scope="module")
def originals(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("originals")
    for kind in ("hoi_xa", "ban"):
        plans = plan_forms(catalogue, filling(_unit(kind), NOW))
        for name, (write, suffix) in WRITERS.items():
            (folder / f"{kind}-{name}{suffix}").write_bytes(write(plans))
    return folder


@pytest.fixture(scope="module")
def resaved(originals: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder a target, with the files as LibreOffice saved them: one call a target, under a profile of its own."""
    made = tmp_path_factory.mktemp("resaved")
    for name, of in FILTERS.values():
        files = [path for path in sorted(originals.iterdir()) if path.stem.partition("-")[2] in of]
        saved_again(files, name, made)
    return made


def _said(catalogue: Catalogue, path: Path, kind: str) -> list[tuple[Any, ...]]:
    return observed(catalogue, path.read_bytes(), path.suffix, _unit(kind))


@pytest.mark.long
@pytest.mark.parametrize(("kind", "name", "target"), CASES)
def test_a_file_saved_again_says_what_the_original_said(
    catalogue: Catalogue, originals: Path, resaved: Path, kind: str, name: str, target: str
) -> None:
    before = _said(catalogue, originals / f"{kind}-{name}{WRITERS[name][1]}", kind)
    after = _said(catalogue, resaved / target[1:] / f"{kind}-{name}{target}", kind)
    assert len(before) > 20
    assert after == before


def test_it_is_libreoffice_that_saved_them(originals: Path, resaved: Path) -> None:
    for target, (_, of) in FILTERS.items():
        folder = resaved / target[1:]
        assert {path.name for path in folder.iterdir()} == {f"{k}-{n}{target}" for k in ("hoi_xa", "ban") for n in of}
        assert all(path.read_bytes() != _like(originals, path).read_bytes() for path in folder.iterdir())


def _like(originals: Path, path: Path) -> Path:
    return next(one for one in originals.iterdir() if one.stem == path.stem)


def test_the_four_originals_say_the_same(catalogue: Catalogue, originals: Path) -> None:
    for kind in ("hoi_xa", "ban"):
        told = [_said(catalogue, originals / f"{kind}-{name}{suffix}", kind) for name, (_, suffix) in WRITERS.items()]
        assert told[1:] == told[:1] * 3
