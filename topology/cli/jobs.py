"""`--jobs` and `--cluster`: who does the work of a command, as it is typed."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from topology.errors import UsageError
from topology.work.workers import Workers

DASK = "dask"
"""In place of a number: the processes of a Dask cluster of this machine."""


class _Jobs(click.ParamType[int | str]):
    """So many processes, or the word for a cluster of them."""

    name = "jobs"
    _number = click.IntRange(min=1)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | str:
        return DASK if value == DASK else self._number.convert(value, param, ctx)


jobs_option = click.option(
    "--jobs",
    metavar="N",
    type=_Jobs(),
    help="Processes, where it is worth it, or dask: a cluster of them [one a processor].",
)
cluster_option = click.option(
    "--cluster", metavar="ADDRESS", help="Let a Dask cluster do it, as in tcp://host:8786."
)


def workers_options(command: Callable[..., None]) -> Callable[..., None]:
    """Both options."""
    return jobs_option(cluster_option(command))


def workers(jobs: int | str | None, cluster: str | None) -> Workers:
    """Those who are asked for; all processors of this machine where nobody is named.

    Raises `UsageError` for a cluster where the library for it is missing.
    """
    if cluster is not None and jobs is not None:
        raise UsageError("--jobs and --cluster exclude each other")
    if cluster is None and jobs != DASK:
        return Workers(processors() if jobs is None else int(jobs))
    from topology.work.cluster import LOCAL, need_cluster

    need_cluster()
    return Workers(processors(), LOCAL if cluster is None else cluster)


def processors() -> int:
    """How many processors this process may use."""
    known = getattr(os, "sched_getaffinity", None)
    return len(known(0)) if known else os.cpu_count() or 1
