"""What a measurement ran on: the line that stands under its table."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = (
    *("polars", "pandas", "openpyxl", "fastexcel", "python-calamine", "great-expectations", "pandera"),
    *("python-docx", "sqlalchemy", "prefect"),
)


def machine() -> str:
    """Cores, the processor's model, Python and the libraries, in one line."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"{os.cpu_count()} cores, {_model()}; Python {platform.python_version()}, {libraries}"


def _model() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    models = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    return models[0] if models else platform.machine()
