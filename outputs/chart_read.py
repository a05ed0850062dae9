"""The charts of a Word document as they are now, whoever saved it last."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from outputs.chart import Series, Value
from outputs.patch_xml import Element, parsed

_MAIN = "http://schemas.openxmlformats.org/drawingml/2006"
_C, _A, _WP = f"{{{_MAIN}/chart}}", f"{{{_MAIN}/main}}", f"{{{_MAIN}/wordprocessingDrawing}}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFFICE_DOCUMENT = "/officeDocument"


@dataclass(frozen=True)
class ReadChart:
    """What stands in a chart part, in the values that it shows; a value that is missing is None."""

    title: str
    description: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]


def read_charts(package: zipfile.ZipFile | bytes) -> list[ReadChart]:
    """In the order of the document. CannotMark for a part whose XML may do harm, KeyError where one that is named is
    not there, XMLSyntaxError for one that is damaged."""
    if isinstance(package, bytes):
        with zipfile.ZipFile(io.BytesIO(package)) as opened:
            return read_charts(opened)
    main = next(target for kind, target in _links(package, "").values() if kind.endswith(_OFFICE_DOCUMENT))
    links = _links(package, main)
    return [
        _read(parsed(package.read(links[key][1])), description)
        for key, description in _drawn(parsed(package.read(main)))
    ]


def _links(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The relationships of a part ("" is the package): id → kind and the part that it leads to."""
    folder, name = posixpath.split(part)
    root = parsed(package.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    return {
        str(one.get("Id")): (
            str(one.get("Type")),
            posixpath.normpath(posixpath.join("/", folder, str(one.get("Target")))).lstrip("/"),
        )
        for one in root
    }


def _drawn(body: Element) -> Iterator[tuple[str, str]]:
    """The relationship and the alternative text of each chart."""
    for chart in body.iter(f"{_C}chart"):
        above = list(chart.iterancestors())
        if any(one.tag == _FALLBACK for one in above):
            continue  # the same drawing, for programs that know no charts
        told = next((found for one in above if (found := one.find(f"{_WP}docPr")) is not None), None)
        yield str(chart.get(_RELATIONSHIP)), "" if told is None else str(told.get("descr", ""))


def _read(root: Element, description: str) -> ReadChart:
    title = root.find(f"{_C}chart/{_C}title")
    drawn = sorted(root.iter(f"{_C}ser"), key=_order)
    categories = next((_points(one.find(f"{_C}cat")) for one in drawn), [])
    series = tuple(
        Series(_text(one.find(f"{_C}tx")), tuple(map(_number, _points(one.find(f"{_C}val"))))) for one in drawn
    )
    return ReadChart(_words(title), description, tuple(text or "" for text in categories), series)


def _order(series: Element) -> int:
    order = series.find(f"{_C}order")
    return 0 if order is None else int(order.get("val", "0"))


def _points(data: Element | None) -> list[str | None]:
    """The cached points of a category or value, None for one that is not there."""
    count = None if data is None else next(data.iter(f"{_C}ptCount"), None)
    if data is None or count is None:
        return []
    found = {int(point.get("idx", "0")): point.findtext(f"{_C}v") for point in data.iter(f"{_C}pt")}
    return [found.get(at) for at in range(int(count.get("val", "0")))]


def _number(text: str | None) -> Value:
    """A value; None for what is no number, as of an error in the workbook."""
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return int(number) if number == int(number) else number


def _text(name: Element | None) -> str:
    """The cached name of a series."""
    points = [] if name is None else [point.findtext(f"{_C}v") or "" for point in name.iter(f"{_C}pt")]
    return points[0] if points else "" if name is None else str(name.findtext(f"{_C}v") or "")


def _words(title: Element | None) -> str:
    return "" if title is None else "".join(one.text or "" for one in title.iter(f"{_A}t"))
