"""docs/library.md shows all that `topology` offers, and every example of it is run."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest

import topology
from tests.support.repository import ROOT

PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
EXAMPLES = "".join(re.findall(r"^```pycon\n(.*?)^```$", PAGE, re.M | re.S))


def test_the_examples_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_examples(PAGE, "docs/library.md", tmp_path, monkeypatch)


def examples_of(page: str) -> str:
    return "".join(re.findall(r"^```pycon\n(.*?)^```$", page, re.M | re.S))


def run_examples(page: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "models", tmp_path / "models")
    monkeypatch.chdir(tmp_path)
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(
        doctest.DocTestParser().get_doctest(examples_of(page), {}, name, None, 0),
        out=said.append,
    )
    assert not runner.failures, "".join(said)


NOTEBOOK = (ROOT / "docs" / "notebook.md").read_text(encoding="utf-8")


def test_the_examples_of_notebooks_are_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_examples(NOTEBOOK, "docs/notebook.md", tmp_path, monkeypatch)


def test_every_name_is_shown() -> None:
    imported = re.findall(r"^>>> from topology import (.*)$", EXAMPLES, re.M)
    shown = {name for names in imported for name in names.split(", ")}
    assert shown == set(topology.__all__)


def test_the_list_is_what_dir_shows() -> None:
    assert dir(topology) == sorted(topology.__all__)
    for name in topology.__all__:
        assert getattr(topology, name) is not None
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = topology.nothing_such  # type: ignore[attr-defined]
