"""close: collect, then the gate, the frozen figures and the report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from prefect import flow

from flows.channels import tell_waiting
from flows.collect import Collected, collect_into, due_period, open_home, run_name
from flows.step import step
from tasks.approve import reopen_expired
from tasks.freeze import Closing, check_accepted, freeze
from tasks.publish import Published, publish


@dataclass(frozen=True)
class Closed:
    """What a close came to; without a report where the gate is shut."""

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


@flow(name="close", flow_run_name=partial(run_name, "chốt"), persist_result=False)
def close(
    period: str | None = None,
    home: str = ".",
    accept_missing: list[str] | None = None,
    by: str = "soket",
    reason: str = "",
    wait: bool = True,
) -> Closed:
    """Closes a period, or where the home wants approval asks for it; units in ``accept_missing`` are let pass for
    ``reason``. ``wait``: as for collect."""
    opened = open_home(home)
    due = due_period(opened, period)
    opened.dates(due)
    accept = dict.fromkeys(accept_missing or [], reason)
    check_accepted(opened, accept)
    step(reopen_expired, opened)
    collected = collect_into(opened, wait)
    closing = step(freeze, opened, due, accept, by, reason)
    report = step(publish, opened, closing.close) if closing.close else None
    return Closed(replace(collected, told=tell_waiting(opened)), closing, report)
