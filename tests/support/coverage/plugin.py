"""`--covered`: says at the end which lines and branches of topology the tests have run.

Each worker of pytest-xdist tells what it has run in its own process, and the one that started them
adds it up. What the tests run as processes of their own is not looked at.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import coverage
import pytest
from coverage.parser import PythonParser

from tests.support.coverage.marks import Mark, Marked

ENTRY = -1
"""Where `coverage` says that a step comes from that comes from no line."""


class Covered:
    """The plugin, in the process that reports and in each worker."""

    def __init__(self, package: str) -> None:
        self.marked = Marked(package)
        self.ran: dict[str, set[Mark]] = defaultdict(set)
        self.marked.install()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Takes what a worker tells; one that broke off tells nothing, and its test has failed."""
        told = getattr(node, "workeroutput", {}).get("ran", {})
        for path, marks in told.items():
            self.ran[path].update(Mark(*mark) for mark in marks)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        ran = self.marked.ran()
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["ran"] = {
                path: [tuple(mark) for mark in marks] for path, marks in ran.items()
            }
            return
        for path, marks in ran.items():
            self.ran[path] |= marks
        if not self.is_anything_run():
            session.exitstatus = pytest.ExitCode.INTERNAL_ERROR

    def is_anything_run(self) -> bool:
        """Of the files that are reported; those of another installation say nothing of them."""
        return any(self.ran[path] for path in self.marked.files() & self.ran.keys())

    @pytest.hookimpl(tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("coverage")
        if self.is_anything_run():
            table = io.StringIO()
            found = measured(self.marked.files(), self.ran)
            found.report(file=table)
            found.get_data().close(force=True)
            terminalreporter.write(table.getvalue())
        else:
            terminalreporter.write_line("No test has run anything of topology here.", red=True)


def measured(files: Collection[str], ran: Mapping[str, Collection[Mark]]) -> coverage.Coverage:
    """As if `coverage` had looked on, by what pyproject.toml asks of it."""
    found = coverage.Coverage(data_file=None)
    data = found.get_data()
    data.add_arcs({path: steps(path, ran.get(path, ())) for path in files})
    data.touch_files(files)
    return found


def steps(path: str, marks: Collection[Mark]) -> set[tuple[int, int]]:
    """What `coverage` would have seen: steps to a line, and from one to another at a branch."""
    parser = PythonParser(filename=path)
    parser.parse_source()
    branches = defaultdict(list)
    for mark in marks:
        if mark.last:
            branches[mark.line].append(mark)
    lines = {(ENTRY, mark.line) for mark in marks if not mark.last}
    return lines | {
        (here, there)
        for here, there in parser.arcs()
        if any(mark.leads_to(there) for mark in branches[here])
    }
