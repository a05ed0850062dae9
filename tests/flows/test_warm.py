"""A run that is begun by a process that has imported everything: its environment, its output, its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.flows.served import ROOT

pytestmark = pytest.mark.long

# stands for Prefect's engine, and tells what a run sees
ENGINE = """
import os, signal, sys, time
what = os.environ["PREFECT__FLOW_RUN_ID"]
if what == "waits":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
print("of", os.environ.get("PREFECT__FLOW_RUN_ID"), "in", os.getcwd(), flush=True)
print("an error", file=sys.stderr, flush=True)
if what == "waits":
    time.sleep(60)
if what == "dies":
    os.kill(os.getpid(), signal.SIGKILL)
if what == "raises":
    raise ValueError("lỗi")
sys.exit(int(what) if what.isdigit() else 0)
"""
LISTEN = """
import sys
from pathlib import Path
from flows import warm
warm.FLOWS, warm.ENGINE = ("collect",), "may_gia"
warm.listen(Path(sys.argv[1]))
"""
COMPUTE = """
import os, sys
import polars as pl
child = os.fork()
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
rows = pl.DataFrame({"a": range(200_000)}).with_columns(b=pl.col("a").cast(pl.String))
print(rows.lazy().sort("b").group_by("a").len().collect(engine="streaming").height, flush=True)
"""


@pytest.fixture(scope="module")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("warm") / "Hội Khuyến học thành phố" / ("một nhánh dài " * 8)
    folder.mkdir(parents=True)
    assert len(str(folder).encode()) > 108, "the address of a socket takes less"
    (folder / "may_gia.py").write_text(f"if __name__ == '__main__':\n{_indented(ENGINE)}", encoding="utf-8")
    path = folder / "runs.sock"
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{folder}"}
    listening = subprocess.Popen([sys.executable, "-c", LISTEN, str(path)], cwd=ROOT, env=environment)
    while not path.exists():
        assert listening.poll() is None
        time.sleep(0.1)
    yield path
    listening.kill()
    listening.wait()


def _indented(text: str) -> str:
    return "".join(f"    {line}" for line in text.splitlines(keepends=True))


def begun(socket: Path, run: str, folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PREFECT__FLOW_RUN_ID": run, "PYTHONPATH": str(ROOT), "LONG": "x" * 100_000}
    return subprocess.Popen(
        [sys.executable, "-m", "flows.warm_start", str(socket)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_run_has_the_environment_the_folder_and_the_outputs_of_whoever_starts_it(
    socket: Path, tmp_path: Path
) -> None:
    out, errors = begun(socket, "một", tmp_path).communicate(timeout=30)
    assert out == f"of một in {tmp_path}\n"
    assert errors == "an error\n"


@pytest.mark.parametrize(("run", "code"), [("0", 0), ("3", 3), ("dies", -signal.SIGKILL)])
def test_it_ends_as_the_run_ends(socket: Path, tmp_path: Path, run: str, code: int) -> None:
    started = begun(socket, run, tmp_path)
    started.communicate(timeout=30)
    assert started.returncode == code


def test_an_error_is_told_and_ends_it_with_1(socket: Path, tmp_path: Path) -> None:
    started = begun(socket, "raises", tmp_path)
    _, errors = started.communicate(timeout=30)
    assert started.returncode == 1 and "ValueError: lỗi" in errors


def test_what_it_is_told_the_run_is_told(socket: Path, tmp_path: Path) -> None:
    started = begun(socket, "waits", tmp_path)
    assert started.stdout and started.stdout.readline()
    started.send_signal(signal.SIGTERM)
    started.communicate(timeout=30)
    assert started.returncode == 7


def test_a_run_whose_starter_is_killed_is_ended(socket: Path, tmp_path: Path) -> None:
    before = set(psutil.pids())
    started = begun(socket, "waits", tmp_path)
    assert started.stdout and started.stdout.readline()
    new = [psutil.Process(pid) for pid in set(psutil.pids()) - before - {started.pid}]
    of_the_run = [one for one in new if "LISTEN" in " ".join(one.cmdline()) or str(socket) in " ".join(one.cmdline())]
    assert of_the_run
    started.kill()
    started.communicate(timeout=30)
    _, alive = psutil.wait_procs(of_the_run, timeout=15)
    assert alive == []


def test_without_the_process_it_does_what_prefect_does(tmp_path: Path) -> None:
    started = begun(tmp_path / "nothing.sock", "00000000-0000-0000-0000-000000000000", tmp_path)
    _, errors = started.communicate(timeout=60)
    assert started.returncode != 0  # there is no such run
    assert "warm" not in errors and "00000000-0000-0000-0000-000000000000" in errors


def test_what_listens_has_no_thread_but_those_that_a_fork_may_lose(tmp_path: Path) -> None:
    """A thread that computes would leave its locks to the runs, and nobody to open them: they would hang."""
    path = tmp_path / "runs.sock"
    listening = subprocess.Popen([sys.executable, "-m", "flows.warm", str(path)], cwd=ROOT)
    try:
        while not path.exists():
            assert listening.poll() is None
            time.sleep(0.1)
        tasks = Path(f"/proc/{listening.pid}/task").iterdir()
        names = {(one / "comm").read_text().strip() for one in tasks if one.name != str(listening.pid)}
    finally:
        listening.kill()
        listening.wait()
    assert names == {"jemalloc_bg_thd", "polars-ooc-clea"}


def test_a_run_that_is_forked_computes_and_ends(tmp_path: Path) -> None:
    """Also where it puts on disk what another process's thread would delete."""
    spill = {"POLARS_OOC_MEMORY_BUDGET_MB": "1", "POLARS_OOC_SPILL_MIN_BYTES": "1"}
    environment = {**os.environ, **spill, "POLARS_OOC_SPILL_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", COMPUTE], env=environment, check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "200000\n"), done.stderr
    assert list(tmp_path.rglob("spill-*")), "it was put on disk"


def test_nobody_else_may_ask_it(socket: Path) -> None:
    assert socket.stat().st_mode & 0o077 == 0
