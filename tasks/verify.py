"""A report that came back → what in it is not what was issued, and not what the warehouse says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from domain.half_year import HalfYear
from domain.vietnamese import heading_key
from outputs.live import is_prose
from outputs.report import write_report
from tasks.home import Home
from tasks.known import closed
from tasks.originals import find_original
from tasks.publish import publish, rendered
from tasks.readers.sheet import Unreadable
from tasks.registry import HomeError
from tasks.report_difference import differences
from tasks.report_of import gather_draft
from tasks.report_text import ReportText, read_report
from tasks.table_difference import Difference, What
from warehouse import closes, editions
from warehouse.closes import Close


@dataclass(frozen=True)
class Returned:
    """A report as somebody gave it back: of which version it is, by the keys of its figures."""

    path: Path
    data: bytes
    text: ReportText
    period: HalfYear
    version: int

    @classmethod
    def of(cls, path: Path) -> Returned:
        """HomeError where it is no report of soket's that can be read."""
        try:
            data = path.read_bytes()
            text = read_report(data)
        except (OSError, Unreadable) as error:
            why = error.rule if isinstance(error, Unreadable) else error.strerror or str(error)
            raise HomeError(f"{path}: cannot be read as a Word document ({why}); wanted a report in .docx") from None
        told = Counter((piece.key or "").partition(":")[0] for piece in text.live()).most_common(1)
        if not told:
            raise HomeError(f"{path}: has no figure of a report in it; wanted a .docx that soket wrote, edited or not")
        period, _, version = told[0][0].partition(".")
        return cls(path, data, text, HalfYear.parse(period), int(version))


@dataclass(frozen=True)
class Checked:
    """``close`` is None for a draft. ``figures`` is how many were compared with what the warehouse says; ``notes`` what
    could not be."""

    returned: Returned
    close: Close | None
    figures: int
    differences: tuple[Difference, ...]
    notes: tuple[str, ...] = ()


def verify_report(home: Home, path: Path) -> Checked:
    """Beside the edition of its version that it is nearest to, and each figure beside the warehouse. HomeError where
    it is no report of this home."""
    returned = Returned.of(path)
    basis = Basis.of(home, returned)
    nearest = basis.nearest(returned)
    known = list(_against(returned, basis.figures)) if basis.rendering else []
    told = {(one.key, one.saw) for one in nearest}
    others = tuple(one for one in known if (one.key, one.saw) not in told)
    counted = sum(piece.key in basis.figures for piece in returned.text.live())
    return Checked(returned, basis.close, counted, (*nearest, *others), basis.notes)


@dataclass(frozen=True)
class Basis:
    """What a report is checked by: the editions that were issued of its version, and a rendering of its frozen figures
    (None where the catalogue is another one now). Of a draft there is the rendering alone."""

    home: Home
    close: Close | None
    editions: tuple[ReportText, ...]
    rendering: ReportText | None

    @classmethod
    def of(cls, home: Home, returned: Returned) -> Basis:
        with home.warehouse.read() as connection:
            close = closes.find_close(connection, str(returned.period), returned.version)
            made = editions.editions_of(connection, close.id) if close else []
        home.dates(returned.period)
        if close is None:
            if returned.version != 1 + _newest(home, returned.period):
                closed_version(home, returned)
            draft = read_report(write_report(gather_draft(home, returned.period)).document)
            return cls(home, None, (draft,), draft)
        hashes = [publish(home, close).sha256, *(one.sha256 for one in made)]
        issued = tuple(read_report((home.raw / one).read_bytes()) for one in hashes)
        same = close.catalogue == home.catalogue.version
        rendering = read_report(rendered(home, close).document) if same else None
        return cls(home, close, issued, rendering)

    def nearest(self, returned: Returned) -> list[Difference]:
        """The differences from the edition from which there are fewest, a later one first."""
        return min((self.between(issued, returned) for issued in reversed(self.editions)), key=len)

    def made_from(self, returned: Returned) -> ReportText:
        """What it was before somebody edited it: by its code, else what it is nearest to."""
        code = returned.text.code
        same = [one for one in self.editions if code and one.code == code]
        if same:
            return same[-1]
        original = find_original(self.home, returned.period, code)
        return original or min(reversed(self.editions), key=lambda one: len(self.between(one, returned)))

    def between(self, issued: ReportText, returned: Returned) -> list[Difference]:
        units = {code: heading_key(one.unit) for code, one in self.home.catalogue.indicator_by_code.items()}
        return differences(issued, returned.text, units)

    @cached_property
    def figures(self) -> Mapping[str, frozenset[str]]:
        """Key → the texts under it, as the warehouse has them."""
        texts: dict[str, set[str]] = {}
        for piece in self.rendering.live() if self.rendering else ():
            if piece.key and _is_figure(piece.key):
                texts.setdefault(piece.key, set()).add(piece.text)
        return {key: frozenset(all_) for key, all_ in texts.items()}

    @property
    def notes(self) -> tuple[str, ...]:
        if self.rendering is not None:
            return ()
        return (
            "the catalogue is another than that of the close: figures were compared with the issued report alone; "
            "'soket audit verify' tells whether that, and what it stands on, is as it was",
        )


def _newest(home: Home, period: HalfYear) -> int:
    with home.warehouse.read() as connection:
        newest = closes.find_close(connection, str(period))
    return newest.version if newest else 0


def closed_version(home: Home, returned: Returned) -> Close:
    """The close that a report is of; NeverClosed where there is none."""
    with home.warehouse.read() as connection:
        return closed(connection, returned.period, returned.version)


def _is_figure(key: str) -> bool:
    """Whether it is one of the warehouse's, and no word of the report as a whole."""
    return not is_prose(key) and ":." not in key


def _against(returned: Returned, figures: Mapping[str, frozenset[str]]) -> Iterator[Difference]:
    """Figures that the warehouse has otherwise, or has no more."""
    for piece in returned.text.live():
        texts = figures.get(piece.key or "", frozenset())
        if piece.key and _is_figure(piece.key) and piece.text not in texts:
            yield Difference(What.ALTERED, "", "", piece.text, " / ".join(sorted(texts)), piece.key)
