"""Vietnamese syllables: what tells text that was read right from text in another encoding."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ACUTE, _DOT = "\u0301", "\u0323"
_TONES = frozenset(("\u0300", _ACUTE, "\u0303", "\u0309", _DOT))
_BEGINNINGS = "b c d đ g h k l m n p q r s t v x ch gh gi kh ng ngh nh ph qu th tr"
_ENDINGS = """a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oong
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uan uang uăn uc ui um un ung up ut uâc uân uâng uât uây uê uêch uênh
    uôc uôi uôm uôn uông uôt uơ uơn uơt uy uya uych uyn uynh uyp uyt uyu uyên uyêt
    ư ưa ưc ưi ưm ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y ych yn ynh yt yu yê yên yêm yêng yêt yêu"""
_ONSETS = (*_BEGINNINGS.split(), "")
_RHYMES = frozenset(_ENDINGS.split())
_STOPS = ("c", "ch", "p", "t")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a word is spelled like a Vietnamese syllable, in any case and Unicode form, its tone mark on
    whichever vowel (``hoà``, ``hòa``). A capital behind a small letter is no spelling."""
    said = unicodedata.normalize("NFC", word)
    if said[1:] != said[1:].lower() and said != said.upper():
        return False
    marks = unicodedata.normalize("NFD", said.casefold())
    tones = [mark for mark in marks if mark in _TONES]
    letters = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    if len(tones) > 1 or not any(letters.startswith(one) and letters[len(one) :] in _RHYMES for one in _ONSETS):
        return False
    return not tones or not letters.endswith(_STOPS) or tones[0] in (_ACUTE, _DOT)
