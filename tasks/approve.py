"""Figures that wait for somebody's approval: asked for, approved, refused, or lapsed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from domain.alert import not_closed, waits
from domain.close import Decision
from domain.figure import SAME_HALF, Figures
from domain.half_year import HalfYear
from domain.run import SOKET
from outputs.figure_of import year_figure
from tasks.draft import Draft, draft_of, figures_of, freeze_draft, keep_declared, seen
from tasks.home import TIMEZONE, Home
from tasks.standing import lacks
from warehouse import closes, closings, outbox
from warehouse.closes import Close
from warehouse.closings import Asked
from warehouse.store import Connection, now


class NothingWaits(ValueError):
    """No figures of the period wait for approval."""


def ask(draft: Draft, by: str, reason: str, connection: Connection) -> Asked:
    until = datetime.now(UTC) + timedelta(hours=draft.home.settings.approval_hours)
    gate = shown_at_gate(draft, figures_of(draft, connection))
    code, digest = str(draft.period), seen(draft, connection)
    asked = closings.ask(connection, code, by, reason, draft.accept, gate, digest, until)
    alert = waits(code, asked.id, by, until.astimezone(TIMEZONE).isoformat())
    outbox.queue(connection, [alert], draft.home.channels)
    return asked


def shown_at_gate(draft: Draft, figures: pl.DataFrame) -> dict[str, Any]:
    """What whoever approves has to know: who is missing and let pass, warnings that nobody explained, and each figure
    beside that of the same half last year, and of a second half that of its year."""
    stands, found = draft.stands, Figures.from_frame(figures)
    open_warnings = [one for one in stands.units if one.warnings[0]]
    return {
        "version": draft.version,
        "expected": stands.expected,
        "received": stands.received,
        "let_pass": _let_pass(draft),
        "warnings": [{"code": one.unit.code, "name": one.unit.name, "open": one.warnings[0]} for one in open_warnings],
        "figures": [
            {
                "code": one.code,
                "name": one.name,
                "unit": one.unit,
                "value": figure.value,
                "counted": figure.counted,
                "expected": figure.expected,
                "same_half": found.value(one.code, comparison=SAME_HALF),
                "year": year.value if (year := year_figure(found, one, draft.period)) else None,
            }
            for one in draft.home.catalogue.indicators
            if (figure := found.find(one.code))
        ],
    }


def _let_pass(draft: Draft) -> list[dict[str, Any]]:
    return [
        {
            "code": one.unit.code,
            "name": one.unit.name,
            "why": list(one.why),
            "lacks": lacks(one, draft.home.catalogue),
            "reason": draft.passed[one.unit.id],
        }
        for one in draft.stands.units
        if one.unit.id in draft.passed
    ]


def approve(home: Home, asked: Asked, by: str, reason: str) -> Close | None:
    """Closes a period with the figures that were asked for approval, and with no others: where anything came in
    between, nothing is frozen, the period is open again, and it is None. NothingWaits where these do not; ValueError
    where nobody is named or no reason is given."""
    period, (by, reason) = HalfYear.parse(asked.period), _signed(asked, by, reason)
    declared = keep_declared(home)
    with home.warehouse.write() as connection:
        _check_waits(connection, asked)
        draft = draft_of(home, period, asked.accepted, declared, connection)
        if seen(draft, connection) != asked.seen:
            why = "số liệu đã thay đổi sau khi trình; cần trình lại"
            closings.decide(connection, asked, Decision.OVERTAKEN, by, why)
            outbox.queue(connection, [not_closed(asked.period, asked.id, "", why)], home.channels)
            return None
        closings.decide(connection, asked, Decision.APPROVED, by, reason)
        approved = {"approved_by": by, "approval": reason, "closing": asked.id}
        said = {"closed_by": asked.asked_by, "reason": asked.reason}
        return freeze_draft(draft, said, approved, connection)


def closed_already(home: Home, period: HalfYear) -> Close | None:
    """The version that a closed period stands at: a run that was killed may owe its report still."""
    with home.warehouse.read() as connection:
        return closes.stands_closed(connection, str(period))


def refuse(home: Home, asked: Asked, by: str, reason: str) -> None:
    """The period that waits for approval is open again. NothingWaits where these figures do not; ValueError where
    nobody is named or no reason is given."""
    by, reason = _signed(asked, by, reason)
    with home.warehouse.write() as connection:
        _check_waits(connection, asked)
        closings.decide(connection, asked, Decision.REFUSED, by, reason)
        outbox.queue(connection, [not_closed(asked.period, asked.id, by, reason)], home.channels)


def _signed(asked: Asked, by: str, reason: str) -> tuple[str, str]:
    """The name and the reason as they are kept."""
    for what, said, mend in (("name", by, "--by NAME"), ("reason", reason, "--reason TEXT")):
        if not said.strip():
            raise ValueError(f"{asked.period}: a decision is kept with its {what}, saw {said!r}; give one: {mend}")
    return by.strip(), reason.strip()


def _check_waits(connection: Connection, asked: Asked) -> None:
    """Only what was shown is decided."""
    waiting = _undecided(connection, asked.period)
    if waiting is None:
        raise _nothing_waits(asked.period)
    if waiting.id != asked.id:
        raise NothingWaits(
            f"{asked.period}: what was shown (closing {asked.id}) waits no more, closing {waiting.id} does; "
            f"look at it with 'soket close {asked.period}', then decide"
        )


def _nothing_waits(period: str) -> NothingWaits:
    return NothingWaits(f"{period}: nothing waits for approval; 'soket close {period}' asks for it")


def _undecided(connection: Connection, period: str) -> Asked | None:
    """What somebody may still decide on."""
    return next((one for one in closings.undecided(connection, period) if not one.lapsed(now())), None)


def asked(home: Home, closing: int) -> Asked | None:
    """The closing of that number, whatever has become of it."""
    with home.warehouse.read() as connection:
        return closings.find(connection, closing)


def pending(home: Home, period: HalfYear) -> Asked | None:
    """What waits of a period, if anything does."""
    with home.warehouse.read() as connection:
        return _undecided(connection, str(period))


def waiting(home: Home, period: HalfYear) -> Asked:
    """What waits of a period; NothingWaits where nothing does."""
    found = pending(home, period)
    if found is None:
        raise _nothing_waits(str(period))
    return found


def decision_on(home: Home, asked: Asked) -> Decision | None:
    """None where nobody has decided."""
    with home.warehouse.read() as connection:
        return closings.decision_of(connection, asked.id)


def decided(home: Home) -> list[int]:
    """The closings that wait no more."""
    with home.warehouse.read() as connection:
        return closings.decided(connection)


def seconds_left(asked: Asked) -> int:
    """For how long somebody may still decide; 0 where it has lapsed."""
    left = datetime.fromisoformat(asked.expires_at) - datetime.now(UTC)
    return max(0, int(left.total_seconds()))


def reopen_expired(home: Home) -> list[Asked]:
    """Periods whose figures waited longer for approval than they may are open again, each with an alert: these."""
    with home.warehouse.read() as connection:
        if not any(one.lapsed(now()) for one in closings.undecided(connection)):
            return []
    with home.warehouse.write() as connection:
        lapsed = [one for one in closings.undecided(connection) if one.lapsed(now())]
        for one in lapsed:
            why = "hết hạn phê duyệt mà chưa có quyết định"
            closings.decide(connection, one, Decision.EXPIRED, SOKET, why)
            outbox.queue(connection, [not_closed(one.period, one.id, "", why)], home.channels)
    return lapsed
