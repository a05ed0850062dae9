"""Modules that are imported when something of them is first asked for.

Great Expectations imports whatever any of its expectations may need, a library of charts and one of distributions
among it: together nearly half the time that its own import takes, for expectations that few catalogues name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

OF_GREAT_EXPECTATIONS = ("altair", "scipy.stats")


@contextmanager
def deferred(names: tuple[str, ...]) -> Iterator[None]:
    """Whoever imports one of the modules meanwhile has it imported by its first use. One that is there already stays
    as it is, and nobody afterwards finds another."""
    standing = {name: _Deferred(name) for name in names if name not in sys.modules}
    sys.modules.update(standing)
    try:
        yield
    finally:
        for name, module in standing.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


class _Deferred(ModuleType):
    """Stands for a module, and hands on to it. Whoever looks through all modules asks for names with two underscores;
    of these only the path is asked for on behalf of one within."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":
            raise AttributeError(f"{self.__name__} is not imported yet")
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)
