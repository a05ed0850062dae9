"""Names of people, as lists and covers hold them, and how they are taken out of a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from domain.remembered import remembered
from domain.vietnamese import heading_key, tidy

HIDDEN = "[đã ẩn]"
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST, _LONGEST = 2, 5  # words
_TITLES = frozenset(
    map(heading_key, ("ông", "bà", "anh", "chị", "cô", "thầy", "em", "cháu", "đồng chí", "đ c", "đc", "chú", "bác"))
)

Name = tuple[str, ...]  # the keys of its words


def persons_among(texts: Iterable[str], others: Collection[str] = ()) -> frozenset[Name]:
    """The names of people among the texts of cells: two to five words without a digit, each with a capital. ``others``
    are first words of names that are no person's (``thôn``, ``trường``)."""
    begins = tuple(f"{heading_key(one)} " for one in others)
    found = (_name(tidy(text), begins) for text in texts)
    return frozenset(name for name in found if name)


@remembered
def _name(said: str, begins: tuple[str, ...]) -> Name | None:
    if any(letter.isdigit() for letter in said) or f"{heading_key(said)} ".startswith(begins):
        return None
    words = _WORD.findall(said)
    keys = [heading_key(word) for word in words]
    while keys and (keys[0] in _TITLES or " ".join(keys[:2]) in _TITLES):
        taken = 1 if keys[0] in _TITLES else 2
        words, keys = words[taken:], keys[taken:]
    capital = all(word[0].isupper() for word in words)
    return tuple(keys) if capital and _SHORTEST <= len(words) <= _LONGEST else None


def hide_persons(text: str, names: Collection[Name]) -> str:
    """The text (NFC, tidy) with each of the names in it as ``[đã ẩn]``, in whatever case, Unicode form and place of
    the tone mark it is written there."""
    said = tidy(text)
    words = list(_WORD.finditer(said))
    keys = [heading_key(word[0]) for word in words]
    longest_first = sorted(names, key=len, reverse=True)
    shown, end, at = "", 0, 0
    while at < len(words):
        length = next((len(name) for name in longest_first if tuple(keys[at : at + len(name)]) == name), 0)
        if length:
            shown += said[end : words[at].start()] + HIDDEN
            end = words[at + length - 1].end()
        at += length or 1
    return shown + said[end:]
