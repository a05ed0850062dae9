"""A period's overview → its page for the office, its page for everybody, and the list of all pages, on disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from domain.half_year import HalfYear
from domain.notice import Notice
from outputs.page import Listed, write_index, write_page, write_public_page
from outputs.page_content import Overview
from tasks.home import Home
from tasks.page_state import note_made, still_made
from tasks.raw import tidy, write_whole

FOLDER, INDEX = "pages", "index.html"
_PAGE, _PUBLIC = "{}.html", "{}-cong-khai.html"


@dataclass(frozen=True)
class Pages:
    """``written``: the bytes of one of them have changed; ``problems`` are on what could not be written."""

    path: Path
    public: Path
    index: Path
    written: bool
    problems: tuple[Notice, ...] = ()


def pages_stand(home: Home, period: HalfYear, made: str) -> bool:
    """Whether the pages of a period lie there, made from the same (``page_state.made_from``)."""
    return still_made(home.path / FOLDER, period, made)


def write_pages(home: Home, found: Overview, made: str = "") -> Pages:
    """Writes the pages of a period into pages/, each where its bytes are others: the same state of the home gives the
    same bytes all day. What cannot be written is told in ``problems``. ``made``: what they are made from, for
    ``pages_stand``."""
    folder, period = home.path / FOLDER, found.period
    pages = Pages(folder / _PAGE.format(period), folder / _PUBLIC.format(period), folder / INDEX, written=False)
    try:
        folder.mkdir(exist_ok=True)
        tidy(folder)
    except OSError as error:
        return Pages(pages.path, pages.public, pages.index, False, (_problem(folder, error),))
    wanted = {pages.path: write_page(found), pages.public: write_public_page(found)}
    new, problems = _written(wanted)
    listed = write_index(found.association, _listed(home, folder))
    of_index, more = _written({pages.index: listed})
    if made and not (problems or more):
        note_made(folder, period, made, (*wanted, pages.index))
    return Pages(pages.path, pages.public, pages.index, new or of_index, (*problems, *more))


def _written(wanted: dict[Path, bytes]) -> tuple[bool, tuple[Notice, ...]]:
    """Whether any was new, and what could not be done."""
    new, problems = False, []
    for path, data in wanted.items():
        try:
            if not path.exists() or path.read_bytes() != data:
                write_whole(path, data)
                new = True
        except OSError as error:
            problems.append(_problem(path, error))
    return new, tuple(problems)


def _problem(path: Path, error: OSError) -> Notice:
    told = f"cannot be written ({error.strerror}); make room or mend the folder's rights, then run soket page"
    return Notice.of_ours(path, told)


def _listed(home: Home, folder: Path) -> Iterable[Listed]:
    """The periods of soket.toml that have a page, the newest first."""
    for code in sorted(home.settings.periods, reverse=True):
        there = [name if (folder / (name := form.format(code))).exists() else "" for form in (_PAGE, _PUBLIC)]
        if any(there):
            yield Listed(HalfYear.parse(code), *there)
