"""Batches judged by a Dask cluster, with a real scheduler and real workers: what it comes to is what one machine
comes to, whatever dies meanwhile."""

from __future__ import annotations

import multiprocessing
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import distributed
import psutil
import pytest
from polars.exceptions import PanicException

from domain.submission import Judged, Receipt
from flows.cluster import Cluster, NoCluster
from flows.cluster_look import look_at_cluster
from flows.elsewhere import Elsewhere
from tasks.decide import keep_verdicts
from tasks.home import Home
from tasks.judge import judge_batch
from tasks.keep import pending_rounds
from tasks.recognised import Recognised
from tests.engines import Engine
from tests.flows.conftest import Run
from tests.flows.dasked import DaskCluster
from tests.flows.served import free_port
from tests.homes import SmallHome
from tests.hostile.zips import bomb_member, bombed
from tests.postgres import Postgres
from warehouse import tables
from warehouse.engines import POSTGRESQL, SQLITE

pytestmark = pytest.mark.long

UNITS = "id,code,name,kind,parent,valid_from,valid_to,contact\n" + "".join(
    f"{n},B-{n:02},Ban Khuyến học Trường {n},ban,,,,\n" for n in range(1, 13)
)
ACCEPT = ("B-04", "B-05")
BATCH = 3
_OF_ITS_TIME = ("at", "hash", "previous", "audit", "detail", "reviewed", "report_sha256")
_OF_ITS_BATCHES = ("id", "section_id", "superseded_by")  # numbers that are given as a batch is kept
_ALIKE = [one for one in tables.metadata.sorted_tables if one.name not in ("audit", "registry", "reply", "sighting")]
_WHEN = re.compile(rb"\d\d? gi\xe1\xbb\x9d \d\d ph\xc3\xbat, ng\xc3\xa0y [\d/]+|-20\d{6}-")
_CODE = re.compile(rb"[0-9a-f]{64}")  # by which the close is verified: it seals the times of its home


def fill(home: SmallHome) -> None:
    """Eighteen files of twelve units: corrections beside what they correct, one of them refused and one of a single
    form, a damaged file, and one that unfolds to more than a reader may have."""
    for n in range(1, 13):
        home.send(f"B-{n:02}", bieu_1__hoi_vien__ky_nay=500 + n)
    home.send("B-01", name="sửa.xlsx", bieu_1__hoi_vien__ky_nay=700)
    home.send("B-02", name="sửa.xlsx", only=["bieu_4"], bieu_4__nha_giao__so_luong=8)
    good = home.send("B-03", name="sửa.xlsx", bieu_1__hoi_vien__ky_nay="khoảng năm trăm").with_name("bieu.xlsx")
    home.put("B-04", "nửa.xlsx", b"PK\x03\x04 half a copy")
    sheet = bomb_member("xl/worksheets/sheet1.xml", 400, b" ", b"<worksheet>", b"</worksheet>")
    home.put("B-05", "nén.xlsx", bombed(good.read_bytes(), [sheet]))
    home.send("B-03", name="sửa lại.xlsx", bieu_1__hoi_vien__ky_nay=803)


@dataclass(frozen=True)
class Held:
    """What a home holds after a close, without what is of its time."""

    rows: dict[str, list[tuple[Any, ...]]]
    replies: dict[bytes, list[bytes]]
    report: bytes


def held(home: SmallHome) -> Held:
    """Of a home that was collected; it is closed first."""
    assert home.close_period(accept=ACCEPT).closing.new
    replies = {
        _WHEN.sub(b"", str(path.relative_to(home.path)).encode()): _said(path)
        for path in sorted(home.path.glob("inbox/*/phan-hoi/*"))
    }
    (report,) = home.path.glob("reports/*/*.docx")
    rows = {table.name: _rows(home, table) for table in _ALIKE}
    return Held(rows, replies, _CODE.sub(b"", ZipFile(report).read("word/document.xml")))


def _rows(home: SmallHome, table: Any) -> list[tuple[Any, ...]]:
    names = [one.name for one in table.columns if one.name not in _OF_ITS_BATCHES]
    return sorted(home.rows(table, *(name for name in names if not name.endswith(_OF_ITS_TIME))), key=repr)


