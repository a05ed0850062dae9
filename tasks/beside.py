"""What is made of a version beside its report when somebody asks for it: a workbook, a speech, a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.half_year import HalfYear
from outputs.figures_workbook import figures_workbook
from outputs.report_content import Report
from outputs.speech import write_speech
from tasks.home import Home
from tasks.known import Which, closed
from tasks.pdf import to_pdf
from tasks.publish import Published, under_its_catalogue
from tasks.raw import tidy, write_whole
from tasks.report_of import gather


@dataclass(frozen=True)
class Made:
    """``edited``: somebody has changed it since; it is left as it is."""

    path: Path
    edited: bool = False


def beside(
    home: Home, period: HalfYear, which: Which, published: Published, workbook: bool, speech: bool, pdf: bool
) -> list[Made]:
    """In the folder of the report. RuntimeError under another catalogue than that of the close; NoLibreOffice where a
    PDF is asked for and nothing can make it."""
    tidy(published.path.parent)
    made: list[Made] = []
    if workbook or speech:
        report = _report(home, period, which)
        made += (_put(published.path.parent / name, data) for name, data in _written(report, workbook, speech))
    if pdf:
        made.append(_as_pdf(home, published))
    return made


def _report(home: Home, period: HalfYear, which: Which) -> Report:
    with home.warehouse.read() as connection:
        close = closed(connection, period, which.version)
        under_its_catalogue(home, close)
        return gather(home, close, connection)


def _written(report: Report, workbook: bool, speech: bool) -> Iterator[tuple[str, bytes]]:
    of = f"{report.period}-v{report.version}"
    if workbook:
        name = report.association.name
        book = figures_workbook(report.catalogue, report.aims, report.period, report.version, report.audit, name)
        yield f"so-lieu-{of}.xlsx", book
    if speech:
        yield f"phat-bieu-{of}.docx", write_speech(report)


def _as_pdf(home: Home, published: Published) -> Made:
    """Of the issued bytes, whatever became of the copy; it is made once."""
    path = published.path.with_suffix(".pdf")
    if not path.exists():
        write_whole(path, to_pdf((home.raw / published.sha256).read_bytes()))
    return Made(path)


def _put(path: Path, data: bytes) -> Made:
    if not path.exists():
        write_whole(path, data)
    return Made(path, path.read_bytes() != data)
