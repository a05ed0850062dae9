"""Word documents made of the fewest words of WordprocessingML, by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from docx.oxml.ns import nsmap

from outputs.stable_zip import pack

K, L = "2022H1.1:lop", "2022H1.1:hoi_vien"
BODY = "word/document.xml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SPACES = " ".join(f'xmlns:{name}="{nsmap[name]}"' for name in ("w", "m", "r", "wp", "a")) + f' xmlns:mc="{MC}"'
_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = (
    '<w:style w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:styleId="Tiu2"><w:name w:val="Heading 2"/></w:style>'
    '<w:style w:styleId="Vn"><w:name w:val="Body Text"/></w:style><w:style w:styleId="Nameless"/>'
)


def part(name: str, inner: str) -> bytes:
    return f"<w:{name} {_SPACES}>{inner}</w:{name}>".encode()


def rels(**targets: str) -> bytes:
    found = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind.rstrip("0123456789")}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{found}</Relationships>'.encode()


def package(body: str, others: Mapping[str, bytes] | None = None, **kinds: str) -> bytes:
    """A document with this body. ``others`` are parts that it leads to, ``kinds`` how."""
    return pack(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": rels(officeDocument=BODY),
            BODY: part("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": rels(styles="styles.xml", **kinds),
            "word/styles.xml": part("styles", _STYLES),
            **(others or {}),
        }
    )


def t(text: str, look: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def sdt(inner: str, key: str = K, name: str = "tag") -> str:
    return f'<w:sdt><w:sdtPr><w:{name} w:val="{key}"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def tbl(*rows: str, repeats: bool = True) -> str:
    return f"<w:tbl><w:tr><w:trPr>{'<w:tblHeader/>' * repeats}</w:trPr></w:tr>{''.join(rows)}</w:tbl>"


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def tc(*paragraphs: str) -> str:
    return f"<w:tc>{''.join(paragraphs)}</w:tc>"


def box(*paragraphs: str) -> str:
    return f"<w:r><w:pict><w:txbxContent>{''.join(paragraphs)}</w:txbxContent></w:pict></w:r>"


def field(instruction: str, result: str) -> str:
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f"{begin}<w:r><w:instrText> {instruction} </w:instrText></w:r>{separate}{result}{end}"


def twice(first: str, second: str) -> str:
    """The same for programs that know more, and for those that know less."""
    return (
        f"<mc:AlternateContent><mc:Choice>{first}</mc:Choice><mc:Fallback>{second}</mc:Fallback></mc:AlternateContent>"
    )


def edited(report: Path, to: Path, *edits: tuple[str, str]) -> Path:
    """A copy of a report in which somebody changed the text of the body: each edit once, where it stands first."""
    with zipfile.ZipFile(io.BytesIO(report.read_bytes())) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    body = parts[BODY].decode()
    for old, new in edits:
        assert old in body, old
        body = body.replace(old, new, 1)
    to.write_bytes(pack({**parts, BODY: body.encode()}))
    return to