def _said(reply: Path) -> list[bytes]:
    if reply.suffix == ".txt":
        return [_WHEN.sub(b"", reply.read_bytes())]
    with ZipFile(reply) as package:
        parts = sorted(one for one in package.namelist() if re.match(r"word/document|xl/(worksheets|sharedS)", one))
        return [_WHEN.sub(b"", package.read(one)) for one in parts]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    """What one machine comes to."""
    home = Engine(SQLITE).home(tmp_path_factory.mktemp("here") / "home", UNITS)
    fill(home)
    home.collect()
    yield held(home)
    home.close()


@pytest.fixture
def empty_home(tmp_path: Path, postgres: Postgres) -> Iterator[SmallHome]:
    served = Engine(POSTGRESQL, postgres)
    home = served.home(tmp_path / "home", UNITS)
    yield home
    home.close()
    served.drop(home.warehouse)


@pytest.fixture
def home(empty_home: SmallHome, monkeypatch: pytest.MonkeyPatch) -> SmallHome:
    """The same files as ``here``, and a warehouse that other machines reach."""
    monkeypatch.setattr("flows.collect.BATCH", BATCH)
    fill(empty_home)
    return empty_home


DOOM = "batch_judged"


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler, a worker of one thread and one of two."""
    cluster = DaskCluster(tmp_path_factory.mktemp("dask"))
    cluster.worker()
    cluster.worker("--nthreads", "2")
    yield cluster
    cluster.end()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[DaskCluster]:
    """A scheduler without a worker."""
    cluster = DaskCluster(tmp_path)
    yield cluster
    cluster.end()


@pytest.fixture
def collect(run: Run) -> Callable[[SmallHome, str], tuple[int, str]]:
    """``soket collect`` over a home with a task_runner: its exit code, and the line that it ends with."""

    def call(home: SmallHome, runner: str) -> tuple[int, str]:
        home.set(f'task_runner = "{runner}"')
        code, _, told = run("--home", str(home.path), "collect", "--no-wait", "--period", "2022H1")
        lines = [one for one in told.splitlines() if one.startswith("soket: ")]
        return code, lines[-1] if lines else ""

    return call


Collect = Callable[[SmallHome, str], tuple[int, str]]


def waiting(home: SmallHome) -> int:
    return len(home.waiting())


def readers(worker: int) -> list[psutil.Process]:
    """The processes in which a worker reads: children of one that forks them."""
    return [two for one in psutil.Process(worker).children() for two in one.children()]


def test_a_cluster_comes_to_what_one_machine_comes_to(home: SmallHome, here: Held, dask: DaskCluster) -> None:
    home.set(f'task_runner = "{dask.runner}"')
    collected = home.collect()
    assert (collected.accepted, collected.refused, collected.problems) == (15, 3, ())
    one, two = dask.workers
    assert len(readers(one)) == 1 and len(readers(two)) == 2, "each thread reads in a process of its own"
    found = held(home)
    assert found.rows == here.rows
    assert found.replies == here.replies
    assert found.report == here.report
    assert len(found.rows["file"]) == 18 and len(found.rows["finding"]) > 0 and len(found.rows["figure"]) > 100


def started_by_the_doomed() -> list[psutil.Process]:
    """Whatever runs with its surroundings, whoever its parent is by now."""
    found = []
    for one in psutil.process_iter():
        with suppress(psutil.Error):
            if one.environ().get("SOKET_STOP_AT") == DOOM:
                found.append(one)
    return found


def test_a_worker_that_is_killed_over_a_batch_loses_and_doubles_nothing_and_leaves_no_process(
    home: SmallHome, here: Held, bare: DaskCluster
) -> None:
    bare.worker()
    doomed = bare.worker(SOKET_STOP_AT=DOOM)  # kill -9, before it has handed over what it judged
    assert doomed.pid in [one.pid for one in started_by_the_doomed()]
    home.set(f'task_runner = "{bare.runner}"')
    home.collect()
    assert doomed.wait(60) == -signal.SIGKILL
    assert held(home) == here
    assert not psutil.wait_procs(started_by_the_doomed(), 10)[1]


class Watched(Cluster):
    """Remembers the units of each batch that is given out."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.given: list[set[int]] = []

    def give(self, function: Callable[..., Any], *arguments: Any) -> Any:
        self.given.append({receipt.unit_id for receipt in arguments[-1]})
        return super().give(function, *arguments)


