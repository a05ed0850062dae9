"""Of which place a sentence speaks where a figure stands in it: of the association's own area, a unit's, or another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.association import Association
from domain.figure import ALL
from domain.prose.letters import UPPER
from domain.unit import Unit
from domain.vietnamese import heading_key

_AREAS = "thành phố|thị xã|thị trấn|huyện|quận|tỉnh|xã|phường|đặc khu"
_NAME = rf"[{UPPER}][^\W\d_]*(?: [{UPPER}][^\W\d_]*| \d{{1,2}}(?![\d.,]))*"
_KINDS = (
    rf"{_AREAS}|tp\.?|tx\.?|thôn|bản|buôn|làng|xóm|ấp|khu phố|khu dân cư|khóm|tổ dân phố|tiểu khu|trường|chi hội|"
    "dòng họ|công ty|cụm"
)
_SCHOOLS = (
    r"(?: (?:tiểu học|mầm non|mẫu giáo|trung học cơ sở|trung học phổ thông|cao đẳng|đại học|"
    r"th|thcs|thpt|mn|ptdtnt|ptdtbt))*"
)
_WHOLE = rf"(?:{_AREAS}|quốc|nước|trung ương|việt nam)"
_SPEAKS = re.compile(r"\s*(?::|có|đã|với|đạt|hiện|là|kết nạp|vận động)(?!\w)", re.IGNORECASE)
_FOREIGN = re.compile(
    r"^(?:(?:toàn|cả|trong|trên địa bàn(?: toàn)?|khắp|ở) )?(?:thành phố|thị xã|huyện|quận|tỉnh|quốc|nước)(?!\w)",
    re.IGNORECASE,
)
_WITHIN = (",", "-", "–", "thuộc", ", thuộc", "ở", "tại", "của", ", ở", ", tại")
OTHER = ""  # the scope of a place that is none of ours


@dataclass(frozen=True)
class Place:
    """``scope``: all, a unit's, or OTHER; ``name`` as the text has it."""

    scope: str
    name: str = ""
    start: int = -1
    end: int = -1


EVERYWHERE = Place(ALL)


class Gazetteer:
    """The places that an association knows: its own area (``huyện``, ``Thử``) and its units. What it calls itself
    before them (``Hội Khuyến học``) is what those above and below it are called too."""

    def __init__(self, association: Association, units: Sequence[Unit]) -> None:
        self._area, self._place = heading_key(association.area), heading_key(association.place)
        body = re.split(rf" (?i:{_AREAS})(?!\w)", association.name)[0].lower()
        kinds = rf"{_KINDS}|{re.escape(body)}|[^\W\d_]+ {re.escape(body.partition(' ')[2] or body)}"
        self._body = heading_key(body)
        self._named = re.compile(rf"(?<!\w)(?i:({kinds}){_SCHOOLS}) (?!(?i:{_WHOLE}|các)(?!\w))({_NAME})")
        self._about = re.compile(
            rf"(?<!\w)(?:(?:toàn|cả|trong|trên địa bàn(?: toàn)?|trên toàn|khắp|ở|ubnd|(?<!\d )hội|"
            rf"{re.escape(body)}(?: toàn)?) {_WHOLE}|"
            rf"(?<!, )(?<!các )(?<!cấp )(?:{_AREAS})(?= (?:có|hiện|đã|ta))|"
            r"(?:tỉnh|huyện|thành|thị) hội|cấp trên)(?!\w)",
            re.IGNORECASE,
        )
        self._scopes, self._bare = _scopes(units)
        self._names = _of_one(_by_name(units))

    def places(self, text: str) -> Iterator[Place]:
        """The places that a sentence names, in their order."""
        found = list(self._units_in(text))
        found += [
            Place(self._of(one), one[0], *one.span())
            for one in self._named.finditer(text)
            if not any(it.start < one.end() and one.start() < it.end for it in found)
        ]
        for pattern, scope in ((self._about, self._of_all), (re.compile(_NAME), self._of_bare)):
            for one in pattern.finditer(text):
                said = scope(text, one)
                if said is not None and not any(it.start < one.end() and one.start() < it.end for it in found):
                    found.append(Place(said, one[0], *one.span()))
        yield from sorted(found, key=lambda one: one.start)

    def _units_in(self, text: str) -> Iterator[Place]:
        """The units that are called by their whole names."""
        said = text.lower()
        for name, scope in self._names.items():
            if (at := said.find(name)) >= 0 and not said[at + len(name) : at + len(name) + 1].isalpha():
                yield Place(scope, text[at : at + len(name)], at, at + len(name))

    def _of(self, found: re.Match[str]) -> str:
        for name in (found[0], found[2]):
            if (scope := self._scopes.get(heading_key(name))) is not None:
                return scope
        kind, own = heading_key(found[1]), re.sub(r"^tp ", "", heading_key(found[2]))
        ours = own == self._place and kind in (self._area, self._body, "tp")
        return ALL if ours else OTHER

    def _of_all(self, _: str, found: re.Match[str]) -> str:
        return ALL if f" {heading_key(found[0])} ".find(f" {self._area} ") >= 0 else OTHER

    def _of_bare(self, text: str, found: re.Match[str]) -> str | None:
        """A unit's name without its kind: the unit where it says something, else nobody's (``đường Tô Hiệu``)."""
        scope = self._bare.get(heading_key(found[0])) or self._bare.get(heading_key(re.sub(r" \d+$", "", found[0])))
        return scope if scope is None or _SPEAKS.match(text, found.end()) else OTHER


