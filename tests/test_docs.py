"""The check of the Markdown finds what it is for, and finds nothing in this project."""

from __future__ import annotations

import doctest
import importlib.util
from pathlib import Path
from typing import Any

import pytest

from tests.support.repository import ROOT


def script(name: str) -> Any:
    """A script of `docs/`, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def check() -> Any:
    return script("check")


def found(check: Any, folder: Path, text: str) -> list[str]:
    (folder / "page.md").write_text(text, encoding="utf-8")
    return list(check.problems(folder))


def test_the_pages_of_this_project_are_sound(check: Any) -> None:
    assert list(check.problems(ROOT)) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[a](other.md)\n", "page.md:1: the link other.md leads to no file"),
        ("[a](/page.md)\n", "page.md:1: the link /page.md leads to no file"),
        ("# A\n\n[a](#b)\n", "page.md:3: the link #b leads to no heading of page.md"),
        ("```sh\nls\n", "page.md:1: the fence that opens here is not closed"),
        ("````\n```\n", "page.md:1: the fence that opens here is not closed"),
        ("see /home/me\n", "page.md:1: a path of one machine: /home/m"),
        ("a \n", "page.md:1: a space at the end: blank"),
    ],
)
def test_a_problem_is_found(check: Any, tmp_path: Path, text: str, problem: str) -> None:
    assert found(check, tmp_path, text) == [problem]


@pytest.mark.parametrize(
    "text",
    [
        "[a](page.md) and [b](https://example.org/tmp/x)\n",
        "# Two words, `code`\n\n[a](#two-words-code)\n",
        "# A\n\n# A\n\n[a](page.md#a-1)\n",
        "```\n[a](nowhere.md)\n```\n",
        "`[a](nowhere.md)`\n",
        "````\n```\n````\n",
    ],
)
def test_what_is_sound_is_left_alone(check: Any, tmp_path: Path, text: str) -> None:
    assert found(check, tmp_path, text) == []


@pytest.mark.parametrize("page", ["meaning.md", "cascade.md"])
def test_the_examples_of_a_page_are_run(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
        doctest.DocTestParser().get_doctest(text, {}, page, page, 0), out=told.append
    )
    assert told == []


def test_the_reference_of_commands_is_current() -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert page == script("make_command_line").reference(), "run `make docs`"
