"""Profiles of the property tests, and what several test modules share.

`ci` draws the same examples on every run, so that a change is to blame for a new failure. `fuzz`
draws many others: `make fuzz`, or `pytest --hypothesis-profile=fuzz`. `quick` draws few, for
whoever waits for an answer. No test has a time limit, and none fails because the machine is slow.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.support import effort  # noqa: F401  # which has the profiles

if TYPE_CHECKING:
    from xdist.scheduler import Scheduling

settings.load_profile("ci")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A process started here can be interrupted, also where this one runs in the background.

    A shell without job control has its background ignore the signal, which is inherited.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--covered",
        action="store_true",
        help="say which lines and branches of topology have been run",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--covered"):
        from tests.support.coverage.plugin import Covered

        config.pluginmanager.register(Covered("topology"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:
    """Keeps together what shares something dear, unless another way is asked for."""
    if config.getoption("dist") != "load":
        return None
    from tests.support.sharing import Sharing

    return Sharing(config, log)
