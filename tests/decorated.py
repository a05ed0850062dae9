"""Workbooks as senders decorate them: pictures, charts, pivot tables, notes, protection, and whatever else there is.

By xlsxwriter, and by hand what it does not write. Each has a sheet ``Biểu 1`` with the same cells.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import xlsxwriter

ROWS = (
    ("Chỉ tiêu", "Kỳ này", "Ghi chú"),
    ("Hội viên", "12a", "mới"),
    ("Chi hội", 9, None),
    ("Lớp", 3.5, "ước"),
    ("Quỹ", 1200000, None),
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Change = Callable[[bytes], bytes]


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return data.getvalue()


def changed(data: bytes, changes: Mapping[str, bytes | Change]) -> bytes:
    """The package with parts put in, or changed by a function."""
    parts = unpacked(data)
    for name, change in changes.items():
        parts[name] = change if isinstance(change, bytes) else change(parts[name])
    return packed(parts)


def put(old: str, new: str) -> Change:
    """``old`` must stand in the part, once."""

    def change(part: bytes) -> bytes:
        assert part.count(old.encode()) == 1, (old, part[:2000])
        return part.replace(old.encode(), new.encode())

    return change


def also(*changes: Change) -> Change:
    def change(part: bytes) -> bytes:
        for one in changes:
            part = one(part)
        return part

    return change


def picture() -> io.BytesIO:
    """A PNG of one red point."""
    chunks = (
        (b"IHDR", struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\xff\0\0")),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def book(decorate: Callable[[Any, Any], None] = lambda book, sheet: None) -> bytes:
    """``Biểu 1`` and ``Biểu 2`` with the rows, decorated."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as made:
        first, second = made.add_worksheet("Biểu 1"), made.add_worksheet("Biểu 2")
        for sheet in (first, second):
            for number, row in enumerate(ROWS):
                sheet.write_row(number, 0, row)
        decorate(made, first)
    return data.getvalue()


# --- decorations ----------------------------------------------------------------------------------------


def _image(made: Any, sheet: Any) -> None:
    sheet.insert_image("E2", "red.png", {"image_data": picture(), "description": "một chấm"})


def _chart(made: Any, sheet: Any) -> None:
    chart = made.add_chart({"type": "column"})
    chart.add_series({"categories": "='Biểu 1'!$A$2:$A$5", "values": "='Biểu 1'!$B$2:$B$5"})
    sheet.insert_chart("E2", chart)
    page = made.add_chartsheet("Đồ thị")
    other = made.add_chart({"type": "line"})
    other.add_series({"values": "='Biểu 1'!$B$2:$B$5"})
    page.set_chart(other)
    page.select()


def _rules(made: Any, sheet: Any) -> None:
    sheet.conditional_format("B2:B5", {"type": "data_bar", "data_bar_2010": True, "bar_color": "#63C384"})
    sheet.conditional_format(
        "B2:B5", {"type": "cell", "criteria": ">", "value": 5, "format": made.add_format({"bold": 1})}
    )
    sheet.conditional_format("C2:C5", {"type": "icon_set", "icon_style": "3_arrows"})
    sheet.data_validation("B2:B5", {"validate": "integer", "criteria": ">=", "value": 0, "error_title": "Số nguyên"})


def _notes(made: Any, sheet: Any) -> None:
    sheet.write_comment("B2", "Xem lại số này", {"author": "Chị Hoa"})
    sheet.write_comment("A5", "Quỹ gồm cả hiện vật", {"x_scale": 2})


def _header(made: Any, sheet: Any) -> None:
    sheet.set_header("&L&G", {"image_left": "red.png", "image_data_left": picture()})
    sheet.insert_button("F8", {"caption": "In"})
    sheet.print_area("A1:C5")
    sheet.repeat_rows(0)
    sheet.set_h_pagebreaks([3])


def _protected(made: Any, sheet: Any) -> None:
    sheet.protect("mật khẩu", {"sort": True})
    sheet.unprotect_range("B2:B5", "Ô nhập")


def _table(made: Any, sheet: Any) -> None:
    sheet.add_table("A1:C5", {"columns": [{"header": str(text)} for text in ROWS[0]]})
    made.get_worksheet_by_name("Biểu 2").autofilter("A1:C5")
    made.define_name("Tổng", "='Biểu 1'!$B$5")
    made.define_name("'Biểu 2'!Riêng", "='Biểu 2'!$B$5")


