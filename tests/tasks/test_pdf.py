"""Documents as PDF: by a real LibreOffice where there is one, and by programs that behave as badly as it may."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tasks.pdf import OFFICE, NoLibreOffice, NotConverted, to_pdf
from tests.office import installed_office, pdf_text
from tests.outputs.charted import BARS, COLUMNS, document


def office() -> None:
    """Skips by name where LibreOffice is not installed."""
    installed_office()


def impostor(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program in place of LibreOffice's."""
    program = folder / "bin" / OFFICE[0]
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


def runs(pid: int) -> bool:
    """Whether a process does anything still."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_document_with_charts_is_made_a_pdf(tmp_path: Path) -> None:
    office()
    path = tmp_path / "bao cao.docx"
    path.write_bytes(document(COLUMNS))
    pdf = to_pdf(path)
    assert pdf.startswith(b"%PDF") and "20.576" in pdf_text(pdf)
    assert [one.name for one in tmp_path.iterdir()] == ["bao cao.docx"]  # no lock file, no profile


def test_two_documents_are_made_pdfs_at_the_same_time() -> None:
    office()
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(to_pdf, (document(COLUMNS), document(BARS)))
    assert "20.576" in pdf_text(one) and "1.234.567.890" in pdf_text(other)


def test_what_is_no_document_is_refused_with_what_libreoffice_said() -> None:
    office()
    with pytest.raises(NotConverted, match=r"document: LibreOffice made no PDF of it; it said '.*could not be loaded"):
        to_pdf(b"\x00\x01garbage")


def test_without_libreoffice_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoLibreOffice, match="install libreoffice-writer") as told:
        to_pdf(b"")
    assert "\n" not in str(told.value)


def test_one_that_takes_too_long_is_killed_with_what_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child"
    impostor(tmp_path, monkeypatch, f"sleep 300 & echo $! > {child}\nwait")
    begun = time.monotonic()
    with pytest.raises(NotConverted, match=r"a\.docx: LibreOffice took more than 1 s and was stopped"):
        path = tmp_path / "a.docx"
        path.write_bytes(b"")
        to_pdf(path, seconds=1)
    assert time.monotonic() - begun < 30
    pid = int(child.read_text())
    deadline = time.monotonic() + 10
    while runs(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not runs(pid)


def test_one_that_ends_well_without_a_pdf_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impostor(tmp_path, monkeypatch, 'echo "convert a -> b"')
    with pytest.raises(NotConverted, match="it said 'convert a -> b'"):
        to_pdf(b"")


def test_a_file_that_is_no_pdf_is_not_given_out_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impostor(tmp_path, monkeypatch, 'for last; do :; done; echo none > "${last%.docx}.pdf"')
    with pytest.raises(NotConverted, match="made no PDF"):
        to_pdf(b"")


def test_it_is_asked_under_a_profile_of_its_own_that_is_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tmp_path / "asked"
    impostor(tmp_path, monkeypatch, f'echo "$@" > {asked}; for last; do :; done; echo %PDF > "${{last%.docx}}.pdf"')
    assert to_pdf(b"") == b"%PDF\n"
    first = asked.read_text().split()[0]
    to_pdf(b"")
    second = asked.read_text().split()[0]
    assert first.startswith("-env:UserInstallation=file:///") and first != second
    assert not Path(first.partition("file://")[2]).parent.exists()
