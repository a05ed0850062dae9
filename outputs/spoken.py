"""A rule's templates as pages print them: what changes from file to file in words, between ‹ ›."""

from __future__ import annotations

from domain.rule import Rule

_WORDS = {
    "name": "tên tệp",
    "other": "tên kia",
    "size": "số",
    "limit": "số",
    "suffix": "đuôi tệp",
    "what": "thứ đã thấy",
    "nearest": "tên biểu",
    "form": "tên biểu",
    "text": "chữ trong tệp",
    "period": "kỳ",
    "open": "các kỳ đã mở",
    "unit": "tên đơn vị",
    "saw": "đơn vị khác",
    "code": "mã",
    "cut_off": "ngày chốt",
    "year": "năm",
    "left": "số thứ nhất",
    "right": "số thứ hai",
    "left_name": "ô thứ nhất",
    "right_name": "ô thứ hai",
    "count": "số lượng",
    "member": "loại",
    "members": "các loại trong danh mục",
    "same": "số thứ tự",
    "typed": "tỷ lệ",
    "part": "số thứ nhất",
    "whole": "số thứ hai",
    "due": "tỷ lệ tính được",
    "value": "số kỳ này",
    "before": "số để so sánh",
    "moved": ", tăng, giảm bao nhiêu",
    "usual": "từ số này–đến số kia",
}
_OTHERWISE = {"cell": {"text": "chữ trong ô"}, "comparison": {"unit": "đơn vị tính"}}


class _Spoken(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"‹{_WORDS.get(name, '…')}›"


def spoken(rule: Rule) -> tuple[str, str, str]:
    """What is seen, wanted and to be done."""
    words = _Spoken({name: f"‹{word}›" for name, word in _OTHERWISE.get(rule.on, {}).items()})
    saw, wanted, mend = (text.format_map(words) for text in (rule.saw, rule.wanted, rule.mend))
    return saw, wanted, mend
