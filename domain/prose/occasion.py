"""Figures of one event, one giver or one part, which say nothing of all that a period or an association has."""

from __future__ import annotations

import re

from domain.prose.claim import Context
from domain.prose.letters import UPPER

_EVENT = re.compile(
    r"(?<!\w)(?:(?:nhân )?dịp|tại (?:các )?(?:buổi|lễ|hội nghị|chương trình|cuộc|hội thảo|đại hội|hội thi|ngày hội)|"
    r"buổi lễ|trong (?:buổi|khuôn khổ|chuyến|lễ)|(?:sáng|chiều|tối)(?: ngày)? \d|hôm (?:nay|qua)|vừa qua|"
    r"(?<!đến )(?<!đến hết )(?<!từ )(?<!trước )ngày \d{1,2}(?:/\d{1,2})?(?:/\d{4})?)(?!\w)",
    re.IGNORECASE,
)
_GIVER = re.compile(
    r"(?<!\w)(?i:ông|bà|anh|chị|cô|thầy|cụ|bác|em|cháu|đồng chí|nhà hảo tâm|gia đình|công ty|ngân hàng|doanh nghiệp|"
    r"tập đoàn|tổng công ty|bệnh viện|điện lực|hợp tác xã|câu lạc bộ|chi nhánh|nhà máy|quỹ(?! khuyến học)|báo)"
    rf"(?i: ông| bà| anh| chị| cổ phần| tnhh)* (?!Hội )[{UPPER}]"
)
#: Who speaks gives nothing; and what of a whole time is told counts as all of it.
_TOLD = re.compile(
    r"(?<!\w)(?:cho biết|cho hay|chia sẻ|báo cáo|phát biểu|thông tin|đánh giá|nhấn mạnh|khẳng định|thông báo)(?!\w)",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?<!\w)(?:(?:6|sáu) tháng|từ đầu năm|trong kỳ|trong năm|cả năm|năm (?:19|20)\d\d|tính đến|đến nay|"
    r"đến ngày|hết ngày)(?!\w)",
    re.IGNORECASE,
)
_BRANCH = re.compile(
    rf"(?:^|[;,.:] |(?<!\w)(?:tại|ở|của|thuộc) )(?i:chi hội|tổ khuyến học)(?i: khuyến học)?"
    rf"(?i: (?:tổ dân phố|tổ|bản|thôn|tiểu khu|khu phố|xóm|khối|số|trường))* (?:\d{{1,2}}(?![\d.])|[{UPPER}])"
)
_WHOLE = re.compile(r"(?<!\w)(?:toàn|cả) (?:thành phố|thị xã|huyện|quận|hội|xã|phường)(?!\w)", re.IGNORECASE)
_DOCUMENT = re.compile(r"(?:số|/)\s*\S+,?\s$", re.IGNORECASE)
_LINKED = re.compile(
    r"(?<!\w)(?:cho|với|thu hút|trị giá|giá trị|số tiền|kinh phí|cùng)(?:\s+(?!và)[^\W\d_]+){0,4}\s*:?\s*$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?<!\w)(?:trong đó|gồm|bao gồm|chia ra|cụ thể)(?!\w)|\((?=[^)]*$)", re.IGNORECASE)
_SUM = re.compile(r"(?<!\w)(?:tổng|với tổng|tổng cộng)(?:\s+[^\W\d_]+){0,4}\s*:?\s*$", re.IGNORECASE)


def occasion(context: Context) -> str | None:
    """The words by which a sentence tells of one event or giver: those of them that no whole time follows before the
    figure; None where there are none."""
    text, start = context.sentence.text, context.mention.start
    if found := _EVENT.search(context.behind):
        return found[0]
    for pattern, ended in ((_EVENT, _PERIOD), (_GIVER, _TOLD)):
        said = [one for one in pattern.finditer(text, 0, start) if not _of_document(text, one)]
        if said and not any(end.search(text, said[-1].end(), start) for end in (ended, _PERIOD)):
            return said[-1][0]
    return None


def branch(context: Context) -> str | None:
    """``Chi hội 5 có …``, ``Chi hội tổ 5, phường Một, có …``: a part of a unit, whose own figures nobody has; up to a
    semicolon or what is said of the whole."""
    text, start = context.sentence.text, context.mention.start
    first = text.rfind(";", 0, start) + 1
    said = list(_BRANCH.finditer(text, max(first - 1, 0), start))
    if not said or _WHOLE.search(text, said[-1].end(), start):
        return None
    return said[-1][0]


def parts_of(context: Context, whole: Context) -> bool:
    """Whether a figure is told as a part of one before it."""
    between = context.sentence.text[whole.mention.end : context.mention.start]
    return _PARTS.search(between) is not None


def _of_document(text: str, found: re.Match[str]) -> bool:
    return found[0].lower().startswith("ngày") and _DOCUMENT.search(text, 0, found.start()) is not None


def goes_with(context: Context, before: Context) -> bool:
    """Whether a figure is told of the one before it: ``2 lớp … cho 45 học viên``, ``20 suất …, trị giá 20 triệu``."""
    between = context.sentence.text[before.mention.end : context.mention.start]
    return ";" not in between and _LINKED.search(between) is not None


def sums_up(context: Context) -> bool:
    """``…, tổng trị giá 195 triệu đồng``: money of all that was told before it."""
    return context.mention.is_money and _SUM.search(context.sentence.text, 0, context.mention.start) is not None
