"""A disk of its own that a test may fill up."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

KIB = 1024
_SIZE = 8 * KIB * KIB


class Disk:
    def __init__(self, path: Path) -> None:
        self.path, self._filler = path, path / ".lost"

    def leave(self, room: int) -> None:
        """Fills it up but for so many bytes."""
        self.make_room()
        self._filler.write_bytes(bytes(max(0, shutil.disk_usage(self.path).free - room)))

    def make_room(self) -> None:
        self._filler.unlink(missing_ok=True)


@contextmanager
def own_disk(path: Path) -> Iterator[Disk]:
    """A small disk mounted at a folder; the test is skipped where this account may mount none."""
    path.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(path)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mount: this account may mount no disk")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], capture_output=True, check=True)
