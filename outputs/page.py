"""The page of a period: one HTML file that asks for nothing from outside, for the office or for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.half_year import HalfYear
from outputs.page_content import Overview, UnitLine, for_everybody
from outputs.page_environment import MOST_UNFOLDED, rendered

_REFUSED, _MISSING = "refused", "missing"
_COLUMNS = {
    "arrived": "Ngày gửi đủ",
    "days_late": "Số ngày sau hạn",
    "open": "Còn vướng",
    "contact": "Liên hệ",
    "replies": "Trả lời",
}


@dataclass(frozen=True)
class UnitGroup:
    """Units that stand alike; ``chased``: the office has something to ask of them."""

    title: str
    chased: bool
    units: tuple[UnitLine, ...]

    @property
    def unfolded(self) -> bool:
        return self.chased and len(self.units) <= MOST_UNFOLDED

    @property
    def columns(self) -> dict[str, str]:
        """Name → heading of what there is to say of one unit or more; nobody needs the contact of who has sent."""
        said = (name for name in _COLUMNS if self.chased or name != "contact")
        return {name: _COLUMNS[name] for name in said if any(getattr(one, name) for one in self.units)}


@dataclass(frozen=True)
class Listed:
    """A period in the list of pages: the names of its files, empty where there is none."""

    period: HalfYear
    page: str
    public: str


def write_page(overview: Overview) -> bytes:
    """The office's page: who has sent, what is wrong and how it is mended, the figures, the versions. Its links are
    relative to a folder of the home."""
    return rendered("page.html", one=overview, public=False, groups=unit_groups(overview.units))


def write_public_page(overview: Overview) -> bytes:
    """The same for everybody: of ``for_everybody``, so that nothing else can stand in it."""
    return rendered("page.html", one=for_everybody(overview), public=True, groups=())


def write_index(association: str, pages: Iterable[Listed]) -> bytes:
    """The list of the pages, for the office."""
    return rendered("index.html", association=association, pages=tuple(pages))


def unit_groups(units: Iterable[UnitLine]) -> tuple[UnitGroup, ...]:
    """The units by how they stand, those to be chased first; a group that has none is left out."""
    listed = list(units)
    made = (
        UnitGroup(title, chased, tuple(one for one in listed if _group_of(one) == title))
        for title, chased in _GROUPS.items()
    )
    return tuple(one for one in made if one.units)


_NOT_TAKEN, _NOT_SENT, _TO_FILL_IN = "Có tệp chưa tiếp nhận được", "Chưa gửi đủ số liệu", "Còn chỗ phải bổ sung"
_LATE, _ON_TIME, _BESIDE = "Đã gửi đủ, sau hạn", "Đã gửi đủ, đúng hạn", "Đã gửi, không bắt buộc gửi"
_GROUPS = {_NOT_TAKEN: True, _NOT_SENT: True, _TO_FILL_IN: True, _LATE: False, _ON_TIME: False, _BESIDE: False}


def _group_of(one: UnitLine) -> str:
    if one.status == _REFUSED:
        return _NOT_TAKEN
    if one.status == _MISSING and one.expected:
        return _NOT_SENT
    if one.open:
        return _TO_FILL_IN
    if not one.expected:
        return _BESIDE
    return _LATE if one.days_late else _ON_TIME
