"""How a chart looks: letters, lines and fills that stay apart in a black and white copy."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_FACE = "Times New Roman"
_UNWRAPPED = ' wrap="none"'
INK, FRAME, GRID = "000000", "595959", "D9D9D9"

#: Dark, light, hatched, …: neighbours differ by how dark they are or by their pattern, not by their hue.
_FILLS = (
    '<a:solidFill><a:srgbClr val="404040"/></a:solidFill>',
    '<a:solidFill><a:srgbClr val="D0D0D0"/></a:solidFill>',
    '<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="000000"/></a:fgClr>'
    '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>',
    '<a:solidFill><a:srgbClr val="8C8C8C"/></a:solidFill>',
    '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>',
    '<a:pattFill prst="dkHorz"><a:fgClr><a:srgbClr val="000000"/></a:fgClr>'
    '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>',
)
_DASHES = ("solid", "dash", "sysDot", "lgDash", "dashDot", "sysDash")
_MARKERS = ("circle", "square", "triangle", "diamond", "x", "plus")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_xml(text: str) -> str:
    """A text as XML holds it, in an attribute too."""
    return escape(_NOT_XML.sub("", text), {'"': "&quot;", "\n": " "})


def line(color: str, points: float, dash: str = "solid") -> str:
    return f'<a:ln w="{round(points * 12700)}">{_solid(color)}<a:prstDash val="{dash}"/></a:ln>'


def filled(number: int) -> str:
    """The shape of the columns or bars of a series, counted from 0."""
    return f"<c:spPr>{_FILLS[number % len(_FILLS)]}{line(INK, 0.5)}</c:spPr>"


def joined(number: int) -> str:
    """The line of a series and its marks."""
    symbol, inside = _MARKERS[number % len(_MARKERS)], "FFFFFF" if number % 2 else INK
    mark = f'<c:symbol val="{symbol}"/><c:size val="7"/><c:spPr>{_solid(inside)}{line(INK, 1)}</c:spPr>'
    return f"<c:spPr>{line(INK, 1.75, _DASHES[number % len(_DASHES)])}</c:spPr><c:marker>{mark}</c:marker>"


def across(points: int) -> str:
    """The line of a reference; where it has one point only, a stroke is what there is to see of it."""
    stroke = f'<c:symbol val="dash"/><c:size val="20"/><c:spPr>{_solid(INK)}</c:spPr>'
    mark = stroke if points == 1 else '<c:symbol val="none"/>'
    return f"<c:spPr>{line(INK, 1.5, 'dash')}</c:spPr><c:marker>{mark}</c:marker>"


def text_format(points: float, turned: int = 0, wrapped: bool = True) -> str:
    """The format of texts, ``turned`` by so many degrees."""
    paragraph = f'<a:pPr><a:defRPr{_letters(points)}</a:defRPr></a:pPr><a:endParaRPr lang="vi-VN"/>'
    return f"<c:txPr>{_body(turned, wrapped)}<a:lstStyle/><a:p>{paragraph}</a:p></c:txPr>"


def words(text: str, points: float, bold: bool = False, turned: int = 0) -> str:
    """The title of a chart or an axis."""
    run = f'<a:r><a:rPr lang="vi-VN"{_letters(points, bold)}</a:rPr><a:t>{as_xml(text)}</a:t></a:r>'
    paragraph = f"<a:p><a:pPr><a:defRPr{_letters(points, bold)}</a:defRPr></a:pPr>{run}</a:p>"
    rich = f"<c:rich>{_body(turned, wrapped=True)}<a:lstStyle/>{paragraph}</c:rich>"
    return f'<c:title><c:tx>{rich}</c:tx><c:overlay val="0"/></c:title>'


def _body(turned: int, wrapped: bool) -> str:
    rotation = f' rot="{turned * 60000}" vert="horz"' if turned else ""
    return f"<a:bodyPr{rotation}{'' if wrapped else _UNWRAPPED}/>"


def _letters(points: float, bold: bool = False) -> str:
    """The format of a run from its attributes to its last child; its tag is the caller's."""
    faces = "".join(f'<a:{kind} typeface="{_FACE}"/>' for kind in ("latin", "ea", "cs"))
    return f' sz="{round(points * 100)}" b="{int(bold)}">{_solid(INK)}{faces}'


def _solid(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'
