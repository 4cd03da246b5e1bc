"""A real cluster of Dask: two processes of this machine, one of which is killed in the middle."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import fails
from topology.errors import ResourceError, UsageError
from topology.work import cluster as room
from topology.work.cluster import LOCAL, Cluster
from topology.work.job import Job
from topology.work.workers import Workers

NUMBER = 60


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of a scheduler with two workers."""
    with room._local(2) as local:
        assert local.scheduler.http_server.address == "127.0.0.1"
        yield local.scheduler_address


def begun(folder: str) -> Path:
    return Path(folder)


def squared(folder: Path, item: int) -> int:
    """Leaves word of who does it; the first to come to the middle is killed while at it."""
    (folder / f"by-{os.getpid()}").touch()
    if item == NUMBER // 2:
        try:
            (folder / "killed").touch(exist_ok=False)
        except FileExistsError:
            return item * item
        os.kill(os.getpid(), signal.SIGKILL)
    return item * item


def refused(_: Path, item: int) -> int:
    raise UsageError(f"{item} is odd")


def each(address: str, folder: Path, do: Any) -> list[Any]:
    job: Job[str, Path, int, Any] = Job(str(folder), begun, do)
    return list(Workers(2, address).each(job, range(NUMBER), lambda: folder))


def test_a_worker_that_is_killed_changes_nothing(address: str, tmp_path: Path) -> None:
    assert each(address, tmp_path, squared) == [item * item for item in range(NUMBER)]
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left[-1] == "killed"
    assert len(left) >= 3, "both took part, the killed one among them"
    assert f"by-{os.getpid()}" not in left


def test_what_is_wrong_with_the_input_comes_back(address: str, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"^0 is odd$"):
        each(address, tmp_path, refused)


def test_another_version_takes_no_part(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "__version__", "0.0.1")
    with pytest.raises(ResourceError, match=r"have topology .*, not 0\.0\.1$"):
        each(address, tmp_path, squared)


@pytest.mark.parametrize(
    "wrong", ["tcp://127.0.0.1:1", "nonsense:::", "http://127.0.0.1:1"], ids=["dead", "odd", "kind"]
)
def test_nobody_at_an_address_is_told(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "CONNECT_S", 0.2)
    with pytest.raises(UsageError, match=r"^--cluster .* does not answer: "):
        Cluster(wrong, 2, Job("", begun, squared))


def test_nobody_is_told_in_a_notebook_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose thread has a loop of its own running."""
    monkeypatch.setattr(room, "CONNECT_S", 0.2)

    async def asked() -> None:
        Cluster("tcp://127.0.0.1:1", 2, Job("", begun, squared))

    with (
        ThreadPoolExecutor(1) as aside,
        pytest.raises(UsageError, match=r"^--cluster .* does not answer: "),
    ):
        aside.submit(lambda: asyncio.run(asked())).result()


# -- without the library --------------------------------------------------------------------------


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.json"
    path.write_text('{"components": [{"id": "a", "needs": ["b"]}, {"id": "b"}]}', encoding="utf-8")
    return path


@pytest.mark.parametrize("words", [("--cluster", "tcp://host:8786"), ("--jobs", LOCAL)])
def test_without_the_library_it_is_told_how_to_get_it(
    shop: Path, words: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "distributed" else find(name)
    )
    assert fails("spof", shop, *words) == [f"error: {room.MISSING}"]


def test_one_or_the_other(shop: Path) -> None:
    said = fails("spof", shop, "--jobs", "2", "--cluster", "tcp://host:8786")
    assert said == ["error: --jobs and --cluster exclude each other"]
