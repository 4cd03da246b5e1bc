"""What is said to be covered is what the tracer of `coverage` sees, and never nothing."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import coverage
import pytest

from tests.support.coverage.marks import PASSED, Marked, Module, marked
from tests.support.coverage.plugin import measured
from tests.support.repository import ROOT
from tests.support.surroundings import surroundings

PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider")
EVERYTHING = '''\
"""A module."""

from __future__ import annotations

import functools
from contextlib import suppress


@functools.cache
@functools.cache
def decorated(
    number: int,
) -> int:
    """Only ever small."""
    if number > 3:
        return 1
    elif number > 2:
        number += 1
    else:
        number += 2
    if number:
        pass
    return number


class Said:
    """In a few words."""


class Held:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return True


def loops(numbers):
    for number in numbers:
        if number == 2:
            continue
        elif number == 5:
            break
        print(
            number,
        )
    else:
        print("all")
    while numbers:
        numbers = numbers[1:]
    while True:
        if not numbers:
            return [
                number
                for number in numbers
                if number
            ]


def matched(value):
    match value:
        case 1:
            return "one"
        case 2 | 3 if value == 3:
            return "three"
        case [first, *_]:
            return first
    match value:
        case str():
            pass
        case _:
            return None
    return value


def tried(call):
    try:
        call()
    except ValueError:
        return 1
    except (
        TypeError,
        KeyError,
    ):
        print("type")
    else:
        print("well")
    finally:
        print("in the end")
    with Held(), suppress(OSError):
        call()
        print("not after a failure")


def fail(kind):
    raise kind
    print("never")


def never():
    """Not called."""

    def inner():
        return 1

    return inner


decorated(1), decorated(4)
loops([1, 2, 3]), loops([5])
matched(3), matched([1]), matched("a")
tried(lambda: None), tried(lambda: fail(KeyError))
if __name__ == "elsewhere":
    never()
'''


def facts(found: coverage.Coverage, path: Path, scratch: Path) -> dict[str, Any]:
    try:
        return _facts(found, path, scratch)
    finally:
        found.get_data().close(force=True)


def _facts(found: coverage.Coverage, path: Path, scratch: Path) -> dict[str, Any]:
    found.json_report(morfs=[str(path)], outfile=str(scratch))
    (file,) = json.loads(scratch.read_text(encoding="utf-8"))["files"].values()
    parts = ("executed_lines", "missing_lines", "executed_branches", "missing_branches")
    return {part: file[part] for part in parts}


def test_marks_say_what_the_tracer_says(tmp_path: Path) -> None:
    path, traced = tmp_path / "everything.py", tmp_path / "traced"
    path.write_text(EVERYTHING, encoding="utf-8")
    run = [sys.executable, "-m", "coverage", "run", "--branch", f"--data-file={traced}", path]
    subprocess.run(run, check=True, capture_output=True, env=surroundings(), cwd=tmp_path)
    seen = coverage.Coverage(data_file=str(traced), branch=True)
    seen.load()

    code, meanings = marked(path.read_bytes(), str(path))
    module = Module(str(path), meanings)
    exec(code, {"__name__": "__main__", PASSED: module.passed})
    found = measured([str(path)], {str(path): module.marks()})

    expected = facts(seen, path, tmp_path / "seen.json")
    assert all(expected.values()), "some of each"
    assert facts(found, path, tmp_path / "found.json") == expected


def test_the_files_are_those_of_what_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not those of the checkout in which the tests stand, when another one is installed."""
    for place in ("installed", "checkout"):
        (tmp_path / place / "packed").mkdir(parents=True)
        (tmp_path / place / "packed" / "__init__.py").write_text("", encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path / place)
        importlib.import_module("packed")
    assert Marked("packed").files() == {str(tmp_path / "installed" / "packed" / "__init__.py")}


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "worker"])
def test_a_run_that_covers_nothing_fails(workers: tuple[str, ...]) -> None:
    done = subprocess.run(
        [*PYTEST, "--covered", *workers, "tests/test_constraints.py", "-k", "sorted"],
        cwd=ROOT,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == pytest.ExitCode.INTERNAL_ERROR, done.stdout
    assert "No test has run anything of topology here." in done.stdout
