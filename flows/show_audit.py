"""What commands on the audit print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flows.screen import local_time, out, table
from tasks.audit import Verified
from warehouse.audit import Act


def verified_json(found: Verified) -> dict[str, Any]:
    return {
        "unchanged": not found.problems,
        "head": found.head,
        "acts": found.acts,
        "closes": found.closes,
        "problems": list(found.problems),
        "notes": list(found.notes),
        "report_of": {"period": found.of.period, "version": found.of.version} if found.of else None,
    }


def verified(found: Verified) -> None:
    for line in (*found.problems, *found.notes):
        out.print(line)
    if found.of:
        out.print(f"the report prints the code of {found.of.period} version {found.of.version}")
    state = f"not as it should be, lines above: {len(found.problems)}" if found.problems else "unchanged"
    out.print(f"audit: {state}; {found.acts} acts, {found.closes} closes, head {found.head or '(none)'}")


def acts_json(found: Sequence[Act]) -> list[dict[str, Any]]:
    names = ("id", "at", "who", "act", "subject", "hash")
    return [{**{name: getattr(one, name) for name in names}, "detail": dict(one.detail)} for one in found]


def acts(found: Sequence[Act]) -> None:
    rows = [
        (local_time(one.at), one.who, one.act, one.subject, str(one.detail.get("reason", "")), _under(one))
        for one in found
    ]
    table(("when", "who", "act", "of", "reason", "by"), rows)


def _under(one: Act) -> str:
    under = one.detail.get("under", {})
    return ", ".join(filter(None, (under.get("run"), f"soket {under['soket']}" if "soket" in under else "")))
