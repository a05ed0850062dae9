"""What is counted: the word behind a number in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

_USUAL = """người; người dân; người lao động; lượt người; lượt; lượt hộ; em; em học sinh; cháu; bạn; hộ; hộ gia đình;
    hộ dân; gia đình; dòng họ; dòng tộc; thôn; bản; tổ; tổ dân phố; tổ, bản; thôn, tổ; thôn, bản; thôn, buôn;
    tiểu khu; khu phố; khu dân cư; khu vực; khu; khối; khóm; cụm; ấp; xóm; buôn; làng; xã; phường; thị trấn;
    xã, phường; phường, xã; xã, thị trấn; xã, phường, thị trấn; huyện; quận; thị xã; tỉnh; thành phố; huyện,
    thành phố; đơn vị; cơ quan; cơ quan, đơn vị; cơ sở; cơ sở giáo dục; trường; trường học; nhà trường; doanh
    nghiệp; tổ chức; lớp; lớp học; chuyên đề; hội viên; học viên; lượt học viên; học sinh; lượt học sinh; sinh
    viên; lượt sinh viên; giáo viên; lượt giáo viên; nhà giáo; lượt nhà giáo; thầy cô; thầy cô giáo; thầy, cô
    giáo; cán bộ; cán bộ, hội viên; đảng viên; công dân; đoàn viên; lao động; đại biểu; hội; hội cơ sở; chi
    hội; câu lạc bộ; nhóm; trung tâm; suất; suất quà; suất học bổng; phần quà; phần thưởng; món quà; giải;
    giải thưởng; giấy khen; bằng khen; cờ; huy chương; kỷ niệm chương; tập thể; lượt tập thể; cá nhân; lượt cá
    nhân; cuốn; quyển; cuốn sách; đầu sách; bản sách; chiếc; cái; bộ; máy tính; xe đạp; xe lăn; buổi; cuộc;
    hội nghị; mô hình; cộng đồng; tin; bài; tin, bài; mái ấm; nhà; ngôi nhà; phòng học; điểm; lần; ngày công;
    m2; m²; km; ha; kg; tấn; lít; số; tổng số; khách; ý kiến; nhiệm vụ; chỉ tiêu; tiêu chí; nội dung; giải
    pháp; hoạt động; chương trình; đề tài; sáng kiến; cặp; con; cây; ca; môn; loại"""
_ONE_WORD = "xã phường huyện quận tỉnh thôn bản xóm ấp làng khu khối trường tổ"
_PLACES = {*_ONE_WORD.split(), "thị trấn", "thị xã", "thành phố"}
_CAPITAL = re.compile(r"\s+[A-ZĐÁÀẢÃẠÂẦẤẨẪẬĂẰẮẲẴẶÊỀẾỂỄỆÉÈÔỒỐỔỖỘƠỜỚỞỠỢÓÒÚÙƯỪỨỬỮỰÝ]")
_BETWEEN = r"[\s,]+(?:và\s+)?"


class Counted:
    """The words that may stand behind a number: the usual ones and those of a catalogue."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = {" ".join(one.split()).lower() for one in (*_USUAL.split(";"), *words)}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._words, key=len, reverse=True)
        said = (_BETWEEN.join(map(re.escape, re.split(r"[\s,]+", one))) for one in longest_first)
        return re.compile(rf"\s*(?:các\s+)?({'|'.join(said)})(?![^\W_])", re.IGNORECASE)

    def at(self, text: str, start: int) -> re.Match[str] | None:
        """The longest of them that stands at a place; its first group is the words. None where none does, nor where
        a name begins (``phường Chiềng Lề``)."""
        found = self._pattern.match(text, start)
        named = found is not None and found[1].lower() in _PLACES and _CAPITAL.match(text, found.end())
        return None if named else found
