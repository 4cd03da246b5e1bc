"""A process that may not have the threads or the room of the diagrams gets an error, and lives."""

from __future__ import annotations

import _thread
import subprocess
import sys
from unittest import mock

import pytest

from tests.support.repository import ROOT
from topology.cutsets.engine.diagram import new_manager
from topology.errors import ResourceError

SCRIPT = """
import resource
from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology
needs = [{"any": ["a", "b"]}, {"any": ["b", "c"]}, {"any": ["a", "c"]}, {"any": ["c", "d"]}]
parts = [{"id": "t", "needs": needs}, *({"id": name} for name in "abcd")]
topology = Topology.from_dict({"components": parts})
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
assert CutSets.of(topology, "t").total
from topology.errors import ResourceError
resource.setrlimit(resource.RLIMIT_AS, (used + 500_000_000,) * 2)
try:
    CutSets.of(topology, "t")
except ResourceError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")
def test_too_little_address_space_is_an_error() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "decision diagrams need two threads more and" in done.stdout


def test_no_more_threads_is_an_error() -> None:
    made = mock.Mock()
    refused = RuntimeError("can't start new thread")
    with (
        mock.patch.object(_thread, "start_new_thread", side_effect=refused),
        pytest.raises(ResourceError, match="two threads more"),
    ):
        new_manager(made, 1_000, 1_000)
    made.assert_not_called()
    assert new_manager(made, 1_000, 1_000) is made.return_value
    made.assert_called_once_with(1_000, 1_000, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")
@pytest.mark.parametrize("megabytes", [100, 150, 200])
@pytest.mark.parametrize(
    "command", [("report", "visa", "-o", "-"), ("cascade", "alipay-2015"), ("spof", "visa")]
)
def test_too_little_for_the_libraries_is_one_line(command: tuple[str, ...], megabytes: int) -> None:
    """They would end the process, by the code of a finding or by a signal."""
    import resource

    name, model, *more = command
    done = subprocess.run(
        [sys.executable, "-m", "topology", name, f"models/{model}.json", *more],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20,) * 2),
    )
    said = [line for line in done.stderr.splitlines() if not line.endswith("…")]
    assert done.returncode == 2 and done.stdout == ""
    (line,) = said
    assert line.startswith("error: loads over time need 128 MB of address space")
