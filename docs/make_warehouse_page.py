"""warehouse/tables.py and warehouse/views.py → the parts of docs/warehouse.md that list and draw them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Column, ForeignKey, Table

from docs.make_form_pages import table
from warehouse.tables import metadata
from warehouse.views import VIEWS

PAGE = Path(__file__).parent / "warehouse.md"
_PART = re.compile(r"(<!-- (?P<name>tables|views): made by python -m docs\.make_pages -->\n).*?(<!-- end -->)", re.S)
_TYPES = {"Date": "date", "Boolean": "boolean", "Integer": "integer", "BigInteger": "bigint"}

#: What a row of each table is.
HOLDS: Mapping[str, Mapping[str, str]] = {
    "Who reports, and what is declared": {
        "unit": "a unit as `units.csv` has it now; its key and its folder's name never change",
        "registry": "a version of `units.csv`, by its hash; the bytes are in `raw/`",
        "registry_row": "a unit as that version has it",
        "targets": "a version of `targets.csv`",
        "target": "what a unit, or all together, are to reach in a year, in that version",
        "lineage": "a version of `lineage.csv`",
        "lineage_row": "a unit that went into another on a day, in that version",
        "period": "a half-year with its dates, its state and the number of its closes",
        "catalogue": "a version of all that is declared in `expectations/`, whole",
    },
    "What arrives": {
        "sighting": "a path as the last scan saw it",
        "file": "a file that was received: whose, its bytes' hash, its verdict, its reply",
        "unreceived": "what lay in an inbox and could not be taken, until it was gone",
        "reply": "a document that was written to a sender, so that it is never taken for a submission",
    },
    "What was said": {
        "section": "the part of a file that answers one form, by one reading of it; it counts, or is superseded",
        "observation": "a number of a section, with its indicator and its place",
        "narrative": "a text answer of a section; names of people are taken out",
        "explanation": "a sender's reason for a figure that was asked about",
        "finding": "what breaks a rule in a file, and where",
    },
    "What is published": {
        "closing": "figures that wait for somebody's approval, and what was decided",
        "close": "a closed version of a period, and what it was made under",
        "close_section": "a section that a close was made from",
        "close_exception": "a unit that was let pass at a close, and why",
        "edition": "a report issued after its close: with edited prose, or with its number and day",
        "wording": "prose of a period's report as somebody edited it, by the place where it stands",
        "figure": "a frozen number",
    },
    "Who is told, and what was done": {
        "outbox": "an alert, once for its cause",
        "delivery": "an alert on its way to one channel",
        "audit": "who did what; each row holds the hash of the one before it",
    },
}

#: What a row of each view is.
VIEWS_HOLD: Mapping[str, str] = {
    "v_figures": "a figure of a closed version: of all units together, of one unit, or what either is compared with",
    "v_values": "a number, with its place, of a section that a closed version was made from",
    "v_submissions": "a file that was received, as it stands now",
    "v_findings": "what breaks a rule in a file",
    "v_units": "a unit as `units.csv` has it now",
    "v_indicators": "an indicator of a version of the catalogue",
    "v_breakdowns": "a part into which indicators are broken down, of a version of the catalogue",
}


def page(text: str) -> str:
    """The page's text with its made parts as the tables and views now are; the rest is written by hand."""
    made = {"tables": "\n".join(_tables()), "views": "\n".join(_views())}
    return _PART.sub(lambda found: f"{found[1]}\n{made[found['name']]}\n{found[3]}", text)


def _tables() -> Iterator[str]:
    yield from _drawn([])
    for title, holds in HOLDS.items():
        yield from ("", f"### {title}", "", *_listed(("Table", "A row is"), holds), "")
        yield from _drawn([metadata.tables[name] for name in holds])


def _drawn(shown: list[Table]) -> Iterator[str]:
    """A diagram of the tables with their columns, and of what they refer to; without any, of all references."""
    keys = [key for one in shown or metadata.sorted_tables for key in _keys(one)]
    yield from ("```mermaid", "erDiagram")
    for one in shown:
        yield f"    {one.name} {{"
        yield from (f"        {_type(column)} {column.name}{_key(column)}" for column in one.columns)
        yield "    }"
    for key in keys:
        parent = "|o" if key.parent.nullable else "||"
        yield f"    {key.column.table.name} {parent}--o{{ {key.parent.table.name} : {key.parent.name}"
    yield "```"


def _keys(one: Table) -> list[ForeignKey]:
    return [key for column in one.columns for key in sorted(column.foreign_keys, key=lambda key: key.target_fullname)]


def _type(column: Column[object]) -> str:
    return _TYPES.get(type(column.type).__name__, "text")


def _key(column: Column[object]) -> str:
    kinds = [kind for kind, there in (("PK", column.primary_key), ("FK", column.foreign_keys)) if there]
    return f" {', '.join(kinds)}" if kinds else ""


def _views() -> Iterator[str]:
    for view, columns in VIEWS.items():
        yield from ("", f"### {view}", "", f"A row is {VIEWS_HOLD[view]}.", "")
        yield from _listed(("Column", "What it is"), columns)


def _listed(heads: tuple[str, str], words: Mapping[str, str]) -> Iterator[str]:
    yield from table(heads, ((f"`{name}`", told) for name, told in words.items()))
