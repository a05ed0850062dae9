"""The labelled steps of the intake and of a close. A run that ends at any of them, however it ends, is finished by the
next one.

``SOKET_STOP_AT=step`` (or ``step:3``, the third time) kills the process there: how the promise is tested.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from enum import StrEnum


class Step(StrEnum):
    """In the order of a collect."""

    REGISTRY_KEPT = "registry_kept"
    FOLDERS_MADE = "folders_made"
    FIRST_LOOK = "first_look"
    FILE_WRITTEN = "file_written"  # raw bytes or a reply: the temporary file, not yet under its name
    FILE_NAMED = "file_named"  # renamed, its folder not yet on disk
    RAW_STORED = "raw_stored"
    SIGHTINGS_WRITTEN = "sightings_written"  # in the transaction
    SIGHTINGS_KEPT = "sightings_kept"  # committed
    BATCH_READ = "batch_read"
    BATCH_JUDGED = "batch_judged"
    VERDICTS_WRITTEN = "verdicts_written"  # in the transaction
    FACTS_WRITTEN = "facts_written"  # in the transaction
    BATCH_WRITTEN = "batch_written"  # in the transaction, its last statement done
    BATCH_KEPT = "batch_kept"  # committed
    REPLY_REMEMBERED = "reply_remembered"  # committed: what is about to be written is ours
    REPLY_WRITTEN = "reply_written"  # all documents of a file
    REPLIES_MARKED = "replies_marked"  # in the transaction
    REPLIES_KEPT = "replies_kept"  # committed
    ALERT_CLAIMED = "alert_claimed"  # committed: nobody else sends it now
    ALERT_SENT = "alert_sent"  # taken by its channel, not yet marked
    ALERT_MARKED = "alert_marked"  # committed


class CloseStep(StrEnum):
    """In the order of a close, once its files are collected; its alerts follow."""

    BEGUN = "close_begun"  # in the transaction, nothing written yet
    FIGURES_WRITTEN = "figures_written"  # in the transaction
    WRITTEN = "close_written"  # in the transaction, its last statement done
    KEPT = "close_kept"  # committed, and without a report
    REPORT_STORED = "report_stored"  # its bytes are kept, and nothing names them
    REPORT_ISSUED = "report_issued"  # committed
    REPORT_COPIED = "report_copied"  # under reports/


_passed: Counter[str] = Counter()


def reached(step: Step | CloseStep) -> None:
    """Says that a run is at a step."""
    wanted, _, time = os.environ.get("SOKET_STOP_AT", "").partition(":")
    if wanted == step:
        _passed[step] += 1
        if _passed[step] == int(time or 1):
            os.kill(os.getpid(), signal.SIGKILL)
