"""A cluster of Dask that does blocks of one job, by the executor of its own client.

Dask has what a cluster needs: it finds its workers, gives what a lost one had to another, and moves
what is given from worker to worker. A block comes to the same wherever, and however often, it is
done.
"""

from __future__ import annotations

import threading
import uuid
import zlib
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from topology.errors import ResourceError, UsageError, quoted
from topology.work.job import Answered, Begun, Job, answered
from topology.work.pool import Block, uninterrupted

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

# The package knows all of its parts; of it they know its name.
__version__: str = import_module("topology").__version__
LOCAL = "dask"
"""In place of an address: a cluster of this machine alone, for as long as it is needed."""
MISSING = "a cluster needs more than is installed: pip install 'topology-resilience[cluster]'"
CONNECT_S = 10
"""How long an address may take to answer."""


def need_cluster() -> None:
    """Raises `UsageError` where the library is missing by which clusters are asked."""
    from importlib.util import find_spec

    if find_spec("distributed") is None:
        raise UsageError(MISSING)


class Cluster:
    """The workers of a cluster, or of one that is started for this job on this machine alone."""

    def __init__(self, address: str, jobs: int, job: Job[Any, Any, Any, Any]) -> None:
        """Raises `UsageError` where the library is missing, or nothing answers at the address.

        `jobs` are the processes of a cluster of this machine.
        """
        need_cluster()
        self._name = uuid.uuid4().hex
        with ExitStack() as opened:
            at = opened.enter_context(_local(jobs)) if address == LOCAL else address
            self._client = opened.enter_context(_client(at))
            self.slots = max(1, sum(self._client.nthreads().values()))
            self._executor = self._client.get_executor(pure=False)
            # Workers hand it on to one another; where all who had it are lost, it is sent anew.
            self._given = self._client.submit(_given, zlib.compress(job.packed()), pure=False)
            self._opened = opened.pop_all()

    def submit(self, block: Block) -> Future[Answered]:
        """Has a block done."""
        asked: Future[Answered] = self._executor.submit(
            _do, self._given, self._name, __version__, block
        )
        return asked

    def answer(self, asked: Future[Answered]) -> Answered:
        """What came of it, once it is done. Raises `ResourceError` where it cannot be."""
        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        try:
            return asked.result()
        except (KilledWorker, CommClosedError, CancelledError) as error:
            raise ResourceError(f"the cluster has lost what it was given: {error}") from None
        except ImportError as error:
            raise ResourceError(
                f"workers of the cluster cannot load {error.name or 'what they need'}: "
                f"install topology-resilience {__version__} there"
            ) from None

    def close(self) -> None:
        """Leaves the cluster, or ends what was started."""
        self._opened.close()

    def abandon(self) -> None:
        """The same, with what is not done taken back."""
        self._executor.shutdown(wait=False)
        self._opened.close()


@contextmanager
def _local(jobs: int) -> Iterator[LocalCluster]:
    """So many processes, known to this machine alone, with no page of their own."""
    import logging
    from tempfile import TemporaryDirectory

    from distributed import LocalCluster

    cluster = None
    with TemporaryDirectory(prefix="topology-") as folder:
        try:
            with uninterrupted():
                cluster = LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    # Without pages; what it answers health checks at is this machine's alone.
                    scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                    silence_logs=logging.CRITICAL,
                    local_directory=folder,
                )
            yield cluster
        finally:  # also where what was held back meanwhile stops it at once
            if cluster is not None:
                cluster.close()


@contextmanager
def _client(address: str | LocalCluster) -> Iterator[Client]:
    from distributed import Client

    if isinstance(address, str):
        _need_answer(address)
    with Client(address, timeout=CONNECT_S, set_as_default=False) as client:
        yield client


def _need_answer(address: str) -> None:
    """Raises `UsageError` where nobody is; a client would go on trying behind our back."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from distributed.comm import connect

    async def meet() -> None:
        met = await connect(address, timeout=CONNECT_S)
        await met.close()

    try:
        # In a thread of its own: that of a notebook has a loop of its own running already.
        with ThreadPoolExecutor(1) as aside:
            aside.submit(lambda: asyncio.run(meet())).result()
    except (OSError, TimeoutError, ValueError) as error:
        why = str(error).strip().partition("\n")[0]
        raise UsageError(f"--cluster {quoted(address)} does not answer: {why}") from None


# -- on a worker ---------------------------------------------------------------------------------


class _Kept(threading.local):
    """The job that a thread of a worker has begun; two threads share no state."""

    name = ""
    begun: Begun | None = None


_KEPT = _Kept()


def _given(packed: bytes) -> bytes:
    """What was sent, as one result that the others hang on."""
    return packed


def _do(packed: bytes, name: str, version: str, items: Block) -> Answered:
    """Does a block of the job of that name."""
    if version != __version__:
        raise ResourceError(f"workers of the cluster have topology {__version__}, not {version}")
    return answered(lambda: _begun(packed, name), items)


def _begun(packed: bytes, name: str) -> Begun:
    if _KEPT.begun is None or _KEPT.name != name:
        _KEPT.begun, _KEPT.name = Begun.of(zlib.decompress(packed)), name
    return _KEPT.begun
