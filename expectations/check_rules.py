"""What is wrong in a rule as it was declared."""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter

from domain.catalogue import Catalogue
from domain.finding import Severity
from domain.rule import Compare, Rule

#: The words that a rule's templates may ask for: of what it is on, and of what a comparison sets side by side.
_WORDS = {
    "cell": ("text", "same", "members"),
    "comparison": ("left", "right", "year", "label", "sheet", "cell"),
    "review": ("value", "before", "moved", "usual"),
    "file": (
        *("name", "other", "size", "limit", "suffix", "what", "nearest", "form"),
        *("text", "period", "open", "unit", "saw", "code", "cut_off"),
    ),
}
_MORE_WORDS = {
    "pairs": ("left_name", "right_name"),
    "list_kinds": ("member",),
    "each": ("count", "unit"),
    "percent": ("part", "whole", "typed", "due"),
}


def bad_rule(rule: Rule, catalogue: Catalogue) -> Iterable[str]:
    where = f"rule {rule.id!r}"
    if rule.on != "file" and rule.expect is None:
        yield f"{where}: 'expect' is missing; name a Great Expectations type"
    if (rule.on == "comparison") != (rule.compare is not None):
        yield f"{where}: 'compare' belongs to rules on comparisons, and each of them has one"
    if (rule.on == "review") != (rule.review is not None):
        yield f"{where}: 'review' belongs to rules on review, and each of them has one"
    if rule.on == "review" and (rule.severity is not Severity.WARN or rule.severity_in_list or rule.stops_gate):
        yield f'{where}: a review may only warn, for its sender has been answered already; severity = "warn"'
    yield from _bad_words(where, rule)
    if rule.compare:
        for what, names, known in _named_by(rule.compare, catalogue):
            yield from unknown(where, what, names, known)
        yield from _bad_kinds(where, rule.compare, catalogue)


def _named_by(compare: Compare, catalogue: Catalogue) -> Iterable[tuple[str, list[str], Iterable[str]]]:
    """What a comparison names: of which sort, the names, and those that there are."""
    sides = [key for pair in compare.pairs for key in (*pair.left, *pair.right)]
    columns = [*(name for both in compare.columns for name in both), compare.column, compare.against]
    yield "form", [compare.list] if compare.list else [], catalogue.form_by_code
    yield "field", [*sides, *([compare.field] if compare.field else [])], catalogue.field_by_key
    there = {column.code for form in catalogue.forms for column in form.columns}
    yield "column", [name for name in columns if name], there


def _bad_kinds(where: str, compare: Compare, catalogue: Catalogue) -> Iterable[str]:
    """A comparison of kinds needs the kinds of the list's rows, and a total that is broken down by them."""
    if compare.what != "list_kinds":
        return
    form, total = catalogue.form_by_code.get(str(compare.list)), catalogue.field_by_key.get(str(compare.field))
    axis = next((column.one_of for column in form.columns if column.code == compare.column), None) if form else None
    whole = catalogue.form_by_code[total.form] if total else None
    parts = whole.parts_of(whole.row(total.row), total.column) if whole and total else ()
    measures = [part.measures[total.column].partition("@")[2] for part in parts] if total else []
    if not axis or not measures or any(not measure.startswith(f"{axis}=") for measure in measures):
        yield f"{where}: 'list_kinds' needs a column with 'one_of' and a total whose parts are of that axis"


def _bad_words(where: str, rule: Rule) -> Iterable[str]:
    """A template that asks for a word that nobody fills in could tell nothing of what it found."""
    known = (*_WORDS[rule.on], *(_MORE_WORDS.get(rule.compare.what, ()) if rule.compare else ()))
    for name in ("saw", "wanted", "mend"):
        try:
            asked = [word for _, word, _, _ in Formatter().parse(getattr(rule, name)) if word is not None]
        except ValueError as error:
            yield f"{where}: {name}: {error}; braces stand around a word, and double where they are printed"
            continue
        yield from unknown(where, f"word in {name}", asked, known)


def unknown(where: str, what: str, names: Iterable[str], known: Iterable[str]) -> Iterable[str]:
    allowed = sorted(known)
    for name in names:
        if name not in allowed:
            yield f"{where}: unknown {what} {name!r}; known are {', '.join(allowed)}"
