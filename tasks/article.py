"""A file with an article or a speech → its text, read where strange bytes do no harm."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tasks.fence import Fence
from tasks.home import Home
from tasks.readers.sheet import Unreadable


class UnreadableArticle(ValueError):
    """A file that is no article; the text says in one line what it is."""


@dataclass(frozen=True)
class Article:
    """``tables``: how many there are beside the text; their cells are not prose and not in it."""

    text: str
    tables: int


def read_article(home: Home, path: Path) -> Article:
    """The text of a text file (in Unicode, or an encoding that offices use) or of a Word document."""
    wanted = "wanted a text file or a Word document (.docx)"
    if not path.is_file():
        raise UnreadableArticle(f"{path}: no such file; {wanted}")
    with Fence(home.settings.read_seconds, home.settings.read_megabytes) as fence:
        try:
            read = fence.prose(str(path.resolve()), path.suffix)
        except Unreadable as refusal:
            what = f", {refusal.words['what']}" if "what" in refusal.words else ""
            raise UnreadableArticle(f"{path}: cannot be read ({refusal.rule}{what}); {wanted}") from None
    prose, *tables = read.sheets
    return Article("\n".join(cell.text for cell in prose.cells), len(tables))
