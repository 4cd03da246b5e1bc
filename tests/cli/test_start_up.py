"""Which heavy modules each command imports: none that its answer does not need."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from topology.cli import commands
from topology.cli.main import app

ROOT = Path(__file__).parents[2]
TREE = "tests/support/trees/cooling.txt"
HEAVY = {
    *("numpy", "networkx", "rustworkx", "oxidd", "jiter", "yaml"),
    *("pydantic", "pydantic_core", "jinja2", "pyvis", "rich", "click", "typer"),
    *("topology.cutsets.cutsets", "topology.loads.cascade.cascade", "topology.findings.study"),
    *("topology.reliability.availability", "topology.structure.order_one.order_one"),
    *("tomllib", "click.shell_completion"),
}
READING = {"click", "jiter", "pydantic_core"}
SINGLE = {*READING, "rustworkx", "topology.structure.order_one.order_one"}
LOAD = {"numpy", "topology.loads.cascade.cascade"}
CUT_SETS = {"click", "pydantic_core", "oxidd", "rustworkx", "topology.cutsets.cutsets"}


def imported(*arguments: str) -> set[str]:
    """What a command imports, by the interpreter's own account."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "topology", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(re.findall(r"^import time:[\s\d|]+\| +(\S+)$", done.stderr, re.M))


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        ("--help", {"click"}),
        ("--version", {"click"}),
        ("spof --help", {"click"}),
        ("network --help", {"click"}),
        ("--show-completion fish", {"click", "click.shell_completion"}),
        ("validate models/alipay-2015.json", READING),
        ("blast models/visa.json centre-a", READING),
        ("models", READING),
        ("spof models/alipay-2015.json", SINGLE),
        ("spof models/alipay-2015.json --format json", SINGLE),
        ("spof models/visa.json", SINGLE | LOAD),
        (f"cuts {TREE}", CUT_SETS),
        (f"cuts {TREE} --format json", CUT_SETS),
        (f"availability {TREE}", {*CUT_SETS, "topology.reliability.availability"}),
        ("schema", {"click", "pydantic", "pydantic_core"}),
    ],
)
def test_a_command_imports_what_it_needs(command: str, heavy: set[str]) -> None:
    assert imported(*command.split()) & HEAVY == heavy


def test_the_package_alone_imports_nothing_heavy() -> None:
    code = "import sys, topology; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


ROOMS = "topology.cli.commands."


@pytest.mark.parametrize(
    ("command", "rooms"),
    [
        ("--version", set()),
        ("blast models/visa.json centre-a", {"findings"}),
        ("models", {"documents", "documents.exchange"}),
        ("survive --help", {"chances", "chances.survive"}),
    ],
)
def test_only_the_command_that_is_called_is_imported(command: str, rooms: set[str]) -> None:
    code = (
        "import sys\n"
        "from topology.cli.main import app\n"
        f"try: app({command.split()!r})\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = done.stderr.splitlines()[-1].split()
    assert {name.removeprefix(ROOMS) for name in found if name.startswith(ROOMS)} == rooms


def test_the_table_has_all_commands() -> None:
    made = set()
    for module in pkgutil.walk_packages(commands.__path__, ROOMS):
        room = vars(importlib.import_module(module.name))
        made |= {command for command in room.values() if isinstance(command, click.Command)}
    assert {command.name: command for command in made} == dict(app.commands)
    assert [command.name for command in app.commands.values()] == list(app.commands)
