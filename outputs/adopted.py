"""Prose as somebody edited it in Word: where it stands in a report, and how it comes back with the figures of now.

A run is the paragraphs of prose that follow one heading or table. It comes back whole, and only while soket would say
there the same of the same figures as when it was edited: a figure, a gap or a unit that has come since is never left
out for the sake of older words.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from outputs.chart import Chart
from outputs.live import Piece, is_prose, live, pieces, plain
from outputs.word_table import Block, Line

PROSE = "BodyText"
#: The names of styles in which prose may come back.
PROSE_STYLES = frozenset({"", "body text", "normal", "list paragraph"})
_NUMBER = re.compile(r"(?:[IVX]+|\d+|[a-z])[.)]\s+")


@dataclass(frozen=True)
class Run:
    """``said`` are the paragraphs with what is live under keys without period and version; ``keys`` what soket itself
    wrote there, as ``own_runs`` gives it."""

    said: tuple[str, ...]
    keys: frozenset[str]


@dataclass(frozen=True)
class Adopted:
    """Runs by their anchors."""

    runs: Mapping[str, Run] = field(default_factory=dict)


NOTHING_ADOPTED = Adopted()


def within(key: str) -> str:
    """A key without period and version, and of somebody's words without the file that they stand in: the same words in
    a newer file are the same."""
    own = key.partition(":")[2] or key
    part, at, hashes = own.partition("@")
    return f"{part}@{hashes.rpartition('.')[2]}" if at and own.startswith(".") else own


def is_fixed(found: Iterable[Piece]) -> bool:
    """A paragraph that is one control whole is no prose, but for somebody's words."""
    keys = [one.key for one in found if one.text.strip()]
    return len(keys) == 1 and keys[0] is not None and not is_prose(keys[0])


def anchors(blocks: Iterable[tuple[str | None, bool]]) -> Iterator[str | None]:
    """For each block, given as its heading (None where it is none) and whether it is prose, the anchor of its run: the
    heading without its number, and how many runs stood under it before. None for what is no prose."""
    under, numbers, inside = "", Counter[str](), False
    for heading, prose in blocks:
        under = under if heading is None else _NUMBER.sub("", heading, count=1)
        numbers[under] += prose and not inside
        inside = prose
        yield f"{under}#{numbers[under]}" if prose else None


def own_runs(blocks: Sequence[Block | Chart]) -> dict[str, frozenset[str]]:
    """Anchor → the keys that are live in its run, and behind ``#`` a digest of what stands around them: numbers and
    names that are in no control are told of by it."""
    return {anchor: _own(_prose(ours)) for anchor, ours in _runs(blocks) if anchor is not None}


def with_adopted(blocks: Sequence[Block | Chart], adopted: Adopted) -> tuple[list[Block | Chart], tuple[str, ...]]:
    """The blocks with the runs that may come back, and the anchors of those that may not."""
    found: list[Block | Chart] = []
    left = set(adopted.runs)
    for anchor, ours in _runs(blocks):
        run, prose = adopted.runs.get(anchor or ""), _prose(ours)
        if run is None or run.keys != _own(prose) or not _live_in(run.said) <= run.keys:
            found += ours
            continue
        left.discard(anchor or "")
        texts = list(_filled(run.said, [piece for line in prose for piece in pieces(line.text) if piece.key]))
        found += (Line(said, PROSE, keep=prose[0].keep) for said in texts[:-1])
        found += (Line(said, PROSE, keep=prose[-1].keep) for said in texts[-1:])
    return found, tuple(sorted(left))


def _runs(blocks: Sequence[Block | Chart]) -> Iterator[tuple[str | None, list[Block | Chart]]]:
    places = anchors((_heading(block), is_prose_block(block)) for block in blocks)
    for anchor, group in groupby(zip(places, blocks, strict=True), key=lambda one: one[0]):
        yield anchor, [block for _, block in group]


def _prose(blocks: Iterable[Block | Chart]) -> list[Line]:
    return [block for block in blocks if isinstance(block, Line)]


def _own(prose: Iterable[Line]) -> frozenset[str]:
    found = [[(within(piece.key or ""), piece.text) for piece in pieces(line.text)] for line in prose]
    keys = {key for line in found for key, _ in line if key}
    words = "\n".join("".join(f"{{{key}}}" if key else text for key, text in line) for line in found)
    return frozenset(keys | {f"#{hashlib.sha256(words.encode()).hexdigest()[:16]}"})


def _live_in(said: Iterable[str]) -> set[str]:
    return {piece.key for text in said for piece in pieces(text) if piece.key}


def is_prose_block(block: Block | Chart) -> bool:
    return isinstance(block, Line) and block.style == PROSE and not is_fixed(pieces(block.text))


def _heading(block: Block | Chart) -> str | None:
    return plain(block.text) if isinstance(block, Line) and block.style.startswith("Heading") else None


def _filled(said: Iterable[str], now: Iterable[Piece]) -> Iterator[str]:
    """The edited paragraphs with what is live as it is now; what is somebody's words stays as it was edited."""
    by_key: dict[str, list[Piece]] = {}
    for piece in now:
        by_key.setdefault(within(piece.key or ""), []).append(piece)
    for text in said:
        yield "".join(_now(piece, by_key) for piece in pieces(text))


def _now(piece: Piece, by_key: Mapping[str, list[Piece]]) -> str:
    if piece.key is None:
        return piece.text
    found = by_key[piece.key]
    now = found.pop(0) if len(found) > 1 else found[0]
    return live(now.key or "", piece.text if is_prose(now.key or "") else now.text)
