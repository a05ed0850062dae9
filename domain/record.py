"""Declared records: TOML read into frozen records that refuse what they do not know."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

_HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")


class Record(BaseModel):
    """Frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def changed(self, **fields: Any) -> Self:
        """A new record with some fields changed; what was derived from the old ones is not carried along."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return self.model_validate({**own, **fields})


class DeclarationError(ValueError):
    """A declared file cannot be used; its text is one line: file, line, saw, wanted."""


R = TypeVar("R", bound=Record)


def toml_text(data: bytes, source: str) -> str:
    """The text of a TOML file, without the mark that an editor of Windows puts before it. DeclarationError where it is
    in another encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DeclarationError(f"{source}: not a text in UTF-8; save it as UTF-8") from None


def parse_toml(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(f"{source}: not valid TOML: {error}") from None


def declare(record: type[R], text: str, source: str) -> R:
    """TOML text → one record. DeclarationError names the first bad entry and its line."""
    try:
        return record.model_validate(parse_toml(text, source))
    except ValidationError as error:
        raise DeclarationError(_first_line(error, text, source, frozenset(record.model_fields))) from None


def _first_line(error: ValidationError, text: str, source: str, top: frozenset[str]) -> str:
    """``top``: the keys that belong above the first table."""
    # a misspelt key is also a missing one; the misspelling is what there is to correct
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    keys = [part for part in first["loc"] if not (isinstance(part, str) and part.startswith("function-"))]
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in keys)
    where = f"{source}, line {line_of(text, keys)}"
    match first["type"]:
        case "extra_forbidden" if len(keys) > 1 and keys[-1] in top:
            return f"{where}: {name!r} stands in the wrong place; move the line above the first [table]"
        case "extra_forbidden":
            return f"{where}: unknown key {name!r}; remove it or correct its spelling"
        case "missing":
            return f"{where}: {name!r} is missing"
        case "value_error":  # its words say what was seen
            return f"{where}: {name or 'the file'}: {first['ctx']['error']}"
        case _:
            return f"{where}: {name or 'the file'}: saw {first['input']!r:.80}; {first['msg']}"


def line_of(text: str, keys: list[str | int]) -> int:
    """The line (from 1) on which the entry ``keys`` stands, or the nearest table above it."""
    seen: dict[str, int] = {}
    here: list[str | int] = []
    best, best_length = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            here = _table(header[1], line.lstrip().startswith("[["), seen)
            found = here
        else:
            found = [*here, *line.split("=")[0].strip().split(".")] if "=" in line else here
        length = _shared(found, keys)
        if length > best_length and length == len(found):
            best, best_length = number, length
    return best


def _table(name: str, repeated: bool, seen: dict[str, int]) -> list[str | int]:
    """A header's path with the index of each repeated table, as pydantic names it."""
    if repeated:
        seen[name] = seen.get(name, -1) + 1
        for inner in [key for key in seen if key.startswith(f"{name}.")]:
            del seen[inner]
    parts = name.split(".")
    path: list[str | int] = []
    for end in range(1, len(parts) + 1):
        path.append(parts[end - 1].strip("\"' "))
        index = seen.get(".".join(parts[:end]))
        if index is not None:
            path.append(index)
    return path


def _shared(left: list[str | int], right: list[str | int]) -> int:
    length = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        length += 1
    return length
