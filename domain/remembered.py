"""What was made of a short text is remembered: offices write the same words in every file."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

_MOST, _SHORT = 65_536, 200  # texts, and letters: a longer one is read once, and would fill the memory of the others

P = ParamSpec("P")
R = TypeVar("R")


def remembered(function: Callable[Concatenate[str, P], R]) -> Callable[Concatenate[str, P], R]:
    """The function, which is called once for a short text with the same other arguments. They must be hashable."""
    known = cast(Callable[Concatenate[str, P], R], lru_cache(_MOST)(function))

    @wraps(function)
    def made(text: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return (known if len(text) <= _SHORT else function)(text, *args, **kwargs)

    return made
