"""The cases of a day → a letter for each unit that is reminded and a summary for the office, on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from domain.half_year import HalfYear
from domain.notice import Notice
from domain.rate import Rate
from outputs.chase_summary import Summary, write_summary
from outputs.reminder import Case, Chase, write_letter
from tasks.chase import REMINDERS, Chased, Chasing, answer_by, chase, nobody_because
from tasks.completeness import rates
from tasks.gate import deadline
from tasks.home import Home
from tasks.raw import write_whole
from tasks.standing import RECEIVED

SUMMARY, SET_ASIDE = "tong-hop.docx", "khong-gui"


@dataclass(frozen=True)
class Reminders:
    """What stands in a day's folder: the letters by their unit's code, and the summary. ``note`` says why
    there is nothing; ``written`` counts files that are new; ``set_aside`` are files of that day that are no
    longer to be sent; ``held`` the units that are not written to, with the reason."""

    day: date
    folder: Path
    letters: Mapping[str, Path] = field(default_factory=dict)
    summary: Path | None = None
    written: int = 0
    set_aside: tuple[Path, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Notice, ...] = ()
    note: str = ""


def remind(home: Home, period: HalfYear, day: date) -> Reminders:
    """Writes reminders/PERIOD/DAY/: a letter per unit that is late or has a refused file, and the summary.

    Nobody who has sent is reminded, nobody on a day off or of a closed period, and nobody whom an earlier
    letter still gives time. Run again on the same day it writes the same bytes."""
    folder = home.path / REMINDERS / str(period) / str(day)
    if note := nobody_because(home, period, day):
        return Reminders(day, folder, note=note)
    chasing = chase(home, period, day)
    about = _about(home, period, day)
    letters = {one.code: folder / f"{one.slug}.docx" for one in chasing.chased if one.held is None}
    wanted = {letters[one.code]: write_letter(about, one.case) for one in chasing.chased if one.held is None}
    if chasing.chased:
        wanted[folder / SUMMARY] = write_summary(about, _summary(home, chasing))
    written, set_aside, problems = _bring_about(folder, wanted)
    return Reminders(
        day,
        folder,
        letters,
        folder / SUMMARY if chasing.chased else None,
        written,
        set_aside,
        {one.code: one.held.reason for one in chasing.chased if one.held},
        (*chasing.unseen, *problems),
        "" if chasing.chased else f"{period}: nobody is to be reminded (deadline {about.deadline})",
    )


def _about(home: Home, period: HalfYear, day: date) -> Chase:
    return Chase(
        association=home.settings.association,
        period=period,
        day=day,
        deadline=deadline(home, period),
        answer_by=answer_by(home, period, day),
        letter=home.dates(period).letter,
        letter_date=home.dates(period).letter_date,
    )


def _summary(home: Home, chasing: Chasing) -> Summary:
    standing, found = chasing.standing, rates(home, chasing.standing)
    groups: list[tuple[str, Rate]] = [("Tất cả đơn vị", found.all)]
    groups += [(one.name, one.rate) for one in (*found.by_kind, *found.by_parent)]
    expected = [one for one in standing.units if one.expected]
    late = ((one.unit.name, (one.arrived - one.due).days) for one in expected if one.arrived and one.arrived > one.due)
    return Summary(
        cases=tuple(_noted(one) for one in chasing.chased),
        late=tuple(late),
        groups=tuple(groups),
        to_fill_in=sum(one.status == RECEIVED and bool(one.stops) for one in expected),
        letters=sum(one.held is None for one in chasing.chased),
        notices=tuple(_notices(chasing)),
    )


def _noted(one: Chased) -> Case:
    return replace(one.case, note=one.held.note if one.held else "lập hôm nay")


def _notices(chasing: Chasing) -> list[str]:
    """What the office looks at before it sends anything."""
    lines = []
    if chasing.unseen:
        lines.append("Có hộp nhận chưa đọc được; đơn vị chưa thấy tệp thì hôm nay chưa lập công văn.")
    if chasing.of_no_unit:
        lines.append(f"Có {chasing.of_no_unit} tệp chưa rõ của đơn vị nào; xin xem trước khi gửi công văn.")
    return lines


def _bring_about(folder: Path, wanted: Mapping[Path, bytes]) -> tuple[int, tuple[Path, ...], tuple[Notice, ...]]:
    """Makes the folder hold these documents: how many are new, what was set aside, what could not be done."""
    written, set_aside, problems = 0, [], []
    if wanted:
        folder.mkdir(parents=True, exist_ok=True)
    standing = [path for path in sorted(folder.glob("*.docx")) if not path.name.startswith("~$")]
    for path in sorted({*standing, *wanted}):
        try:
            if path in standing and path.read_bytes() != wanted.get(path):
                set_aside.append(_set_aside(path))
            if path in wanted and not path.exists():
                write_whole(path, wanted[path])
                written += 1
        except OSError as error:
            told = f"cannot be written ({error.strerror}); close it where it is open, then run again"
            logged = path if path in wanted else folder  # whoever saved another one there has named it
            problems.append(Notice(str(path), str(logged), told))
    return written, tuple(set_aside), tuple(problems)


def _set_aside(path: Path) -> Path:
    """Nothing is lost: somebody may have worked on a letter that is no longer to be sent."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    target = path.parent / SET_ASIDE / f"{path.stem}-{sha256[:8]}.docx"
    target.parent.mkdir(exist_ok=True)
    return path.replace(target)
