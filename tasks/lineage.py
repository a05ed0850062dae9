"""lineage.csv → which units took over from which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from domain.lineage import Edge, Lineage
from domain.unit import Unit
from tasks.registry import HomeError, read_table

_COLUMNS = ("from", "to", "date", "share")
_FINEST = 10**6  # so that the shares of a chain keep whole numbers of a size that figures are shared out by
_UNKNOWN = ("", "?")
_ID = re.compile(r"[0-9]{1,18}")
_DECIMAL = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,9})?) ?(%?)")
_RATIO = re.compile(r"([0-9]{1,9}) ?/ ?([0-9]{1,9})")
_SHARES = (
    'blank, or a part above 0 and at most 1, such as 0.4, "0,4" in quotes, 40% or 2/5, in millionths at the finest'
)


def read_lineage(data: bytes, source: Path, units: Iterable[Unit]) -> Lineage:
    """lineage.csv → its edges. HomeError names the first line that cannot be used.

    On the day of an edge ``to`` is valid, be it new or an older unit that absorbs ``from`` and lives on under its own
    id; on the day before, ``from`` was. What becomes of ``from`` is told by its validity:

    - One that is no longer valid has gone whole: its shares are stated and add up to exactly 1, or are not known.
    - One that is still valid has given a part away and keeps the rest, which is no edge of its own (``from`` is never
      ``to``): its shares add up to less than 1, or are not known.

    A blank share is the whole where ``from`` has one successor on that day, else a share that is not known; ``?`` is
    not known in either case, for a unit that lives on and has lost nobody knows how much. A unit may give a part
    back on a later day; on one day units do not give to one another in a ring, since edges of a day hold at once.
    """
    by_id = {unit.id: unit for unit in units}
    edges: dict[Edge, str] = {}
    for number, cells in read_table(data, source, _COLUMNS):
        edge = _edge(cells, f"{source}, line {number}", number)
        _check_units(edge, by_id, f"{source}, line {number}")
        edges[edge] = cells["share"]
    _check_pairs(edges, source)
    lives_on = frozenset((edge.from_id, edge.date) for edge in edges if by_id[edge.from_id].valid_on(edge.date))
    for (unit, day), given in _groups(edges).items():
        _check_shares(given, edges, (unit, day) in lives_on, f"{source}, line {given[-1].row}")
    for day in sorted({edge.date for edge in edges}):
        _check_ring([edge for edge in edges if edge.date == day], source)
    return Lineage(tuple(edges), lives_on)


def _groups(edges: Iterable[Edge]) -> dict[tuple[int, date], list[Edge]]:
    """The edges of each unit on each day."""
    groups: dict[tuple[int, date], list[Edge]] = {}
    for edge in edges:
        groups.setdefault((edge.from_id, edge.date), []).append(edge)
    return groups


def _edge(cells: Mapping[str, str], where: str, number: int) -> Edge:
    for name in ("from", "to"):
        if not _ID.fullmatch(cells[name]):
            raise HomeError(
                f"{where}: saw {name} {cells[name]!r:.40}; wanted the unit's id, the number in the first column of "
                "units.csv, not its code"
            )
    try:
        day = date.fromisoformat(cells["date"])
    except ValueError:
        raise HomeError(f"{where}: saw the date {cells['date']!r:.40}; wanted a day such as 2025-07-01") from None
    return Edge(int(cells["from"]), int(cells["to"]), day, _share(cells["share"], where), number)


def _share(text: str, where: str) -> Fraction | None:
    if text in _UNKNOWN:
        return None
    share = Fraction(0)
    if decimal := _DECIMAL.fullmatch(text):
        share = Fraction(decimal[1].replace(",", ".")) / (100 if decimal[2] else 1)
    elif (ratio := _RATIO.fullmatch(text)) and int(ratio[2]):
        share = Fraction(int(ratio[1]), int(ratio[2]))
    if not 0 < share <= 1 or share.denominator > _FINEST:
        raise HomeError(f"{where}: saw the share {text!r:.40}; wanted {_SHARES}")
    return share


def _check_units(edge: Edge, by_id: Mapping[int, Unit], where: str) -> None:
    for name, unit in (("from", edge.from_id), ("to", edge.to_id)):
        if unit not in by_id:
            raise HomeError(f"{where}: {name} {unit} is no unit's id; wanted one of units.csv")
    if edge.from_id == edge.to_id:
        raise HomeError(
            f"{where}: from and to are both {edge.to_id}; a unit that lives on keeps what is left after the shares "
            "that it gives away: remove the line"
        )
    if not by_id[edge.to_id].valid_on(edge.date):
        raise HomeError(
            f"{where}: to {edge.to_id} ({by_id[edge.to_id].name}) is not valid on {edge.date}; wanted the unit that "
            "is there from that day on (valid_from, valid_to in units.csv)"
        )
    before = edge.date - timedelta(days=1)
    if not by_id[edge.from_id].valid_on(before):
        raise HomeError(
            f"{where}: from {edge.from_id} ({by_id[edge.from_id].name}) is not valid on {before}, the day before; "
            "wanted a unit that was there until then (valid_from, valid_to in units.csv)"
        )


def _check_pairs(edges: Iterable[Edge], source: Path) -> None:
    seen: dict[tuple[int, int, date], int] = {}
    for edge in edges:
        first = seen.setdefault((edge.from_id, edge.to_id, edge.date), edge.row)
        if first != edge.row:
            raise HomeError(
                f"{source}, line {edge.row}: from {edge.from_id} to {edge.to_id} on {edge.date} is given on line "
                f"{first} already; wanted one line with the whole share"
            )


def _check_shares(given: Sequence[Edge], cells: Mapping[Edge, str], lives_on: bool, where: str) -> None:
    """``given`` are one unit's edges of one day, ``cells`` what was written as share."""
    unit, day, whole = given[0].from_id, given[0].date, sum(edge.share or 0 for edge in given)
    lines = ", ".join(str(edge.row) for edge in given)
    saw = f"{where}: the shares of from {unit} on {day} (lines {lines}) add up to {whole}"
    if whole > 1:
        raise HomeError(f"{saw}; wanted at most 1")
    stated = all(edge.share is not None for edge in given)
    if whole == 1 and not stated:
        raise HomeError(f"{saw} while another is not stated; wanted less than 1, or every share stated")
    if stated and whole < 1 and not lives_on:
        raise HomeError(f"{saw}; wanted exactly 1, since {unit} is not valid any more (a third is written 1/3)")
    if lives_on and (whole == 1 or [cells[edge] for edge in given] == [""]):
        raise HomeError(
            f"{where}: from {unit} is given away whole on {day} and still valid on it; wanted its valid_to on "
            f"{day - timedelta(days=1)} in units.csv, or the share that it gave away (? where nobody knows it)"
        )


def _check_ring(edges: Sequence[Edge], source: Path) -> None:
    """``edges`` are those of one day."""
    graph: dict[int, set[int]] = {}
    for edge in edges:
        graph.setdefault(edge.from_id, set()).add(edge.to_id)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        ring = list(error.args[1])
        last = max(edge.row for edge in edges if edge.from_id in ring and edge.to_id in ring)
        raise HomeError(
            f"{source}, line {last}: units {', '.join(map(str, ring))} give to one another on {edges[0].date}; wanted "
            "the change from one to the other alone, or another day for one of them"
        ) from None
