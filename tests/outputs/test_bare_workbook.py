"""What stands around the list alone."""

from __future__ import annotations

import re

from outputs.bare_workbook import bare_package
from outputs.finding_list import LIST_SHEET
from outputs.patch_book import Book
from outputs.reply_workbook import findings_workbook
from tests.decorated import unpacked
from tests.outputs.answered import EVERY, entry, listed, opened


def test_a_bare_workbook_has_one_empty_sheet() -> None:
    package = bare_package()
    sheets = Book(package).sheets
    assert [sheet.name for sheet in sheets] == [LIST_SHEET]
    assert b"<sheetData/>" in package.part(sheets[0].part)


def test_texts_are_shared_and_each_is_kept_once() -> None:
    parts = unpacked(findings_workbook(listed(entry(), entry("B3"), entry("B4"))))
    shared = parts["xl/sharedStrings.xml"].decode()
    kept = re.findall("<si><t[^>]*>(.*?)</t></si>", shared, re.DOTALL)
    assert len(kept) == len(set(kept)) == int(re.findall('uniqueCount="([0-9]+)"', shared)[0])
    assert kept.count("số nguyên, không âm") == 1
    assert all(b"inlineStr" not in part for part in parts.values())


def test_a_text_with_tags_and_lines_is_shared_whole() -> None:
    told = listed(entry(saw="</t></is>\n<is><t>", mend='t="inlineStr"'))
    cells = [cell.value for row in opened(findings_workbook(told))[LIST_SHEET] for cell in row]
    assert "</t></is>\n<is><t>" in cells and 't="inlineStr"' in cells


def test_the_workbook_does_not_say_when_it_was_made() -> None:
    assert b"2000-01-01" in unpacked(findings_workbook(EVERY))["docProps/core.xml"]
