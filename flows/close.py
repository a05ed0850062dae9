"""close: collect, then the gate, the frozen figures and the report; by a schedule, what the calendar says is due."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.close import Decision
from domain.half_year import HalfYear
from flows import shown, tables
from flows.begin import begin, ended
from flows.collect import NOTHING_CAME, Collected, collect_into
from flows.decision import another_waits, can_wait, decided, waited_for
from flows.last import last_of
from flows.parameters import CloseRequest, ReissueRequest
from flows.run_log import say
from flows.step import step
from flows.when import asked_period, scheduled, scheduled_day
from tasks.approve import closed_already, pending
from tasks.calendar import Work, work_due
from tasks.drafted import Drafted, write_draft
from tasks.freeze import Closing, check_accepted, freeze
from tasks.home import Home
from tasks.publish import Published, publish


@dataclass(frozen=True)
class Closed:
    """What a close came to; without a report where the gate is shut. ``collected``: nothing where figures waited for
    approval already, since what came now would not be theirs."""

    collected: Collected
    closing: Closing
    report: Published | None

    @property
    def changed(self) -> bool:
        return self.collected.changed or self.closing.new or bool(self.report and self.report.new)

    @property
    def needs_a_person(self) -> bool:
        altered = self.report is not None and self.report.altered
        return self.closing.close is None or altered or self.collected.needs_a_person


def close(request: CloseRequest, home: str = ".") -> Closed | Drafted | None:
    """Closes a period, or where the home wants approval asks for it. Woken by a schedule it does what is due by the
    calendar: the draft, the close, or nothing.

    Args:
        home: Thư mục của Hội trên máy chủ.
    """
    opened = begin(home)
    period = asked_period(opened, request.period)
    if request.period and period:
        return close_period(opened, period, request)
    due = work_due(opened, scheduled())
    if due is None:
        return ended(None, "NothingDue", f"close: nothing is due at {scheduled():%Y-%m-%d %H:%M}")
    if due.work is Work.DRAFT:
        return draft_period(opened, due.period)
    return close_period(opened, due.period, request, insist=False)


def draft_period(home: Home, period: HalfYear) -> Drafted:
    """Collects, and writes the report as it would be if the period were closed now."""
    collected = collect_into(home, wait=True)
    drafted = step(write_draft, home, period)
    shown.collected(home, replace(collected, last=last_of(home, period, scheduled_day())))
    shown.drafted(period, drafted)
    return drafted


def close_period(home: Home, period: HalfYear, request: CloseRequest | ReissueRequest, insist: bool = True) -> Closed:
    """Collects and closes. ``insist``: figures that were refused are asked for again though nothing has changed."""
    accept = dict.fromkeys(request.accept_missing, request.reason)
    check_accepted(home, accept)
    asked = waited_for(home) or pending(home, period)
    if asked is None:
        collected = collect_into(home, request.wait)
        shown.collected(home, collected)
        closing = step(freeze, home, period, accept, request.by, request.reason, insist)
    else:
        collected, closing = NOTHING_CAME, Closing(None, False, asked=asked)
    if closing.asked:
        closing = _once_decided(home, period, closing)
    report = step(publish, home, closing.close) if closing.close else None
    done = Closed(replace(collected, last=last_of(home, period, scheduled_day())), closing, report)
    shown.closed(period, done)
    return _as_it_ended(period, done)


def _once_decided(home: Home, period: HalfYear, closing: Closing) -> Closing:
    """A run that can be suspended waits until somebody has decided; another one leaves it to them."""
    asked = closing.asked
    if asked is None or not can_wait():
        return closing
    if waited_for(home) is None:
        tables.gate(asked)
        if another_waits(home, asked):
            say(f"{period}: another run waits for the decision on it", warn=True)
            return closing
        last_of(home, period, scheduled_day())  # the run ends here, until somebody has decided
    decision = decided(home, asked)
    approved = decision is Decision.APPROVED
    close = closed_already(home, period) if approved else None
    return replace(closing, close=close, new=close is not None, decision=decision)


def _as_it_ended(period: HalfYear, done: Closed) -> Closed:
    closing = done.closing
    if closing.close and not closing.new:
        again = f"close: {period} was closed before, as version {closing.close.version}; its report stands"
        return ended(done, "NothingChanged", again)
    if closing.close:
        return done
    if closing.decision is Decision.APPROVED:
        why = "its figures were approved, and it has been reopened since; what was published stands"
        return ended(done, "Reopened", f"close: {period} is open: {why} until it is closed again")
    if closing.decision:
        name, why = str(closing.decision).capitalize(), f"the figures were {closing.decision}"
        return ended(done, name, f"close: {period} is open again: {why}; mend what is wrong, then close it again")
    if closing.asked:
        return ended(done, "Waits", f"close: {period} waits for approval; decide: soket approve, or soket refuse")
    open_things = len(closing.shut_by) + len(closing.unreceived)
    return ended(
        done, "GateShut", f"close: {period} stays open; what stops the gate: {open_things}; see 'soket status {period}'"
    )
