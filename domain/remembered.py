"""What was made of a short text, or of a small part of a file, is remembered: offices write the same words in every
file, and send the same form."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

_TEXTS, _SHORT = 65_536, 200  # texts, and letters: a longer one is read once, and would fill the memory of the others
_PARTS, _SMALL = 64, 65_536  # parts, and bytes or letters

Said = TypeVar("Said", str, bytes)
P = ParamSpec("P")
R = TypeVar("R")


def remembered(function: Callable[Concatenate[str, P], R]) -> Callable[Concatenate[str, P], R]:
    """The function, which is called once for a short text with the same other arguments. They must be hashable."""
    return _once(function, _TEXTS, _SHORT)


def remembered_part(function: Callable[Concatenate[Said, P], R]) -> Callable[Concatenate[Said, P], R]:
    """The same for a part of a file. What it gives must not be changed."""
    return _once(function, _PARTS, _SMALL)


def _once(function: Callable[Concatenate[Said, P], R], most: int, longest: int) -> Callable[Concatenate[Said, P], R]:
    known = cast(Callable[Concatenate[Said, P], R], lru_cache(most)(function))

    @wraps(function)
    def made(said: Said, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return (known if len(said) <= longest else function)(said, *args, **kwargs)

    return made
