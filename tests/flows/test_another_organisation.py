"""The code names no form, indicator or unit: a quite different catalogue runs end to end."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from expectations.load import load_catalogue
from outputs.blank_form import blank_form
from outputs.form_plan import Filling
from tasks.look import figures_known
from tasks.trace import trace
from tests.homes import SmallHome
from tests.reading import report_text

pytestmark = pytest.mark.long

LIBRARIES = """id,code,name,kind,parent,valid_from,valid_to,contact
1,TV-1,Thư viện Làng Đông,branch,,,,
2,TV-2,Thư viện Làng Tây,branch,,,,
3,XE-1,Xe số một,bus,,,,
"""
PERIOD = HalfYear(2030, 1)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def libraries(tmp_path: Path) -> SmallHome:
    home = SmallHome(tmp_path / "libraries", units=LIBRARIES, periods=["2030H1"])
    shutil.copytree(ROOT / "tests" / "another" / "expectations", home.path / "expectations")
    return home


def _send(libraries: SmallHome, code: str, answers: dict[str, int], books: list[dict[str, int | str]]) -> None:
    home = libraries.open()
    unit = libraries.unit(code)
    filling = Filling(unit.name, code, unit.kind, "6 tháng đầu năm 2030", "15/06/2030", answers, {"books": books})
    libraries.put(code, "phieu.xlsx", blank_form(home.catalogue, filling))


def test_another_organisations_catalogue_runs_from_its_forms_to_its_report(libraries: SmallHome) -> None:
    desk = {"desk.child.borrowed": 30, "desk.adult.borrowed": 12}
    _send(libraries, "TV-1", {"card.seats.value": 40, **desk}, [{"title": "Dế Mèn", "copies": 3}])
    _send(libraries, "TV-2", {"card.seats.value": 25, "desk.child.borrowed": 5}, [])
    _send(libraries, "XE-1", {"desk.adult.borrowed": 8}, [])
    closed = libraries.close_period(str(PERIOD))
    assert [(one.unit.code, one.refused, one.stops) for one in closed.closing.shut_by] == []
    home = libraries.open()
    _, found = figures_known(home, PERIOD)
    values = {indicator.code: figure.value for indicator, figure in found}
    assert values["loans"] == 55
    assert values["seats"] == 65
    assert values["buses"] == 1
    assert sum(cell["value"] for cell in trace(home, PERIOD, "loans").cells) == 55
    assert closed.report is not None
    text = report_text(closed.report.path.read_bytes())
    assert "Có 55 lượt mượn tại 65 chỗ ngồi và 1 xe." in text


def test_its_own_rules_judge_its_files(libraries: SmallHome) -> None:
    _send(libraries, "TV-1", {"desk.child.borrowed": 30}, [{"title": "", "copies": 3}])
    closed = libraries.close_period(str(PERIOD))
    by_code = {one.unit.code: one for one in closed.closing.shut_by}
    assert len(by_code["TV-1"].stops) == 2  # the seats, and a book without a title
    assert by_code["TV-2"].status == "missing"


def _names(catalogue: Catalogue) -> set[str]:
    codes = {*catalogue.indicator_by_code, *catalogue.form_by_code, *catalogue.kind_by_code}
    return codes | {indicator.name for indicator in catalogue.indicators} | {form.sheet for form in catalogue.forms}


def test_the_code_names_no_indicator_form_or_kind_of_unit() -> None:
    reserved = {"Hạn chế", "Nguyên nhân", "ban"}  # headings of the official outline of a report; a common word
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for room in ("domain", "tasks", "warehouse", "outputs", "flows", "expectations")
        for path in (ROOT / room).rglob("*.py")
        for name in _names(load_catalogue()) - reserved
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", path.read_text(encoding="utf-8"))
    ]
    assert found == []
