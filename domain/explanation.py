"""Explanations: which finding a row of them answers, however its sender wrote the place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.cells import column_letters, column_number, place
from domain.form import Form
from domain.vietnamese import heading_key, tidy

UNKNOWN = "(không rõ)"  # what is kept of a text that names no form or no place: it may name a person
_CELL = r"\$?[A-Z]{1,3} ?\$?[1-9][0-9]{0,6}"
_BEFORE = r"(?:ô(?: số)? ?:? ?)?"
_CELLS = re.compile(
    rf"{_BEFORE}({_CELL}(?: ?(?:[,;/&+]|VÀ) ?{_BEFORE}{_CELL})*)(?: ?\(.*\))?",  # our own lists say the label behind it
    re.IGNORECASE,
)
_RANGE = re.compile(rf"{_BEFORE}({_CELL}) ?(?:[:–-]|ĐẾN) ?{_BEFORE}({_CELL})", re.IGNORECASE)
_LONGEST_RANGE = 50  # cells
_ONE_CELL = re.compile(_CELL, re.IGNORECASE)
_SHEET_AND_CELL = re.compile(r"'?(?P<sheet>[^!']+)'?!(?P<cell>.+)")
_NUMBERED = re.compile(r"(dòng|hàng|đoạn) ?(\d+)(?:[, ]+(cột|ô) ?(\d+))?", re.IGNORECASE)
_TABLE = re.compile(r"(?P<sheet>bảng ?\d+)[, ]+(?P<cell>hàng .+)", re.IGNORECASE)
_WORDS = ("bieu", "mau", "mẫu biểu", "biểu mẫu", "biểu số", "mẫu số", "biểu", "mẫu", "sheet", "trang", "tờ")
_CALLED = re.compile(rf"^(?:{'|'.join(map(heading_key, _WORDS))}) (?=\S)")
_STUCK = re.compile(r"^(biểu|mẫu|bieu|mau)(?=\d)", re.IGNORECASE)
_LEADING = re.compile(r"^0*(\d+)(?= |$)")
_NUMBERING = re.compile(r"^[\divx]+ ")
_SAYS_NOTHING = re.compile(r"[\W_]*")


@dataclass(frozen=True)
class Explanation:
    """A row as it is kept. ``form`` is the sheet's name of a form of the catalogue, empty where the row names none,
    or UNKNOWN; ``places`` are cells (``F19``, ``dòng 3, cột 2``), ``sheet, cell`` of a Word table, or a row's label."""

    form: str
    places: tuple[str, ...]
    reason: str

    @property
    def cell(self) -> str:
        """The places as one text, which ``explanation`` reads back."""
        return "; ".join(self.places) or UNKNOWN


