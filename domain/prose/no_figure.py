"""Digits in prose that are no figures: days, years, hours, numbers of documents, laws, houses, phones, grades."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from domain.prose.letters import UPPER

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_TO = r"\s*(?:[-–—]|đến|tới|và|sang)\s*"
_NEVER_COUNTED = r"(?![.,]?\d|\s?%|\s?(?:nghìn|ngàn|triệu|tỷ|tỉ|đồng)(?!\w))"
_SAME = (
    # addresses of the net, telephones, accounts, counters of a web page
    r"\S+@\S+|https?://\S+|www\.\S+|\b\w+(?:\.\w+)*\.vn\b\S*",
    r"(?<!\w)(?:sđt|đt|đtdđ|điện thoại|tel|hotline|fax|zalo|phone)\.?(?: liên hệ| đường dây nóng)?\s*:?\s*\(?\+?"
    r"\d[\d\s.()/–-]*\d",
    r"\+84[\d .-]{8,}|(?<![\d.,])0\d{2,4}(?:[ .-]?\d{2,4}){2,3}(?!\d)",
    r"(?:số tài khoản|tài khoản số|stk|cmnd|cccd|mã số thuế|mst|mã số|biển số|mã)\s*(?:số)?\s*:?\s*\d[\d .-]*",
    r"(?:lượt xem|lượt truy cập|truy cập|lượt đọc|đã xem|trực tuyến)\s*:\s*\d[\d.,]*",
    r"\d+ / \d+ ký tự",
    # which units have told: no figure of the review itself
    r"(?:số liệu|báo cáo|tính trên|tính)(?: của| từ| trên)? \d+/\d+ đơn vị",
    # documents
    r"(?:quyết định|nghị quyết|chỉ thị|kết luận|thông tư|nghị định|công văn|kế hoạch|hướng dẫn|thông báo|văn bản|"
    r"tờ trình|giấy phép|báo cáo|đề án|chương trình|luật|pháp lệnh|quy chế|công điện|thông tri|quy định|qđ|nq|ct|kl|kh|"
    r"giấy phép thiết lập|biểu|mẫu|phụ lục|bảng|hình|ảnh)\s+số\s*:?\s*\d[\d./-]*",
    r"(?<!\w)số\s*:?\s*\d+\s*/\s*(?:\d+\s*/\s*)?[^\W\d_][\w.&-]*",
    r"(?<!\w)(?:bảng|biểu|hình|ảnh) \d{1,2}(?=[.:,)]|$)",
    r"(?<!\w)(?:điều|khoản|mục|chương|tiểu mục|trang|phụ lục|câu)\s+\d+"
    r"(?:\s*(?:,|và)\s*\d+(?=\s*(?:,|và|điều|khoản|luật|của)))*"
    + _NEVER_COUNTED,
    r"iso\s*\d+(?::\d+)?|\b[45]\.0\b|\[\d+\]|©\s*\d+",
    # time
    rf"{_YEAR}\s*[-–—]\s*(?:{_YEAR}|\d\d)(?!\d)",
    rf"(?:năm học|niên khóa|niên khoá|giai đoạn|nhiệm kỳ|nhiệm kì)\s+{_YEAR}(?:\s*(?:[-–—/]|đến)\s*\d{{2,4}})?",
    rf"{_DAY}\s?[/.-]\s?{_MONTH}\s?[/.-]\s?(?:{_YEAR}|\d\d)(?!\d)|{_YEAR}-{_MONTH}-{_DAY}(?!\d)",
    rf"(?<![\d/.,]){_MONTH}\s?[/.]\s?{_YEAR}(?!\d)|(?<!\w)[ivx]+\s?/\s?{_YEAR}",
    rf"(?:ngày|mùng|mồng|hôm)\s+{_DAY}(?:(?:{_TO}|\s*,\s*){_DAY}(?=\s*[/,-]|\s+tháng|{_TO}))*"
    rf"(?:(?:{_TO}|\s*,\s*){_DAY}(?=\s?[/-]))?(?:\s?[/-]\s?{_MONTH}(?:\s?[/-]\s?{_YEAR})?)?{_NEVER_COUNTED}",
    rf"(?<!\d )tháng\s?{_MONTH}(?:{_TO}(?:tháng )?{_MONTH}(?=\s*(?:năm|/|,|\.|$)))?(?:\s?[/-]\s?{_YEAR})?"
    + _NEVER_COUNTED,
    rf"(?:năm|đầu năm|cuối năm)\s+{_YEAR}(?:{_TO}{_YEAR})?{_NEVER_COUNTED}|(?:quý|quí)\s+\d{_NEVER_COUNTED}",
    r"\d{1,2}\s?(?:giờ|h|g)\s?\d{0,2}(?:\s?phút)?(?!\w)|\d{1,2}:\d\d(?::\d\d)?|gmt\s?\+\s?\d+",
    r"\d+(?:[.,]\d+)?(?=\s*(?:năm|tháng|tuần|ngày|giờ|phút|giây|quý|thập kỷ|thế kỷ|nhiệm kỳ)"
    r"(?! (?:công|lương))(?!\w))",
    rf"\d{{1,3}}{_TO}\d{{1,3}}\s*(?:tuổi|năm|tháng|ngày|giờ|phút)|\d{{1,3}}\s*(?:tuổi|t\.)(?!\w)",
    r"(?:tuổi|độ tuổi|tuổi từ)\s+\d{1,3}(?:\s*(?:-|–|đến)\s*\d{1,3})?" + _NEVER_COUNTED,
    r"\(\d{1,5}/\d{1,5} đơn vị\)",  # how many have reported
    # which one of several
    r"(?<!\w)(?:lần thứ|thứ|khóa|khoá|kỳ họp|kì họp|phiên|hạng|top|vòng|bước|cấp độ|mức độ|mức|bậc|điểm|bài|"
    r"tập|lần|thế kỷ|quốc lộ|tỉnh lộ|quân khu|binh đoàn|sư đoàn|trung đoàn|lữ đoàn|hạng mục|covid|u)[ -]\d{1,3}"
    r"(?: (?:đến|-) (?:mức độ |mức |cấp )?\d)?" + _NEVER_COUNTED,
    r"(?<!\w)số (?:nhà )?\d+[a-z]?(?:/\d+)*(?=,? (?:đường|phố|ngõ|ngách|hẻm|đại lộ|quốc lộ)(?!\w))",
)  # fmt: skip
_ALWAYS = re.compile("|".join(f"(?:{one})" for one in _SAME), re.IGNORECASE)
_EXACT = re.compile(
    rf"(?<!\w)[Ss]ố (?:nhà )?\d+[A-Za-z]?(?:/\d+)*(?=,? [{UPPER}])|"
    rf"\d+(?:\.\d+)?(?:/{_YEAR})?\s?[-/–]\s?[A-ZĐ]{{2,}}[\w&]*(?:\s?[-–/.]\s?[A-ZĐ][\w&]*)*|"
    # as capitals tell: of a document without the word số, of a school
    r"(?:Quyết định|Nghị quyết|Chỉ thị|Kết luận|Thông tư|Nghị định|Công văn|Đề án|Luật|QĐ|NQ|CT|KL)\s+\d+"
    r"(?![\d.,]*\d|\s?%|/\d)"
    r"|(?:quyết định|nghị quyết|chỉ thị|kết luận|thông tư|nghị định)\s+\d+(?![\d.,]*\d|\s?%|/\d)"
    rf"|^\s*(?:\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}[.)](?:\s|$)|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\s+(?=[{UPPER}]))"
    r"|(?<=[;:] )\d{1,2}\)\s|\(\d{1,2}\)"
)
_DAY_ALONE = re.compile(rf"(?<![\d/.,]){_DAY}\s?[/-]\s?{_MONTH}(?![\d/]|[.,]\d|\s?%)")
_YEAR_ALONE = re.compile(rf"(?<![\d.,/]){_YEAR}(?![\d/]|[.,]\d|\s?%)" + _NEVER_COUNTED)
_PLACE = re.compile(
    r"(?<!\w)(tổ dân phố|tổ|thôn|bản|khu phố|khu dân cư|khu vực|khu|khối phố|khối|xóm|ấp|tiểu khu|phường|quận|khóm|cụm|"
    r"ngõ|ngách|hẻm|đường|km|phòng|tầng|lô|đội|làng|lớp|trường|số)\s+(?:số\s+)?(\d{1,3}[A-Z]?)(?![\d.,/]*\d|\s?%)",
    re.IGNORECASE,
)
_GRADE = re.compile(r"(?<!\w)(?:cấp|đợt)[ -](\d{1,3})(?: (?:đến|-) (?:cấp |đợt )?\d)?" + _NEVER_COUNTED, re.IGNORECASE)
_BRANCH = re.compile(
    r"(?<!số )(?<!\d )(?<!\w)chi hội (?:số )?(\d{1,2})(?=\s*(?:,|;|\)|có|đã|ở|thuộc|$))", re.IGNORECASE
)
_NAMED = re.compile(rf"(?<=[^\s.!?:;,(\"“–-] )[{UPPER}]\w* (\d{{1,2}})(?![\d.,/]*\d|\s?%)")


def no_figures(text: str, counted: Callable[[int], bool]) -> list[tuple[int, int]]:
    """The stretches of a text (NFC) whose digits are no figures. ``counted`` tells whether at a place begins what may
    be counted: ``12/12`` with such a word behind it is no day, nor ``2000`` a year, nor is the 12 of ``các phường 12
    hội`` a part of a name."""
    return [*_sure(text), *_unless_counted(text, counted)]


def _sure(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_ALWAYS, _EXACT):
        yield from (found.span() for found in pattern.finditer(text))


def _unless_counted(text: str, counted: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
    for pattern, group in ((_DAY_ALONE, 0), (_YEAR_ALONE, 0), (_PLACE, 2), (_BRANCH, 1), (_GRADE, 1), (_NAMED, 1)):
        yield from (found.span() for found in pattern.finditer(text) if not counted(found.end(group)))
