"""The paragraph and table styles of an official document, as a Word styles part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_FONT = "Times New Roman"
_FIRST_LINE = '<w:ind w:firstLine="720"/>'  # 1.27 cm
_CENTRED = '<w:jc w:val="center"/>'


class _Style(NamedTuple):
    """``run`` and ``paragraph`` are the formats' inner XML; names in lower case are Word's own."""

    code: str
    name: str
    size: int
    run: str
    paragraph: str


def _spacing(before: int, after: int, line: int = 240) -> str:
    """Spacing in points before and after; ``line`` is 240 for single."""
    return f'<w:spacing w:before="{before * 20}" w:after="{after * 20}" w:line="{line}" w:lineRule="auto"/>'


def _heading(level: int, run: str) -> _Style:
    outline = f'<w:outlineLvl w:val="{level - 1}"/>'
    paragraph = f'<w:keepNext/>{_spacing(6, 6)}{_FIRST_LINE}<w:jc w:val="both"/>{outline}'
    return _Style(f"Heading{level}", f"heading {level}", 14, run, paragraph)


_STYLES = (
    _Style("BodyText", "Body Text", 14, "", f'{_spacing(0, 6, 276)}{_FIRST_LINE}<w:jc w:val="both"/>'),
    _heading(1, "<w:b/>"),
    _heading(2, "<w:b/>"),
    _heading(3, "<w:b/><w:i/>"),
    _Style("Title", "Title", 14, "<w:b/>", f"<w:keepNext/>{_spacing(12, 0)}{_CENTRED}"),
    _Style("Subtitle", "Subtitle", 14, "<w:b/>", f"<w:keepNext/>{_CENTRED}"),
    _Style("Caption", "caption", 13, "<w:b/>", f"<w:keepNext/>{_spacing(3, 3)}{_CENTRED}"),
    _Style("TableText", "Table Text", 11, "", _spacing(1, 1)),
    _Style("Note", "Note", 11, "<w:i/>", _spacing(3, 6)),
    _Style("Header", "header", 14, "", _CENTRED),
)
_FORMAT_STYLE = re.compile(r'<w:pStyle w:val="(\w+)-(\d+)(b?)(i?)"/>')
_OURS = ("TableText", "Note")

_SIDES = ("top", "left", "bottom", "right")
_MARGINS = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in _SIDES)
_LINE = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
_BORDERS = "".join(f"<w:{side} {_LINE}/>" for side in (*_SIDES, "insideH", "insideV"))
_WIDOWS = "<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault>"
_BASE = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:semiHidden/>'
    f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{_MARGINS}</w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid">'
    '<w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr></w:style>"
)


def styles_xml() -> str:
    """The whole ``w:styles`` element: Times New Roman 14, Vietnamese, no theme fonts."""
    fonts = " ".join(f'w:{kind}="{_FONT}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    language = '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>'
    run = f"<w:rFonts {fonts}/>{_size(14)}{language}"
    run_default = f"<w:rPrDefault><w:rPr>{run}</w:rPr></w:rPrDefault>"
    defaults = f"<w:docDefaults>{run_default}{_WIDOWS}</w:docDefaults>"
    return f'<w:styles xmlns:w="{NAMESPACE}">{defaults}{_BASE}{"".join(map(_style_xml, _STYLES))}</w:styles>'


class FormatStyle(NamedTuple):
    """A style that differs from another in bold, italic or size (in points, None for its own) alone."""

    base: str
    bold: bool
    italic: bool
    size: float | None

    @property
    def code(self) -> str:
        """``TableText-20b``: the size in half points."""
        return f"{self.base}-{round((self.size or 0) * 2)}{'b' * self.bold}{'i' * self.italic}"

    @classmethod
    def used(cls, body: str) -> Iterator[FormatStyle]:
        """Those that a document's paragraphs have, in the order of their codes."""
        for base, halves, bold, italic in sorted(set(_FORMAT_STYLE.findall(body))):
            yield cls(base, bool(bold), bool(italic), int(halves) / 2 or None)

    def xml(self) -> str:
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{self.code}"><w:name w:val="{self.code}"/>'
            f'<w:basedOn w:val="{self.base}"/><w:semiHidden/>{run_format(self.bold, self.italic, self.size)}</w:style>'
        )


def run_format(bold: bool, italic: bool, size: float | None) -> str:
    """The format of a run as XML; empty where it is its style's own."""
    halves = round((size or 0) * 2)
    sized = f'<w:sz w:val="{halves}"/><w:szCs w:val="{halves}"/>' if halves else ""
    said = f"{'<w:b/>' * bold}{'<w:i/>' * italic}{sized}"
    return f"<w:rPr>{said}</w:rPr>" if said else ""


def _style_xml(style: _Style) -> str:
    custom = ' w:customStyle="1"' if style.code in _OURS else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.code}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{style.paragraph}</w:pPr>'
        f"<w:rPr>{style.run}{_size(style.size)}</w:rPr></w:style>"
    )


def _size(points: int) -> str:
    return f'<w:sz w:val="{points * 2}"/><w:szCs w:val="{points * 2}"/>'
