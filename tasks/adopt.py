"""A report that was edited in Word → its prose, kept for the next rendering of the same period. Figures stay ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from outputs.adopted import PROSE_STYLES, anchors, is_fixed, within
from outputs.live import live
from tasks.home import Home
from tasks.publish import Published, path_of, put, rendered
from tasks.raw import store_raw
from tasks.registry import HomeError
from tasks.report_text import Paragraph, ReportText, TableText
from tasks.table_difference import Difference, What
from tasks.verify import Basis, Returned
from warehouse import editions, ledger
from warehouse.editions import Worded

_OURS = frozenset({What.ALTERED})  # what is put right by itself: the figure is printed as it is


class AlreadyNumbered(ValueError):
    """A report that has its number is not reworded."""


@dataclass(frozen=True)
class Taken:
    """``places``: where prose was taken over. ``refused``: why nothing was, each with its place; ``restored``: figures
    and tables that had been changed and stay ours. ``edition``: the report of a closed period, written anew."""

    places: tuple[str, ...]
    refused: tuple[Difference, ...] = ()
    restored: tuple[Difference, ...] = ()
    edition: Published | None = None


def adopt(home: Home, path: Path, by: str) -> Taken:
    """Keeps the edited prose, all of it or none. HomeError where ``path`` is no report of this home, or lacks a
    heading; AlreadyNumbered where the version was issued under its number."""
    returned = Returned.of(path)
    basis = Basis.of(home, returned)
    if basis.close is not None:
        _check_not_numbered(home, basis.close.id, returned)
    found = basis.nearest(returned)
    refused = tuple(one for one in found if not one.in_table and one.what not in _OURS)
    restored = tuple(one for one in found if one not in refused)
    if refused:
        return Taken((), refused, restored)
    edited = _edited(basis.editions[-1], returned)
    if not edited:
        return Taken((), (), restored)
    source = store_raw(home, returned.data)
    with home.warehouse.write() as connection:
        ledger.keep_periods(connection, {str(returned.period): home.dates(returned.period)})
        editions.keep_wording(connection, str(returned.period), edited, source, by)
    return Taken(tuple(edited), (), restored, _reworded(home, basis, by))


def _check_not_numbered(home: Home, close_id: int, returned: Returned) -> None:
    with home.warehouse.read() as connection:
        given = editions.numbered(connection, close_id)
    if given:
        raise AlreadyNumbered(
            f"{returned.path}: {returned.period} version {returned.version} was issued as number {given.number}; "
            f"another content takes a new report: soket reopen {returned.period} --reason TEXT"
        )


def _reworded(home: Home, basis: Basis, by: str) -> Published | None:
    """A closed version's report with the prose that stands now, as its next edition."""
    if basis.close is None:
        return None
    written = rendered(home, basis.close, reworded=True)
    sha256 = store_raw(home, written.document)
    with home.warehouse.write() as connection:
        made = editions.editions_of(connection, basis.close.id)
        if sha256 not in {one.sha256 for one in made}:
            editions.add_edition(connection, basis.close, sha256, by)
            made = editions.editions_of(connection, basis.close.id)
    return put(home, path_of(home, basis.close, made), sha256, True, written.not_adopted)


def _edited(issued: ReportText, returned: Returned) -> dict[str, Worded]:
    """The runs of prose that read otherwise than they did."""
    before, now = dict(_runs(issued)), dict(_runs(returned.text))
    if gone := [anchor for anchor in before if anchor not in now]:
        raise HomeError(f"{returned.path}: the text under {gone[0]!r} is not there; put heading and text back")
    if come := [anchor for anchor in now if anchor not in before]:
        raise HomeError(f"{returned.path}: there was no text under {come[0]!r}; move it below a heading that has some")
    return {
        anchor: Worded(said, frozenset(within(key) for key in _keys(before[anchor])))
        for anchor, paragraphs in now.items()
        if (said := _said(paragraphs)) != _said(before[anchor])
    }


def _runs(report: ReportText) -> Iterator[tuple[str, list[Paragraph]]]:
    blocks = [block for block in _body(report) if isinstance(block, TableText) or block.text.strip()]
    places = anchors((_heading(block), _is_prose(block)) for block in blocks)
    for anchor, group in groupby(zip(places, blocks, strict=True), key=lambda one: one[0]):
        if anchor is not None:
            yield anchor, [block for _, block in group if isinstance(block, Paragraph)]


def _body(report: ReportText) -> Iterator[Paragraph | TableText]:
    """Until the first annex."""
    titles = 0
    for block in report.blocks:
        titles += isinstance(block, Paragraph) and block.style == "title" and bool(block.text.strip())
        if titles == 2:
            return
        yield block


def _heading(block: Paragraph | TableText) -> str | None:
    return block.text if isinstance(block, Paragraph) and block.level is not None else None


def _is_prose(block: Paragraph | TableText) -> bool:
    return isinstance(block, Paragraph) and block.style in PROSE_STYLES and not is_fixed(_marked(block))


def _said(paragraphs: Iterable[Paragraph]) -> tuple[str, ...]:
    return tuple(" ".join(_marked(one).split(" ")).strip() for one in paragraphs)


def _marked(paragraph: Paragraph) -> str:
    """Its text, with what is live in it under keys without period and version."""
    return "".join(live(within(piece.key), piece.text) if piece.key else piece.text for piece in paragraph.pieces)


def _keys(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    yield from (piece.key for one in paragraphs for piece in one.pieces if piece.key)
