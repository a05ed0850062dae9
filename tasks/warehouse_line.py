"""The line of soket.toml that says where the warehouse is."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from tasks.registry import HomeError

_LINE = re.compile(r"(?P<key>\s*(?:warehouse|\"warehouse\"|'warehouse')\s*=\s*)(?P<value>\"[^\"\n]*\"|'[^'\n]*')", re.M)


def warehouse_line(url: str) -> str:
    return f"warehouse = {json.dumps(url, ensure_ascii=False)}"


def with_warehouse(text: str, url: str) -> str:
    """The text of soket.toml with ``url`` as its warehouse (empty: the home's own file), and nothing else changed.
    HomeError where its line is one that only a person can change."""
    before = tomllib.loads(text)
    if before.get("warehouse", "") == url:
        return text
    if "warehouse" not in before:
        made = f"{warehouse_line(url)}\n{text}"
    else:
        made = _LINE.sub(lambda found: found["key"] + json.dumps(url, ensure_ascii=False), text, count=1)
    if not _means(made, {**before, "warehouse": url}):
        raise HomeError(
            "soket.toml: its line 'warehouse' is written in a way that cannot be changed here; write it as "
            'warehouse = "…" on a line of its own, above [association]'
        )
    return made


def _means(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False
