"""The catalogue → docs/bieu/: one page a form, in Vietnamese. ``docs.make_pages`` writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from domain.catalogue import Catalogue
from domain.finding import Severity
from domain.form import Column, Form, Row
from domain.rule import Rule
from outputs.spoken import spoken
from tasks.compare import judged_fields

FOLDER = Path(__file__).parent / "bieu"
INDEX = "README.md"

_GENERATED = (
    "> Trang này lập tự động từ danh mục biểu mẫu; muốn sửa, xin sửa trong thư mục `expectations/` rồi chạy "
    "`python -m docs.make_pages`."
)
_LEGEND = (
    "- Loại số liệu: **C** là số có đến ngày chốt; **P** là số phát sinh trong kỳ, cộng dồn được; "
    "**N** là số của năm, lần báo cáo sau cùng có giá trị.",
    "- Ô để trống: **hỏi lại** là thiếu số, đơn vị phải bổ sung; **tính là 0** là không phát sinh; "
    "**được phép** là không bắt buộc ghi. Ở mọi ô số, dấu “-” là số 0, dấu “…” là chưa có số và được hỏi lại.",
)
_BLANKS = {"ask": "hỏi lại", "words": "xin viết vài câu", "zero": "tính là 0", "optional": "được phép"}
_SHAPES = {"cover": "trang bìa", "matrix": "bảng số liệu", "list": "danh sách", "text": "lời văn"}
_NOT_TYPED = "–"  # in the place of a blank's meaning, where the form fills the cell itself
_COLUMNS = {
    "ordinal": "số thứ tự, in sẵn",
    "label": "tên dòng, in sẵn",
    "code": "mã số của dòng, in sẵn",
    "unit": "đơn vị tính, in sẵn",
    "value": "ghi số nguyên, không âm",
    "estimate": "phần là số ước trong cột “{of}”; lớn hơn 0 thì số ấy là số ước",
    "earlier": "số chính thức của kỳ liền trước, thay cho số ước đã báo ở cột “{of}”",
    "year": "năm của số ở cột “{of}”",
    "name": "ghi bằng chữ; mỗi mục một dòng",
    "text": "ghi bằng chữ",
    "note": "ghi chú, không lấy vào số liệu",
}
_SHOWN = {
    "last": "số kỳ trước của cột “{of}”, điền sẵn",
    "same_half": "số cùng kỳ năm trước của cột “{of}”, điền sẵn",
    "year_to_date": "cộng từ đầu năm của cột “{of}”, tự tính, chỉ ở chỉ tiêu loại P",
    "percent": "tỷ lệ “{part}” trên “{whole}”, tự tính",
}
_COVER = {
    "unit_name": "điền sẵn; phải đúng đơn vị của thư mục",
    "unit_code": "điền sẵn; phải đúng mã của đơn vị có thư mục",
    "period": "điền sẵn; phải là kỳ đang mở",
    "as_of": "điền sẵn",
    "control_total": "tự tính: tổng mọi ô số mà đơn vị ghi",
}
_SEVERITIES = {
    Severity.REFUSE_FILE: "sai thì tệp chưa được tiếp nhận",
    Severity.REFUSE_ROW: "sai thì dòng ấy chưa được tiếp nhận",
    Severity.WARN: "sai thì văn phòng xin đơn vị xem lại",
}


def pages(catalogue: Catalogue) -> dict[str, str]:
    """The name of each page of docs/bieu → its text; README.md lists the forms."""
    made = {f"{form.code}.md": _page(catalogue, form) for form in catalogue.forms}
    return {INDEX: _index(catalogue), **made}


def _index(catalogue: Catalogue) -> str:
    rows = [
        (f"[{form.sheet}]({form.code}.md)", form.name, form.number, _kinds(catalogue, form.sent_by))
        for form in catalogue.forms
    ]
    return _joined(["# Các biểu", "", _GENERATED, "", *table(("Trang tính", "Tên", "Số hiệu", "Đơn vị gửi"), rows)])


def _page(catalogue: Catalogue, form: Form) -> str:
    title = form.sheet if form.sheet == form.name else f"{form.sheet}: {form.name}"
    return _joined(
        [
            f"# {title}",
            "",
            _GENERATED,
            "",
            *_about(catalogue, form),
            *(_LEGEND if any(field.indicator for field in form.fields) else ()),
            *_body(catalogue, form),
            *_checks(catalogue, form),
        ]
    )


def _about(catalogue: Catalogue, form: Form) -> Iterator[str]:
    if form.number:
        yield f"- Số hiệu: {form.number}."
    yield f"- Dạng: {_SHAPES[form.shape]}; trang tính “{form.sheet}”."
    owed = "" if form.purpose == "figures" else " Không bắt buộc: chỉ ghi khi cần giải thích một số được xin xem lại."
    yield f"- Đơn vị gửi: {_kinds(catalogue, form.sent_by)}.{owed}"
    if form.instruction:
        yield f"- Lời dặn trên biểu: {form.instruction}"


def _body(catalogue: Catalogue, form: Form) -> Iterator[str]:
    match form.shape:
        case "matrix":
            yield from _columns(catalogue, form)
            yield from _matrix_rows(catalogue, form)
        case "list":
            yield from _columns(catalogue, form)
        case _:
            yield from _beside_lines(form)
            yield from _lines(catalogue, form)


# --- columns ----------------------------------------------------------------------------------


def _columns(catalogue: Catalogue, form: Form) -> Iterator[str]:
    rows = [
        (column.heading, _meaning(form, column), _column_kind(catalogue, form, column), _column_blank(form, column))
        for column in form.columns
    ]
    yield from ("", "## Các cột", "")
    yield from table(("Cột", "Nội dung", "Loại số liệu", "Ô để trống"), rows)


def _beside_lines(form: Form) -> Iterator[str]:
    """What is shown beside the lines of a form that has no columns of its own."""
    if form.columns:
        rows = [(column.heading, "số kỳ trước của dòng, điền sẵn") for column in form.columns]
        yield from ("", "## Cột in sẵn", "", *table(("Cột", "Nội dung"), rows))


def _meaning(form: Form, column: Column) -> str:
    headings = {name: form.column(code).heading for name in ("of", "part", "whole") if (code := getattr(column, name))}
    words = _SHOWN[column.shows] if column.shows else _COLUMNS[column.role]
    signed = "ghi số nguyên, giảm thì ghi số âm" if column.signed else words.format_map(headings)
    return f"{signed}; không lưu" if column.personal else signed


def _column_kind(catalogue: Catalogue, form: Form, column: Column) -> str:
    if column.role != "value":
        return ""
    if column.indicator:
        return catalogue.indicator_by_code[column.indicator].kind
    return ", ".join(dict.fromkeys(_kind(catalogue, row.measures[column.code]) for row in _measured(form, column)))


def _measured(form: Form, column: Column) -> list[Row]:
    return [row for row in form.rows if column.code in row.measures]


def _column_blank(form: Form, column: Column) -> str:
    if column.role in ("ordinal", "label", "code", "unit", "shown"):
        return _NOT_TYPED
    if column.role == "note":
        return _BLANKS["optional"]
    if column.blank or form.shape == "list":
        return _BLANKS[column.blank or ("zero" if column.role == "value" else "optional")]
    return "theo từng dòng"


# --- rows -------------------------------------------------------------------------------------


def _matrix_rows(catalogue: Catalogue, form: Form) -> Iterator[str]:
    coded = any(column.role == "code" for column in form.columns)
    heads = (
        *(("Mã số",) if coded else ()),
        "Dòng",
        "Đơn vị tính",
        "Loại số liệu",
        "Ô để trống",
        "Cách ghi",
        "Đơn vị ghi",
    )
    rows = [
        (*((f"{number:02d}",) if coded else ()), *_matrix_row(catalogue, form, row))
        for number, row in enumerate(form.rows, start=1)
    ]
    yield from ("", "## Các dòng", "")
    yield from table(heads, rows)


def _matrix_row(catalogue: Catalogue, form: Form, row: Row) -> tuple[str, ...]:
    values = [column for column in form.columns if column.role == "value" and column.code in row.measures]
    return (
        row.label,
        row.unit,
        _row_kinds(catalogue, row, values),
        _row_blank(form, row, values),
        "; ".join(_how(catalogue, form, row, values)),
        _asked(catalogue, form, row),
    )


def _row_blank(form: Form, row: Row, values: Sequence[Column]) -> str:
    if row.ratio:
        return _NOT_TYPED
    if values and all(form.is_formula(row, column.code) for column in values):
        return "hỏi lại khi chưa ghi phần nào" if row.blank == "ask" else _NOT_TYPED
    return _BLANKS[row.blank]


def _row_kinds(catalogue: Catalogue, row: Row, values: Sequence[Column]) -> str:
    """``P``, or where columns differ ``C ở cột “Tổng số”; N ở các cột khác``."""
    by_kind: dict[str, list[str]] = {}
    for column in values:
        by_kind.setdefault(_kind(catalogue, row.measures[column.code]), []).append(f"“{column.heading}”")
    if len(by_kind) <= 1:
        return "".join(by_kind)
    *few, most = sorted(by_kind, key=lambda kind: len(by_kind[kind]))
    return "; ".join([*(f"{kind} ở cột {', '.join(by_kind[kind])}" for kind in few), f"{most} ở các cột khác"])


def _how(catalogue: Catalogue, form: Form, row: Row, values: Sequence[Column]) -> Iterator[str]:
    if row.ratio:
        part, whole = (catalogue.field_by_key[key].label.split(",")[0] for key in row.ratio)
        yield f"tự tính: “{part}” chia cho “{whole}”"
    parts = [part for part in form.rows if part.part_of == row.code]
    if parts:
        yield f"{'tự tính' if row.computed else 'bằng'}: {' '.join(_signed(parts))}"
    if row.locked:
        yield "điền sẵn khi kỳ trước đã chốt, không thì đơn vị ghi" if row.carries else "điền sẵn"
    if row.part_of:
        yield f"{'trừ khỏi' if row.minus else 'cộng vào'} “{form.row(row.part_of).label}”"
    if values and len(values) < sum(column.role == "value" for column in form.columns):
        yield f"chỉ có cột {', '.join(f'“{column.heading}”' for column in values)}"


def _signed(parts: Sequence[Row]) -> Iterator[str]:
    for number, part in enumerate(parts):
        sign = "− " if part.minus else "+ " if number else ""
        yield f"{sign}“{part.label}”"


def _lines(catalogue: Catalogue, form: Form) -> Iterator[str]:
    rows = [_line(catalogue, form, row) for row in form.rows]
    yield from ("", "## Các dòng", "")
    yield from table(("Dòng", "Đơn vị tính", "Loại số liệu", "Ô để trống", "Cách ghi", "Đơn vị ghi"), rows)


def _line(catalogue: Catalogue, form: Form, row: Row) -> tuple[str, ...]:
    measure = row.measures.get("value")
    kind = _kind(catalogue, measure) if measure else ""
    if row.role:
        how, blank = _COVER[row.role], _NOT_TYPED
    else:
        how = "ghi số nguyên, không âm" if measure else "không lưu" if row.personal else "ghi bằng chữ"
        blank = _BLANKS[row.blank]
    return row.label, row.unit, kind, blank, how, _asked(catalogue, form, row)


# --- checks -----------------------------------------------------------------------------------


def _checks(catalogue: Catalogue, form: Form) -> Iterator[str]:
    told = judged_fields(catalogue)
    rules = [rule for rule in catalogue.rules if rule.compare and _concerns(catalogue, form, rule, told[rule.id])]
    if rules:
        yield from ("", "## Điều kiện phải đúng", "")
    for rule in rules:
        _, due, mend = spoken(rule)
        wanted = f"cần {due}; " if due else ""
        yield f"- So {_compared(catalogue, form, rule)}: {wanted}{_SEVERITIES[rule.severity]}. {mend}"


def _concerns(catalogue: Catalogue, form: Form, rule: Rule, told: Sequence[str | None]) -> bool:
    """Whether the rule is told at a field of the form, or judges its list."""
    if rule.compare and rule.compare.what == "control":
        return any(row.role == "control_total" for row in form.rows)
    listed = bool(rule.compare and rule.compare.list == form.code)
    return listed or any(key.partition(".")[0] == form.code for key in told if key)


def _compared(catalogue: Catalogue, form: Form, rule: Rule) -> str:
    compare = rule.compare
    assert compare is not None
    field = catalogue.field_by_key[compare.field].label if compare.field else ""
    listed = catalogue.form_by_code[compare.list] if compare.list else form
    match compare.what:
        case "parts":
            return "tổng của các phần với dòng tổng"
        case "same_year":
            column, against = (form.column(str(code)).heading for code in (compare.column, compare.against))
            return f"“{column}” với “{against}” của cùng năm"
        case "years":
            named = "”, “".join(column.heading for column in form.columns if column.role == "year")
            return f"“{named}” với năm của kỳ báo cáo"
        case "list_rows":
            return f"số dòng của “{listed.sheet}” với “{field}”"
        case "list_sum":
            return f"tổng cột “{listed.column(str(compare.column)).heading}” của “{listed.sheet}” với “{field}”"
        case "list_kinds":
            return f"số dòng mỗi loại của “{listed.sheet}” với từng phần của “{field}”"
        case "pairs":
            return "hai ô với nhau"
        case "most":
            return "ô với số nhiều nhất có thể có"
        case "carried":
            return "số đầu kỳ với số cuối kỳ trước"
        case "least" | "each":
            return "số tiền với mức ít nhất thường gặp"
        case "percent":
            return "tỷ lệ ghi trong biểu với hai số của nó"
        case "control":
            label = next(row.label for row in form.rows if row.role == "control_total")
            return f"“{label}” với tổng các ô số mà đơn vị ghi"


# --- words ------------------------------------------------------------------------------------


def _kind(catalogue: Catalogue, measure: str) -> str:
    return catalogue.indicator_by_code[measure.partition("@")[0]].kind


def _kinds(catalogue: Catalogue, codes: Iterable[str]) -> str:
    return "; ".join(catalogue.kind_by_code[code].name for code in codes)


def _asked(catalogue: Catalogue, form: Form, row: Row) -> str:
    asked = row.asked_of or form.sent_by
    return "mọi đơn vị gửi biểu" if set(asked) == set(form.sent_by) else _kinds(catalogue, asked)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
