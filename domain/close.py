"""A period's way to its closed versions, and how a closing that waits for approval ends."""

from __future__ import annotations

from enum import StrEnum


class PeriodState(StrEnum):
    """open → closing (it waits for approval) → closed (version n) → reopened → closed (n + 1). What is refused or
    lapses goes back to what it was: open, or reopened where there is a version."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    REOPENED = "reopened"


class Decision(StrEnum):
    """How a closing ended. ``overtaken``: what it would have frozen had changed before anybody decided."""

    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"
