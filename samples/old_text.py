"""Text as Vietnamese programs wrote it before Unicode: TCVN 5712:1993 (VN3, the .Vn fonts) and code page 1258."""

from __future__ import annotations

import unicodedata

# letters with marks, each with its byte, in the order of the bytes; capitals with a tone have none of their own
_TCVN3_LETTERS = (
    "Ă\xa1 Â\xa2 Ê\xa3 Ô\xa4 Ơ\xa5 Ư\xa6 Đ\xa7 ă\xa8 â\xa9 ê\xaa ô\xab ơ\xac ư\xad đ\xae à\xb5 ả\xb6 ã\xb7 á\xb8 ạ\xb9 "
    "ằ\xbb ẳ\xbc ẵ\xbd ắ\xbe ặ\xc6 ầ\xc7 ẩ\xc8 ẫ\xc9 ấ\xca ậ\xcb è\xcc ẻ\xce ẽ\xcf é\xd0 ẹ\xd1 ề\xd2 ể\xd3 ễ\xd4 ế\xd5 "
    "ệ\xd6 ì\xd7 ỉ\xd8 ĩ\xdc í\xdd ị\xde ò\xdf ỏ\xe1 õ\xe2 ó\xe3 ọ\xe4 ồ\xe5 ổ\xe6 ỗ\xe7 ố\xe8 ộ\xe9 ờ\xea ở\xeb ỡ\xec "
    "ớ\xed ợ\xee ù\xef ủ\xf1 ũ\xf2 ú\xf3 ụ\xf4 ừ\xf5 ử\xf6 ữ\xf7 ứ\xf8 ự\xf9 ỳ\xfa ỷ\xfb ỹ\xfc ý\xfd ỵ\xfe"
)
_TCVN3 = {pair[0]: ord(pair[1]) for pair in _TCVN3_LETTERS.split(" ")}
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "·": "-", "…": "...", "“": '"', "”": '"', "’": "'", "\u00a0": " "}
)


def tcvn3(text: str) -> bytes:
    """``Hội Khuyến học`` → the bytes that Windows shows as ``Héi KhuyÕn häc``. Capitals with a tone become
    small letters: only a capitals' font would show them, with the same bytes."""
    letters = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return bytes(_tcvn3(letter) for letter in letters)


def _tcvn3(letter: str) -> int:
    return ord(letter) if letter.isascii() else _TCVN3.get(letter) or _TCVN3[letter.lower()]


def windows_1258(text: str) -> bytes:
    """The code page of Windows: tones stand behind their letter, as marks of their own."""
    return "".join(map(_tone_apart, unicodedata.normalize("NFC", text))).encode("cp1258", "replace")


def _tone_apart(letter: str) -> str:
    marks = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in marks if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)) + tones
