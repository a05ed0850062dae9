"""reissue: the next version of a period that was closed, with what came since."""

from __future__ import annotations

from domain.close import PeriodState
from domain.half_year import HalfYear
from flows import shown
from flows.begin import begin, ended
from flows.close import Closed, close_period
from flows.collect import collect_into
from flows.parameters import ReissueRequest
from flows.step import step
from tasks.freeze import check_accepted
from tasks.versions import reopen, state_of, would_change


def reissue(request: ReissueRequest, home: str = ".") -> Closed | None:
    """Shows what has changed since a period was closed, reopens it for the reason, and closes it again. A period in
    which no figure has changed is left closed. NeverClosed for one that was never closed.

    Args:
        home: Thư mục của Hội trên máy chủ.
    """
    opened, period = begin(home), HalfYear.parse(request.period)
    opened.dates(period)
    check_accepted(opened, dict.fromkeys(request.accept_missing, request.reason))
    if state_of(opened, period) is PeriodState.CLOSED:
        collect_into(opened, request.wait)
        found = step(would_change, opened, period)
        shown.restated(opened.catalogue, period, found)
        if not found:
            return ended(None, "NothingChanged", f"reissue: no figure of {period} has changed; its report stands")
        step(reopen, opened, period, request.by, request.reason)
    return close_period(opened, period, request)
