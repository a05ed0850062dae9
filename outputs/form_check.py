"""What a spreadsheet checks while a form is filled in, and what it tells whoever stands in a cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from domain.catalogue import Catalogue
from domain.form import Field
from domain.vietnamese import grouped
from outputs.form_plan import Filling

_TITLE = "Xin xem lại"
_LONGEST_TITLE, _LONGEST_PROMPT = 32, 255  # what a spreadsheet takes
_LONGEST_TEXT = 2_000  # characters of a text: a page of the form holds them
_BELOW = 10**13  # the rule on whole numbers takes thirteen digits
_FIRST_YEAR = 1900  # as the rule on years has it
_NOTHING = ("-", "–", "không", "không có", "không phát sinh")  # zero, as the reader has it
_UNKNOWN = ("…", "...")  # not collected yet
_BLANKS = {
    "ask": 'Không phát sinh ghi 0 hoặc "-"; chưa có ghi "…".',
    "zero": 'Để trống hoặc "-" là không phát sinh; chưa có ghi "…".',
    "optional": "Không bắt buộc ghi.",
}
_Kind = Literal["whole", "signed", "year", "one_of", "text"]


@dataclass(frozen=True)
class Check:
    """``choices`` are what a drop-down list offers; ``latest`` is the last year that may be given."""

    kind: _Kind
    title: str
    prompt: str
    choices: tuple[str, ...] = ()
    latest: int = 0


def checks_of(catalogue: Catalogue, filling: Filling) -> dict[str, Check]:
    """The check of each field that a kind of unit fills in, by its key (a list's without the item)."""
    fields = (field for form in catalogue.forms_for(filling.kind) for field in form.fields)
    found = ((field.key, _check(catalogue, filling, field)) for field in fields)
    return {key: check for key, check in found if check}


def _check(catalogue: Catalogue, filling: Filling, field: Field) -> Check | None:
    kind, choices = _kind(catalogue, field), _choices(catalogue, field)
    if kind is None:
        return None
    latest = int(filling.period[-4:]) if kind == "year" else 0
    title = _cut(_row_label(catalogue, field), _LONGEST_TITLE)
    prompt = _cut(" ".join(filter(None, _prompt(catalogue, filling, field, kind))), _LONGEST_PROMPT)
    return Check(kind, title, prompt, choices, latest)


def _kind(catalogue: Catalogue, field: Field) -> _Kind | None:
    if field.role == "year":
        return "year"
    if field.role in ("value", "estimate", "earlier"):
        return "signed" if field.signed else "whole"
    if _choices(catalogue, field):
        return "one_of"
    form = catalogue.form_by_code[field.form]
    return "text" if form.shape == "text" and not field.personal else None


def _choices(catalogue: Catalogue, field: Field) -> tuple[str, ...]:
    """The words that a list's column is answered with."""
    form = catalogue.form_by_code[field.form]
    named = form.column(field.column).one_of if form.shape == "list" else None
    return tuple(name for axis in catalogue.axes if axis.code == named for name in axis.members.values())


def _row_label(catalogue: Catalogue, field: Field) -> str:
    form = catalogue.form_by_code[field.form]
    return field.label if form.shape == "list" else form.row(field.row).label


# --- what is said of a cell ---------------------------------------------------------------------


def _prompt(catalogue: Catalogue, filling: Filling, field: Field, kind: _Kind) -> Iterator[str]:
    match kind, field.role:
        case "text", _:
            yield f"Viết 3–5 câu, không quá {grouped(_LONGEST_TEXT)} ký tự."
        case "one_of", _:
            yield f"Chọn trong danh sách: {'; '.join(_choices(catalogue, field))}."
        case "signed", _:
            yield "Ghi số nguyên; giảm thì ghi số âm, như -5. Không thay đổi ghi 0."
        case "year", _:
            last = filling.last.get(field.key)
            yield f"Kỳ trước: {last}." if last else ""
            yield "Ghi năm, bốn chữ số. Không bắt buộc ghi." if field.blank == "optional" else "Ghi năm, bốn chữ số."
        case _, "estimate":
            yield f"Phần là số ước tính trong số ở cột “{_beside(catalogue, field)}”. {_BLANKS[field.blank]}"
        case _, "earlier":
            unit, before = _unit(catalogue, field), f"{field.form}.{field.row}.{field.of}"
            yield from _known("Kỳ trước đã báo", filling.last.get(before), unit)
            yield "Chỉ ghi khi số chính thức khác số đã báo."
        case _:
            unit = _unit(catalogue, field)
            yield from _known("Kỳ trước", filling.last.get(field.key), unit)
            yield from _known("Cùng kỳ năm trước", filling.same_half.get(field.key), unit)
            yield f"Ghi số nguyên{f' ({unit})' if unit else ''}. {_BLANKS[field.blank]}"


def _known(words: str, value: int | None, unit: str) -> Iterator[str]:
    if value is not None:
        yield f"{words}: {f'{grouped(value)} {unit}'.rstrip()}."


def _unit(catalogue: Catalogue, field: Field) -> str:
    return catalogue.indicator_by_code[field.indicator].unit if field.indicator else ""


def _beside(catalogue: Catalogue, field: Field) -> str:
    return catalogue.form_by_code[field.form].column(str(field.of)).heading.split(" / ")[-1]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


# --- what a spreadsheet is told ------------------------------------------------------------------


def validation(check: Check, cell: str, choices: str) -> dict[str, Any]:
    """The check of a cell (``F8``) as xlsxwriter takes one; ``choices`` is the range that holds its words.

    A number or a year that would be refused cannot be typed; other words than the form knows are asked about.
    """
    return {
        **_condition(check, cell, choices),
        "input_title": check.title,
        "input_message": check.prompt,
        "error_title": _TITLE,
        "error_message": _message(check),
        "error_type": {"one_of": "warning", "text": "information"}.get(check.kind, "stop"),
    }


def _condition(check: Check, cell: str, choices: str) -> dict[str, Any]:
    match check.kind:
        case "text":
            return {"validate": "length", "criteria": "<=", "value": _LONGEST_TEXT}
        case "one_of":
            return {"validate": "list", "source": f"={choices}"}
        case "year":
            return {"validate": "integer", "criteria": "between", "minimum": _FIRST_YEAR, "maximum": check.latest}
        case kind:
            least = f"{cell}>-{_BELOW}" if kind == "signed" else f"{cell}>=0"
            whole = f"AND({least},{cell}<{_BELOW},{cell}=INT({cell}))"
            marks = ",".join(f'TRIM({cell})="{mark}"' for mark in (*_NOTHING, *_UNKNOWN))
            return {"validate": "custom", "value": f"=IF(ISNUMBER({cell}),{whole},OR({marks}))"}


def _message(check: Check) -> str:
    match check.kind:
        case "text":
            return f"Nội dung dài quá {grouped(_LONGEST_TEXT)} ký tự. Xin viết gọn; phần chi tiết gửi thành tệp riêng."
        case "one_of":
            return _cut(f"Xin chọn trong danh sách: {'; '.join(check.choices)}.", _LONGEST_PROMPT)
        case "year":
            return f"Ô này ghi năm, bốn chữ số, không sau năm {check.latest}. Chưa có thì để trống."
        case "signed":
            return "Ô này ghi số nguyên, viết liền các chữ số; giảm thì ghi số âm, như -5. Không thay đổi ghi 0."
        case _:
            return (
                "Ô này ghi số nguyên, không âm, viết liền các chữ số, không dấu, như 1600. "
                'Không phát sinh ghi 0 hoặc "-"; chưa có ghi "…".'
            )
