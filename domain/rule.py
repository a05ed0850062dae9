"""What is right, as data: rules and the comparisons they make."""

from __future__ import annotations

from typing import Any, Literal

from domain.finding import Severity
from domain.record import Record


class Compare(Record):
    """What a comparison sets side by side, per submission.

    ``parts``: the rows of each whole and the whole. ``same_year``: ``column`` of each row and the
    unit's value of ``against`` for the year that the row states. ``years``: each year that is stated
    and the period's own. ``list_rows``, ``list_sum``: the
    number of a list's rows, the sum of its ``column``, and ``field``. ``control``: the sum of the
    input cells and the control total on the cover.
    """

    what: Literal["parts", "same_year", "years", "list_rows", "list_sum", "control"]
    list: str | None = None
    column: str | None = None
    against: str | None = None
    field: str | None = None


UNKNOWN_PERIOD = "unknown_period"  # a file refused for it is judged again once its period is open

#: The refusals of a file that every catalogue words; without them a file could not be answered.
FILE_RULES = (
    "damaged",
    "too_large",
    "unsupported",
    "unknown_form",
    "form_twice",
    "no_period",
    UNKNOWN_PERIOD,
    "wrong_unit",
    "tie",
    "no_control_total",
)


class Rule(Record):
    """``on``: every field (``cell``), two numbers of a submission (``comparison``), or the file itself.

    ``expect`` is the Great Expectations type that judges it and ``arguments`` its own; ``where``
    keeps the fields of a column's value. Words are Vietnamese templates.
    """

    id: str
    on: Literal["cell", "comparison", "file"]
    severity: Severity
    severity_in_list: Severity | None = None
    expect: str | None = None
    arguments: dict[str, Any] = {}
    where: dict[str, str] = {}
    compare: Compare | None = None
    stops_gate: bool = False
    saw: str
    wanted: str = ""
    mend: str
