"""The form as LibreOffice saves it: an OpenDocument spreadsheet (ISO 26300), written by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from outputs.blank_form import numbers_of
from outputs.sheet_plan import PlannedCell, SheetPlan, results

_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = " ".join(f'xmlns:{name}="{_OASIS}{name}:1.0"' for name in ("office", "table", "text"))
_MANIFEST = (
    f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_OASIS}manifest:1.0" '
    f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_REST = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/>'
    "</table:table-row>"
)


def opendocument(plans: Sequence[SheetPlan]) -> bytes:
    """Numbers as numbers, the rest as text, formulas as their results; equal plans give equal bytes."""
    made = results(plans, numbers_of(plans))
    tables = "".join(f"<table:table table:name={quoteattr(p.name)}>{_table(p, made)}</table:table>" for p in plans)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:  # the mimetype comes first, not compressed
        archive.writestr(zipfile.ZipInfo("mimetype", _EPOCH), _MIMETYPE)
        for name, text in (("META-INF/manifest.xml", _MANIFEST), ("content.xml", content)):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _table(plan: SheetPlan, made: Mapping[str, int | str]) -> str:
    width = max(len(plan.widths), *(len(row) for row in plan.rows))
    covered: set[tuple[int, int]] = set()
    rows = []
    for r, row in enumerate(plan.rows):
        cells = "".join(_cells(plan, r, [*row, *[None] * (width - len(row))], made, covered))
        rows.append(f"<table:table-row>{cells}</table:table-row>")
    return f'<table:table-column table:number-columns-repeated="{width}"/>{"".join(rows)}{_REST}'


def _cells(
    plan: SheetPlan,
    r: int,
    row: Sequence[PlannedCell | None],
    made: Mapping[str, int | str],
    covered: set[tuple[int, int]],
) -> Iterator[str]:
    for c, cell in enumerate(row):
        if (r, c) in covered:
            yield "<table:covered-table-cell/>"
        elif cell is None:
            yield "<table:table-cell/>"
        else:
            covered.update((r + down, c + right) for down in range(cell.down) for right in range(cell.span))
            yield _cell(cell, made[cell.key or f"{plan.name}:{r}:{c}"] if cell.formula else cell.value)


def _cell(cell: PlannedCell, value: int | str | None) -> str:
    merged = cell.span > 1 or cell.down > 1
    spans = f' table:number-columns-spanned="{cell.span}" table:number-rows-spanned="{cell.down}"' if merged else ""
    if value is None or value == "":
        return f"<table:table-cell{spans}/>"
    text = f"<text:p>{escape(str(value))}</text:p>"
    if isinstance(value, int) or cell.formula:
        return f'<table:table-cell{spans} office:value-type="float" office:value="{value}">{text}</table:table-cell>'
    return f'<table:table-cell{spans} office:value-type="string">{text}</table:table-cell>'
