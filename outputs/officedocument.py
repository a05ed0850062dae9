"""A Word document in the form of an official one (Decree 30/2020/NĐ-CP, Annex I), as stable bytes."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm

from outputs.chart import Chart, Drawing
from outputs.empty_document import empty_document
from outputs.measure import balanced, text_width
from outputs.stable_zip import stable_zip
from outputs.stylesheet import NAMESPACE, FormatStyle
from outputs.word_table import UNNUMBERED, Block, Cell, Line, Rule, Table

_PAGE, _TOP, _BOTTOM, _LEFT, _RIGHT = (210, 297), 20, 20, 30, 15
TEXT_WIDTH = _PAGE[0] - _LEFT - _RIGHT  # mm, upright; LANDSCAPE_WIDTH with the page turned
LANDSCAPE_WIDTH = _PAGE[1] - _LEFT - _RIGHT

_HEAD_WIDTHS = (71.0, TEXT_WIDTH - 71.0)  # the right one holds the Quốc hiệu at size 12 in one line
_COUNTRY, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
_SHORT_RULE = 0.4  # of the text above it: the decree asks for a third to a half


_CODE = 16  # letters
_END_OF_SECTION = "</w:sectPr></w:pPr></w:p>"
_SECTION_BREAK = "<w:p><w:pPr><w:sectPr"
_THIN_BREAK = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:sectPr'
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"


@dataclass(frozen=True)
class Properties:
    """What the file says about itself; nothing in it depends on when or where it was written."""

    title: str
    author: str
    identifier: str
    version: str
    day: date


class OfficialDocument:
    """Add blocks from top to bottom, then take the bytes."""

    def __init__(self, properties: Properties, mark: str = "", coded: bool = False) -> None:
        """``mark`` stands on every page, before its number. ``coded``: its keywords say what it was as it was written,
        so that it is known again once it was edited."""
        self._document, self._mark, self._coded = empty_document(), mark, coded
        self._sections: list[list[Block | Drawing]] = [[]]
        self._charts = 0
        _set_properties(self._document, properties)
        _set_page(self._document.sections[0])
        _number_pages(self._document.sections[0], mark)

    def add(self, *blocks: Block) -> None:
        self._sections[-1] += blocks

    def add_chart(self, chart: Chart, width: float, height: float) -> None:
        """The chart below what was added before, ``width`` × ``height`` mm."""
        from outputs.chart_drawing import add_chart  # what writes workbooks takes time to import, and few have charts

        self._charts += 1
        self._sections[-1].append(add_chart(self._document, chart, width, height, self._charts))

    def start_annex(self, upright: bool = False) -> None:
        """A new section, landscape where it is not ``upright``, whose pages are numbered from 1: an annex has its own
        numbers."""
        section = self._document.add_section()
        self._sections.append([])
        width, height = _PAGE if upright else reversed(_PAGE)
        section.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(width), Mm(height)
        properties = self._document.element.body[-1]
        if properties.find(qn("w:pgNumType")) is None:
            numbers = OxmlElement("w:pgNumType", attrs={qn("w:start"): "1"})
            properties.find(qn("w:pgMar")).addnext(numbers)
        if self._mark:  # the first page of an annex has neither a number nor the head
            section.first_page_header.is_linked_to_previous = False
            section.first_page_header.paragraphs[0].add_run(self._mark)

    def to_bytes(self) -> bytes:
        """Equal blocks and properties give equal bytes."""
        bodies = ["".join(block.xml() for block in blocks) for blocks in self._sections]
        if self._coded:
            self._document.core_properties.keywords = hashlib.sha256("".join(bodies).encode()).hexdigest()[:_CODE]
        written = io.BytesIO()
        self._document.save(written)
        styles = "".join(one.xml() for one in FormatStyle.used("".join(bodies)))
        changed = {
            "word/document.xml": lambda skeleton: _with_blocks(skeleton.decode(), bodies).encode(),
            "word/styles.xml": lambda ours: ours.replace(b"</w:styles>", f"{styles}</w:styles>".encode()),
        }
        return stable_zip(written.getvalue(), changed)


def _with_blocks(skeleton: str, bodies: Sequence[str]) -> str:
    """The blocks put into the sections as text: a parsed tree of thousands of controls takes seconds to save."""
    start, sections = skeleton.split("<w:body>")
    first, *others = (f"{one}{_END_OF_SECTION}" for one in sections.split(_END_OF_SECTION))
    ends = [first, *others]
    ends[-1] = ends[-1].removesuffix(_END_OF_SECTION)
    body = "".join(f"{blocks}{end}" for blocks, end in zip(bodies, ends, strict=True))
    ids = count(1)
    numbered = re.sub(re.escape(UNNUMBERED), lambda _: f'<w:id w:val="{next(ids)}"/>', body)
    return f"{_declared(start)}<w:body>{numbered.replace(_SECTION_BREAK, _THIN_BREAK)}"


def head(parent: str, issuer: str, number: str, place_and_date: str, mark: str = "") -> Table:
    """The head: parent and issuing body and number on the left, country, motto and date on the right; ``mark`` says
    below the number what the document is as yet."""
    left, right = _HEAD_WIDTHS
    above = _lines_in(parent.upper(), 12, left)
    ours = _lines_in(issuer.upper(), 12, left, bold=True)
    issuing: tuple[Line | Rule, ...] = (*above, *ours, _short_rule(ours, 12, left))
    nation = (
        Line(_COUNTRY, align="center", bold=True, size=12),
        Line(_MOTTO, align="center", bold=True, size=13),
        Rule(text_width(_MOTTO, 13), right),
    )
    marked = [Line(mark, align="center", bold=True, size=13)] * bool(mark)
    numbered = Cell((Line(number, align="center", size=13), *marked))
    dated = Cell((Line(place_and_date, align="center", italic=True, size=13),))
    return Table((left, right), ((Cell(issuing), Cell(nation)), (numbered, dated)), grid=False)


def title(kind: str, subject: str) -> tuple[Block, ...]:
    """The kind of document and its subject, with a rule below."""
    lines = Line(balanced(subject, 14, TEXT_WIDTH * 0.9), "Subtitle")
    gap = Line(style="Note")
    return Line(kind.upper(), "Title"), lines, _short_rule((lines,), 14, TEXT_WIDTH), gap


def signature(authority: Iterable[str], office: str, name: str, recipients: Iterable[str]) -> Table:
    """Recipients on the left, who signs on the right, kept on one page with the line above."""
    lines = (*authority, office)
    signing = [Line(line.upper(), align="center", bold=True, size=14, keep=True) for line in lines]
    space = [Line(size=14, keep=True)] * 4
    left = (
        Line("Nơi nhận:", bold=True, italic=True, size=12, keep=True),
        *(Line(recipient, size=11, keep=True) for recipient in recipients),
    )
    right = (*signing, *space, Line(name, align="center", bold=True, size=14))
    return Table(_HEAD_WIDTHS, ((Cell(left), Cell(right)),), grid=False)


def number_line(symbol: str, number: str = "") -> str:
    """``Số: 12/HKH``; room for the number where it is not known yet."""
    return f"Số: {number}" if number else f"Số:      /{symbol}"


def day_words(day: date) -> str:
    """``29 tháng 7 năm 2022``; the decree pads days below 10 and months 1 and 2 with a zero."""
    month = f"{day.month:02d}" if day.month < 3 else f"{day.month}"
    return f"{day.day:02d} tháng {month} năm {day.year}"


def _lines_in(text: str, size: float, box: float, bold: bool = False) -> tuple[Line, ...]:
    lines = balanced(text, size, box).split("\n")
    return tuple(Line(line, align="center", bold=bold, size=size) for line in lines if line)


def _short_rule(lines: Iterable[Line], size: float, box: float) -> Rule:
    widest = max((text_width(one, size) for line in lines for one in line.text.split("\n")), default=0.0)
    return Rule(min(widest, box) * _SHORT_RULE, box)


def _declared(root: str) -> str:
    """The start of the document with the namespace of what Word 2013 added to controls, which older readers skip."""
    return root.replace('mc:Ignorable="', f'xmlns:w15="{_W15}" mc:Ignorable="w15 ', 1)


def _set_properties(document: Document, properties: Properties) -> None:
    core, moment = document.core_properties, datetime.combine(properties.day, time())
    core.title, core.author, core.last_modified_by = properties.title, properties.author, properties.author
    core.identifier, core.version, core.language = properties.identifier, properties.version, "vi-VN"
    core.created, core.modified, core.revision = moment, moment, 1
    core.comments = core.keywords = core.subject = ""


def _set_page(section: Section) -> None:
    section.page_width, section.page_height = Mm(_PAGE[0]), Mm(_PAGE[1])
    section.top_margin, section.bottom_margin = Mm(_TOP), Mm(_BOTTOM)
    section.left_margin, section.right_margin = Mm(_LEFT), Mm(_RIGHT)
    section.header_distance = section.footer_distance = Mm(10)


def _number_pages(section: Section, mark: str) -> None:
    """The page number centred in the top margin, on every page but the first."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    page = f'<w:fldSimple xmlns:w="{NAMESPACE}" w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    paragraph = section.header.paragraphs[0]
    if mark:
        paragraph.add_run(f"{mark} – ")
    paragraph._p.append(parse_xml(page))
