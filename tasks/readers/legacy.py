"""Text in the encodings of old Vietnamese fonts → Unicode.

TCVN3 (.VnTime) and VNI (VNI-Times) put Vietnamese letters on the places of Western ones, so that a file says
``Héi KhuyÕn häc`` or ``Hoäi Khuyeán hoïc`` for Hội Khuyến học. Nothing in the file names the encoding: it is told by
how many words are spelled like Vietnamese syllables under each reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from domain.remembered import remembered
from domain.syllable import is_syllable
from tasks.readers.sheet import Cell, Sheet

# TCVN 5712:1993 (VN1, of which TCVN3 is a part), 0x80 to 0xFF, then the capitals below 0x20
_TCVN3 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹề"
    "ểễếệìỈỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
TCVN3 = {chr(0x80 + n): letter for n, letter in enumerate(_TCVN3.replace("ìỈ", "ìỉ"))} | {
    chr(code): letter for code, letter in zip((1, 2, 4, 5, 6, *range(0x11, 0x18)), "ÚỤỪỬỮỨỰỲỶỸÝỴ", strict=True)
}
# VNI for Windows: a letter and its mark behind it; ô and ö are ơ and ư, which take tones alone
_VNI_TONES, _TONES = "ùøûõï", "\u0301\u0300\u0309\u0303\u0323"
_VNI_ROUND, _VNI_SHORT = "âáàåãä", "êéèúüë"  # â and ă, without a tone and with each
VNI_ALONE = dict(zip("ñôöíìæóòî", "đơưíìỉĩịỵ", strict=True))
VNI_PAIRS = {
    **{
        base + mark: letter + tone
        for base, letter in zip("aeouyôö", "aeouyơư", strict=True)
        for mark, tone in zip(_VNI_TONES, _TONES, strict=True)
    },
    **{
        base + mark: base + "\u0302" + tone
        for base in "aeo"
        for mark, tone in zip(_VNI_ROUND, ("", *_TONES), strict=True)
    },
    **{"a" + mark: "a\u0306" + tone for mark, tone in zip(_VNI_SHORT, ("", *_TONES), strict=True)},
}
_VNI_LETTER = re.compile("|".join([*VNI_PAIRS, *VNI_ALONE]), re.IGNORECASE)
_WORD = re.compile(r"[^\s\x21-\x40\x5b-\x60\x7b-\x7e\u2010-\u203a]+")
_FEW = 2  # words that are Vietnamese in one reading only: fewer prove nothing
_Reading = Callable[[str], str | None]


def from_tcvn3(text: str) -> str | None:
    """``Héi KhuyÕn häc`` → ``Hội Khuyến học``; None where a letter is none of TCVN3's."""
    letters = [TCVN3.get(letter, letter) for letter in text]
    if any(letter > "\x7f" and letter not in TCVN3 for letter in text):
        return None
    return unicodedata.normalize("NFC", "".join(letters))


def from_vni(text: str) -> str | None:
    """``Hoäi Khuyeán hoïc`` → ``Hội Khuyến học``; None where a letter is none of VNI's."""
    rest = _VNI_LETTER.sub("", text)
    if any(letter > "\x7f" and letter != "\u00a0" for letter in rest):
        return None
    return unicodedata.normalize("NFC", _VNI_LETTER.sub(lambda found: _vni_letter(found[0]), text))


def _vni_letter(said: str) -> str:
    small = said.lower()
    letter = unicodedata.normalize("NFC", VNI_PAIRS.get(small) or VNI_ALONE[small])
    return letter.upper() if said[0] != said[0].lower() else letter


_LEGACY: tuple[_Reading, ...] = (from_tcvn3, from_vni)


