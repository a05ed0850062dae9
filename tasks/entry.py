"""What an entry of an inbox is by its name and kind: refused whatever it holds, a link, a folder, a reply of ours."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from outputs.letter import MARK
from tasks.names import hides, show_name

_REPLY = re.compile(r".+-[0-9a-f]{8}\.txt", re.DOTALL)
_REPLY_END = 4096  # bytes in which a reply says whose it is; someone may have written a line below


def bar(entry: os.DirEntry[str], top: str, seen: os.stat_result, twin: str | None) -> tuple[str | None, dict[str, str]]:
    """The rule that refuses an entry whatever it holds, and its words."""
    name = {"name": show_name(entry.name)}
    if stat.S_ISLNK(seen.st_mode):
        return "link", name
    if not stat.S_ISREG(seen.st_mode):
        return "not_a_file", name
    if any(hides(letter) for letter in os.path.relpath(entry.path, top)):
        return "bad_name", name
    return ("name_twice", {**name, "other": show_name(twin)}) if twin is not None else (None, {})


def link_inside(entry: os.DirEntry[str], top: str) -> str:
    """A link to a file of the unit itself says nothing new: the file is seen where it lies."""
    if not entry.is_symlink():
        return ""
    target = os.path.realpath(entry.path)
    inside = os.path.commonpath([target, os.path.realpath(top)]) == os.path.realpath(top)
    return "own_link" if inside and os.path.exists(target) else ""  # noqa: PTH110 - no error where it may not be looked at


def is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False  # looked at as a file it is named


def may_be_reply(name: str) -> bool:
    """Whether the name of a file in a replies' folder ends in the hash of what it answers."""
    return bool(_REPLY.fullmatch(name))


def is_reply(path: Path) -> bool:
    """Whether a file in a replies' folder was written by us: its name ends in the hash it answers, and so
    does what it says (``so-lieu-20220614.txt`` ends in a day, and may be a submission)."""
    if not may_be_reply(path.name):
        return False
    digest = path.stem[-8:]
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            file.seek(max(0, os.fstat(handle).st_size - _REPLY_END))
            return f"{MARK}{digest}".encode() in file.read(_REPLY_END)
    except OSError:
        return False  # looked at like any other file
