"""A report that came back → what in it is not what was issued, and not what the warehouse says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from domain.half_year import HalfYear
from domain.vietnamese import heading_key
from outputs.live import is_figure
from outputs.report import write_report
from outputs.report_content import Report
from tasks.home import Home
from tasks.known import closed
from tasks.originals import find_original
from tasks.publish import publish
from tasks.readers.sheet import Unreadable
from tasks.registry import HomeError
from tasks.report_difference import differences
from tasks.report_of import gather, gather_draft
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
    """What a report is checked by: the editions that were issued of its version, and what it is made of now (None where
    the catalogue is another one). Of a draft there is what it would be now alone."""

    home: Home
    close: Close | None
    report: Report | None
    issued: tuple[ReportText, ...]

    @classmethod
    def of(cls, home: Home, returned: Returned) -> Basis:
        """NeverClosed where there is no such version, nor can be one."""
        home.dates(returned.period)
        code = str(returned.period)
        with home.warehouse.read() as connection:
            close = closes.find_close(connection, code, returned.version)
            newest = closes.find_close(connection, code)
            if close is None and returned.version != 1 + (newest.version if newest else 0):
                closed(connection, returned.period, returned.version)
            made = editions.editions_of(connection, close.id) if close else []
            same = close is not None and close.catalogue == home.catalogue.version
            report = gather(home, close, connection) if close and same else None
        if close is None:
            return cls(home, None, gather_draft(home, returned.period), ())
        hashes = [publish(home, close).sha256, *(one.sha256 for one in made)]
        return cls(home, close, report, tuple(read_report((home.raw / one).read_bytes()) for one in hashes))

    @cached_property
    def rendering(self) -> ReportText | None:
        return read_report(write_report(self.report).document) if self.report else None

    @property
    def editions(self) -> tuple[ReportText, ...]:
        return self.issued or ((self.rendering,) if self.rendering else ())

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
            if piece.key and is_figure(piece.key):
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


def _against(returned: Returned, figures: Mapping[str, frozenset[str]]) -> Iterator[Difference]:
    """Figures that the warehouse has otherwise, or has no more."""
    for piece in returned.text.live():
        texts = figures.get(piece.key or "", frozenset())
        if piece.key and is_figure(piece.key) and piece.text not in texts:
            yield Difference(What.ALTERED, "", "", piece.text, " / ".join(sorted(texts)), piece.key)
