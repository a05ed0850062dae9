"""Reports edited in one place, as people do: every edit of a figure is found, and none where only wording was changed.

``python -m tests.reliability.edits [--edits N]`` prints what it did; it ends with 1 where an edit was not found or an
untouched report was complained of. The edits are made in the document's XML, of a report as soket wrote it and, where
LibreOffice is installed, of the same one as LibreOffice saved it.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from domain.vietnamese import heading_key
from outputs.live import may_go
from outputs.report import write_report
from tasks.report_difference import differences
from tasks.report_text import read_report
from tests.office import saved_again
from tests.outputs.handmade import CATALOGUE, handmade_report, measured

UNITS = {one.code: heading_key(one.unit) for one in CATALOGUE.indicators}
BODY = "word/document.xml"
_WORDS = {"gần": "trên", "trên": "gần", "tăng": "giảm", "giảm": "tăng", "bằng": "gấp đôi", "đạt": "vượt"}
_REWORDED = (
    ("Toàn ", "Hiện nay toàn "), ("Trong ", "Tính trong "), ("Có ", "Đã có "),
    (" được khen thưởng", " được biểu dương"),
    (" các đơn vị vận động được ", " toàn ngành đã vận động, quyên góp được "), ("Hiện có ", "Đến nay đang có "),
    (" người", " hội viên"), ("hộ đăng ký", "hộ gia đình đăng ký"), (" và phương hướng", " cùng phương hướng"),
)  # fmt: skip


class Edited:
    """A document whose body is edited as XML."""

    def __init__(self, document: bytes, chance: random.Random) -> None:
        self._document, self.chance = document, chance
        with zipfile.ZipFile(io.BytesIO(document)) as package:
            self.root = etree.fromstring(package.read(BODY))

    def saved(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self._document)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                new.writestr(name, etree.tostring(self.root) if name == BODY else old.read(name))
        return out.getvalue()

    def pick(self, found: list[Any]) -> Any:
        return self.chance.choice(found)

    def controls(self, where: Callable[[Any], bool] = lambda _: True) -> list[Any]:
        """Those of figures, by a test of the control."""
        return [one for one in self.root.iter(qn("w:sdt")) if not may_go(key(one)) if where(one)]

    def prose(self) -> list[Any]:
        """Paragraphs of the body that hold a figure, in no table."""
        return [one for one in self.root.iter(qn("w:p")) if one.find(qn("w:sdt")) is not None and not in_table(one)]

    def tables(self) -> list[Any]:
        """Tables of figures of three rows and more."""
        found = self.root.iter(qn("w:tbl"))
        return [
            one
            for one in found
            if len(one.findall(qn("w:tr"))) > 3 and next(one.iter(qn("w:tblHeader")), None) is not None
        ]


def key(control: Any) -> str:
    properties = control.find(qn("w:sdtPr"))
    found = [properties.find(qn(name)) for name in ("w:tag", "w:alias")]
    return next((one.get(qn("w:val")) for one in found if one is not None), "")


def holds(element: Any, name: str) -> bool:
    return next(element.iter(qn(name)), None) is not None


def texts(element: Any) -> list[Any]:
    return [one for one in element.iter(qn("w:t")) if one.text]


def said(element: Any) -> str:
    return "".join(one.text for one in texts(element))


def in_table(element: Any) -> bool:
    return any(one.tag == qn("w:tbl") for one in element.iterancestors())


def run_of(text: str) -> Any:
    run = etree.Element(qn("w:r"))
    etree.SubElement(run, qn("w:t")).text = text
    return run


# --- edits that must be found --------------------------------------------------------------------


def another_number(one: Edited) -> None:
    control = one.pick(one.controls(lambda it: any(mark.isdigit() for mark in said(it))))
    text = one.pick([it for it in texts(control) if any(mark.isdigit() for mark in it.text)])
    at = one.pick([at for at, mark in enumerate(text.text) if mark.isdigit()])
    digit = one.pick([mark for mark in "0123456789" if mark != text.text[at]])
    text.text = f"{text.text[:at]}{digit}{text.text[at + 1 :]}"


def another_word(one: Edited) -> None:
    control = one.pick(one.controls(lambda it: said(it).split(" ")[0] in _WORDS))
    text = texts(control)[0]
    first, _, rest = text.text.partition(" ")
    text.text = f"{_WORDS[first]} {rest}"


def taken_out(one: Edited) -> None:
    control = one.pick(one.controls(lambda it: not in_table(it)))
    control.getparent().remove(control)


def emptied_cell(one: Edited) -> None:
    control = one.pick(one.controls(in_table))
    control.getparent().remove(control)


def only_text(one: Edited) -> None:
    control = one.pick(one.controls())
    control.addprevious(run_of(said(control)))
    control.getparent().remove(control)


def typed_in(one: Edited) -> None:
    number = f"{one.chance.randint(3, 99_999):,}".replace(",", ".")
    words = one.pick(
        [f" Ngoài ra có {number} lượt.", f" Thêm {number} học viên,", f" (khoảng {number})", f" {number}%"]
    )
    one.pick(one.prose()).append(run_of(words))


def typed_beside(one: Edited) -> None:
    """Right before a figure, so that it reads as another."""
    one.pick(one.controls(lambda it: not in_table(it))).addprevious(run_of(f"{one.chance.randint(1, 9)}"))


def hedged(one: Edited) -> None:
    bare = one.controls(lambda it: not in_table(it) and said(it)[0].isdigit())
    one.pick(bare).addprevious(run_of(one.pick(["gần ", "trên ", "hơn ", "khoảng "])))


def swapped_rows(one: Edited) -> None:
    rows = one.pick(one.tables()).findall(qn("w:tr"))[1:]
    rows = [row for row in rows if len(row.findall(qn("w:tc"))) > 1]
    first, second = one.chance.sample(rows, 2)
    swap(first, second)


def swapped_cells(one: Edited) -> None:
    rows = [row.findall(qn("w:tc")) for row in one.pick(one.tables()).findall(qn("w:tr"))[1:]]
    cells = [row for row in rows if len(row) == len(rows[-1])]
    pairs = [
        (row[at], other[at])
        for row in cells
        for other in cells
        for at in range(len(row))
        if row is not other and said(row[at]) != said(other[at])
    ]
    swap(*one.pick(pairs))


def swapped_figures(one: Edited) -> None:
    """Two of one sentence change places: each keeps its control."""
    paragraphs = [[it for it in line.findall(qn("w:sdt")) if said(it)[0].isdigit()] for line in one.prose()]
    first, second = one.chance.sample(one.pick([found for found in paragraphs if len(found) > 1]), 2)
    swap(first, second)


def other_label(one: Edited) -> None:
    cells = [
        cell for table in one.tables() for cell in table.iter(qn("w:tc")) if next(cell.iter(qn("w:sdt")), None) is None
    ]
    text = one.pick([it for cell in cells for it in texts(cell) if any(mark.isalpha() for mark in it.text)])
    text.text = one.pick([f"{text.text} (mới)", f"Không {text.text}", "Hội viên danh dự", "Tổng hợp"])


def lost_row(one: Edited) -> None:
    row = one.pick(one.pick(one.tables()).findall(qn("w:tr"))[1:])
    row.getparent().remove(row)


def other_date(one: Edited) -> None:
    """A number that no control holds."""
    loose = [
        it for it in texts(one.root) if any(map(str.isdigit, it.text)) and not within_control(it) and not in_table(it)
    ]
    text = one.pick(loose)
    at = one.pick([at for at, mark in enumerate(text.text) if mark.isdigit()])
    text.text = f"{text.text[:at]}{(int(text.text[at]) + one.chance.randint(1, 9)) % 10}{text.text[at + 1 :]}"


def struck_out(one: Edited) -> None:
    """A tracked deletion: the text is still in the file."""
    control = one.pick(one.controls(lambda it: not in_table(it)))
    gone = etree.Element(qn("w:del"))
    control.addprevious(gone)
    gone.append(control)


def boxed(one: Edited) -> None:
    """In a text box beside the text."""
    run = run_of("")
    picture = etree.SubElement(run, qn("w:pict"))
    content = etree.SubElement(picture, qn("w:txbxContent"))
    etree.SubElement(content, qn("w:p")).append(run_of(f"Đạt {one.chance.randint(101, 999)} phần thưởng"))
    one.pick(one.prose()).append(run)


def within_control(element: Any) -> bool:
    return any(one.tag == qn("w:sdt") for one in element.iterancestors())


def swap(first: Any, second: Any) -> None:
    one, other = deepcopy(first), deepcopy(second)
    first.getparent().replace(first, other)
    second.getparent().replace(second, one)


FOUND = (
    another_number, another_word, taken_out, emptied_cell, only_text, typed_in, typed_beside, hedged, swapped_rows,
    swapped_cells, swapped_figures, other_label, lost_row, other_date, struck_out, boxed,
)  # fmt: skip


# --- edits of wording ------------------------------------------------------------------------------


def reworded(one: Edited) -> None:
    loose = [it for line in one.prose() for it in texts(line) if not within_control(it)]
    for text in loose:
        for words, others in one.chance.sample(_REWORDED, 4):
            text.text = text.text.replace(words, others)
    one.pick(one.prose()).append(run_of(" Đây là kết quả đáng ghi nhận của các cấp Hội."))


def parted(one: Edited) -> None:
    """A paragraph in two."""
    paragraph = one.pick([line for line in one.prose() if len(line) > 4])
    second = etree.Element(qn("w:p"))
    properties = paragraph.find(qn("w:pPr"))
    second.extend([deepcopy(properties), *list(paragraph)[len(paragraph) // 2 :]])
    paragraph.addnext(second)


def cleared(one: Edited) -> None:
    """A sentence of a unit is edited, and the formats changed."""
    for control in one.root.iter(qn("w:sdt")):
        if "@" in key(control) and ":." in key(control):
            texts(control)[0].text = "Đội ngũ cán bộ còn kiêm nhiệm nhiều việc"
    for run in list(one.root.iter(qn("w:r"))):
        for properties in run.findall(qn("w:rPr")):
            run.remove(properties)


def untouched(one: Edited) -> None:
    pass


QUIET = (untouched, reworded, parted, cleared)


# --- the campaign ------------------------------------------------------------------------------------


def documents(folder: Path, office: bool) -> Iterator[tuple[str, bytes]]:
    written = folder / "bao-cao.docx"
    written.write_bytes(write_report(measured(handmade_report())).document)
    yield "as written", written.read_bytes()
    if office:
        yield "saved by LibreOffice", (saved_again([written], "docx", folder) / written.name).read_bytes()


def campaign(edits: int, seed: int, office: bool) -> Iterator[tuple[str, int]]:
    chance, counts = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for saved, document in documents(Path(folder), office):
            issued = read_report(write_report(measured(handmade_report())).document)
            for number in range(edits):
                kind = FOUND[number % len(FOUND)]
                one = Edited(document, chance)
                kind(one)
                counts[f"edits {saved}"] += 1
                if not differences(issued, read_report(one.saved()), UNITS):
                    counts[f"NOT FOUND {kind.__name__} {saved}"] += 1
            for number in range(edits // 2):
                kind = QUIET[number % len(QUIET)]
                one = Edited(document, chance)
                kind(one)
                counts[f"reworded {saved}"] += 1
                if told := differences(issued, read_report(one.saved()), UNITS):
                    counts[f"FALSE ALARM {kind.__name__} {saved}: {told[0]}"] += 1
    yield from sorted(counts.items())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--without-office", action="store_true")
    asked = parser.parse_args()
    counts = dict(campaign(asked.edits, asked.seed, not asked.without_office))
    for name, count in counts.items():
        print(f"{name} {count}")
    sys.exit(any(name.startswith(("NOT FOUND", "FALSE")) for name in counts))


if __name__ == "__main__":
    main()
