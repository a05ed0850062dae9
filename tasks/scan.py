"""What lies in the inboxes: every entry that is new or has changed, and what cannot be looked at."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from domain.submission import OWN_REPLY, Problem, Sighting, Unreceived, saved_at
from tasks.entry import bar, is_folder, is_reply, link_inside, may_be_reply
from tasks.home import Home
from tasks.names import ignored_as, is_ignored, is_system_folder, show_name, twins_of

GIVE_THE_RIGHT = "give the account that runs soket the right to read it, then collect again"
_CONNECT = "connect the shared folder or correct 'inboxes' in soket.toml, then collect again"
REPLIES = "phan-hoi"
UNASSIGNED = "chua-ro-don-vi"


@dataclass(frozen=True)
class Entry:
    """Something new in a unit's folder. ``shown`` is its path relative to the home, fit to be printed;
    ``note`` says why it is ignored, ``barred`` which rule refuses it by its name or kind alone."""

    path: Path
    shown: str
    unit_id: int
    size: int
    mtime_ns: int
    note: str = ""
    barred: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    regular: bool = True


class Scan:
    """One walk through the inboxes of a home."""

    def __init__(self, home: Home, folders: Mapping[str, int], known: Mapping[str, Sighting]) -> None:
        self._home, self._folders, self._known = home, folders, known
        self.entries: list[Entry] = []
        self.met: set[str] = set()  # all that lies in a unit's folder, new or not
        self.unassigned: list[Path] = []
        self.unreceived: list[Unreceived] = []

    def run(self) -> Scan:
        for inbox in self._home.inboxes:
            if seems_disconnected(self._home, inbox, self._folders, self._known):
                self._miss(inbox, Problem.NO_INBOX, f"is empty, though files lay in it before; {_CONNECT}", None)
                continue
            shown = show_path(self._home, inbox)
            for entry in self._listed(inbox, None):
                if entry.name in self._folders and is_folder(entry):
                    self._walk(entry.path, self._shown(shown, entry), self._folders[entry.name])
                elif entry.name == UNASSIGNED and is_folder(entry):
                    self.unassigned.extend(self._files_below(entry.path))
                elif not self._is_the_offices(entry):
                    self._outside(entry)
        return self

    @property
    def blind(self) -> bool:
        """Whether some folder could not be looked into, so that what is not met may yet be there."""
        return any(one.problem in (Problem.NO_INBOX, Problem.UNREADABLE) for one in self.unreceived)

    def _is_the_offices(self, entry: os.DirEntry[str]) -> bool:
        named = any(fnmatch(entry.name, pattern) for pattern in self._home.settings.not_submissions)
        return named or is_ignored(entry.name) or (is_folder(entry) and is_system_folder(entry.name))

    def _outside(self, entry: os.DirEntry[str]) -> None:
        told = "lies in no folder of a unit in units.csv; "
        told += f"move it into a unit's folder or into {UNASSIGNED}, or name it in not_submissions of soket.toml"
        if entry.name in self._folders or entry.name == UNASSIGNED:
            told = "is no folder, though it is called like one; take it away, then collect again"
        self._miss(entry.path, Problem.OUTSIDE, told, self._folders.get(entry.name))

    def _miss(self, path: str | Path, problem: Problem, told: str, unit_id: int | None) -> None:
        shown = show_path(self._home, path)
        self.unreceived.append(Unreceived(shown, problem, told, unit_id))

    def _shown(self, folder: str, entry: os.DirEntry[str]) -> str:
        """``show_path`` of what lies in a folder that is shown so; worked out anew only where the home lies in it."""
        around = not folder.strip("./")
        return show_path(self._home, entry.path) if around else folder + os.sep + show_name(entry.name)

    def _listed(self, folder: str | Path, unit_id: int | None) -> list[os.DirEntry[str]]:
        """The entries of a folder in the order of their names; none, and the folder named, where it cannot be read."""
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            problem = Problem.NO_INBOX if Path(folder) in self._home.inboxes else Problem.UNREADABLE
            remedy = _CONNECT if problem is Problem.NO_INBOX else GIVE_THE_RIGHT
            self._miss(folder, problem, f"cannot be read ({error.strerror}); {remedy}", unit_id)
            return []

    def _files_below(self, top: str) -> Iterator[Path]:
        for _, _, entries in self._folders_below(top, show_path(self._home, top), None):
            yield from (Path(one.path) for one in entries if not is_ignored(one.name))

    def _folders_below(
        self, top: str, shown: str, unit_id: int | None
    ) -> Iterator[tuple[str, str, list[os.DirEntry[str]]]]:
        """Every folder, as it is shown, with what lies in it; subfolders mean nothing, links are not followed."""
        waiting = [(top, shown)]
        while waiting:
            folder, shown = waiting.pop()
            entries = self._listed(folder, unit_id)
            inner = [one for one in entries if is_folder(one)]
            waiting.extend((one.path, self._shown(shown, one)) for one in inner if not is_system_folder(one.name))
            yield folder, shown, [one for one in entries if not is_folder(one)]
            if unit_id is not None:
                self._leave([one for one in inner if is_system_folder(one.name)], unit_id)

    def _leave(self, folders: Sequence[os.DirEntry[str]], unit_id: int) -> None:
        """Folders that are not looked into are listed once, like files that are ignored."""
        for one in folders:
            shown = show_path(self._home, one.path)
            if shown not in self._known:
                self.entries.append(Entry(Path(one.path), shown, unit_id, 0, 0, "system_folder", regular=False))

    def _walk(self, top: str, shown: str, unit_id: int) -> None:
        replies = os.path.join(top, REPLIES)  # noqa: PTH118 - as os.scandir names it
        for folder, within, entries in self._folders_below(top, shown, unit_id):
            named = {self._shown(within, one): one for one in entries}
            if folder == replies:
                named = {place: one for place, one in named.items() if not self._is_reply(one, place, unit_id)}
            twins = twins_of(one.name for one in named.values() if not is_ignored(one.name))
            for place, one in named.items():
                self._see(one, place, top, unit_id, twins.get(one.name))

    def _is_reply(self, entry: os.DirEntry[str], shown: str, unit_id: int) -> bool:
        """Whether it is a reply of ours that no run has kept as such, or one that was kept since: it is opened once."""
        if not may_be_reply(entry.name):
            return False
        try:
            seen = entry.stat(follow_symlinks=False)
        except OSError:
            return False  # looked at like any other file
        if self._is_known(shown, seen, None):
            return self._known[shown].note == OWN_REPLY
        if not is_reply(Path(entry.path)):
            return False
        if shown not in self.met:
            self.met.add(shown)
            at = saved_at(seen.st_mtime_ns)
            self.entries.append(Entry(Path(entry.path), shown, unit_id, seen.st_size, at, OWN_REPLY))
        return True

    def _see(self, entry: os.DirEntry[str], shown: str, top: str, unit_id: int, twin: str | None) -> None:
        if shown in self.met:
            return None  # one inbox is named twice, or lies in another
        self.met.add(shown)
        try:
            seen = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return None  # it went away while we looked
        except OSError as error:
            told = f"cannot be looked at ({error.strerror}); {GIVE_THE_RIGHT}"
            return self._miss(entry.path, Problem.UNREADABLE, told, unit_id)
        if self._is_known(shown, seen, twin):
            return None
        note = ignored_as(entry.name) or link_inside(entry, top)
        barred, words = (None, {}) if note else bar(entry, top, seen, twin)
        regular, at = stat.S_ISREG(seen.st_mode), saved_at(seen.st_mtime_ns)
        found = Entry(Path(entry.path), shown, unit_id, seen.st_size, at, note, barred, words, regular)
        return self.entries.append(found)

    def _is_known(self, shown: str, seen: os.stat_result, twin: str | None) -> bool:
        """Seen before as it is now; a file that was one of two alike and now stands alone is new."""
        before = self._known.get(shown)
        apart = before is not None and before.note == "name_twice" and twin is None
        now = (seen.st_size, saved_at(seen.st_mtime_ns))
        return before is not None and not apart and (before.size, before.mtime_ns) == now


def show_path(home: Home, path: str | Path) -> str:
    """A path relative to the home where it lies in it, as text that can be printed and kept; no two paths
    make the same text."""
    return show_name(os.path.relpath(path, home.path))


def may_make(home: Home, inbox: Path) -> bool:
    """Whether an inbox that is not there may be made: outside the home it may only be disconnected."""
    return Path(os.path.normpath(inbox)).is_relative_to(home.path)


def seems_disconnected(home: Home, inbox: Path, folders: Collection[str], known: Collection[str]) -> bool:
    """Whether files were seen in an inbox outside the home, and now not even a unit's folder is there: so
    looks the place at which a share is not mounted."""
    if may_make(home, inbox) or not inbox.is_dir():
        return False
    within = show_path(home, inbox) + os.sep
    return any(path.startswith(within) for path in known) and not any((inbox / name).exists() for name in folders)
