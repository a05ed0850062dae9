"""What is printed of files that came: a collect, a file filed by hand, files read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.half_year import HalfYear
from domain.submission import Unreceived
from flows.screen import out as _out
from flows.screen import table as _table
from flows.show_told import told, told_json
from tasks.home import Home

if TYPE_CHECKING:
    from flows.by_hand import Filed
    from flows.collect import Collected
    from flows.reread import Reread
    from tasks.review import Reviewed


def collected_json(done: Collected) -> dict[str, Any]:
    return {
        "new": done.received.new,
        "judged_again": done.received.judged_again,
        "accepted": done.accepted,
        "refused": done.refused,
        "replied": done.replied.written,
        "waiting": [*map(str, done.replied.waiting)],
        "reviewed": {name: getattr(done.reviewed, name) for name in ("found", "gone", "explained")},
        "ignored": list(done.received.ignored),
        "unreceived": [unreceived_json(one) for one in done.received.unreceived],
        "problems": [*map(str, done.problems)],
        "alerts": told_json(done.told),
        "changed": done.changed,
    }


def collected(home: Home, period: HalfYear, done: Collected) -> None:
    if not done.changed:
        _out.print("collect: nothing new; nothing changed.")
    else:
        _out.print(
            f"collect: new files {done.received.new}, accepted {done.accepted}, refused {done.refused}, "
            f"files answered {done.replied.written}."
        )
    if done.reviewed.changed:
        _out.print(_reviewed(done.reviewed))
    what_is_open(done)
    told(done.told)
    if done.changed:
        _out.print(f"next: soket --home {home.path} status {period}", style="dim")


def _reviewed(done: Reviewed) -> str:
    return f"review: new warnings {done.found}, gone {done.gone}, explained since {done.explained}."


def unreceived_json(one: Unreceived) -> dict[str, Any]:
    return {"path": one.path, "problem": one.problem, "message": one.message}


def what_is_open(done: Collected) -> None:
    for line in (*(one.message for one in done.received.unreceived), *done.replied.waiting, *done.problems):
        _out.print(f"  {line}")


def filed_json(filed: Filed) -> dict[str, Any]:
    return {
        **filed.verdict,
        "replies": [str(path) for path in filed.replies],
        "waiting": [*map(str, filed.waiting)],
        "problems": [*map(str, filed.problems)],
        "alerts": told_json(filed.told),
    }


def filed(filed: Filed) -> None:
    reason = f" ({filed.verdict['reason']})" if filed.verdict["reason"] else ""
    _out.print(f"receive: {filed.verdict['file']} of {filed.verdict['unit']}: {filed.verdict['state']}{reason}")
    for path in filed.replies:
        _out.print(f"reply: {path}")
    for line in (*filed.waiting, *filed.problems):
        _out.print(f"  {line}")
    told(filed.told)


def reread_json(period: HalfYear, done: Reread) -> dict[str, Any]:
    return {
        "period": str(period),
        "files": done.files,
        "accepted_now": list(done.accepted_now),
        "refused_now": [{"file": path, "reason": reason} for path, reason in done.refused_now],
        "changes": list(done.changes),
        "waiting": [*map(str, done.waiting)],
        "problems": [*map(str, done.problems)],
        "alerts": told_json(done.told),
    }


def reread(period: HalfYear, done: Reread) -> None:
    _out.print(f"reread: {period}: {done.files} files read again, {len(done.changes)} values changed")
    for path in done.accepted_now:
        _out.print(f"  {path}: was refused, is accepted now")
    for path, reason in done.refused_now:
        _out.print(f"  {path}: would be refused now ({reason}); what was accepted of it stands; look at it")
    for line in (*done.waiting, *done.problems):
        _out.print(f"  {line}")
    names = ("unit", "file", "field", "cell", "before", "now")
    if done.changes:
        _table(names, [[str(one[name]) for name in names] for one in done.changes])
    told(done.told)
