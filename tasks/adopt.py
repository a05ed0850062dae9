"""A report that was edited in Word → its prose, kept for the next rendering of the same period. Figures stay ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from outputs.adopted import PROSE_STYLES, anchors, is_fixed, own_runs, within
from outputs.live import Piece, live, may_go, pieces
from outputs.report_body import body
from tasks.home import Home
from tasks.publish import Published, path_of, publish, put, rendered
from tasks.raw import store_raw
from tasks.registry import HomeError
from tasks.report_text import Paragraph, ReportText, TableText
from tasks.table_difference import Difference, What
from tasks.verify import Basis, Returned
from warehouse import editions, ledger
from warehouse.closes import Close
from warehouse.editions import Worded
from warehouse.store import Connection

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
        with home.warehouse.read() as connection:
            _check_not_numbered(connection, basis.close, returned)
    if basis.report is None:
        raise HomeError(
            f"{path}: {returned.period} was closed under another catalogue; put the expectations of then back"
        )
    before = basis.made_from(returned)
    found = basis.between(before, returned)
    refused = tuple(one for one in found if not one.in_table and one.what not in _OURS)
    restored = tuple(one for one in found if one not in refused)
    if refused:
        return Taken((), refused, restored)
    edited = _edited(before, returned)
    if not edited:
        return Taken((), (), restored)
    own = own_runs(body(basis.report))
    worded = {anchor: Worded(said, own.get(anchor, frozenset())) for anchor, said in edited.items()}
    _check_not_overtaken(home, returned, dict(_runs(before)), worded)
    source = store_raw(home, returned.data)
    with home.warehouse.write() as connection:
        ledger.keep_periods(connection, {str(returned.period): home.dates(returned.period)})
        if basis.close is not None:
            _check_not_numbered(connection, basis.close, returned)  # somebody may have issued it meanwhile
        editions.keep_wording(connection, str(returned.period), worded, source, by)
    return Taken(tuple(edited), (), restored, _reworded(home, basis, returned, by))


def _check_not_numbered(connection: Connection, close: Close, returned: Returned) -> None:
    if given := editions.numbered(connection, close.id):
        raise AlreadyNumbered(
            f"{returned.path}: {returned.period} version {returned.version} was issued as number {given.number}; "
            f"another content takes a new report: soket reopen {returned.period} --reason TEXT"
        )


def _check_not_overtaken(
    home: Home, returned: Returned, before: Mapping[str, list[Paragraph]], worded: Mapping[str, Worded]
) -> None:
    """HomeError where somebody else's words have been taken over since, or figures have come or gone: neither is lost
    for the sake of what was edited before."""
    with home.warehouse.read() as connection:
        standing = editions.wording_of(connection, str(returned.period))
    for anchor, one in worded.items():
        under = f"{returned.path}: the text under {anchor.partition('#')[0]!r}"
        ours, theirs = _bare(one.said), _bare(standing[anchor].said) if anchor in standing else None
        if theirs not in (None, ours, _bare(_said(before[anchor]))):
            raise HomeError(f"{under} was edited by somebody else meanwhile; write the report again and edit that one")
        if {key for key in one.keys if _is_figure(key)} != {key for line in ours for key, _ in line if _is_figure(key)}:
            raise HomeError(f"{under} has other figures by now; write the report again and edit that one")


def _bare(said: tuple[str, ...]) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The words, and which figures stand among them."""
    lines = ([(one.key or "", one.text) for one in pieces(text)] for text in said)
    return tuple(tuple((key, "" if _is_figure(key) else text) for key, text in line) for line in lines)


def _is_figure(within: str) -> bool:
    """Whether a key without its version is of a figure, or of another word that nobody may edit."""
    return bool(within) and not within.startswith("#") and not may_go(f":{within}")


def _reworded(home: Home, basis: Basis, returned: Returned, by: str) -> Published | None:
    """A closed version's report with the prose that stands now, as its next edition."""
    if basis.close is None:
        return None
    first = publish(home, basis.close).sha256
    written = rendered(home, basis.close, reworded=True)
    sha256 = store_raw(home, written.document)
    with home.warehouse.write() as connection:
        _check_not_numbered(connection, basis.close, returned)
        made = editions.editions_of(connection, basis.close.id)
        if sha256 != (made[-1].sha256 if made else first):
            editions.add_edition(connection, basis.close, sha256, by)
            made = editions.editions_of(connection, basis.close.id)
    return put(home, path_of(home, basis.close, made), sha256, True, written.not_adopted)


def _edited(issued: ReportText, returned: Returned) -> dict[str, tuple[str, ...]]:
    """The runs of prose that read otherwise than they did, whatever their figures say. HomeError where one is not there
    any more, or has what stood in another."""
    before, now = dict(_runs(issued)), dict(_runs(returned.text))
    if gone := [anchor for anchor in before if anchor not in now]:
        raise HomeError(f"{returned.path}: the text under {gone[0]!r} is not there; put heading and text back")
    if come := [anchor for anchor in now if anchor not in before]:
        raise HomeError(f"{returned.path}: there was no text under {come[0]!r}; move it below a heading that has some")
    for anchor, paragraphs in now.items():
        for one in _astray(before[anchor], paragraphs):
            told = f"{one.text!r} was moved from or to the text under {anchor!r}"
            raise HomeError(f"{returned.path}: {told}; put it back where it stood")
    return {
        anchor: said
        for anchor, paragraphs in now.items()
        if _bare(said := _said(paragraphs)) != _bare(_said(before[anchor]))
    }


def _astray(before: Sequence[Paragraph], now: Sequence[Paragraph]) -> list[Piece]:
    """What stands in one of both alone: a figure may not go elsewhere, and somebody's words may only go away."""
    stood, stands = ({within(one.key or ""): one for one in _live(paragraphs)} for paragraphs in (before, now))
    gone = [one for key, one in stood.items() if key not in stands and not may_go(one.key or "")]
    return gone + [one for key, one in stands.items() if key not in stood]


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
    return isinstance(block, Paragraph) and block.style in PROSE_STYLES and not is_fixed(block.pieces)


def _said(paragraphs: Iterable[Paragraph]) -> tuple[str, ...]:
    return tuple(map(_marked, paragraphs))


def _marked(paragraph: Paragraph) -> str:
    """Its text, with what is live in it under keys without period and version."""
    said = (live(within(piece.key), piece.text) if piece.key else piece.text for piece in paragraph.pieces)
    return "".join(said).strip()


def _live(paragraphs: Iterable[Paragraph]) -> Iterator[Piece]:
    yield from (piece for one in paragraphs for piece in one.pieces if piece.key)