def is_foreign(place: Place) -> bool:
    """Whether it is an area beside ours or around it (``toàn tỉnh``, ``huyện Hai``)."""
    return place.scope == OTHER and _FOREIGN.search(place.name) is not None


def _by_name(units: Iterable[Unit]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for unit in units:
        found.setdefault(_plain(unit).lower(), set()).add(str(unit.id))
    return found


def _plain(unit: Unit) -> str:
    return re.sub(r" \(.*\)$", "", unit.name)


def _scopes(units: Iterable[Unit]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Units by the name of their place (``phường Một``), and by that alone (``Một``)."""
    whole: dict[str, set[str]] = {}
    bare: dict[str, set[str]] = {}
    for unit in units:
        if inner := re.search(rf"(?<!\w)(?i:{_KINDS}){_SCHOOLS} ({_NAME})$", _plain(unit)):
            whole.setdefault(heading_key(inner[0]), set()).add(str(unit.id))
            bare.setdefault(heading_key(inner[1]), set()).add(str(unit.id))
    return _of_one(whole), _of_one(bare)


def _of_one(names: Mapping[str, set[str]]) -> Mapping[str, str]:
    """A name of two units is nobody's."""
    return {name: next(iter(ids)) if len(ids) == 1 else OTHER for name, ids in names.items()}


def place_of(
    text: str, start: int, end: int, stretch_end: int, said: list[Place], before: Place, between: Iterable[int]
) -> Place:
    """The place of a figure at ``start`` to ``end``: named right behind it, else the last that was named before it.
    Of several in a row, none of which has a figure of its own (``between``: where figures begin), it is of no one."""
    for one in said:
        if end <= one.start < stretch_end and not re.search(r"[,;:]", text[end : one.start]):
            return one
    earlier = [one for one in said if one.end <= start]
    if not earlier:
        return before
    last = earlier[-1]
    if len(earlier) > 1 and not any(earlier[-2].end <= at < last.start for at in between):
        return _together(text, earlier[-2], last)
    return last


def _together(text: str, one: Place, other: Place) -> Place:
    """``phường Một, thành phố Hai`` is an address: the smaller counts; ``phường Một và phường Hai`` are two."""
    joined = text[one.end : other.start].strip().lower()
    if joined in _WITHIN and (one.scope == OTHER or (other.scope in (ALL, OTHER) and one.scope != ALL)):
        kinds = one.name.split()[0].lower(), other.name.split()[0].lower()
        return one if kinds[0] != kinds[1] else Place(OTHER, f"{one.name}, {other.name}", one.start, other.end)
    if joined in (",", "và", ", và") and one.scope != other.scope:
        return Place(OTHER, f"{one.name}, {other.name}", one.start, other.end)
    return other
