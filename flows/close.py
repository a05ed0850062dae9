"""close: collect, then the gate, the frozen figures and the report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prefect import flow

from flows.collect import Collected, collect_into, due_period
from flows.step import step
from tasks.freeze import Closing, freeze
from tasks.home import Home
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


@flow(name="close", flow_run_name="chốt {period}", persist_result=False)
def close(
    period: str | None = None,
    home: str = ".",
    accept_missing: list[str] | None = None,
    by: str = "soket",
    reason: str = "",
) -> Closed:
    """Closes a period; units in ``accept_missing`` are let pass for ``reason``."""
    opened = Home.open(Path(home))
    due = due_period(opened, period)
    opened.dates(due)
    accept = {code: accepted_reason(reason) for code in accept_missing or []}
    collected = collect_into(opened)
    closing = step(freeze, opened, due, accept, by, reason)
    report = step(publish, opened, closing.close) if closing.close else None
    return Closed(collected, closing, report)


def accepted_reason(reason: str) -> str:
    """A unit is let pass for a reason that is told; ValueError without one."""
    if not reason.strip():
        raise ValueError("--accept-missing: give the reason with --reason TEXT; it is kept with the close")
    return reason
