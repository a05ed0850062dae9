"""LibreOffice, as another program that reads and writes what ours does."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest


def installed_office() -> str:
    """LibreOffice's program. Skips by name where it is not installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed; .ci/run installs it")
    return office


def pdf_text(pdf: Path | bytes, *options: str) -> str:
    """The text of a PDF, a form feed behind each page; ``options`` are those of pdftotext. Skips by name where poppler
    is not installed."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils (pdftotext) is not installed; .ci/run installs it")
    data = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    return subprocess.run(
        ["pdftotext", *options, "-", "-"], input=data, check=True, capture_output=True, timeout=60
    ).stdout.decode()


def saved_again(files: Sequence[Path], target: str, folder: Path) -> Path:
    """The folder in which LibreOffice saved the files as ``target`` (a suffix, or ``suffix:filter``), calculated
    anew, in one call and under a profile of its own. Skips by name where it is not installed."""
    office = installed_office()
    made = folder / target.partition(":")[0]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", target, "--outdir", str(made), *map(str, files)]
    environment = {**os.environ, "HOME": str(folder)}
    subprocess.run(command, check=True, capture_output=True, timeout=200, env=environment)
    return made
