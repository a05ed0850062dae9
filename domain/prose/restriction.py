"""Words beside a phrase that make what is counted another, smaller thing: ``hội viên nữ``, ``chưa công nhận``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.catalogue import Indicator
from domain.prose.counted import Counted
from domain.prose.mention import Mention
from domain.prose.phrase import Found
from domain.prose.sentence import Sentence
from domain.prose.stretch import Stretch
from domain.vietnamese import heading_key


def _keys(words: str) -> frozenset[str]:
    return frozenset(heading_key(one) for one in words.split())


_NARROWER = re.compile(
    r"\s*(?:mới|lại|thêm|nữ|nam|nghèo|cận nghèo|tiêu biểu|ưu tú|danh dự|cao tuổi|khuyết tật|mồ côi|dân tộc|đặc biệt|"
    r"vượt khó|chưa|không|bị|còn lại|trẻ|giỏi|đầu tiên|cử nhân|thạc sĩ|tiến sĩ|kiểu mẫu|điển hình|điểm|"
    r"(?:trực )?thuộc (?:các )?(?:hội (?:khuyến học )?(?:cơ sở|xã|phường|thị trấn)|ban|chi hội|khối|trường|cơ quan)|"
    r"(?<=trực thuộc)\s+(?:hội (?:khuyến học )?(?:thành phố|thị xã|huyện|quận|tỉnh)|thành hội|huyện hội|tỉnh hội)|"
    r"hoạt động (?:có |rất |còn |chưa )?(?:yếu|kém|tốt|khá|trung bình|mạnh|hiệu quả|cầm chừng|"
    r"xuất sắc|không|chưa))(?!\w)",
    re.IGNORECASE,
)
_NOT = _keys("chưa không phi")
#: What may go on behind a phrase of one part and leave it the whole.
_NEUTRAL = _keys("""và với cho chiếm đạt tăng giảm bằng so trên trong toàn hiện đang tính gồm bao tương trị vượt đến từ
    nâng khuyến sinh hoạt trực thuộc của ở tại cùng thu được đã thì nhưng tức hay theo chia cả các""")
#: Of what stands at a moment: what was done to some of it says nothing of all.
_DEEDS = re.compile(
    r"(?<!\w)(?:tặng|trao|khen|thưởng|biểu dương|tuyên dương|hỗ trợ|thăm|giúp|mời|tham gia|tham dự|dự|tập huấn|"
    r"bồi dưỡng|kiểm tra|giám sát|củng cố|kiện toàn|cử|bầu|đề nghị|hướng dẫn|chọn|giải thể|sáp nhập|kết nạp|"
    r"cấp phát|cấp cho|phát triển|phát cho|thành lập|giảm|tăng|cho|xóa|đón|đại diện)(?!\w)",
    re.IGNORECASE,
)
_GOT = heading_key("được")
_STILL = re.compile(r"(?<!\w)(?:vẫn còn|chỉ còn|mới chỉ có)\s*$", re.IGNORECASE)
_OF_PLACE = _keys("của ở tại thuộc trong trên trực")
_ALL = re.compile(
    r"\s*(?:trực thuộc|thuộc|của|ở|tại|trong|trên)\s+"
    r"(?:\d|toàn|cả|địa bàn|đó|tổng|các cấp|tất cả|thành phố|huyện|tỉnh|xã|phường|[A-ZĐ])"
)
_PARTED = re.compile(r"^[\s\"”’»]*[,;.:()…\-–/]")
_LISTED = re.compile(r"^[\s\"”’»]*(?:,|và)\s*")


def restricted(
    sentence: Sentence,
    mention: Mention,
    zones: Stretch,
    parts: Sequence[Found],
    counted: Counted,
    alone: Indicator | None,
) -> str | None:
    """The word that narrows what is counted, None where nothing does. A phrase of one part asks for more: nothing but
    neutral words may follow it, and of a state nothing may have been done to it; ``alone`` is the indicator of such."""
    covered = {at for one in parts for at in range(one.first, one.last)}
    for one in parts:
        if word := _beside(sentence, one, covered, zones):
            return word
    if alone is None:
        return None
    head = parts[0]
    return _after(sentence, head, zones, counted) or _done(sentence, mention, zones, alone)


def _beside(sentence: Sentence, part: Found, covered: set[int], zones: Stretch) -> str | None:
    words = sentence.words
    after, before = part.last, part.first - 1
    narrower = (
        _NARROWER.match(sentence.text, words[after - 1].end)
        if part.size and (after in zones.behind or after in zones.before)
        else None
    )
    if narrower and after not in covered:
        return narrower[0].strip()
    if (
        before >= 0
        and before not in covered
        and (before in zones.behind or before in zones.before)
        and words[before].key in _NOT
    ):
        return sentence.text[words[before].start : words[before].end]
    return None


def _after(sentence: Sentence, head: Found, zones: Stretch, counted: Counted) -> str | None:
    words, text = sentence.words, sentence.text
    if head.last not in zones.behind:
        return None
    end, following = words[head.last - 1].end, words[head.last]
    if (listed := _LISTED.match(text[end:])) and counted.at(text, end + listed.end()):
        return text[following.start : following.end]
    if _PARTED.match(text[end : following.start]):
        return None
    if following.key == _GOT and (done := _DEEDS.match(text[following.end :].lstrip())):
        return done[0]
    if following.key not in _NEUTRAL or (following.key in _OF_PLACE and not _ALL.match(text, end)):
        return text[following.start : following.end]
    return None


def _done(sentence: Sentence, mention: Mention, zones: Stretch, of: Indicator) -> str | None:
    if of.kind != "C":
        return None
    if still := _STILL.search(sentence.text, 0, mention.start):
        return still[0].strip()
    first = sentence.words[zones.before.start].start if zones.before else mention.start
    found = _DEEDS.search(sentence.text, first, mention.start)
    return found[0] if found else None
