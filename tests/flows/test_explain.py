"""Errors that may pass by themselves, and those that somebody must see to first."""

from __future__ import annotations

import errno

import pytest

from flows.explain import may_pass
from tasks.raw import StorageError
from warehouse.errors import Unavailable, UpgradeNeeded, WarehouseError


def caused(told: Exception, by: Exception, openly: bool) -> Exception:
    """An error of ours that was told instead of another, which it names or hides as its cause."""
    try:
        try:
            raise by
        except Exception as error:
            raise told from (error if openly else None)
    except Exception as error:
        return error


@pytest.mark.parametrize("openly", [True, False])
@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (Unavailable("warehouse x: locked"), True),
        (UpgradeNeeded("warehouse x: stands at an older schema"), False),
        (WarehouseError("warehouse x: is full"), False),
        (OSError(errno.ESTALE, "Stale file handle", "inbox"), True),
        (OSError(errno.EIO, "Input/output error", "inbox"), True),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset"), True),
        (OSError(errno.EHOSTDOWN, "Host is down", "inbox"), True),
        (OSError(errno.ENOSPC, "No space left on device", "raw"), False),
        (OSError(errno.EDQUOT, "Disk quota exceeded", "raw"), False),
        (PermissionError(errno.EACCES, "Permission denied", "raw"), False),
        (OSError(errno.EROFS, "Read-only file system", "raw"), False),
        (FileNotFoundError(errno.ENOENT, "No such file", "raw"), False),
        (OSError("without a number"), False),
        (ValueError("2022-1"), False),
        (KeyError("x"), False),
    ],
    ids=repr,
)
def test_what_may_pass_may_also_when_it_is_told_in_our_words(error: Exception, passes: bool, openly: bool) -> None:
    assert may_pass(error) == passes
    assert may_pass(caused(StorageError("raw: 7 bytes cannot be written"), error, openly)) == passes
