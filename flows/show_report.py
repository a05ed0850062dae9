"""What commands on a report print: for people, and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.half_year import HalfYear
from flows.screen import out as _out
from flows.screen import table as _table
from flows.show import trace, trace_json
from flows.show_versions import not_adopted
from tasks.adopt import Taken
from tasks.drafted import Drafted
from tasks.number import Given
from tasks.printed import PrintedFigure
from tasks.table_difference import Difference, What
from tasks.trace import Trace
from tasks.verify import Checked

_WORDS = {
    What.ALTERED: "the figure was changed",
    What.REMOVED: "the figure was taken out, or is only text now",
    What.MOVED: "the figure stands among other words",
    What.TYPED: "a number was typed in",
    What.LABEL: "the table was changed",
    What.FOREIGN: "the figure is of another report",
    What.CHART: "the chart shows something else",
}


# --- verify ---------------------------------------------------------------------------------------


def checked_json(checked: Checked) -> dict[str, Any]:
    return {
        "period": str(checked.returned.period),
        "version": checked.returned.version,
        "draft": checked.close is None,
        "figures": checked.figures,
        "differences": [difference_json(one) for one in checked.differences],
        "notes": list(checked.notes),
    }


def difference_json(one: Difference) -> dict[str, Any]:
    return {
        "what": str(one.what),
        "heading": one.heading,
        "sentence": one.sentence,
        "saw": one.saw or None,
        "wanted": one.wanted or None,
        "key": one.key or None,
    }


def checked(checked: Checked) -> None:
    returned = checked.returned
    of = f"{returned.period} version {returned.version}{'' if checked.close else ', a draft'}"
    for one in checked.differences:
        difference(one)
    for note in checked.notes:
        _out.print(f"note: {note}", style="dim")
    if checked.differences:
        _out.print(f"verify: {len(checked.differences)} differences from the report of {of}")
    else:
        _out.print(f"verify: every figure is that of {of}; {checked.figures} compared with the warehouse")


def difference(one: Difference) -> None:
    wanted = one.wanted or ("nothing" if one.what is What.ALTERED else "")
    told = f"saw {one.saw or 'nothing'}{f', wanted {wanted}' if wanted else ''}"
    _out.print(f"{one.heading or 'no heading'}: {_WORDS[one.what]}: {told}")
    if one.sentence:
        _out.print(f"  {one.sentence}", style="dim")
    if one.key:
        _out.print(f"  {one.key}", style="dim")


# --- adopt ----------------------------------------------------------------------------------------


def taken_json(taken: Taken) -> dict[str, Any]:
    return {
        "places": list(taken.places),
        "refused": [difference_json(one) for one in taken.refused],
        "restored": [difference_json(one) for one in taken.restored],
        "report": str(taken.edition.path) if taken.edition else None,
        "report_sha256": taken.edition.sha256 if taken.edition else None,
        "not_adopted": list(taken.edition.not_adopted) if taken.edition else [],
    }


def taken(taken: Taken) -> None:
    for one in (*taken.refused, *taken.restored):
        difference(one)
    if taken.refused:
        _out.print(
            "adopt: nothing was taken over, for figures come from the warehouse alone; undo these, then try again"
        )
        return
    if taken.restored:
        _out.print("the figures and tables above stay as they were")
    for place in taken.places:
        _out.print(f"  {place.partition('#')[0]}")
    _out.print(f"adopt: prose was taken over in {len(taken.places)} places")
    if taken.edition:
        not_adopted(taken.edition.not_adopted)
        _out.print(f"report: {taken.edition.path}")


# --- issue, draft, trace ----------------------------------------------------------------------------


def issued_json(period: HalfYear, given: Given) -> dict[str, Any]:
    published = given.published
    return {
        "period": str(period),
        "new": given.new,
        "report": str(published.path),
        "report_sha256": published.sha256,
        "altered": published.altered,
    }


def issued(period: HalfYear, given: Given) -> None:
    said = "has its number" if given.new else "had this number already"
    _out.print(f"issue: {period} {said}; {given.published.path}")
    if given.published.altered:
        _out.print("  is no longer the issued copy; take it away, then run the command again")


def drafted(found: Drafted) -> None:
    if found.edited:
        _out.print("this draft was edited, and is left so; take over its prose: soket adopt FILE")
    if found.lacking:
        _out.print(f"it lacks {found.lacking} things, named in it", style="dim")
    not_adopted(found.not_adopted)


def printed_json(listed: Sequence[PrintedFigure]) -> list[dict[str, Any]]:
    return [{"key": one.key, "text": one.text, "heading": one.heading} for one in listed]


def printed(listed: Sequence[PrintedFigure]) -> None:
    _table(("key", "printed as", "under"), [(one.key, one.text, one.heading) for one in listed])


def traces_json(key: str, found: Sequence[Trace]) -> dict[str, Any]:
    figures = [
        {"period": one.period, "version": one.version, "indicator": one.indicator, **trace_json(one)} for one in found
    ]
    return {"key": key, "figures": figures}


def traces(key: str, found: Sequence[Trace]) -> None:
    for one in found:
        _out.print(f"{one.period}, version {one.version}")
        trace(one)
