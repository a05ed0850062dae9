"""What is right, as data: rules and the comparisons they make."""

from __future__ import annotations

from typing import Any, Literal

import pydantic

from domain.finding import Severity
from domain.record import Record


class Pair(Record):
    """Two fields of a unit by their keys, of one form or of two; where a side names several, their sum.
    A side's name says in Vietnamese what it is; without one the field's label does."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    left_name: str = ""
    right_name: str = ""


class Compare(Record):
    """What a comparison sets side by side, per submission.

    ``parts``: the rows of each whole and the whole. ``same_year``: ``column`` of each row and the
    unit's value of ``against`` for the year that the row states. ``years``: each year that is stated
    and the period's own. ``list_rows``, ``list_sum``: the
    number of a list's rows, the sum of its ``column``, and ``field``. ``list_kinds``: the number of a list's
    rows of each kind in its ``column`` and the part of ``field`` of that kind. ``control``: the sum of the
    input cells and the control total on the cover. ``pairs``: in each row the values of two ``columns``, and
    the two sides of each of ``pairs``. ``most``: the values of a row and the most that it may hold.
    ``carried``: an opening and the closing of the period before. ``least``: an amount and the least that is
    likely; ``each``: an amount in ``column`` and the least that is likely for as many as ``against`` says.
    ``percent``: a percentage as it is written and as its two numbers make it.
    """

    what: Literal[
        "parts",
        "same_year",
        "years",
        "list_rows",
        "list_sum",
        "list_kinds",
        "control",
        "pairs",
        "most",
        "carried",
        "least",
        "each",
        "percent",
    ]
    list: str | None = None
    column: str | None = None
    against: str | None = None
    field: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    pairs: tuple[Pair, ...] = ()


class Review(Record):
    """What a review sets a unit's value of a period against, per indicator.

    ``same_half``, ``last_half``: the unit's own value of that half; ``history``: the median of its earlier
    periods, ``least`` of them or more; ``peers``: the median of the units of its kind, ``least`` of them or
    more, per denominator where the indicator has one. The first two give the ``change`` in per cent, which the
    indicator's usual band bounds; the others the ``deviation``, in spreads. A spread is 1.4826 times the median
    absolute deviation (a normal one's standard deviation), and at least ``spread`` per cent of the median.
    ``kinds`` are the kinds of indicator that are looked at.
    """

    against: Literal["same_half", "last_half", "history", "peers"]
    kinds: tuple[Literal["C", "P", "N"], ...] = ("C", "P", "N")
    least: int = pydantic.Field(default=1, ge=1)
    spread: float = pydantic.Field(default=0, ge=0)


UNKNOWN_PERIOD = "unknown_period"  # a file refused for it is judged again once its period is open
NOT_MENDED = "not_mended"  # our own answer, sent back as it was
NOT_FILLED_IN = "not_filled_in"  # the form, sent back as it came
WRONG_UNIT = "wrong_unit"  # its bytes are to be filed for their unit; cleared once they are accepted there

#: Refusals that a file owes to its name, its moment, the registry or our own failure: sent again, it is judged again.
PASSING = frozenset({"bad_name", "name_twice", "tie", "too_heavy", "unit_ended", "not_judged"})

#: The refusals of a file that every catalogue words; without them a file could not be answered.
FILE_RULES = (
    # where it lies and what it is called
    "link",
    "not_a_file",
    "bad_name",
    "name_twice",
    "too_large",
    # what it is
    "empty",
    "damaged",
    "unsafe",
    "too_heavy",
    "macro",
    "encrypted",
    "old_word",
    "scan",
    "archive",
    "web_page",
    "prose",
    "unsupported",
    # what it says
    NOT_MENDED,
    "unknown_form",
    "two_forms",
    "form_twice",
    "no_period",
    UNKNOWN_PERIOD,
    WRONG_UNIT,
    "unit_ended",
    NOT_FILLED_IN,
    "tie",
    "not_judged",
    "no_control_total",
    "other_date",
)


class Rule(Record):
    """``on``: every field (``cell``), two numbers of a submission (``comparison``), the file itself, or the
    values of a whole period (``review``), which may only warn.

    ``expect`` is the Great Expectations type that judges it and ``arguments`` its own; ``where``
    keeps the fields of a column's value. Words are Vietnamese templates.
    """

    id: str
    on: Literal["cell", "comparison", "file", "review"]
    severity: Severity
    severity_in_list: Severity | None = None
    expect: str | None = None
    arguments: dict[str, Any] = {}
    where: dict[str, str] = {}
    compare: Compare | None = None
    review: Review | None = None
    stops_gate: bool = False
    saw: str
    wanted: str = ""
    mend: str