def in_unicode(sheets: list[Sheet]) -> list[Sheet]:
    """The sheets of one file, their cells in an old encoding rewritten; Unicode, numbers and foreign words
    stay as they are. A file may mix encodings cell by cell, never within one."""
    texts = dict.fromkeys(chain.from_iterable(map(attrgetter("text"), sheet.cells) for sheet in sheets))
    told = {text: _tell(text) for text in texts if not text.isascii()}
    only = _words_of_one_reading(told)
    proven = [n for n in (1, 2) if len(only[n]) >= _FEW and only[n].total() > only[3].total()]
    if not proven:
        return sheets
    proven.sort(key=lambda n: -only[n].total())  # of two that fit a cell, the one that fits the file
    return [replace(sheet, cells=list(_rewritten(sheet, told, proven))) for sheet in sheets]


def spelled_right(text: str) -> tuple[int, int]:
    """How many of a text's words with other than plain letters are Vietnamese, and how many there are."""
    words = [word for word in _words(text) if _without_signs(word)]
    return sum(is_syllable(_without_signs(word)) for word in words), len(words)


_Told = tuple[tuple[str, tuple[bool, bool, bool]], ...]


@lru_cache(maxsize=65536)
def _readings(word: str) -> tuple[bool, bool, bool]:
    """Whether a word is Vietnamese as it stands, as TCVN3, as VNI."""
    tcvn3, vni = (bool(said and is_syllable(said.lower())) for said in (one(word) for one in _LEGACY))
    return is_syllable(_without_signs(word)), tcvn3, vni


@remembered
def _tell(text: str) -> _Told:
    # one letter beside others is as often a sign (µ, ×) as a word
    return tuple((word, _readings(word)) for word in _words(text) if len(word) > 1 or word == text.strip())


def _words(text: str) -> Iterator[str]:
    return (word for word in _WORD.findall(text) if not word.isascii())


def _without_signs(word: str) -> str:
    """``«Héi»`` → ``Héi``; nothing where only signs and plain letters are left."""
    ends = [n for n, letter in enumerate(word) if unicodedata.category(letter)[0] in "LM"]
    plain = word[ends[0] : ends[-1] + 1] if ends else ""
    return "" if plain.isascii() else plain


def _words_of_one_reading(told: dict[str, _Told]) -> Sequence[Counter[str]]:
    """The words that are Vietnamese as they stand only (which are not counted), as TCVN3 only, as VNI only; and those
    that are none."""
    only: tuple[Counter[str], ...] = (Counter(), Counter(), Counter(), Counter())
    for words in told.values():
        for number, word in _of_one_reading(words):
            only[number][word] += 1
    return only


@lru_cache(maxsize=65536)
def _of_one_reading(words: _Told) -> tuple[tuple[int, str], ...]:
    """Which of the counts each word belongs to."""
    found: list[tuple[int, str]] = []
    for word, (plain, tcvn3, vni) in words:
        if not (plain or tcvn3 or vni):
            found += [(3, word)] * bool(_without_signs(word))
        elif not plain:  # one that is Vietnamese in both old encodings: the other words of the file decide
            found += [(number, word) for number, here in ((1, tcvn3), (2, vni)) if here]
    return tuple(found)


def _rewritten(sheet: Sheet, told: dict[str, _Told], proven: Sequence[int]) -> Iterator[Cell]:
    """The sheet's cells in Unicode. A cell that is Vietnamese either way (``Sè``, ``Kú``) is of one encoding with
    the others of its row, or else of its sheet."""
    leanings = {text: _leaning(words, proven) for text, words in told.items()}
    rows: Counter[int] = Counter()
    for cell in sheet.cells:
        rows[cell.row] += leanings.get(cell.text, (0, 0))[1]
    for cell in sheet.cells:
        reading, leaning = leanings.get(cell.text, (0, 0))
        old = (leaning or rows[cell.row] or rows.total()) > 0
        yield cell._replace(text=_LEGACY[reading - 1](cell.text) or cell.text) if reading and old else cell


def _leaning(told: _Told, proven: Sequence[int]) -> tuple[int, int]:
    """The old encoding that a cell may be in (0 for none), and by how many words more than in Unicode."""
    counts = [sum(readings[n] for _, readings in told) for n in range(3)]
    best = max(proven, key=lambda n: counts[n])
    possible = counts[best] >= max(counts[0], 1) and 2 * counts[best] >= len(told)
    return (best if possible else 0), counts[best] - counts[0]
