"""Names of files in an inbox: which hide something, which are alike, which are no submission's, and how they print."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable

_NOT_SENT = ("~$", ".~lock", ".tmp-")  # lock files of Excel and LibreOffice, and what a killed run left
_PARTIAL = (".tmp", ".part", ".partial", ".filepart", ".crdownload")  # what copying programs call an unfinished file
_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
# recycle bins and indexes of file servers: what lies there was not sent
_SYSTEM_FOLDERS = frozenset(
    ["@eadir", "#recycle", "@recycle", "#snapshot", "@recently-snapshot", "$recycle.bin", "system volume information"]
)
_HIDDEN_FOLDERS = frozenset(["__macosx", ".trashes", ".spotlight-v100", ".fseventsd", ".temporaryitems", "lost+found"])
# control and format characters (they reorder or hide others) and line separators, by their Unicode category
_HIDING = frozenset(["Cc", "Cf", "Zl", "Zp"])


def hides(letter: str) -> bool:
    """Whether a letter of a name hides or reorders others, or parts folders on another system."""
    return letter == "\\" or unicodedata.category(letter) in _HIDING


def twins_of(names: Iterable[str]) -> dict[str, str]:
    """Names of one folder that differ only by case or Unicode form, each with another such name."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()), []).append(name)
    twins: dict[str, str] = {}
    for group in alike.values():
        if len(group) > 1:
            twins.update({name: next(other for other in group if other != name) for name in group})
    return twins


def ignored_as(name: str) -> str:
    """Why a file of that name is no submission; empty where it may be one."""
    if name.startswith(_NOT_SENT):
        return "lock_file"
    if name.lower().endswith(_PARTIAL):
        return "partial"
    return "system_file" if name.lower() in _OF_THE_SYSTEM or name.startswith("._") else ""


def is_ignored(name: str) -> bool:
    return bool(ignored_as(name))


def is_system_folder(name: str) -> bool:
    """Whether a folder of that name is a computer's own, and not looked into."""
    small = name.lower()
    return small in _SYSTEM_FOLDERS or small in _HIDDEN_FOLDERS or small.startswith(".trash-")


def show_name(name: str) -> str:
    """Some letters hide, and a name saved under an old code page is no text: both are spelled out,
    letters beyond ASCII as ``\\u``, so that bytes that are no text (``\\x80`` and above) stay apart."""
    if name.isprintable() and "\\" not in name:
        return name  # almost every one, and a scan shows tens of thousands
    text = "".join(_spelled(letter) if hides(letter) else letter for letter in name)
    return os.fsencode(text).decode("utf-8", "backslashreplace")


def _spelled(letter: str) -> str:
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
