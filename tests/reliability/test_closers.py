"""Short races of closers, and of one with a loader, on both engines; ``make reliability`` runs the long ones. And that
each kind of fault is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.engines import BOTH, Engine
from tests.postgres import Postgres
from tests.reliability.closers import KINDS
from tests.reliability.racers import Racers, Said, close
from tests.reliability.races import Stage, closers_stage, faults, loader_stage, run
from warehouse.engines import POSTGRESQL, SQLITE
from warehouse.store import Warehouse

pytestmark = pytest.mark.long

RACERS = 4


@pytest.fixture(scope="module")
def racers() -> Iterator[Racers]:
    made = Racers(RACERS)
    yield made
    made.end()


@pytest.fixture(scope="module", params=BOTH)
def stages(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, racers: Racers
) -> Iterator[tuple[Stage, Stage]]:
    """A race of closers, and one of a loader and a closer. The racers are there before a fence is."""
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == POSTGRESQL else None
    engine = Engine(request.param, server)
    makers = (closers_stage, loader_stage)
    made = [make(engine, tmp_path_factory.mktemp("race"), RACERS) for make in makers]
    yield made[0], made[1]
    for stage in made:
        engine.drop(stage.home.warehouse)


def test_of_many_who_close_a_period_at_once_one_closes_it(stages: tuple[Stage, Stage], racers: Racers) -> None:
    counts = sum((run(stages[0], racers, number) for number in range(3)), start=run(stages[0], racers, 3))
    assert counts["rounds"] == 4
    assert {kind: counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)


def test_what_is_kept_while_a_period_is_closed_is_counted_or_comes_after_it(
    stages: tuple[Stage, Stage], racers: Racers
) -> None:
    counts = sum((run(stages[1], racers, number) for number in range(5)), start=run(stages[1], racers, 5))
    assert counts["kept first"] + counts["closed first"] == counts["rounds"] == 6
    assert {kind: counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)


# --- a fault is seen ----------------------------------------------------------------------------

_FIRST = "(SELECT min(section_id) FROM close_section)"
_FIRST_FILE = f"(SELECT file_id FROM section WHERE id = {_FIRST})"


@pytest.mark.parametrize("stages", [SQLITE], indirect=True)
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("UPDATE figure SET value = value + 1 WHERE indicator = 'hoi_vien' AND scope = 'all'", "other figures"),
        ("DELETE FROM audit", "not closed once"),
        (f"DELETE FROM close_section WHERE section_id = {_FIRST}", "neither counted nor late"),
        (f"UPDATE file SET after_close = (1 = 1) WHERE id = {_FIRST_FILE}", "counted and late"),
        ("UPDATE section SET form = 'bieu_1', reading = id WHERE form = 'bieu_2'", "doubled"),
    ],
)
def test_what_a_race_could_leave_behind_is_seen(stages: tuple[Stage, Stage], change: str, kind: str) -> None:
    stage = stages[0]
    url = stage.engine.again(stage.home, stage.home.path.parent / "one.db")
    home = stage.home.open()
    warehouse = home.__dict__["warehouse"] = Warehouse.open(url)
    said = [Said(close(home)), Said(close(home))]
    with warehouse.read() as connection:
        assert list(faults(stage, said, connection)) == []
        assert {kind for kind, _ in faults(stage, [*said, Said(error="x")], connection)} == {"error"}
        assert {kind for kind, _ in faults(stage, [*said, said[0]], connection)} == {"not closed once"}
    with warehouse.write() as connection:
        connection.execute(text(change))
    with warehouse.read() as connection:
        assert kind in {kind for kind, _ in faults(stage, said, connection)}
    stage.home.close()
    stage.engine.drop(url)
