"""The rules → docs/quy-tac.md: what is checked, by rule and by form, in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from docs.make_form_pages import table
from domain.catalogue import Catalogue
from domain.form import Field, Form
from domain.rule import Rule
from outputs.page_words import SEVERITIES
from outputs.spoken import spoken
from tasks.answer import ASKS
from tasks.compare import judged_fields
from tasks.kinds import axes_of_lists

PAGE = Path(__file__).parent / "quy-tac.md"

_INTRO = """\
# Số liệu được xét những gì

> Trang này lập tự động từ các quy tắc trong thư mục `expectations/`; muốn sửa, xin sửa ở đó rồi chạy
> `python -m docs.make_pages`.

Phần đầu là từng quy tắc: thấy gì, cần gì, cách sửa, kết quả. Phần sau là từng biểu: chỗ nào được xét theo quy tắc nào.
Chữ trong ngoặc ‹ › thay đổi theo từng tệp. Các lý do về chính tệp (loại tệp, tên tệp, kỳ, đơn vị) ở trang
[Vì sao tệp chưa được tiếp nhận](ly-do.md).

- **Không nhận tệp**: cả tệp chưa được tiếp nhận, số đã gửi trước vẫn giữ nguyên.
- **Không nhận dòng**: riêng dòng ấy của danh sách chưa được tiếp nhận.
- **Xin xem lại**: tệp đã được tiếp nhận. Số đúng thì ghi lý do ở trang Giải trình; sai thì sửa rồi gửi lại.
"""
_TITLES = {"cell": "Từng ô", "comparison": "Các số của một đơn vị so với nhau"}
_OTHERS = "So với các kỳ và các đơn vị khác"  # what is judged when the whole period is seen
_MOST = 8  # places of one rule that a row names
_HEADS = ("Thấy", "Cần", "Cách sửa", "Mức", "Mã")


def page(catalogue: Catalogue) -> str:
    """The page's text: every rule on what a submission says, and for every form the places that it judges."""
    rules = [rule for rule in catalogue.rules if rule.on != "file"]
    lines = [_INTRO, "## Theo quy tắc", ""]
    for title in dict.fromkeys((*_TITLES.values(), _OTHERS)):
        of_title = [rule for rule in rules if _TITLES.get(rule.on, _OTHERS) == title]
        if of_title:
            rows = ((*spoken(rule), _severity(rule), f"`{rule.id}`") for rule in of_title)
            lines += [f"### {title}", "", *table(_HEADS, rows), ""]
    lines += ["## Theo biểu", ""]
    told = judged_fields(catalogue)
    for form in catalogue.forms:
        lines += [f"### {form.sheet}", "", *_of_form(catalogue, form, rules, told), ""]
    return "\n".join(lines).rstrip() + "\n"


def _severity(rule: Rule) -> str:
    words = SEVERITIES[rule.severity]
    if rule.severity_in_list and rule.severity_in_list is not rule.severity:
        words += f"; trong danh sách: {SEVERITIES[rule.severity_in_list].lower()}"
    return f"{words}; kỳ chưa chốt được cho đến khi có số" if rule.stops_gate else words


def _of_form(
    catalogue: Catalogue, form: Form, rules: list[Rule], told: Mapping[str, list[str | None]]
) -> Iterator[str]:
    """The places that each rule judges; a rule that judges all of a kind says so by their number."""
    shown = [percentage.field for percentage in form.percentages]
    rows = []
    for rule in rules:
        keys = told.get(rule.id, [])
        places = [field for field in (*form.fields, *shown) if field.key in keys or _judges(catalogue, rule, field)]
        if places:
            rows.append((f"`{rule.id}`", SEVERITIES[rule.severity], _places(places)))
    if rows:
        yield from table(("Quy tắc", "Mức", "Chỗ được xét"), rows)
    else:
        yield "Không có quy tắc riêng."


def _judges(catalogue: Catalogue, rule: Rule, field: Field) -> bool:
    """Whether a rule on cells judges a field, whoever fills it in."""
    if rule.on != "cell" or field.role == "percent" or field.personal:
        return False
    says = {"blank": field.blank, "asks": ASKS.get(field.role, "text"), "role": field.role}
    if any(says.get(name, value) != value for name, value in rule.where.items()):
        return False
    column = rule.arguments.get("column")
    listed = catalogue.form_by_code[field.form]
    if column == "member":
        return field.key in axes_of_lists(catalogue)
    if column == "once":
        return listed.shape == "list" and listed.column(field.column).unique
    return True


def _places(fields: list[Field]) -> str:
    labels = [f"“{field.label}”" for field in fields]
    return ", ".join(labels) if len(labels) <= _MOST else f"{', '.join(labels[:_MOST])} và {len(labels) - _MOST} ô khác"
