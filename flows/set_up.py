"""What a Prefect server has to know of a home: the work pool, the deployments of prefect.yaml, and the automations.

python -m flows.set_up, in a process of its own: what it takes to deploy is not kept in memory. SOKET_HOME, SOKET_CODE
and PREFECT_API_URL say what and where; what is there already is brought up to date.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from flows.address import FOLDER
from flows.serve import POOL, WARM

QUEUE = "period"  # as prefect.yaml names it


def set_up(code: Path, home: Path) -> list[str]:
    """Lines that somebody should read. RuntimeError with one line where Prefect does not take something."""
    from flows.automations import apply
    from tasks.home import Home

    _make_pool(home / FOLDER / WARM)
    _prefect(code, "deploy", "--all", "--prefect-file", str(code / "prefect.yaml"))
    _prefect(code, "work-queue", "set-concurrency-limit", QUEUE, "1", "--pool", POOL)
    return apply(Home.open(home))


def _make_pool(warm: Path) -> None:
    """Its runs are started by this very Python, without a process between that looks for another one."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.workers.process import ProcessWorker

    template = ProcessWorker.get_default_base_job_template()
    template["variables"]["properties"]["command"]["default"] = f"{sys.executable} -m flows.warm_start {warm}"
    with get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template), overwrite=True)


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
