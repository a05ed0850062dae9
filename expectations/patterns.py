"""Python's regular expressions as Polars' engine reads them.

Both engines find the same texts where a pattern is made of plain parts; ``$``, ``\\s`` and the like they read in two
ways, and so each part is written out by what it means in Python. A pattern with any other part has no translation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any

# Python has no public name for what takes its own patterns apart
part, parser = import_module("re._constants"), import_module("re._parser")

#: What ``\s`` matches in Python (str.isspace), of which the other engine leaves out the four separators.
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_END = r"\n?\z"  # where a text may end: behind its last line's end too


class _Untranslated(Exception):
    pass


def translated(pattern: str) -> str | None:
    """The pattern, to be searched for; None where it has no translation. re.error where it is none."""
    parsed = parser.parse(pattern)
    if parsed.state.flags & ~re.UNICODE:
        return None
    try:
        return _sequence(parsed, last=True)
    except _Untranslated:
        return None


def _sequence(parts: Sequence[tuple[Any, Any]], *, last: bool) -> str:
    """``last``: nothing follows."""
    return "".join(_part(*one, last=last and number == len(parts)) for number, one in enumerate(parts, start=1))


def _part(kind: Any, said: Any, *, last: bool) -> str:
    if kind is part.LITERAL:
        return _letter(said)
    if kind is part.NOT_LITERAL:
        return f"[^{_letter(said)}]"
    if kind is part.IN:
        return _set(said)
    if kind is part.AT and said is part.AT_BEGINNING:
        return r"\A"
    if kind is part.AT and said is part.AT_END and last:
        return _END
    if kind is part.BRANCH:
        return f"(?:{'|'.join(_sequence(one, last=last) for one in said[1])})"
    if kind is part.SUBPATTERN and not said[1] and not said[2]:
        return f"(?:{_sequence(said[3], last=last)})"
    if kind is part.MAX_REPEAT:
        least, most, repeated = said
        times = f"{{{least},}}" if most is part.MAXREPEAT else f"{{{least},{most}}}"
        return f"(?:{_sequence(repeated, last=False)}){times}"
    raise _Untranslated


def _set(said: Sequence[tuple[Any, Any]]) -> str:
    inner = ""
    for kind, value in said:
        if kind is part.NEGATE:
            inner += "^"
        elif kind is part.LITERAL:
            inner += _letter(value)
        elif kind is part.RANGE:
            inner += f"{_letter(value[0])}-{_letter(value[1])}"
        elif kind is part.CATEGORY and value is part.CATEGORY_SPACE:
            inner += "".join(_letter(ord(space)) for space in _SPACES)
        else:
            raise _Untranslated
    return f"[{inner}]"


def _letter(code: int) -> str:
    return rf"\x{{{code:x}}}"
