"""Of what time a sentence speaks where a figure stands in it: the period, an earlier one, or what is planned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.half_year import HalfYear
from domain.prose.mention import Mention


class When(StrEnum):
    """``YEAR_END`` is the end of last year, ``SAME_HALF`` the same half of last year, ``OTHER`` any other time."""

    NOW = "now"
    WHOLE_YEAR = "whole_year"
    SAME_HALF = "same_half"
    YEAR_END = "year_end"
    PLANNED = "planned"
    OTHER = "other"


@dataclass(frozen=True)
class Moment:
    """``year`` where a year is named; ``against`` where something is compared with it (``so với``); ``passing``
    where it is of its own sentence alone; ``half`` where it names six months."""

    when: When
    start: int = -1
    end: int = -1
    year: int | None = None
    against: bool = False
    passing: bool = False
    half: bool = False


_YEAR = r"(?P<{}>(?:19|20)\d\d)"
#: Nouns of what was set, where they lead to a number or a year: not ``thực hiện kế hoạch``, ``đạt 95% chỉ tiêu``.
_SET = (
    r"(?:(?<![^(;:,.] )(?<!\w)|(?<=theo )|(?<=đề ra )|(?<=đặt ra )|(?<=giao )|(?<=xây dựng ))(?:các )?"
    r"(?:kế hoạch|chỉ tiêu|mục tiêu)(?:,? nhiệm vụ)?(?! số)(?=(?: [^\W\d_]+){0,6}:?\s*\d)"
)
_MARKS = re.compile(
    r"(?P<against>(?<!\w)(?:so với|so|bằng|của)\s+)?(?<!\w)(?:"
    rf"(?P<first>(?:6|sáu) tháng đầu(?: năm(?: {_YEAR.format('y1')})?)?)"
    rf"|(?P<second>(?:6|sáu) tháng cuối(?: năm(?: {_YEAR.format('y2')})?)?)"
    rf"|(?P<same>cùng kỳ|cùng kì|cùng thời điểm)(?: năm (?:trước|ngoái|{_YEAR.format('y3')}))?"
    rf"|(?P<end>(?:cuối|hết|đến cuối|đến hết) năm (?:trước|ngoái|{_YEAR.format('y4')})|31/12/{_YEAR.format('y5')}"
    rf"|(?:(?<=đến )|(?<=đến hết )|(?<=đến cuối ))tháng 12(?:[/.]| năm ){_YEAR.format('y9')})"
    rf"|(?P<day>\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR.format('y10')}"
    rf"|(?<=đến )tháng (?P<until>\d{{1,2}})(?:[/.]| năm ){_YEAR.format('y11')})"
    rf"|(?P<start>đầu năm(?: {_YEAR.format('y6')})?)"
    r"|(?P<last>năm trước|năm ngoái|kỳ trước|nhiệm kỳ trước|trước đây|trước đó)"
    r"|(?P<long>nhiệm kỳ qua|(?:\d+|những|các) năm qua|(?:\d+|những|các) năm gần đây|đầu nhiệm kỳ|nhiệm kỳ \d{4}|"
    r"từ khi thành lập|(?:khi|lúc|buổi) (?:mới |đầu )?thành lập|ngày (?:mới|đầu) thành lập|"
    r"ban đầu|lúc đầu|ngày đầu|buổi đầu|sau \d+ năm|trong \d+ năm|qua \d+ năm|từ năm \d{4})"
    r"|(?P<each>hằng năm|hàng năm|mỗi năm|bình quân|trung bình|mỗi(?! năm))"
    r"|(?P<plan>phấn đấu|dự kiến|sẽ|thời gian tới|năm tới|kế hoạch năm tới|phương hướng|"
    rf"{_SET})"
    r"|(?P<done>đã(?! (?:đề ra|đặt ra|giao|được giao))|kết quả|thực hiện(?: được)?(?= \d))"
    rf"|(?P<whole>(?<!kế hoạch )(?<!chỉ tiêu )cả năm(?: {_YEAR.format('y12')})?)"
    rf"|(?P<now>đến nay|hiện nay|hiện(?! vật| thực| đại)|tính đến|đến thời điểm|năm nay|từ đầu năm đến nay|6 tháng qua"
    r"|trong 6 tháng(?! (?:đầu|cuối))|trong kỳ|trong năm(?! \d))"
    r"|(?P<month>(?<!\d )(?<!đến )tháng \d{1,2}(?:(?:[/.]| năm )\d{4})?|quý [IV\d]+|9 tháng|3 tháng)"
    rf"|(?P<year>năm(?: học)? {_YEAR.format('y7')}(?:\s*[-–]\s*{_YEAR.format('y8')})?)"
    r")(?!\w)",
    re.IGNORECASE,
)
_KINDS = (
    "first", "second", "same", "end", "day", "start", "last", "long", "each", "plan", "done", "whole", "now", "month",
    "year",
)  # fmt: skip
_DOCUMENT = re.compile(r"(?:số|/)\s*\S+,? ngày $", re.IGNORECASE)
_SIX = re.compile(r"(?:6|sáu) tháng", re.IGNORECASE)


def moments(text: str, period: HalfYear) -> Iterator[Moment]:
    """What a sentence says of time, in its order. What is planned (``phấn đấu``, ``chỉ tiêu``) is so through its list
    and for its own year, until it is told what was done: then the time before it holds again."""
    before, planned = Moment(When.NOW), False
    for kind, moment in _marks(text, period):
        if kind == "done":
            if planned:
                yield replace(before, start=moment.start, end=moment.end)
            planned = False
        elif kind == "plan" or (planned and kind in ("year", "end", "whole") and moment.year == period.year):
            planned = True
            yield replace(moment, when=When.PLANNED)
        else:
            before, planned = (before, planned) if moment.against else (moment, False)
            yield moment


def _marks(text: str, period: HalfYear) -> Iterator[tuple[str, Moment]]:
    for found in _MARKS.finditer(text):
        kind = next(name for name in _KINDS if found[name])
        named = [int(said) for name, said in found.groupdict().items() if said and re.fullmatch(r"y\d+", name)]
        year, against = named[-1] if named else None, bool(found["against"])
        within = year == period.year and (int(found["until"] or 0) > 6) == (period.half == 2 and bool(found["until"]))
        if kind == "day" and (within or _DOCUMENT.search(text, 0, found.start())):
            continue
        half = _SIX.search(found[0]) is not None
        yield kind, Moment(_when(kind, named, period), found.start(), found.end(), year, against, kind == "month", half)


def _when(kind: str, named: Sequence[int], period: HalfYear) -> When:
    year = named[-1] if named else period.year
    match kind:
        case "first" | "second":
            return _half(HalfYear(year, 1 if kind == "first" else 2), period)
        case "same":
            return When.SAME_HALF if not named or year == period.year - 1 else When.OTHER
        case "end":
            return When.YEAR_END if not named or year == period.year - 1 else _of_year(year, period)
        case "start":  # "từ đầu năm" is of now, "so với đầu năm" the end of last year: the latter is told by against
            return When.YEAR_END if year == period.year else When.OTHER
        case "plan":
            return When.PLANNED
        case "now":
            return When.NOW
        case "month":
            return When.OTHER
        case "whole":
            return When.WHOLE_YEAR if (year, period.half) == (period.year, 2) else When.OTHER
        case "year":
            return When.NOW if len(named) == 2 and period.year in named else _of_year(year, period)
        case _:
            return When.OTHER


def _half(said: HalfYear, period: HalfYear) -> When:
    if said == period:
        return When.NOW
    if said == period.same_half_last_year:
        return When.SAME_HALF
    return When.PLANNED if said > period else When.OTHER


def _of_year(year: int, period: HalfYear) -> When:
    if year == period.year:
        return When.NOW if period.half == 1 else When.WHOLE_YEAR
    return When.PLANNED if year > period.year else When.OTHER


_TOPIC = 25  # letters from a sentence's beginning within which a time is what the following sentences are of, too


def carried(text: str, period: HalfYear, before: Moment) -> Moment:
    """The time that the next sentence of a paragraph begins with."""
    said = [one for one in moments(text, period) if not one.against and not one.passing]
    if not said:
        return before
    topics = [one for one in said if one.start <= _TOPIC]
    return (
        topics[-1] if topics and topics[-1] == said[-1] else Moment(When.NOW) if said[-1].when is When.NOW else before
    )


def moment_of(text: str, mention: Mention, stretch: tuple[int, int], said: Sequence[Moment], before: Moment) -> Moment:
    """The time of a figure: what is said right behind it without a comma between (``30.000 hội viên năm 2021``), else
    what was said last before it. ``stretch`` is the text that belongs to the figure."""
    for one in said:
        if (
            not one.against
            and mention.end <= one.start < stretch[1]
            and not re.search(r"[,;:]", text[mention.end : one.start])
        ):
            return one
    earlier = [one for one in said if one.end <= mention.start and not _of_another(text, one, mention)]
    return earlier[-1] if earlier else before


def _of_another(text: str, one: Moment, mention: Mention) -> bool:
    """What a figure was compared with says nothing of the next one, nor does the year's start that it counts from."""
    if one.when is When.YEAR_END and re.search(r"đầu năm", text[one.start : one.end], re.IGNORECASE):
        return True
    return one.against


def compared_with(text: str, mention: Mention, until: int, said: Sequence[Moment]) -> Moment | None:
    """What a change is against: the first time behind it that is compared with, else the one that its sentence begins
    with (``so với cùng kỳ, số hội viên tăng …``)."""
    behind = (one for one in said if mention.end <= one.start < until and (one.against or one.when is When.SAME_HALF))
    return next(behind, None) or next((one for one in said if one.against and one.start == 0), None)
