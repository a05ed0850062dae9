"""A report that came back beside the one that was issued: what in it is no longer what it was.

Wording may change; a figure may not, nor its place: not its row, column or label in a table, nor the words in prose
that say what it counts. A number that stands in no control must stand in the issued report beside the same word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from domain.citation import Citation, Shown
from outputs.live import Piece, is_prose, may_go
from tasks.chart_difference import chart_differences
from tasks.loose_numbers import END, Beside, Loose, beside, loose_numbers
from tasks.report_text import Paragraph, ReportText, TableText
from tasks.table_difference import Difference, What, table_differences

_LABELS = ("title", "subtitle", "caption", "note")
_SENTENCE = re.compile(r"(?<=[.!?…]) (?=[^a-zà-ỹđ])")


@dataclass(frozen=True)
class _Said:
    """A paragraph of prose under its heading."""

    heading: str
    paragraph: Paragraph

    def sentence(self, text: str) -> str:
        """The sentence that holds a text; the whole paragraph where none does, or nothing is asked for."""
        whole = " ".join(self.paragraph.text.split())
        return next((one for one in _SENTENCE.split(whole) if text and text in one), whole)

    @property
    def text(self) -> str:
        return " ".join(self.paragraph.text.split())

    @property
    def is_label(self) -> bool:
        return bool(self.text) and self.paragraph.style in _LABELS

    @property
    def names(self) -> bool:
        """Whether it is a heading."""
        return self.paragraph.level is not None

    def number_of(self, key: str) -> str:
        return next((piece.text for piece in self.paragraph.pieces if piece.key == key), "")


def differences(issued: ReportText, found: ReportText, units: Mapping[str, str]) -> list[Difference]:
    """In the order of the text, tables last. ``units``: what each indicator counts, by its code."""
    before, now = list(_prose(issued)), list(_prose(found))
    return [
        *_figures(before, now),
        *_moved(before, now, units),
        *_typed(before, now),
        *_labels(before, now),
        *table_differences(issued, found),
        *chart_differences(issued, found),
    ]


def _prose(report: ReportText) -> Iterator[_Said]:
    """All that is no table of figures, text beside the body under no heading."""
    heading = ""
    for block in report.blocks:
        if isinstance(block, TableText):
            lines = [] if block.figures else [line for row in block.rows for cell in row for line in cell]
            yield from (_Said(heading, line) for line in lines)
            continue
        if block.level is not None or block.style == "title":
            heading = block.text
        yield _Said(heading, block)
    yield from (_Said("", line) for line in report.around)


def _live(said: Iterable[_Said]) -> Iterator[tuple[Piece, _Said]]:
    for one in said:
        yield from ((piece, one) for piece in one.paragraph.pieces if piece.key and not is_prose(piece.key))


def _figures(before: Sequence[_Said], now: Sequence[_Said]) -> Iterator[Difference]:
    """Figures of prose that say something else, or are not there as often as they were."""
    texts: dict[str, Counter[str]] = {}
    for piece, _ in _live(before):
        texts.setdefault(piece.key or "", Counter())[piece.text] += 1
    there: Counter[str] = Counter()
    for piece, one in _live(now):
        key = piece.key or ""
        there[key] += 1
        if key not in texts:
            yield Difference(What.FOREIGN, one.heading, one.sentence(piece.text), piece.text, "", key)
        elif piece.text not in texts[key]:
            wanted = " / ".join(texts[key])
            yield Difference(What.ALTERED, one.heading, one.sentence(piece.text), piece.text, wanted, key)
    for piece, one in _live(before):
        key = piece.key or ""
        if there[key] < texts[key].total():
            there[key] += 1
            if may_go(key):
                continue
            yield Difference(What.REMOVED, one.heading, one.sentence(piece.text), "", piece.text, key)


def _moved(before: Sequence[_Said], now: Sequence[_Said], units: Mapping[str, str]) -> Iterator[Difference]:
    """Figures that stand among others in another order, and among other words; those that a word beside them makes
    another of; and those that are said to count what another one counts. A sentence may be moved whole."""
    stood = [one for said in before for one in beside(said.paragraph.pieces)]
    stand = [(one, said) for said in now for one in beside(said.paragraph.pieces)]
    words: dict[str, list[Beside]] = {}
    for one in stood:
        words.setdefault(one.key, []).append(one)
    blocks = SequenceMatcher(None, [one.key for one in stood], [one.key for one, _ in stand], autojunk=False)
    in_place = {block.b + step for block in blocks.get_matching_blocks() for step in range(block.size)}
    counted = {one.counts for one in stood if one.counts}
    for at, (one, said) in enumerate(stand):
        known = words.get(one.key, [])
        another = one.makes_another - {word for was in known for word in was.makes_another}
        lost = at not in in_place and one not in known
        relabelled = one.counts in counted - {was.counts for was in known} and not _own(one, units)
        otherwise = _tells(one.key) and all(one.tells_otherwise(was) for was in known)
        if known and (another or lost or relabelled or otherwise):
            sentence = said.sentence(said.number_of(one.key))
            yield Difference(What.MOVED, said.heading, sentence, one.said, known[0].said, one.key)


def _tells(key: str) -> bool:
    """Whether the words around it are of it: not around how many units a figure is of, which stands behind that one."""
    return bool(_code(key)) and Citation.parse(key).shown is not Shown.UNITS


def _own(one: Beside, units: Mapping[str, str]) -> bool:
    """Whether what stands behind it is what its indicator counts, and not what another one does."""
    unit = units.get(_code(one.key), "")
    return one.counts == unit or (one.counts.split(" ")[0] == unit and one.counts not in units.values())


def _code(key: str) -> str:
    """The indicator that a figure is of; empty where it is none's."""
    try:
        return Citation.parse(key).figure.indicator
    except ValueError:
        return ""


def _typed(before: Sequence[_Said], now: Sequence[_Said]) -> Iterator[Difference]:
    """Numbers of prose that stood beside neither of the words beside them; and of headings, which number the report's
    parts, those that are not there as often."""
    known = {pair for said in before for one in loose_numbers(said.paragraph.pieces) for pair in _pairs(one)}
    named = Counter(one.number for said in before if said.names for one in loose_numbers(said.paragraph.pieces))
    for said in now:
        for one in () if said.is_label else loose_numbers(said.paragraph.pieces):
            named[one.number] -= said.names
            if known.isdisjoint(_pairs(one)) or (said.names and named[one.number] < 0):
                yield Difference(What.TYPED, said.heading, said.sentence(one.number), one.number, "")


def _labels(before: Sequence[_Said], now: Sequence[_Said]) -> Iterator[Difference]:
    """Titles, captions and notes, which say what a table or a chart shows: word for word, in their order."""
    stood, stand = ([one for one in said if one.is_label] for said in (before, now))
    texts, now_texts = ([one.text for one in said] for said in (stood, stand))
    for kind, first, last, start, end in SequenceMatcher(None, texts, now_texts, autojunk=False).get_opcodes():
        if kind != "equal":
            for was, one in zip_longest(stood[first:last], stand[start:end]):
                saw, wanted = (it.text if it else "" for it in (one, was))
                yield Difference(What.LABEL, (one or was).heading, "", saw, wanted, in_table=True)


def _pairs(one: Loose) -> set[tuple[str, ...]]:
    pairs = {(one.before, one.number), (one.number, one.behind)}
    return {pair for pair in pairs if END not in pair} or {(END, one.number, END)}