class Forms:
    """The forms that an explanation may name."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._forms = {form.code: form for form in forms if form.purpose == "figures"}
        self._names: dict[str, set[str]] = {}
        for form in self._forms.values():
            for name in _names(form):
                self._names.setdefault(name, set()).add(form.code)
        self._labels = {
            (form.code, _label(field.label)): field.label
            for form in self._forms.values()
            for field in form.fields
            if form.shape == "matrix"
        }
        self._labels |= {
            (form.code, _label(name)): row.label
            for form in self._forms.values()
            for row in form.rows
            for name in (row.label, *row.aliases)
        }

    def explanation(
        self, form_text: str, cell_text: str, reason: str, sheets: Mapping[str, str] | None = None
    ) -> Explanation:
        """A row of three texts, resolved. ``sheets`` maps names of the file's own sheets to codes of forms."""
        said, written = tidy(form_text), tidy(cell_text)
        inside = _SHEET_AND_CELL.fullmatch(written)
        if inside:
            written = inside["cell"].strip()
        named = {self._form(text, sheets or {}) for text in (said, inside["sheet"] if inside else "") if text}
        form = next(iter(named)) if len(named) == 1 else None
        sheet = self._forms[form].sheet if form else UNKNOWN if named else ""
        return Explanation(sheet, self._places(form, written), tidy(reason))

    def _form(self, text: str, sheets: Mapping[str, str]) -> str | None:
        by_sheet = {code for name, code in sheets.items() if heading_key(name) == heading_key(text)}
        found = by_sheet & self._forms.keys() or self._names.get(_called(text), set())
        return next(iter(found)) if len(found) == 1 else None

    def _places(self, form: str | None, written: str) -> tuple[str, ...]:
        if ends := _RANGE.fullmatch(written):
            return _between(_normal(ends[1]), _normal(ends[2]))
        if cells := _CELLS.fullmatch(written):
            return tuple(_normal(one) for one in _ONE_CELL.findall(cells[1]))
        if table := _TABLE.fullmatch(written):
            return tuple(f"{table['sheet'].lower()}, {one}" for one in _numbered(table["cell"]))
        if numbered := _numbered(written):
            return numbered
        label = self._known_label(form, written)
        return (label,) if label else ()

    def _known_label(self, form: str | None, written: str) -> str | None:
        """The label of the row that a text names, or of one field of it; of several forms' rows none."""
        key = _label(written)
        found = {(code, label) for (code, one), label in self._labels.items() if one == key and form in (None, code)}
        return next(iter(found))[1] if len(found) == 1 else None

    def answers(self, explanation: Explanation, found: Mapping[str, str | None]) -> bool:
        """Whether a row answers a finding (its form, field, label, sheet and cell). A cell alone, without the form,
        names nothing; a place in a text file, or a label that only one form has, does."""
        form = found["form"] or self._form(found["sheet"] or "", {})
        own = self._forms[form].sheet if form in self._forms else None
        if explanation.form not in ("", own) or not explanation.reason or _SAYS_NOTHING.fullmatch(explanation.reason):
            return False
        label = self._label_of(form, found["field"])
        for one in explanation.places:
            of_file = one.startswith(("dòng", "đoạn", "bảng")) or not _ONE_CELL.fullmatch(one)
            named = explanation.form == own or (of_file and not one.startswith("hàng"))
            if named and one in (found["cell"], place(found["sheet"], found["cell"]), label, found["label"]):
                return True
        return False

    def _label_of(self, form: str | None, field: str | None) -> str | None:
        if form not in self._forms or field is None:
            return None
        row = field.split(".")[1]
        return next((one.label for one in self._forms[form].rows if one.code == row), None)


def _names(form: Form) -> set[str]:
    """What a form is called: its sheet, its name, its number, and two of them together."""
    parts = [part for part in (form.sheet, form.name, form.number) if part]
    both = [f"{one} {other}" for one in parts for other in parts if one != other]
    first = heading_key(form.number).partition(" ")[0]
    return {_called(name) for name in (*parts, *both, *([first] if first else []))}


def _called(text: str) -> str:
    """``Biểu số: 01/HKH-CS`` → ``1 hkh cs``; ``Biểu 7``, ``Biểu7`` and ``07`` → ``7``."""
    return _LEADING.sub(r"\1", _CALLED.sub("", heading_key(_STUCK.sub(r"\1 ", tidy(text)))))


def _label(text: str) -> str:
    return _NUMBERING.sub("", heading_key(text.removeprefix("-").strip()))


def _between(first: str, last: str) -> tuple[str, ...]:
    """The cells of a part of one row or column; of anything else none."""
    (column, row), (to, end) = map(_column_and_row, (first, last))
    if (column != to and row != end) or not 0 <= (to - column) + (end - row) < _LONGEST_RANGE:
        return ()
    return tuple(f"{column_letters(c)}{r}" for c in range(column, to + 1) for r in range(row, end + 1))


def _column_and_row(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return column_number(letters), int(cell[len(letters) :])


def _normal(cell: str) -> str:
    return cell.replace("$", "").replace(" ", "").upper()


def _numbered(written: str) -> tuple[str, ...]:
    """``Dòng 3 cột 2`` → ``dòng 3, cột 2``."""
    found = _NUMBERED.fullmatch(written)
    if not found:
        return ()
    rest = f", {found[3].lower()} {int(found[4])}" if found[3] else ""
    return (f"{found[1].lower()} {int(found[2])}{rest}",)
