"""The rules → docs/ly-do.md: what a sender may be told, and how each of it is mended, in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docs.make_form_pages import table
from domain.catalogue import Catalogue
from domain.finding import Severity
from domain.rule import FILE_RULES, Rule
from outputs.spoken import spoken

PAGE = Path(__file__).parent / "ly-do.md"

_INTRO = """\
# Vì sao tệp chưa được tiếp nhận

> Trang này lập tự động từ các quy tắc trong thư mục `expectations/`; muốn sửa, xin sửa ở đó rồi chạy
> `python -m docs.make_pages`.

Thư trả lời trong thư mục `phan-hoi` ghi từng điểm theo ba dòng **Thấy**, **Cần**, **Cách sửa**. Tìm câu ở dòng “Thấy”
trong các bảng dưới đây, làm theo cột “Cách sửa”, lưu tệp thành tên khác rồi bỏ vào cùng thư mục; không xóa tệp cũ. Bản
sửa được tiếp nhận thì điểm cũ tự hết. Chữ trong ngoặc ‹ › thay đổi theo từng tệp. Mã ở cột cuối là mã mà lệnh
`findings` và `status` in ra.

Xin xem lần lượt từ trên xuống, vì tệp cũng được xét như vậy: đọc được tệp và biết là biểu nào, của ai, kỳ nào rồi mới
xét từng ô và so các số với nhau.
"""
_HEADS = ("Thấy", "Cần", "Cách sửa", "Kết quả", "Mã")
_FILE_SECTIONS = {  # the first rule of each; the order is that of FILE_RULES, in which a file is looked at
    "link": "Tệp nằm ở đâu, tên là gì",
    "empty": "Tệp thuộc loại gì, có mở được không",
    "unknown_form": "Trong tệp ghi biểu nào, kỳ nào, đơn vị nào",
}
_OTHER_SECTIONS = {
    "cell": "Từng ô",
    "comparison": "Các số so với nhau",
    "review": "Cả kỳ, so với các kỳ trước và các đơn vị cùng loại",
}
_OUTCOMES = {
    Severity.REFUSE_FILE: "cả tệp chưa được tiếp nhận",
    Severity.REFUSE_ROW: "riêng dòng ấy chưa được tiếp nhận",
    Severity.WARN: "tệp đã được tiếp nhận, xin xem lại",
}
_NOT_TAKEN = {  # code → what it is, and what is to be done
    "lock_file": (
        "`~$…`, `.~lock…`: tệp tạm của Excel, Word, LibreOffice khi đang mở tệp số liệu",
        "Không phải làm gì; tệp số liệu bên cạnh vẫn được thu.",
    ),
    "system_file": ("`Thumbs.db`, `desktop.ini`, `.DS_Store`: tệp riêng của máy tính", "Không phải làm gì."),
    "partial": (
        "`….tmp`, `….part`, `….crdownload`: tệp mà chương trình chép, tải chưa xong",
        "Không phải làm gì; chép xong thì tệp có tên thật và được thu.",
    ),
    "own_link": ("lối tắt đến một tệp khác của chính đơn vị", "Không phải làm gì; tệp ấy được thu ở chỗ của nó."),
    "half_copied": (
        "tệp còn đang chép, hai lần xem cỡ hoặc giờ khác nhau",
        "Không phải làm gì, lần thu sau sẽ nhận; nhiều lần vẫn báo thì chép lại tệp.",
    ),
    "unreadable": (
        "tệp hoặc thư mục mà máy thu không được phép đọc, hoặc ổ đĩa, đường mạng đang lỗi",
        "Văn phòng cấp quyền đọc hoặc nối lại ổ mạng; các thư mục khác vẫn được thu.",
    ),
    "no_inbox": ("thư mục nhận tệp không có", "Văn phòng nối lại ổ mạng, hoặc sửa `inboxes` trong `soket.toml`."),
    "unassigned": (
        "tệp trong thư mục `chua-ro-don-vi`",
        "Văn phòng xác định đơn vị rồi giao tệp bằng lệnh `receive`, hoặc cất tệp đi.",
    ),
    "outside": (
        "tệp nằm ngoài mọi thư mục của đơn vị",
        "Chuyển tệp vào thư mục của đơn vị đã gửi, hoặc ghi tên vào `not_submissions` trong `soket.toml`.",
    ),
}


def page(catalogue: Catalogue) -> str:
    """The page's text: every rule of the catalogue once, and what is not taken at all."""
    lines = [_INTRO]
    for number, (title, rules) in enumerate(_sections(catalogue), start=1):
        lines += [f"## {number}. {title}", "", *table(_HEADS, map(_row, rules)), ""]
    lines += ["## Không thu, không trả lời", ""]
    lines.append("Những thứ sau đây không phải là tệp số liệu, hoặc chưa thu được; không có thư trả lời.")
    rows = ((what, mend, f"`{code}`") for code, (what, mend) in _NOT_TAKEN.items())
    lines += ["", *table(("Là gì", "Phải làm gì", "Mã"), rows)]
    return "\n".join(lines) + "\n"


def _sections(catalogue: Catalogue) -> Iterator[tuple[str, list[Rule]]]:
    """Titles and rules in the order in which a file is judged. A catalogue's own file rules come last of theirs."""
    order = {code: place for place, code in enumerate(FILE_RULES)}
    of_files = sorted((r for r in catalogue.rules if r.on == "file"), key=lambda r: order.get(r.id, len(order)))
    sections: dict[str, list[Rule]] = {}
    title = ""
    for rule in of_files:
        title = _FILE_SECTIONS.get(rule.id, title)
        sections.setdefault(title, []).append(rule)
    yield from sections.items()
    for on, title in _OTHER_SECTIONS.items():
        if rules := [rule for rule in catalogue.rules if rule.on == on]:
            yield title, rules


def _row(rule: Rule) -> tuple[str, ...]:
    saw, wanted, mend = spoken(rule)
    return saw, wanted, mend, _outcome(rule), f"`{rule.id}`"


def _outcome(rule: Rule) -> str:
    told = _OUTCOMES[rule.severity]
    if rule.severity_in_list and rule.severity_in_list is not rule.severity:
        told += f"; trong danh sách: {_OUTCOMES[rule.severity_in_list]}"
    return f"{told}; kỳ chưa chốt được cho đến khi có số" if rule.stops_gate else told
