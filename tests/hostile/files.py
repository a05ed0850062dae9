"""All hostile files: one generator over the families."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile import contents, kinds, markup, old_excel, opendocument, text, word, workbooks, zip_structure
from tests.hostile.record import Hostile

FAMILIES = (zip_structure, markup, workbooks, old_excel, opendocument, word, text, kinds, contents)

#: Seconds of work each, by their bulk: for ``make reliability``, not for every run of the suite.
BULKY = frozenset(
    {
        *(
            "ods-cells",
            "ods-sheets",
            "ods-repeat-spaces",
            "ods-repeat-far-below",
            "many-cells",
            "merge-many",
            "sst-many",
        ),
        *("word-cells", "word-wide", "word-paragraphs", "word-tables", "text-longer", "bomb-members", "attributes"),
        *("csv-rows", "csv-line", "csv-quotes", "csv-50-mb", "archive-gz-bomb"),
    }
)


def hostile_files() -> Iterator[Hostile]:
    for family in FAMILIES:
        yield from family.files()