def _views(made: Any, sheet: Any) -> None:
    second = made.get_worksheet_by_name("Biểu 2")
    sheet.select()
    second.select()
    second.activate()
    made.add_worksheet("Ẩn").hide()
    made.add_worksheet("Ẩn hẳn").very_hidden()
    sheet.freeze_panes(1, 1)
    sheet.set_column("B:B", 20, made.add_format({"bg_color": "yellow"}), {"level": 1})
    sheet.merge_range("A8:C8", "Người lập biểu", made.add_format({"align": "center"}))
    sheet.write_rich_string(
        "A9", made.add_format({"bold": True}), "đậm", " và ", made.add_format({"italic": 1}), "nghiêng"
    )
    sheet.write_url("A10", "https://example.org/bieu?a=1&b=2", string="nguồn")
    sheet.write_formula("B10", "=SUM(B3:B5)", None, 1200012.5)


_VALIDATION = (
    f'<extLst><ext xmlns:x14="{_X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>\'Biểu 2\'!$A$2:$A$5</xm:f>'
    "</x14:formula1><xm:sqref>C2:C5</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
)


def _x14_validation() -> bytes:
    return changed(book(), {"xl/worksheets/sheet1.xml": put("</worksheet>", _VALIDATION)})


def _structure_protected() -> bytes:
    return changed(
        book(_protected), {"xl/workbook.xml": put("<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>')}
    )


def _threads() -> bytes:
    """A cell that is being talked about: a thread, and the note that stands in for it in older programs."""

    def old(made: Any, sheet: Any) -> None:
        sheet.write_comment(
            "B2", "[Threaded comment] Đúng không?", {"author": "tc={5F3C5E4B-7C1B-4F6E-9B52-6D1C9A7F0001}"}
        )

    thread = (
        f'{_HEAD}<ThreadedComments xmlns="{_THREADS}"><threadedComment ref="B2" dT="2022-06-20T08:00:00.00" '
        'personId="{5F3C5E4B-7C1B-4F6E-9B52-6D1C9A7F0002}" id="{5F3C5E4B-7C1B-4F6E-9B52-6D1C9A7F0001}">'
        "<text>Đúng không?</text></threadedComment></ThreadedComments>"
    )
    person = (
        f'{_HEAD}<personList xmlns="{_THREADS}"><person displayName="Hoa" userId="hoa" '
        'id="{5F3C5E4B-7C1B-4F6E-9B52-6D1C9A7F0002}" providerId="None"/></personList>'
    )
    kinds = "".join(
        f'<Override PartName="/xl/{part}" ContentType="application/vnd.ms-excel.{kind}+xml"/>'
        for part, kind in (
            ("threadedComments/threadedComment1.xml", "threadedcomments"),
            ("persons/person.xml", "person"),
        )
    )
    types = "http://schemas.microsoft.com/office/2017/10/relationships"
    talk = f'<Relationship Id="rId9" Type="{types}/threadedComment" Target="../threadedComments/threadedComment1.xml"/>'
    who = f'<Relationship Id="rId9" Type="{types}/person" Target="persons/person.xml"/>'
    return changed(
        book(old),
        {
            "xl/threadedComments/threadedComment1.xml": thread.encode(),
            "xl/persons/person.xml": person.encode(),
            "[Content_Types].xml": put("</Types>", f"{kinds}</Types>"),
            "xl/worksheets/_rels/sheet1.xml.rels": put("</Relationships>", f"{talk}</Relationships>"),
            "xl/_rels/workbook.xml.rels": put("</Relationships>", f"{who}</Relationships>"),
        },
    )


def _pivot() -> bytes:
    """A pivot table on the second sheet over the first, which knows a rule that colours it by its priority."""
    cache = (
        f'{_HEAD}<pivotCacheDefinition xmlns="{_MAIN}" xmlns:r="{_OFFICE}" r:id="rId1" refreshOnLoad="1">'
        '<cacheSource type="worksheet"><worksheetSource ref="A1:B5" sheet="Biểu 1"/></cacheSource>'
        '<cacheFields count="2">'
        '<cacheField name="Chỉ tiêu" numFmtId="0"><sharedItems count="1"><s v="Hội viên"/></sharedItems></cacheField>'
        '<cacheField name="Kỳ này" numFmtId="0"><sharedItems containsMixedTypes="1"/></cacheField>'
        "</cacheFields></pivotCacheDefinition>"
    )
    table = (
        f'{_HEAD}<pivotTableDefinition xmlns="{_MAIN}" name="Bảng tổng hợp" cacheId="1" dataCaption="Giá trị">'
        '<location ref="E1:F3" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
        '<pivotField axis="axisRow" showAll="0"><items count="2"><item x="0"/><item t="default"/></items></pivotField>'
        '<pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1"><field x="0"/></rowFields>'
        '<rowItems count="2"><i><x/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems>'
        '<dataFields count="1"><dataField name="Đếm" fld="1" subtotal="count" baseField="0" baseItem="0"/></dataFields>'
        '<conditionalFormats count="1"><conditionalFormat priority="1"><pivotAreas count="1"><pivotArea type="data">'
        '<references count="1"><reference field="4294967294" count="1"><x v="0"/></reference></references>'
        "</pivotArea></pivotAreas></conditionalFormat></conditionalFormats></pivotTableDefinition>"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = (
        f'<Override PartName="/xl/pivotCache/pivotCacheDefinition1.xml" ContentType="{kind}.pivotCacheDefinition+xml"/>'
        f'<Override PartName="/xl/pivotCache/pivotCacheRecords1.xml" ContentType="{kind}.pivotCacheRecords+xml"/>'
        f'<Override PartName="/xl/pivotTables/pivotTable1.xml" ContentType="{kind}.pivotTable+xml"/>'
    )
    rule = (
        '<conditionalFormatting pivot="1" sqref="F2"><cfRule type="top10" priority="1" rank="1"/>'
        "</conditionalFormatting><pageMargins"
    )
    return changed(
        book(),
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": cache.encode(),
            "xl/pivotCache/pivotCacheRecords1.xml": f'{_HEAD}<pivotCacheRecords xmlns="{_MAIN}" count="0"/>'.encode(),
            "xl/pivotTables/pivotTable1.xml": table.encode(),
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relations(
                ("pivotCacheRecords", "pivotCacheRecords1.xml")
            ),
            "xl/pivotTables/_rels/pivotTable1.xml.rels": relations(
                ("pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
            ),
            "xl/worksheets/_rels/sheet2.xml.rels": relations(("pivotTable", "../pivotTables/pivotTable1.xml")),
            "xl/worksheets/sheet2.xml": put("<pageMargins", rule),
            "[Content_Types].xml": put("</Types>", f"{kinds}</Types>"),
            "xl/workbook.xml": put(
                "</workbook>", '<pivotCaches><pivotCache cacheId="1" r:id="rId9"/></pivotCaches></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": put(
                "</Relationships>",
                f'<Relationship Id="rId9" Type="{_OFFICE}/pivotCacheDefinition" '
                'Target="pivotCache/pivotCacheDefinition1.xml"/></Relationships>',
            ),
        },
    )


def relations(*links: tuple[str, str]) -> bytes:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_LINKS}">{inner}</Relationships>'.encode()


def _with_prefixes() -> bytes:
    """Every element of the sheets and the workbook with a prefix, as some programs write it."""

    def prefix(part: bytes) -> bytes:
        text = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", part)
        return text.replace(b"xmlns=", b"xmlns:x=", 1)

    return changed(
        book(), {f"xl/{name}.xml": prefix for name in ("workbook", "worksheets/sheet1", "worksheets/sheet2")}
    )


def samples() -> dict[str, bytes]:
    """By name: the same workbook, decorated in every way that a sender might."""
    drawn = {
        "plain": lambda made, sheet: None,
        "image": _image,
        "chart and its sheet": _chart,
        "rules and data bars": _rules,
        "notes": _notes,
        "header picture and button": _header,
        "protected": _protected,
        "tables and names": _table,
        "views and looks": _views,
    }
    return {
        **{name: book(decorate) for name, decorate in drawn.items()},
        "x14 validation": _x14_validation(),
        "structure protected": _structure_protected(),
        "threads": _threads(),
        "pivot": _pivot(),
        "prefixes": _with_prefixes(),
    }
