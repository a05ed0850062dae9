"""OpenDocument spreadsheets: repeats, passwords, macros, deleted and annotated cells."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.bases import Base
from tests.hostile.record import Hostile, one
from tests.hostile.zips import changed, members, packed, swapped, with_members, without

BAD, HEAVY = "unsafe|damaged", "unsafe|damaged|too_heavy"
HIT = '<table:table-cell office:value-type="float" office:value="7319"><text:p>7319</text:p></table:table-cell>'
END = "</office:spreadsheet>"
LAST = "</table:table></office:spreadsheet>"
MANIFEST = "META-INF/manifest.xml"
_WHOLE = "whole_number|control_total"


def files() -> Iterator[Hostile]:
    yield from cells()
    yield from repeats()
    yield from beside()


def _cell(base: Base, xml: str) -> bytes:
    return swapped(base.ods, "content.xml", HIT, xml)


def cells() -> Iterator[Hostile]:
    p = "<text:p>7319</text:p>"
    for id_, xml, expect, what in (
        ("text-differs", '<table:table-cell office:value-type="float" office:value="7319"><text:p>9999</text:p></table:table-cell>', f"accepted|{BAD}|{_WHOLE}", "a number that shows another"),
        ("no-value", f'<table:table-cell office:value-type="float">{p}</table:table-cell>', f"accepted|{BAD}|{_WHOLE}|uncached_formula", "a number without its value"),
        ("value-nonsense", f'<table:table-cell office:value-type="float" office:value="x">{p}</table:table-cell>', f"{BAD}|{_WHOLE}", "a value that is no number"),
        ("value-nan", f'<table:table-cell office:value-type="float" office:value="NaN">{p}</table:table-cell>', f"{BAD}|{_WHOLE}|error_cell", "a value that is not a number"),
        ("value-huge", '<table:table-cell office:value-type="float" office:value="1E20"><text:p>1E20</text:p></table:table-cell>', _WHOLE, "a one with twenty zeros"),
        ("fraction", '<table:table-cell office:value-type="float" office:value="7319.5"><text:p>7320</text:p></table:table-cell>', _WHOLE, "half a teacher, shown whole"),
        ("percent", '<table:table-cell office:value-type="percentage" office:value="73.19"><text:p>7319%</text:p></table:table-cell>', _WHOLE, "a percentage"),
        ("currency", f'<table:table-cell office:value-type="currency" office:currency="VND" office:value="7319">{p}</table:table-cell>', f"accepted|{_WHOLE}", "an amount of money"),
        ("date", '<table:table-cell office:value-type="date" office:date-value="1920-01-14"><text:p>14/01/20</text:p></table:table-cell>', _WHOLE, "a date"),
        ("boolean", '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>', _WHOLE, "TRUE where a number is asked for"),
        ("formula", f'<table:table-cell table:formula="of:=7000+319" office:value-type="float" office:value="7319">{p}</table:table-cell>', "accepted", "a formula with its result"),
        ("uncached", '<table:table-cell table:formula="of:=7000+319"/>', "uncached_formula", "a formula without a result"),
        ("error", '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""><text:p>#DIV/0!</text:p></table:table-cell>', f"error_cell|{_WHOLE}", "a formula that gives an error"),
        ("error-err", '<table:table-cell table:formula="of:=x" office:value-type="float" office:value="0"><text:p>Err:509</text:p></table:table-cell>', f"error_cell|{_WHOLE}", "an error of LibreOffice"),
        ("annotated", f'<table:table-cell office:value-type="float" office:value="7319"><office:annotation><text:p>999</text:p></office:annotation>{p}</table:table-cell>', "accepted", "a number with a note"),
        ("annotated-text", '<table:table-cell office:value-type="string"><office:annotation><text:p>9</text:p></office:annotation><text:p>7319</text:p></table:table-cell>', f"accepted|{_WHOLE}", "a number as text with a note"),
        ("text-attribute", '<table:table-cell office:value-type="string" office:string-value="7319"><text:p>1</text:p></table:table-cell>', f"accepted|{BAD}|{_WHOLE}", "a text whose attribute says another"),
        ("covered", '<table:covered-table-cell office:value-type="float" office:value="7319"><text:p>7319</text:p></table:covered-table-cell>', f"accepted|{BAD}|{_WHOLE}", "a number under a merged cell"),
    ):  # fmt: skip
        yield one(f"ods-cell-{id_}", "o.ods", expect, what, lambda b, xml=xml: _cell(b, xml))  # type: ignore[misc]


def repeats() -> Iterator[Hostile]:
    def at_end(base: Base, xml: str) -> bytes:
        return swapped(base.ods, "content.xml", LAST, xml + LAST)

    filled = '<table:table-cell office:value-type="float" office:value="1"{}><text:p>1</text:p></table:table-cell>'
    columns = filled.format(' table:number-columns-repeated="1000000"')
    for id_, xml, expect, what in (
        ("office", '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>', "accepted", "the empty rest of a sheet, as LibreOffice writes it"),
        ("columns", f"<table:table-row>{columns}</table:table-row>", f"accepted|{HEAVY}|unknown_form", "a number in a million columns"),
        ("rows", f'<table:table-row table:number-rows-repeated="1000000000">{filled.format("")}</table:table-row>', f"accepted|{HEAVY}|unknown_form", "a number in a milliard rows"),
        ("both", f'<table:table-row table:number-rows-repeated="1048576">{columns}</table:table-row>', f"{HEAVY}", "a number everywhere"),
        ("empty-vast", '<table:table-row table:number-rows-repeated="4000000000"><table:table-cell table:number-columns-repeated="4000000000"/></table:table-row>', f"accepted|{HEAVY}", "an empty rest past every sheet"),
        ("negative", '<table:table-row table:number-rows-repeated="-1"><table:table-cell table:number-columns-repeated="-5"/></table:table-row>', f"accepted|{HEAVY}", "fewer than no rows"),
        ("nonsense", '<table:table-row table:number-rows-repeated="x"><table:table-cell table:number-columns-repeated=""/></table:table-row>', f"accepted|{HEAVY}", "as many rows as x"),
        ("far-below", f'<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row><table:table-row>{filled.format("")}</table:table-row>', f"accepted|{HEAVY}", "a number below a million empty rows"),
        ("spanned", '<table:table-row><table:table-cell table:number-columns-spanned="1000000" table:number-rows-spanned="1000000"/></table:table-row>', f"accepted|{HEAVY}", "a cell over a million columns"),
        ("spaces", '<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="2000000000"/></text:p></table:table-cell></table:table-row>', f"accepted|{HEAVY}", "two milliard spaces"),
    ):  # fmt: skip
        yield one(f"ods-repeat-{id_}", "r.ods", expect, what, lambda b, xml=xml: at_end(b, xml))  # type: ignore[misc]
    yield one(
        "ods-repeat-hit",
        "r.ods",
        f"{BAD}|{_WHOLE}|form_twice|too_heavy",
        "the number of a row over all its columns",
        lambda b: _cell(b, HIT.replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="4" ')),
    )
    yield one(
        "ods-sheets",
        "r.ods",
        f"accepted|{HEAVY}",
        "5,000 sheets",
        lambda b: swapped(b.ods, "content.xml", END, '<table:table table:name="T"/>' * 5000 + END),
    )
    yield one(
        "ods-cells",
        "r.ods",
        f"accepted|{HEAVY}|unknown_form",
        "500,000 cells one by one",
        lambda b: swapped(
            b.ods,
            "content.xml",
            LAST,
            ("<table:table-row>" + filled.format("") * 100 + "</table:table-row>") * 5000 + LAST,
        ),
    )


def beside() -> Iterator[Hostile]:
    key = '<manifest:encryption-data manifest:checksum="x"><manifest:algorithm manifest:algorithm-name="AES"/></manifest:encryption-data>'
    entry = '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"'
    yield one(
        "ods-password",
        "p.ods",
        "encrypted",
        "an ods under a password",
        lambda b: changed(
            swapped(b.ods, MANIFEST, f"{entry}/>", f"{entry}>{key}</manifest:file-entry>"),
            "content.xml",
            lambda _: bytes(range(256)) * 9,
        ),
    )
    yield one(
        "ods-password-whole",
        "p.ods",
        "encrypted|damaged|unsupported",
        "an ods packed as one encrypted part, as LibreOffice 24 writes it",
        lambda b: packed(
            {
                "mimetype": members(b.ods)["mimetype"],
                "encrypted-package": bytes(range(256)) * 20,
                MANIFEST: members(b.ods)[MANIFEST].replace(
                    f"{entry}/>".encode(),
                    entry.replace("content.xml", "encrypted-package").encode()
                    + f">{key}</manifest:file-entry>".encode(),
                ),
            }
        ),
    )
    module = b'<script:module xmlns:script="http://openoffice.org/2000/script">Sub Main</script:module>'
    for id_, parts, expect in (
        ("basic", {"Basic/script-lc.xml": b"<a/>", "Basic/Standard/Module1.xml": module}, "macro"),
        ("python", {"Scripts/python/run.py": b"import os"}, "macro|unsafe"),
        ("object", {"Object 1/content.xml": b"<a/>"}, "accepted|unsafe"),
        ("picture", {"Pictures/1.png": b"\x89PNG\r\n\x1a\n", "Thumbnails/thumbnail.png": b"\x89PNG"}, "accepted"),
        ("settings", {"settings.xml": b"<a/>", "styles.xml": b"<a/>", "meta.xml": b"<a/>"}, "accepted|damaged"),
    ):
        yield one(
            f"ods-with-{id_}",
            "m.ods",
            expect,
            f"an ods with {id_}",
            lambda b, parts=parts: with_members(b.ods, parts),  # type: ignore[misc]
        )
    deleted = f"<table:tracked-changes><table:deletion><table:cell-content-deletion>{HIT.replace('7319', '9')}</table:cell-content-deletion></table:deletion></table:tracked-changes>"
    yield one(
        "ods-tracked",
        "t.ods",
        "accepted|unsafe|damaged",
        "deleted cells that are kept as changes",
        lambda b: swapped(b.ods, "content.xml", "<office:spreadsheet>", f"<office:spreadsheet>{deleted}"),
    )
    yield one(
        "ods-event",
        "t.ods",
        "accepted|macro|unsafe",
        "an ods that runs a script when it is opened",
        lambda b: swapped(
            b.ods,
            "content.xml",
            "<office:body>",
            '<office:scripts><office:event-listeners><e script:event-name="dom:load" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"/></office:event-listeners></office:scripts><office:body>',
        ),
    )
    yield one(
        "ods-no-mimetype",
        "t.ods",
        "accepted|damaged|unsupported|archive|unsafe",
        "an ods without its mimetype",
        lambda b: without(b.ods, "mimetype"),
    )
    yield one(
        "ods-no-manifest",
        "t.ods",
        "accepted|damaged|unsafe",
        "an ods without its manifest",
        lambda b: without(b.ods, MANIFEST),
    )
    for id_, kind in (("text", "text"), ("template", "spreadsheet-template"), ("nonsense", "x" * 5000)):
        yield one(
            f"ods-mimetype-{id_}",
            "t.ods",
            "accepted|damaged|unsupported|unsafe",
            f"an ods that calls itself {kind[:30]}",
            lambda b, kind=kind: changed(
                b.ods, "mimetype", lambda _: f"application/vnd.oasis.opendocument.{kind}".encode()
            ),  # type: ignore[misc]
        )
    yield one(
        "ods-flat",
        "t.ods",
        "unsupported|web_page|damaged|accepted",
        "a flat ods, which is one XML file",
        lambda b: members(b.ods)["content.xml"],
    )
    yield one("ods-is-xlsx", "t.ods", "accepted|unsupported|damaged", "an .xlsx called .ods", lambda b: b.xlsx)
    yield one("xlsx-is-ods", "t.xlsx", "accepted|unsupported|damaged", "an .ods called .xlsx", lambda b: b.ods)
