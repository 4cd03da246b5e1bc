"""Which heavy modules each command imports: none that its answer does not need."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

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
