"""A period's warehouse → what is known of it on a day: the record that its page is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from domain.close import PeriodState
from domain.half_year import HalfYear
from domain.submission import Problem, Unreceived
from domain.vietnamese import grouped, tidy
from outputs.page_content import Overview, RateLine
from tasks.completeness import Group
from tasks.figure_lines import figures_now, published_figures
from tasks.home import Home
from tasks.look import status_known
from tasks.rule_lines import rule_lines
from tasks.unit_lines import unit_lines
from tasks.version_lines import version_lines
from warehouse import closes, current, gate, inboxes
from warehouse.closes import Close
from warehouse.store import Connection

_PROBLEMS = {
    Problem.HALF_COPIED: "tệp còn đang được chép",
    Problem.UNREADABLE: "chưa đọc được",
    Problem.NO_INBOX: "chưa mở được hộp nhận",
    Problem.UNASSIGNED: "chưa rõ của đơn vị nào",
    Problem.OUTSIDE: "nằm ngoài thư mục của các đơn vị",
}


def overview(home: Home, period: HalfYear, day: date) -> Overview:
    """All that is known of a period on a day, from one state of the warehouse. HomeError for a period that soket.toml
    does not have."""
    dates = home.dates(period)
    with home.warehouse.read() as connection:
        found = status_known(home, period, day, connection)
        findings = current.standing_findings(connection, str(period))
        close, closed = closes.find_close(connection, str(period)), found.state == PeriodState.CLOSED
        published = published_figures(home, close, connection) if close else None
        return Overview(
            association=home.settings.association.name,
            period=period,
            state=PeriodState(found.state),
            version=found.version,
            day=found.day,
            cut_off=dates.cut_off,
            deadline=found.deadline,
            signing=dates.signing,
            rate=found.rates.all,
            by_kind=_rates(found.rates.by_kind),
            by_parent=_rates(found.rates.by_parent),
            units=unit_lines(home, period, found, findings, connection),
            notices=tuple(_notices(home, period, close if closed else None, connection)),
            rules=rule_lines(home, findings),
            figures=published if closed and published else figures_now(home, period, found.standing, connection),
            published=published,
            versions=version_lines(home, period, connection),
        )


def _rates(groups: Iterable[Group]) -> tuple[RateLine, ...]:
    return tuple(RateLine(one.name, one.rate) for one in groups)


def _notices(home: Home, period: HalfYear, closed: Close | None, connection: Connection) -> Iterator[str]:
    """What shuts the gate and belongs to no unit; and what came after the close."""
    yield from (_unreceived(one) for one in inboxes.unreceived_now(connection) if one.unit_id is None)
    for unit_id, path, _ in gate.refused_files(connection, str(period)):
        if unit_id not in home.unit_by_id:
            yield f"{tidy(path)}: chưa tiếp nhận được, đơn vị không còn trong danh sách đơn vị."
    if closed and (late := closes.files_after_close(connection, closed.period, closed.closed_at)):
        yield f"Có {grouped(late)} tệp gửi sau khi chốt; số liệu đã công bố chưa thay đổi."


def _unreceived(one: Unreceived) -> str:
    return f"{tidy(one.path)}: {_PROBLEMS[one.problem]}."
