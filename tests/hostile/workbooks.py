"""Workbooks that are valid archives of valid XML, and lie, burst or carry more than numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outputs.blank_form import write_workbook
from tests.hostile.bases import Base, place
from tests.hostile.record import Hostile, one
from tests.hostile.zips import changed, members, packed, swapped, with_members

BAD, HEAVY = "unsafe|damaged", "unsafe|damaged|too_heavy"
SHEET, BOOK, STRINGS, TYPES = (
    "xl/worksheets/sheet4.xml",
    "xl/workbook.xml",
    "xl/sharedStrings.xml",
    "[Content_Types].xml",
)
_HIT_CELL = re.compile(rb'<c r="E13" s="(\d+)"><v>7319</v></c>')
VBA = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024)
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def files() -> Iterator[Hostile]:
    yield from cells()
    yield from strings()
    yield from extents()
    yield from macros()
    yield from company()


def cell(base: Base, xml: str) -> bytes:
    """The form with the cell of HIT written otherwise; ``{s}`` is its style."""
    assert place() == (SHEET, "E13")
    return changed(base.xlsx, SHEET, lambda c: _HIT_CELL.sub(lambda m: xml.replace("{s}", m[1].decode()).encode(), c))


def cells() -> Iterator[Hostile]:
    """One input cell, as no form writes it. The control total on the cover stays what it was."""
    whole = "whole_number|control_total"
    table: list[tuple[str, str, str, str]] = [
        ("uncached", '<c r="E13" s="{s}"><f>7000+319</f></c>', "uncached_formula", "a formula without a result"),
        ("uncached-empty", '<c r="E13"><f>7000+319</f><v></v></c>', "uncached_formula", "a formula with an empty result"),
        ("cached", '<c r="E13" s="{s}"><f>7000+319</f><v>7319</v></c>', "accepted", "a formula with its result"),
        ("cached-text", '<c r="E13" t="str"><f>"7319"</f><v>7319</v></c>', f"accepted|{whole}", "a formula that gives text"),
        ("cached-blank", '<c r="E13" t="str"><f>""</f><v></v></c>', f"uncached_formula|{whole}", "a formula that gives nothing"),
        ("array", '<c r="E13"><f t="array" ref="E13">SUM(7319)</f><v>7319</v></c>', "accepted|unsafe", "an array formula"),
        ("error", '<c r="E13" t="e"><v>#DIV/0!</v></c>', "error_cell", "an error"),
        ("error-formula", '<c r="E13" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "error_cell", "a formula that gives an error"),
        ("error-ref", '<c r="E13" t="e"><v>#REF!</v></c>', "error_cell", "an error of a lost reference"),
        ("error-unknown", '<c r="E13" t="e"><v>#SPILL!</v></c>', f"error_cell|{BAD}", "an error of a newer Excel"),
        ("error-nonsense", '<c r="E13" t="e"><v>7319</v></c>', f"error_cell|{BAD}|{whole}", "an error that is no error"),
        ("boolean", '<c r="E13" t="b"><v>1</v></c>', whole, "TRUE where a number is asked for"),
        ("negative", '<c r="E13"><v>-7319</v></c>', whole, "a negative number"),
        ("fraction", '<c r="E13"><v>7319.5</v></c>', whole, "half a teacher"),
        ("nearly", '<c r="E13"><v>7318.9999999999991</v></c>', f"accepted|{whole}", "a whole number but for a rounding"),
        ("huge", '<c r="E13"><v>1E20</v></c>', whole, "a one with twenty zeros"),
        ("vast", '<c r="E13"><v>1E400</v></c>', f"{whole}|{BAD}", "a number beyond what a float holds"),
        ("nan", '<c r="E13"><v>NaN</v></c>', f"{whole}|{BAD}|error_cell", "not a number"),
        ("infinite", '<c r="E13"><v>INF</v></c>', f"{whole}|{BAD}|error_cell", "an infinite number"),
        ("exponent", '<c r="E13"><v>7.319E3</v></c>', "accepted", "a number with an exponent, as Excel may store it"),
        ("float", '<c r="E13"><v>7319.0</v></c>', "accepted", "a whole float"),
        ("zeros", '<c r="E13"><v>0007319</v></c>', f"accepted|{BAD}|{whole}", "leading zeros"),
        ("spaces", '<c r="E13"><v> 7319 </v></c>', f"accepted|{BAD}|{whole}", "a number between spaces"),
        ("comma", '<c r="E13"><v>7319,0</v></c>', f"{BAD}|{whole}", "a stored number with a comma"),
        ("hex", '<c r="E13"><v>0x1C97</v></c>', f"{BAD}|{whole}", "a hexadecimal number"),
        ("underscore", '<c r="E13"><v>7_319</v></c>', f"{BAD}|{whole}", "a number as programmers write it"),
        ("digits", '<c r="E13"><v>٧٣١٩</v></c>', f"accepted|{BAD}|{whole}", "digits of another script"),
        ("inline", '<c r="E13" t="inlineStr"><is><t>7319</t></is></c>', f"accepted|{whole}", "a number as a text of its own"),
        ("inline-both", '<c r="E13" t="inlineStr"><is><t>1</t></is><v>7319</v></c>', f"{BAD}|{whole}|accepted", "a cell with a text and a number"),
        ("two-values", '<c r="E13"><v>7319</v><v>9</v></c>', f"{BAD}|{whole}", "a cell with two values"),
        ("no-type", '<c r="E13" t="wat"><v>7319</v></c>', f"accepted|{BAD}|{whole}", "a cell of an unknown type"),
        ("type-date", '<c r="E13" t="d"><v>2022-06-14</v></c>', f"{BAD}|{whole}", "a date where a number is asked for"),
        ("no-address", '<c s="{s}"><v>7319</v></c>', f"accepted|{BAD}|{whole}", "a cell without an address (legal)"),
        ("address-zero", '<c r="E0"><v>7319</v></c>', f"{BAD}|{whole}", "row 0"),
        ("address-letters", '<c r="EEEEEEE13"><v>7319</v></c>', f"{HEAVY}|{whole}", "a column that is not there"),
        ("address-far", '<c r="E99999999999999999999"><v>7319</v></c>', f"{HEAVY}|{whole}", "a row past all rows"),
        ("address-nonsense", '<c r="#!"><v>7319</v></c>', f"{BAD}|{whole}", "an address that is none"),
        ("address-small", '<c r="e13"><v>7319</v></c>', f"accepted|{BAD}|{whole}", "an address in small letters"),
        ("address-other-row", '<c r="E12"><v>7319</v></c>', f"{BAD}|{whole}", "a cell of another row"),
        ("twice", '<c r="E13"><v>9</v></c><c r="E13"><v>7319</v></c>', f"{BAD}|{whole}", "a cell that is there twice"),
        ("twice-after", '<c r="E13"><v>7319</v></c><c r="E13"><v>9</v></c>', f"{BAD}|{whole}", "a cell that is there twice"),
    ]  # fmt: skip
    for id_, xml, expect, what in table:
        yield one(f"cell-{id_}", "o.xlsx", expect, what, lambda b, xml=xml: cell(b, xml))  # type: ignore[misc]
    yield one("cell-date-style", "o.xlsx", f"accepted|{whole}", "a number shown as a date", _styled_as_date)
    yield one(
        "row-twice",
        "o.xlsx",
        f"{BAD}|form_twice|{whole}",
        "a row that is there twice, with other numbers",
        lambda b: changed(b.xlsx, SHEET, _row_twice),
    )
    yield one(
        "control-uncached",
        "o.xlsx",
        "uncached_formula|accepted|control_total",
        "a control total that was never worked out",
        lambda b: changed(
            b.xlsx, "xl/worksheets/sheet1.xml", lambda c: re.sub(rb"(</f>)<v>\d+</v>", rb"\1", c, count=1)
        ),
    )
    yield one(
        "no-results",
        "o.xlsx",
        "uncached_formula",
        "a workbook in which no formula was ever worked out",
        _without_results,
    )


def _row_twice(content: bytes) -> bytes:
    row = re.search(rb'<row r="13".*?</row>', content, re.S)
    assert row
    return content.replace(row[0], row[0] + row[0].replace(b"<v>7319</v>", b"<v>9</v>"), 1)


def _without_results(base: Base) -> bytes:
    parts = members(base.xlsx)
    parts = {name: re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content) for name, content in parts.items()}
    return packed(parts)


def _styled_as_date(base: Base) -> bytes:
    """HIT under a style that shows dates: 7319 is then 14/01/1920."""
    parts = members(base.xlsx)
    count = int(re.search(rb'<cellXfs count="(\d+)"', parts["xl/styles.xml"])[1])  # type: ignore[index]
    style = b'<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b"</cellXfs>", style)
    parts[SHEET] = _HIT_CELL.sub(b'<c r="E13" s="%d"><v>7319</v></c>' % count, parts[SHEET])
    return packed(parts)


def strings() -> Iterator[Hostile]:
    def counted(base: Base, count: str) -> bytes:
        return changed(base.xlsx, STRINGS, lambda c: re.sub(rb' count="\d+" uniqueCount="\d+"', count.encode(), c))

    for id_, count in (
        ("vast", ' count="4294967295" uniqueCount="4294967295"'),
        ("past-64", ' count="99999999999999999999999" uniqueCount="99999999999999999999999"'),
        ("negative", ' count="-1" uniqueCount="-1"'),
        ("nonsense", ' count="x" uniqueCount=""'),
        ("zero", ' count="0" uniqueCount="0"'),
        ("none", ""),
        ("million", ' count="1000000" uniqueCount="1000000"'),
    ):
        yield one(
            f"sst-{id_}",
            "s.xlsx",
            f"accepted|{HEAVY}",
            f"shared strings that claim{count or ' nothing'}",
            lambda b, count=count: counted(b, count),  # type: ignore[misc]
        )
    for id_, index in (("past", "100000"), ("negative", "-1"), ("nonsense", "x"), ("float", "1.0"), ("empty", "")):
        yield one(
            f"sst-index-{id_}",
            "s.xlsx",
            f"{BAD}|unknown_form|control_total|whole_number",
            f"a cell of shared string {index!r}",
            lambda b, index=index: cell(b, f'<c r="E13" t="s"><v>{index}</v></c>'),  # type: ignore[misc]
        )
    yield one(
        "sst-index-other",
        "s.xlsx",
        "whole_number|control_total",
        "a cell that holds another cell's text",
        lambda b: cell(b, '<c r="E13" t="s"><v>0</v></c>'),
    )
    yield one(
        "sst-shifted",
        "s.xlsx",
        f"{BAD}|unknown_form|no_period",
        "shared strings with one left out, so that every text is another's",
        lambda b: changed(b.xlsx, STRINGS, lambda c: re.sub(rb"<si>.*?</si>", b"", c, count=1, flags=re.S)),
    )
    yield one(
        "sst-many",
        "s.xlsx",
        f"accepted|{HEAVY}",
        "400,000 shared strings that no cell uses",
        lambda b: changed(b.xlsx, STRINGS, lambda c: c.replace(b"</sst>", b"<si><t>x</t></si>" * 400_000 + b"</sst>")),
    )
    yield one(
        "text-longest",
        "s.xlsx",
        "accepted",
        "a text of 32,767 letters, the longest that a cell holds",
        lambda b: write_workbook(b.plans(thuyet_minh__han_che__value="ă" * 32_767)),
    )
    yield one(
        "text-longer",
        "s.xlsx",
        f"accepted|{HEAVY}",
        "a text of two million letters",
        lambda b: swapped(b.xlsx, STRINGS, "hoạt động chưa đều", "hoạt động chưa đều" + "a" * 2_000_000),
    )
    for id_, text in (
        ("controls", "Chuông _x0007_ và _x0000_ và _x001B_[31m"),
        ("bidi", "Hội \u202egnôhk đọc\u202c ngược \u2066ở đây\u2069"),
        ("zero-width", "Hội\u200b viên\u200d chưa\ufeff đều"),
        ("emoji", "Tốt 👍🏽 \U0001f468\u200d\U0001f469\u200d\U0001f467"),
        ("combining", "Z" + "\u0301\u0309\u0323" * 2000),
        ("injection", "'; DROP TABLE file; -- {0} {name} %s ${jndi:ldap://127.0.0.1:9/a} <script>alert(1)</script>"),
        ("formula", '=HYPERLINK("http://127.0.0.1:9/","bấm đây")'),
        ("formula-old", "+cmd|' /C calc'!A0"),
        ("markup", "{{ 7*7 }} {% raw %} <b>&amp;</b> &#8206;"),
    ):
        yield one(
            f"text-{id_}",
            "t.xlsx",
            "accepted|uncached_formula" if id_ == "formula" else "accepted",
            f"{id_} in a text that the sender writes",
            lambda b, text=text: write_workbook(b.plans(thuyet_minh__han_che__value=text)),  # type: ignore[misc]
        )
    yield one(
        "text-nul",
        "t.xlsx",
        f"accepted|{BAD}",
        "a lone surrogate as a reference in a text",
        lambda b: swapped(b.xlsx, STRINGS, "hoạt động chưa đều", "hoạt &#xD800; đều"),
    )


def extents() -> Iterator[Hostile]:
    def far(base: Base, address: str) -> bytes:
        row = "".join(filter(str.isdigit, address))
        xml = f'<row r="{row}"><c r="{address}"><v>1</v></c></row></sheetData>'
        return changed(base.xlsx, SHEET, lambda c: c.replace(b"</sheetData>", xml.encode()))

    yield one(
        "far-cell",
        "e.xlsx",
        f"accepted|{HEAVY}",
        "a cell in the last place of the sheet",
        lambda b: far(b, "XFD1048576"),
    )
    yield one("far-column", "e.xlsx", f"accepted|{HEAVY}", "a cell in the last column", lambda b: far(b, "XFD30"))
    yield one("far-row", "e.xlsx", f"accepted|{HEAVY}", "a cell in the last row", lambda b: far(b, "A1048576"))
    yield one("past-cell", "e.xlsx", HEAVY, "a cell behind the last place", lambda b: far(b, "XFE1048577"))
    for id_, extent in (
        ("vast", "A1:XFD1048576"),
        ("small", "A1:A1"),
        ("none", ""),
        ("wrong", "Z99:A1"),
        ("nonsense", "x:y:z"),
    ):
        yield one(
            f"dimension-{id_}",
            "e.xlsx",
            f"accepted|{HEAVY}",
            f"a sheet that claims to reach over {extent!r}",
            lambda b, extent=extent: changed(  # type: ignore[misc]
                b.xlsx, SHEET, lambda c: re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="{extent}"'.encode(), c)
            ),
        )
    yield one(
        "merge-vast",
        "e.xlsx",
        f"accepted|{HEAVY}",
        "a merged area over the whole sheet",
        lambda b: changed(b.xlsx, SHEET, lambda c: _merged(c, b'<mergeCell ref="J1:XFD1048576"/>')),
    )
    yield one(
        "merge-many",
        "e.xlsx",
        f"accepted|{HEAVY}",
        "200,000 merged areas",
        lambda b: changed(
            b.xlsx,
            SHEET,
            lambda c: _merged(c, b"".join(b'<mergeCell ref="K%d:L%d"/>' % (n, n) for n in range(30, 200_030))),
        ),
    )
    yield one("many-cells", "e.xlsx", f"accepted|unknown_form|{HEAVY}", "a sheet of 300,000 cells", _many_cells)
    yield one("many-sheets", "e.xlsx", f"accepted|{HEAVY}", "3,000 sheets", lambda b: _more_sheets(b, 3000))
    yield one("sheet-name-twice", "e.xlsx", f"accepted|form_twice|{BAD}", "two sheets of one name", _same_name)
    yield one(
        "sheet-name-strange",
        "e.xlsx",
        "accepted|unsafe",
        "a sheet called by control characters and markup",
        lambda b: changed(
            b.xlsx, BOOK, lambda c: c.replace(b'name="Bi\xe1\xbb\x83u 4"', b'name="&lt;b&gt;\xe2\x80\xae{0}%s"')
        ),
    )
    yield one(
        "sheet-part-shared",
        "e.xlsx",
        f"form_twice|{BAD}",
        "two sheets that are the same part",
        lambda b: swapped(b.xlsx, "xl/_rels/workbook.xml.rels", "worksheets/sheet3.xml", "worksheets/sheet4.xml"),
    )
    yield one(
        "sheet-hidden",
        "e.xlsx",
        "accepted",
        "a form on a hidden sheet",
        lambda b: changed(b.xlsx, BOOK, lambda c: re.sub(rb'(<sheet name="Bi[^"]*4")', rb'\1 state="veryHidden"', c)),
    )


def _merged(content: bytes, areas: bytes) -> bytes:
    if b"</mergeCells>" in content:
        return re.sub(rb'<mergeCells count="\d+">', b"<mergeCells>", content).replace(
            b"</mergeCells>", areas + b"</mergeCells>"
        )
    return content.replace(b"</sheetData>", b"</sheetData><mergeCells>" + areas + b"</mergeCells>")


def _more_sheets(base: Base, count: int) -> bytes:
    parts = members(base.xlsx)
    empty = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    sheets = rels = types = ""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    for n in range(100, 100 + count):
        parts[f"xl/worksheets/sheet{n}.xml"] = empty
        sheets += f'<sheet name="T{n}" sheetId="{n}" r:id="rX{n}"/>'
        rels += f'<Relationship Id="rX{n}" Type="{kind}" Target="worksheets/sheet{n}.xml"/>'
        types += f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{content}"/>'
    for name, end, more in (
        (BOOK, "</sheets>", sheets),
        ("xl/_rels/workbook.xml.rels", "</Relationships>", rels),
        (TYPES, "</Types>", types),
    ):
        parts[name] = parts[name].replace(end.encode(), (more + end).encode())
    return packed(parts)


def _many_cells(base: Base) -> bytes:
    parts = members(_more_sheets(base, 1))
    rows = "".join(f'<row r="{r}">{"".join(f"<c><v>{c}</v></c>" for c in range(100))}</row>' for r in range(1, 3001))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    return packed({**parts, "xl/worksheets/sheet100.xml": sheet.encode()})


def _same_name(base: Base) -> bytes:
    return changed(_more_sheets(base, 1), BOOK, lambda c: c.replace(b'name="T100"', b'name="Bi\xe1\xbb\x83u 4"'))


def macros() -> Iterator[Hostile]:
    typed = "application/vnd.ms-office.vbaProject"
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"

    def with_vba(base: Base, member: str = "xl/vbaProject.bin") -> bytes:
        parts = members(base.xlsx)
        parts[member] = VBA
        parts[TYPES] = parts[TYPES].replace(
            b"</Types>", f'<Override PartName="/{member}" ContentType="{typed}"/></Types>'.encode()
        )
        rel = f'<Relationship Id="rIdV" Type="{kind}" Target="/{member}"/></Relationships>'
        rels = "xl/_rels/workbook.xml.rels"
        parts[rels] = parts[rels].replace(b"</Relationships>", rel.encode())
        return packed(parts)

    enabled = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    yield one("macro-xlsm", "m.xlsm", "macro", "a workbook with macros", with_vba)
    yield one("macro-renamed", "m.xlsx", "macro", "a workbook with macros called .xlsx", with_vba)
    yield one(
        "macro-upper", "m.XLSX", "macro", "its macros under another case", lambda b: with_vba(b, "xl/VBAPROJECT.BIN")
    )
    yield one(
        "macro-hidden",
        "m.xlsx",
        "macro|unsafe",
        "its macros under another name",
        lambda b: with_vba(b, "xl/media/image9.png"),
    )
    yield one(
        "macro-part-only",
        "m.xlsx",
        "macro|unsafe",
        "a macro part that nothing names",
        lambda b: with_members(b.xlsx, {"xl/vbaProject.bin": VBA}),
    )
    yield one("xlsm-without", "m.xlsm", "accepted|macro|unsupported", "an .xlsm without macros", lambda b: b.xlsx)
    yield one(
        "macro-type",
        "m.xlsx",
        "accepted|macro|unsafe",
        "typed as one with macros, without any",
        lambda b: swapped(b.xlsx, TYPES, _MAIN_TYPE, enabled),
    )
    yield one(
        "template-type",
        "m.xlsx",
        "accepted|unsafe|unsupported",
        "a template called .xlsx",
        lambda b: swapped(b.xlsx, TYPES, _MAIN_TYPE, _MAIN_TYPE.replace("sheet.main", "template.main")),
    )
    yield one(
        "macro-sheet",
        "m.xlsx",
        "macro|unsafe",
        "a sheet of Excel 4 macros",
        lambda b: with_members(
            b.xlsx,
            {
                "xl/macrosheets/sheet1.xml": b'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"/>'
            },
        ),
    )
    yield one("macro-xlam", "m.xlam", "macro|unsupported", "an add-in", with_vba)
    yield one("macro-xltm", "m.xltm", "macro|unsupported", "a template with macros", with_vba)
    yield one(
        "macro-xlsb",
        "m.xlsb",
        "macro",
        "a binary workbook with macros",
        lambda b: packed({TYPES: members(b.xlsx)[TYPES], "xl/workbook.bin": b"\x83\x01\x00", "xl/vbaProject.bin": VBA}),
    )
    yield one(
        "xlsb-nonsense",
        "m.xlsb",
        BAD,
        "a binary workbook of broken records",
        lambda b: packed({TYPES: members(b.xlsx)[TYPES], "xl/workbook.bin": b"\xff" * 500}),
    )
    yield one("xlsb-is-xlsx", "m.xlsb", "accepted|unsupported|damaged", "an .xlsx called .xlsb", lambda b: b.xlsx)


def company() -> Iterator[Hostile]:
    """What stands beside the cells: links, queries, pictures, other dialects."""
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def linked(base: Base, target: str, kind: str = "externalLink", mode: str = "External") -> bytes:
        rel = f'<Relationship Id="rIdE" Type="{links}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
        return swapped(base.xlsx, "xl/_rels/workbook.xml.rels", "</Relationships>", rel)

    yield one(
        "link-remote",
        "k.xlsx",
        "accepted|unsafe",
        "a link to a workbook on a server",
        lambda b: linked(b, "http://127.0.0.1:9/a.xlsx"),
    )
    yield one(
        "link-file",
        "k.xlsx",
        "accepted|unsafe",
        "a link to a share",
        lambda b: linked(b, "file://///127.0.0.1/c$/a.xlsx"),
    )
    yield one(
        "sheet-remote",
        "k.xlsx",
        BAD,
        "a sheet that lies on a server",
        lambda b: swapped(
            b.xlsx,
            "xl/_rels/workbook.xml.rels",
            'Target="worksheets/sheet4.xml"',
            'Target="http://127.0.0.1:9/s.xml" TargetMode="External"',
        ),
    )
    for id_, target in (
        ("outside", "../../../../etc/passwd"),
        ("absolute", "/etc/passwd"),
        ("gone", "worksheets/sheet77.xml"),
    ):
        yield one(
            f"sheet-{id_}",
            "k.xlsx",
            f"{BAD}|unknown_form|control_total",
            f"a sheet that is {target}",
            lambda b, target=target: swapped(b.xlsx, "xl/_rels/workbook.xml.rels", "worksheets/sheet4.xml", target),  # type: ignore[misc]
        )
    yield one(
        "sheet-wrong-kind",
        "k.xlsx",
        f"{BAD}|unknown_form|control_total",
        "a sheet whose part is the styles",
        lambda b: swapped(b.xlsx, "xl/_rels/workbook.xml.rels", "worksheets/sheet4.xml", "styles.xml"),
    )
    for id_, parts in (
        ("query", {"xl/connections.xml": b'<connections><connection id="1" type="4"><webPr url="http://127.0.0.1:9/"/></connection></connections>'}),
        ("dde", {"xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'}),
        ("object", {"xl/embeddings/oleObject1.bin": VBA}),
        ("activex", {"xl/activeX/activeX1.bin": VBA}),
        ("ribbon", {"customUI/customUI.xml": b'<customUI onLoad="run"/>'}),
        ("picture", {"xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(5000)}),
    ):  # fmt: skip
        yield one(
            f"with-{id_}",
            "k.xlsx",
            "accepted|unsafe|macro",
            f"a workbook with a {id_}",
            lambda b, parts=parts: with_members(b.xlsx, parts),  # type: ignore[misc]
        )
    yield one("strict", "k.xlsx", f"accepted|unsupported|unknown_form|{BAD}", "saved as Strict Open XML", _strict)
    yield one(
        "prefixed",
        "k.xlsx",
        f"accepted|unknown_form|{BAD}",
        "every element under a prefix, as some writers do",
        _prefixed,
    )
    yield one(
        "date-1904",
        "k.xlsx",
        "accepted",
        "dates counted from 1904",
        lambda b: changed(b.xlsx, BOOK, lambda c: c.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')),
    )


def _strict(base: Base) -> bytes:
    old, new = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    rels = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed(
        {
            name: content.replace(old, new).replace(rels, b"http://purl.oclc.org/ooxml/officeDocument/relationships")
            for name, content in members(base.xlsx).items()
        }
    )


def _prefixed(base: Base) -> bytes:
    """``<x:c>`` for ``<c>`` in the sheet, as the Open XML SDK writes it."""

    def prefix(content: bytes) -> bytes:
        named = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", content)
        return named.replace(b'xmlns="', b'xmlns:x="', 1)

    return changed(base.xlsx, SHEET, prefix)
