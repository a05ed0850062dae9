"""The Dask cluster that soket.toml names: what is asked of it, and what is told where it does not serve."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

from tasks.home import Home
from tasks.registry import HomeError

_SECONDS = 30  # for the scheduler to answer, and for a worker to be there
_LOOK = 2.0  # seconds between two looks whether workers are left
_CLOSING = 5


class NoCluster(RuntimeError):
    """The cluster does not serve just now: the same may succeed in a minute; one line: which, saw, what to do."""


class Cluster:
    """Connected to when it is first asked for something, and anew after it was lost. Use as a context."""

    def __init__(self, home: Home, seconds: float | None = None) -> None:
        self._where = f"{home.path / 'soket.toml'}: task_runner = {home.settings.task_runner!r}"
        self._address, self._seconds = home.settings.task_runner.partition("//")[2], seconds or _SECONDS
        self._client: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    def threads(self) -> int:
        """Batches that its workers can judge at once. NoCluster where there is none."""
        with self._served():
            return sum(self._workers().values())

    def give(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """A future of what a worker makes of the arguments. NoCluster where there is none."""
        with self._served():
            return self._connected().submit(function, *arguments, pure=False)

    def result(self, future: Any) -> Any:
        """What a worker made of it, or what it raised. NoCluster where the scheduler is lost, or all workers are and
        stay away; RuntimeError where worker after worker has died of it."""
        from distributed import KilledWorker

        with self._served():
            self._wait(future)
        try:
            return future.result()
        except CancelledError:
            raise self._lost("the scheduler was lost") from None
        except KilledWorker:
            raise RuntimeError(
                f"{self._where}: several workers died, one after the other, of one batch; see to their memory and "
                "their logs, or take task_runner out, and run again"
            ) from None

    def drop(self, future: Any) -> None:
        """Nobody waits for it any more."""
        if self._client is not None:
            with suppress(Exception):
                future.cancel()

    def everywhere(self, function: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
        """What each worker made of the arguments, or the exception that it raised, by its address."""
        with self._served():
            said: dict[str, Any] = self._connected().run(function, *arguments, on_error="return")
            return said

    def leave(self) -> None:
        """What is not done there is given up."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):  # a scheduler that is gone is not told
                client.close(timeout=_CLOSING)

    # --- the connection -----------------------------------------------------------------------

    def _connected(self) -> Any:
        if self._client is None:
            distributed = self._dask()
            client = distributed.Client(self._url(), timeout=self._seconds, set_as_default=False)
            self._client = client
            client.wait_for_workers(1, timeout=self._seconds)
        return self._client

    def _dask(self) -> Any:
        try:
            import distributed
        except ImportError:
            raise HomeError(f"{self._where}: Dask is not installed here; pip install 'soket[dask]'") from None
        for name in ("distributed", "distributed.client"):  # what it has to say is told by us, in one line
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        return distributed

    def _url(self) -> str:
        """Encrypted where Dask's own configuration wants it so."""
        import dask

        return f"{'tls' if dask.config.get('distributed.comm.require-encryption') else 'tcp'}://{self._address}"

    def _workers(self) -> dict[str, int]:
        found: dict[str, int] = self._connected().nthreads()
        return found

    def _wait(self, future: Any) -> None:
        """Until it is done, or no worker has been there for a while: Dask itself would wait for ever."""
        seen = time.monotonic()
        while not future.done():
            with suppress(TimeoutError):
                future.exception(timeout=_LOOK)
            if future.done() or self._workers():
                seen = time.monotonic()
            elif time.monotonic() - seen > self._seconds:
                raise self._lost("all its workers are gone")

    @contextmanager
    def _served(self) -> Iterator[None]:
        try:
            yield
        except (OSError, TimeoutError, CancelledError) as error:
            told = next(iter(str(error).splitlines()), "") or type(error).__name__
            raise self._lost(f"no scheduler with a worker answers ({told})") from None

    def _lost(self, saw: str) -> NoCluster:
        self.leave()
        return NoCluster(
            f"{self._where}: {saw}; start scheduler and workers and run again, or take task_runner out: this machine "
            "then reads and judges"
        )
