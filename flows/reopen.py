"""reopen: what the next version of a closed period would change, and where that is wanted the period taken up again."""

from __future__ import annotations

from domain.half_year import HalfYear
from domain.restatement import Restated
from flows import shown
from flows.begin import begin, ended
from flows.last import last_of
from flows.parameters import REOPEN, ReopenRequest
from flows.run_log import say
from flows.step import step
from flows.when import scheduled_day
from tasks.versions import reopen as open_again
from tasks.versions import would_change


def reopen(request: ReopenRequest, home: str = ".") -> tuple[Restated, ...]:
    """Shows what would change; where that is asked for, the period takes submissions again. ValueError where no
    reason is given for it, or one where nothing is to be done.

    Args:
        home: Thư mục của Hội trên máy chủ.
    """
    opened, period = begin(home), HalfYear.parse(request.period)
    opened.dates(period)
    if request.reason and request.action != REOPEN:
        raise ValueError(
            f"reopen: 'Lý do' is filled in, but 'Việc cần làm' is '{request.action}', which changes nothing; "
            f"choose '{REOPEN}', or leave the reason empty"
        )
    found = step(would_change, opened, period)
    shown.restated(opened.catalogue, period, found)
    if request.action != REOPEN:
        return ended(found, "Preview", f"reopen: {period} stays closed; this run showed what would change, no more")
    step(open_again, opened, period, request.by, request.reason)
    last_of(opened, period, scheduled_day())
    say(f"{period} takes submissions again; what was published stands until it is closed again")
    return found
