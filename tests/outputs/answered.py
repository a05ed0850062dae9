"""What the tests of the return workbook ask of it: a list of findings, and a look into a package."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openxml_audit import OpenXmlValidator

from domain.finding import Severity
from outputs.finding_list import Entry, FindingList
from outputs.patch_sheet import SheetPart
from tests.decorated import unpacked

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def entry(cell: str | None = "B2", sheet: str | None = "Biểu 1", **more: Any) -> Entry:
    told: dict[str, Any] = {
        "label": "Hội viên: tổng số, Kỳ này",
        "saw": "12a",
        "wanted": "số nguyên, không âm",
        "mend": "Chỉ ghi số, bỏ chữ",
        "severity": Severity.REFUSE_ROW,
        **more,
    }
    return Entry(sheet=sheet, cell=cell, place=f"{sheet}!{cell}", **told)


def listed(*entries: Entry, **more: Any) -> FindingList:
    told: dict[str, Any] = {
        "association": "Hội Khuyến học thành phố Sông Lam",
        "unit": "Hội Khuyến học xã Tân Lập",
        "file": "bao cao 6 thang.xlsx",
        "period": "6 tháng đầu năm 2022",
        "state": "Chưa tiếp nhận được.",
        "check": "1a2b3c4d",
        **more,
    }
    return FindingList(entries=entries, **told)


WARNED = entry("B3", saw="9, cùng kỳ 3", mend="Đúng thì ghi lý do ở Giải trình", severity=Severity.WARN)
EXPLAINED = entry("C4", saw="3,5", mend="Xem lại", severity=Severity.WARN, explained="Sáp nhập hai xã")
MENDED = entry("B5", saw="để trống", mend="Ghi số", mended=True)
OF_THE_FILE = entry(None, None, label=None, saw='"1.600" và "1,600"', severity=Severity.WARN)
SECOND = entry("B2", "Biểu 2")
EVERY = listed(entry(), WARNED, EXPLAINED, MENDED, SECOND, OF_THE_FILE)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=False)


def complaints(data: bytes, path: Path) -> Counter[str]:
    """What openxml-audit says, without the places, which move when something is put before them."""
    path.write_bytes(data)
    return Counter(error.description for error in OpenXmlValidator().validate(path).errors)


def sheet_parts(data: bytes) -> dict[str, str]:
    """Part of each sheet by its name."""
    parts = unpacked(data)
    links = {one.get("Id"): one.get("Target", "") for one in etree.fromstring(parts["xl/_rels/workbook.xml.rels"])}
    found: dict[str, str] = {}
    for one in etree.fromstring(parts["xl/workbook.xml"]).iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        key = next(str(value) for name, value in one.attrib.items() if str(name).endswith("}id"))
        found[one.get("name", "")] = "xl/" + links[key].removeprefix("/xl/")
    return found


def cells_of(data: bytes) -> dict[str, bytes]:
    """The bytes of the cells of each sheet."""
    parts = unpacked(data)
    return {
        name: SheetPart(parts[part]).cells for name, part in sheet_parts(data).items() if b"sheetData" in parts[part]
    }


def rules(data: bytes, sheet: str) -> dict[str, list[str]]:
    """Our rules on a sheet: level → the cells that it colours."""
    root = etree.fromstring(unpacked(data)[sheet_parts(data)[sheet]])
    found: dict[str, list[str]] = {}
    for rule in root.iter(f"{MAIN}cfRule"):
        text = rule.findtext(f"{MAIN}formula") or ""
        holder = rule.getparent()
        if "soket:" in text and holder is not None:
            found.setdefault(text.split('"')[1].removeprefix("soket:"), []).extend(holder.get("sqref", "").split())
    return found


def notes(data: bytes, sheet: str) -> dict[str, str]:
    """The notes of a sheet by cell."""
    return {cell.coordinate: cell.comment.text for row in opened(data)[sheet] for cell in row if cell.comment}


_MOVES = ("priority", "tabSelected", "localSheetId", "activeTab", "firstSheet", "count", "size")


def pieces(part: bytes) -> Counter[tuple[Any, ...]]:
    """Every element with its attributes and text, but for what says where it stands among others."""
    return Counter(_pieces(etree.fromstring(part)))


def _pieces(root: etree._Element) -> Iterator[tuple[Any, ...]]:
    for one in root.iter():
        told = tuple(
            sorted((str(k), str(v)) for k, v in one.attrib.items() if k not in _MOVES and "}space" not in str(k))
        )
        counted = str(one.tag).endswith("}i4")  # how many sheets the properties name
        yield str(one.tag), told, "" if counted else (one.text or "").strip()


def lost(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, Any]:
    """What of the sender's is no longer there, by part."""
    gone: dict[str, Any] = dict.fromkeys(before.keys() - after.keys(), "the part")
    for name in before.keys() & after.keys():
        if before[name] != after[name]:
            if name.endswith(".vml"):
                missing: Any = [one for one in _shapes(before[name]) if one not in _shapes(after[name])]
            else:
                missing = pieces(before[name]) - pieces(after[name])
            if missing:
                gone[name] = missing
    return gone


def _shapes(drawing: bytes) -> list[bytes]:
    return [one.partition(b"</v:shape>")[0] for one in drawing.split(b"<v:shape ")[1:]]
