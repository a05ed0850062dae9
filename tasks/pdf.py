"""Documents → PDF by LibreOffice, which is asked each time under a profile of its own and may not stay."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

OFFICE = ("soffice", "libreoffice")  # what LibreOffice's program may be called
_SECONDS = 180.0  # a report of a hundred pages takes about five


class NoLibreOffice(RuntimeError):
    """LibreOffice is not installed; the text is one line that says what to install."""


class NotConverted(RuntimeError):
    """LibreOffice made no PDF of a document, or not in time; the text is one line."""


def to_pdf(document: Path | bytes, suffix: str = ".docx", seconds: float = _SECONDS) -> bytes:
    """The document as a PDF. ``suffix`` is the kind of one that is given as bytes; after ``seconds`` LibreOffice is
    killed with all that it started. Equal documents give equal pages, but not equal bytes: a PDF says when it was made.
    Where a font is not installed, the one that is nearest stands in for it.

    NoLibreOffice, NotConverted.
    """
    office = next((found for name in OFFICE if (found := shutil.which(name))), None)
    if office is None:
        raise NoLibreOffice(
            "LibreOffice: not found (soffice, libreoffice); a PDF wants it; install libreoffice-writer and "
            "libreoffice-calc (Debian, Ubuntu: the -nogui packages suffice)"
        )
    data, name = (document, "document") if isinstance(document, bytes) else (document.read_bytes(), document.name)
    kind = suffix if isinstance(document, bytes) else document.suffix
    with tempfile.TemporaryDirectory(prefix="soket-pdf-") as folder:
        source = Path(folder) / f"document{kind}"  # a copy: no lock file beside a report that people look at
        source.write_bytes(data)
        said = _convert(office, source, name, seconds)
        made = source.with_suffix(".pdf")
        if not made.exists() or not (pdf := made.read_bytes()).startswith(b"%PDF"):
            raise NotConverted(f"{name}: LibreOffice made no PDF of it; it said {said!r}; open it in Word to see why")
        return pdf


def _convert(office: str, source: Path, name: str, seconds: float) -> str:
    """What LibreOffice said, in one line: whether it did its work is not in how it ends."""
    folder = source.parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"  # one that is open elsewhere would take the work
    command = [
        office,
        profile,
        "--headless",
        "--norestore",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(source),
    ]
    environment = {**os.environ, "HOME": str(folder)}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    ) as running:
        try:
            said, _ = running.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise NotConverted(f"{name}: LibreOffice took more than {seconds:g} s and was stopped; try again") from None
        finally:
            _kill(running.pid)
    return " ".join(said.decode(errors="replace").split())[-200:]


def _kill(group: int) -> None:
    """LibreOffice is a script that starts a program that starts another: all are of one group."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
