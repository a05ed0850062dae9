"""What a Prefect server has to know of a home: the work pool, the deployments of prefect.yaml, and the automations.

python -m flows.set_up, in a process of its own: what it takes to deploy is not kept in memory. SOKET_HOME, SOKET_CODE
and PREFECT_API_URL say what and where; what is there already is brought up to date.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.exceptions import ObjectNotFound
from prefect.workers.process import ProcessWorker

from flows.address import FOLDER
from flows.automations import apply
from flows.serve import POOL, WARM
from tasks.home import Home

QUEUE = "period"  # as prefect.yaml names it


def set_up(code: Path, home: Path) -> tuple[str, ...]:
    """Lines that somebody should read. RuntimeError with one line where Prefect does not take something."""
    _make_pool(home / FOLDER / WARM)
    stopped = _stopped()
    _prefect(code, "deploy", "--all", "--prefect-file", str(code / "prefect.yaml"))
    _prefect(code, "work-queue", "set-concurrency-limit", QUEUE, "1", "--pool", POOL)
    _stop_again(stopped)
    return apply(Home.open(home)).lines


def _stopped() -> set[tuple[str, str]]:
    """The deployments and schedules that somebody has switched off; each schedule by what it says."""
    with get_client(sync_client=True) as client:
        found = client.read_deployments()
    return {(one.name, each.schedule.model_dump_json()) for one in found for each in one.schedules if not each.active}


def _stop_again(stopped: set[tuple[str, str]]) -> None:
    with get_client(sync_client=True) as client:
        for one in client.read_deployments():
            for each in one.schedules:
                if each.active and (one.name, each.schedule.model_dump_json()) in stopped:
                    client.update_deployment_schedule(one.id, each.id, active=False)


def _make_pool(warm: Path) -> None:
    """Its runs are started by this very Python, without a process between that looks for another one."""
    template = ProcessWorker.get_default_base_job_template()
    template["variables"]["properties"]["command"]["default"] = shlex.join(
        [sys.executable, "-m", "flows.warm_start", str(warm)]
    )
    with get_client(sync_client=True) as client:
        try:
            client.update_work_pool(POOL, WorkPoolUpdate(base_job_template=template))
        except ObjectNotFound:
            client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))


def _prefect(code: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
        cwd=code,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise RuntimeError(f"prefect {' '.join(arguments[:2])}: {said[-1] if said else 'failed'}")


def main() -> None:
    try:
        for line in set_up(Path(os.environ["SOKET_CODE"]), Path(os.environ["SOKET_HOME"])):
            print(line, file=sys.stderr)
    except (RuntimeError, ValueError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
