"""The pytest plugin: `--topology FILE` and the fixture `topology`.

`topology` itself is imported inside the fixture, so that a suite that does not use it pays nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from topology.document.document import Topology


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--topology FILE` and the ini-file's `topology`."""
    group = parser.getgroup("topology")
    group.addoption(
        "--topology",
        metavar="FILE",
        default=None,
        help="the topology document (JSON or YAML) that the fixture `topology` loads",
    )
    parser.addini("topology", "the topology document, relative to the ini-file", default="")


@pytest.fixture(scope="session")
def topology(request: pytest.FixtureRequest) -> Topology:
    """The topology named by `--topology FILE`, or by `topology` in the ini-file."""
    from topology.document.document import load
    from topology.errors import TopologyError

    config = request.config
    source = config.getoption("--topology")
    if not source and config.getini("topology"):
        folder = config.inipath.parent if config.inipath else config.rootpath
        source = str(Path(folder, config.getini("topology")))
    if not source:
        pytest.fail(
            "the fixture `topology` needs --topology FILE, or topology = FILE in the ini-file",
            pytrace=False,
        )
    try:
        return load(source)
    except TopologyError as error:
        pytest.fail(str(error), pytrace=False)