def test_a_file_of_a_unit_is_given_out_when_the_one_before_it_is_kept(
    empty_home: SmallHome, dask: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_home.set(f'task_runner = "{dask.runner}"')
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        empty_home.put("B-01", name, name.encode())
    for code in ("B-02", "B-03"):
        empty_home.put(code, "a.xlsx", code.encode())
    empty_home.receive()
    home = empty_home.open()
    with Watched(home) as watched:
        judging = Elsewhere(home, pending_rounds(home, 1), watched)
        judging.judge()
        before = list(watched.given)
        assert before == [{1}, {2}, {3}], "first files, which wait for nothing"
        judging.judge()
        assert watched.given == before, "until it is kept"
        keep_all(home, judging)
    assert sorted(map(tuple, watched.given)) == [(1,), (1,), (1,), (2,), (3,)]


@pytest.mark.parametrize("error", [ZeroDivisionError("bug"), PanicException("bug"), OSError(5, "I/O error", "raw/x")])
def test_what_judging_raises_is_told_as_on_one_machine(
    empty_home: SmallHome, tmp_path: Path, threads: str, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def judge(home: Home, recognised: Recognised, receipts: Sequence[Receipt]) -> Judged:
        if any(one.unit_id == 2 for one in receipts):
            raise error
        return judge_batch(home, recognised, receipts)

    monkeypatch.setattr("tasks.decide.judge_batch", judge)
    local = Engine(SQLITE).home(tmp_path / "local", UNITS)
    empty_home.set(f'task_runner = "{threads}"')
    told = [said_of(one) for one in (local, empty_home)]
    local.close()
    assert told[0] == told[1]
    assert (told[0][0] and "bug" in told[0][0][0]) or told[0][1] == (5, "raw/x")


def said_of(home: SmallHome) -> tuple[list[str], Any, Any]:
    """What a collect of three files told, or raised, and what became of them."""
    for code in ("B-01", "B-02", "B-03"):
        home.send(code)
    try:
        problems = home.collect().problems
    except OSError as raised:
        return [], (raised.errno, raised.filename), home.files()
    return [str(one).replace(str(home.path), "") for one in problems], None, home.files()


@pytest.fixture
def threads() -> Iterator[str]:
    """A cluster whose workers are threads of this process. Their fences last as long as it: what they started ends
    here."""
    earlier = set(multiprocessing.active_children())
    started: Any = distributed.LocalCluster
    with started(
        processes=False,
        n_workers=1,
        threads_per_worker=1,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    ) as cluster:
        yield cluster.scheduler_address.replace("tcp:", "dask:")
    for reader in set(multiprocessing.active_children()) - earlier:
        reader.kill()
        reader.join()


def test_the_doctor_sees_how_many_workers_there_are_and_that_they_could_judge(
    empty_home: SmallHome, dask: DaskCluster, bare: DaskCluster, tmp_path: Path
) -> None:
    assert look_at_cluster(empty_home.path) == []
    empty_home.set(f'task_runner = "{dask.runner}"')
    (check,) = look_at_cluster(empty_home.path)
    assert (check.name, check.of, check.seen.state) == ("task_runner", "machine", "ok")
    assert check.seen.saw.startswith("2 workers with 3 threads, soket ")
    bare.worker(first=another_soket(tmp_path))
    empty_home.set(f'task_runner = "{bare.runner}"')
    (check,) = look_at_cluster(empty_home.path)
    assert check.seen.state == "fail" and "has soket 9.9" in check.seen.saw
    assert check.seen.mend == "install one version everywhere"


def test_the_doctor_says_that_no_scheduler_answers(empty_home: SmallHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.cluster_look._SECONDS", 0.5)
    empty_home.set(f'task_runner = "dask://127.0.0.1:{free_port()}"')
    (check,) = look_at_cluster(empty_home.path)
    assert check.seen.state == "fail" and "no scheduler with a worker answers" in check.seen.saw
    assert check.seen.mend.startswith("start scheduler and workers")


# --- what dies --------------------------------------------------------------------------------


def test_without_workers_and_without_a_scheduler_a_line_says_so_and_the_next_run_finishes(
    home: SmallHome, here: Held, bare: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.cluster._SECONDS", 5)
    bare.worker(SOKET_STOP_AT="batch_judged:3")
    home.set(f'task_runner = "{bare.runner}"')
    home.receive()
    opened = home.open()
    with Cluster(opened) as cluster:
        judging = Elsewhere(opened, pending_rounds(opened, BATCH), cluster)
        with pytest.raises(NoCluster, match=r"all its workers are gone; start scheduler and workers and run again"):
            keep_all(opened, judging)
        assert 0 < waiting(home) < 18, "what was kept stays kept"
        before = waiting(home)
        bare.worker()
        keep_one(opened, judging)
        assert waiting(home) < before, "it is connected to again"
        bare.stop(bare.scheduler, signal.SIGKILL)
        with pytest.raises(NoCluster, match=r"scheduler .*; start scheduler and workers and run again"):
            keep_all(opened, judging)
        assert waiting(home) > 0
    home.set('task_runner = ""')
    home.collect()
    assert held(home) == here


def keep_all(home: Home, judging: Elsewhere) -> None:
    while judging:
        keep_one(home, judging)


def keep_one(home: Home, judging: Elsewhere) -> None:
    keep_verdicts(home, judging.judge())
    judging.done()


def test_where_no_scheduler_answers_a_line_says_so_and_nothing_is_lost(
    home: SmallHome, here: Held, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.cluster._SECONDS", 1)
    code, line = collect(home, f"dask://127.0.0.1:{free_port()}")
    assert code == 3 and "no scheduler with a worker answers" in line
    assert waiting(home) == 18
    home.set('task_runner = ""')
    home.collect()
    assert held(home) == here


# --- a worker that is not fit -----------------------------------------------------------------


def another_soket(folder: Path) -> Path:
    """A folder from which a worker takes what version of soket it has."""
    told = folder / "other" / "soket-9.9.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: soket\nVersion: 9.9\n")
    return told.parent


def test_a_worker_with_another_soket_is_refused_by_both_versions(
    home: SmallHome, bare: DaskCluster, collect: Collect, tmp_path: Path
) -> None:
    bare.worker(first=another_soket(tmp_path))
    code, line = collect(home, bare.runner)
    assert code == 2 and re.search(r"Dask worker on \S+: has soket 9\.9, the run is of soket \d", line)
    assert waiting(home) == 18


def test_a_worker_under_a_nanny_is_told_to_do_without(home: SmallHome, bare: DaskCluster, collect: Collect) -> None:
    bare.worker(nanny=True)
    code, line = collect(home, bare.runner)
    assert code == 2 and line.endswith("start it with 'dask worker … --no-nanny'")
    assert waiting(home) == 18


# --- what is told -----------------------------------------------------------------------------


def test_bytes_that_changed_since_they_came_are_told_as_on_one_machine(
    empty_home: SmallHome, tmp_path: Path, dask: DaskCluster
) -> None:
    local = Engine(SQLITE).home(tmp_path / "local", UNITS)
    empty_home.set(f'task_runner = "{dask.runner}"')
    told = []
    for one in (local, empty_home):
        one.send("B-01")
        one.send("B-02")
        one.receive()
        for path in sorted(one.path.glob("raw/*"))[:1]:
            path.write_bytes(b"something else")
        problems = one.collect().problems
        told.append(([str(problem).replace(str(one.path), "") for problem in problems], one.files()))
    local.close()
    assert told[0] == told[1] and "its bytes have changed since it was received" in told[0][0][0]


def test_a_home_without_dask_is_told_what_to_install(
    home: SmallHome, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, line = collect(home, "dask://may-chu:8786")
    assert code == 2 and line.endswith("Dask is not installed here; pip install 'soket[dask]'")


@pytest.mark.parametrize("named", ["may-chu:8786", "dask://may-chu", "dask://may-chu:99999", "tcp://may-chu:8786"])
def test_a_task_runner_that_is_no_address_is_refused(empty_home: SmallHome, collect: Collect, named: str) -> None:
    where = empty_home.path / "soket.toml"
    assert collect(empty_home, named) == (2, f"soket: {where}: task_runner: saw {named!r}, wanted dask://HOST:PORT")


def test_a_warehouse_of_sqlite_has_no_task_runner(small_home: SmallHome, collect: Collect) -> None:
    code, line = collect(small_home, "dask://may-chu:8786")
    assert code == 2 and "beside a warehouse of SQLite, which one machine has to itself" in line
