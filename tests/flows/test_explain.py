"""Errors in one line, for a person and for a log; those that may pass by themselves, and those that somebody must see
to first."""

from __future__ import annotations

import errno

import pytest
from polars.exceptions import PanicException
from pydantic import Field, ValidationError

from domain.record import Record
from flows.app import USED_WRONGLY
from flows.cluster import NoCluster
from flows.explain import explained, for_log, may_pass, unforeseen
from tasks.known import NeverClosed
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
        (NoCluster("soket.toml: task_runner: no scheduler"), True),
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


class Asked(Record):
    """A record that a person fills in."""

    password: int = Field(gt=0)
    period: str = Field(pattern=r"^\d{4}H[12]$")


def test_what_a_record_does_not_take_is_one_line_of_what_is_wanted_and_repeats_nothing() -> None:
    with pytest.raises(ValidationError) as raised:
        Asked.model_validate({"password": "bí mật", "period": "Nguyễn Văn A"})
    told = explained(raised.value)
    assert told is not None and told[1] == USED_WRONGLY
    line = told[0]
    assert line == (
        "password: Input should be a valid integer, unable to parse string as an integer; "
        r"period: String should match pattern '^\d{4}H[12]$'"
    )


@pytest.mark.parametrize("error", [ValueError, RuntimeError, WarehouseError, OSError, NeverClosed], ids=repr)
def test_an_error_of_many_lines_is_told_in_one(error: type[Exception]) -> None:
    told = explained(error("soket.toml: saw 5\n\n  wanted a word;\n"))
    assert told is not None and told[0] == "soket.toml: saw 5; wanted a word;"


@pytest.mark.parametrize("error", [KeyError("Nguyễn Văn A\nx"), PanicException("Nguyễn Văn A\nx")], ids=repr)
def test_of_what_nobody_foresaw_the_command_repeats_all_and_a_log_nothing_but_its_type(error: Exception) -> None:
    name = type(error).__name__
    assert explained(error) is None
    told = unforeseen(error)
    assert told.startswith(f"not foreseen: {name}: ") and "Nguyễn Văn A" in told and "\n" not in told
    assert for_log(error) == f"not foreseen: {name}; SOKET_DEBUG=1 tells where"


def test_a_log_tells_what_is_foreseen_as_the_command_does() -> None:
    assert for_log(WarehouseError("warehouse x: locked")) == "warehouse x: locked"
