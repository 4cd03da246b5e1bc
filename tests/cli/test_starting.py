"""What `topology init` writes: sound, holding what it asks, and over nothing that is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import fails, prints, run
from topology import __version__
from topology.cli.commands.documents.starting import STARTERS, write_new
from topology.cli.configuration.search import find
from topology.cli.configuration.settings import Settings, Typed
from topology.document.document import Topology, load
from topology.document.json_schema import json_schema
from topology.errors import UsageError
from topology.findings.objectives.clauses import Verdict
from topology.findings.objectives.verdicts import verdicts
from topology.findings.remarks.remarks import remarks
from topology.findings.single_points import SinglePoints
from topology.sources import reader
from topology.structure.graph import Graph


def everything_in(folder: Path) -> dict[str, str]:
    """All files below a folder, folders as well."""
    return {
        str(path.relative_to(folder)): path.read_text("utf-8") if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


def plain_of(path: Path) -> Any:
    return reader.read(path)[0]


def judged(folder: Path) -> Verdict:
    """Whether what stands in the document does what the objectives ask."""
    document = {**plain_of(folder / "topology.yaml"), **plain_of(folder / "objectives.yaml")}
    points = SinglePoints.of(Topology.from_dict(document))
    points.judge_load()
    (verdict,) = verdicts(points, {}, {})
    return verdict


def test_it_says_what_it_wrote_and_what_comes_next(tmp_path: Path) -> None:
    assert prints("init", cwd=tmp_path) == (
        "written  topology.yaml                   what there is, and what it needs\n"
        "written  objectives.yaml                 what must hold\n"
        "written  topology.toml                   what `topology check` goes by\n"
        "written  topology.schema.json            by which editors complete documents\n"
        "written  .github/workflows/topology.yml  holds it in every pull request\n"
        "next: topology check\n"
    )
    assert [name for name in everything_in(tmp_path) if "." in name.rpartition("/")[2][1:]] == [
        ".github/workflows/topology.yml", "objectives.yaml", "topology.schema.json",
        "topology.toml", "topology.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "next_"),
    [
        ("shop", "cd shop && topology check"),
        ("a/b c", "cd 'a/b c' && topology check"),
        ("-", "cd ./- && topology check"),
        ("./", "topology check"),
    ],
)
def test_a_folder_is_made(tmp_path: Path, folder: str, next_: str) -> None:
    said = prints("init", "--", folder, cwd=tmp_path)
    assert said.splitlines()[-1] == f"next: {next_}"
    assert load(tmp_path / folder / "topology.yaml").name == "Web shop"


@pytest.mark.parametrize("name", STARTERS)
def test_nothing_is_overwritten_and_then_nothing_written(tmp_path: Path, name: str) -> None:
    there = tmp_path / "shop" / name
    there.parent.mkdir(parents=True)
    there.write_text("mine")
    before = everything_in(tmp_path)
    assert fails("init", "shop", cwd=tmp_path) == [
        f"error: shop/{name} is there already: nothing is overwritten"
    ]
    assert everything_in(tmp_path) == before


def test_a_link_that_leads_nowhere_is_there_too(tmp_path: Path) -> None:
    (tmp_path / "topology.yaml").symlink_to("nowhere")
    prints("init", "other", cwd=tmp_path)
    (said,) = fails("init", cwd=tmp_path)
    assert said == "error: topology.yaml is there already: nothing is overwritten"
    assert not (tmp_path / "nowhere").exists()


def test_all_that_is_there_is_said(tmp_path: Path) -> None:
    prints("init", cwd=tmp_path)
    before = everything_in(tmp_path)
    (said,) = fails("init", cwd=tmp_path)
    assert said == f"error: {', '.join(STARTERS)} are there already: nothing is overwritten"
    assert everything_in(tmp_path) == before


def test_what_was_written_before_it_failed_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "here" / ".github").mkdir(parents=True)
    (tmp_path / "here" / ".github" / "workflows").touch()
    before = everything_in(tmp_path)
    (said,) = fails("init", "here", cwd=tmp_path)
    assert said == (
        "error: here/.github/workflows/topology.yml cannot be written: "
        "here/.github/workflows is no folder"
    )
    assert everything_in(tmp_path) == before
    with pytest.raises(UsageError, match="cannot be written: File name too long"):
        write_new(str(tmp_path / "new" / "deep"), {"a": "", "b/c": "", "d" * 300: ""})
    assert everything_in(tmp_path) == before


@pytest.mark.parametrize(
    ("folder", "why"), [("file", "file is no folder"), ("a\0b", "embedded null byte")]
)
def test_a_folder_that_cannot_be_is_said(tmp_path: Path, folder: str, why: str) -> None:
    (tmp_path / "file").touch()
    (said,) = fails("init", folder, cwd=tmp_path)
    assert said.endswith(f"cannot be written: {why}")


def test_below_the_root_of_a_repository_it_is_noted(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert prints("init", cwd=tmp_path)
    done = run("init", "below", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == (
        "note: below is not the root of its repository, where GitHub looks for workflows\n"
    )


def test_what_is_written_is_valid_and_nothing_is_noted(tmp_path: Path) -> None:
    prints("init", cwd=tmp_path)
    topology = load(tmp_path / "topology.yaml")
    assert list(remarks(Graph.compile(topology))) == []
    first = prints("validate", "topology.yaml", cwd=tmp_path).splitlines()[0]
    assert first == "valid  topology.yaml: Web shop: 8 components, 1 shared risk"


def test_it_holds_what_it_asks_and_without_the_fallback_it_does_not(tmp_path: Path) -> None:
    prints("init", cwd=tmp_path)
    assert judged(tmp_path).holds is True
    assert len(judged(tmp_path).clauses) == 2
    document = tmp_path / "topology.yaml"
    without = document.read_text("utf-8").replace("[db-a, db-b]", "[db-a]")
    assert without != document.read_text("utf-8")
    document.write_text(without, encoding="utf-8")
    assert judged(tmp_path).holds is False
    assert set(judged(tmp_path).violated_by) == {"db-a", "flood-north", "zone-a"}


@pytest.mark.parametrize(
    ("gone", "instead"),
    [
        ("any: [web-a, web-b]", "all: [web-a, web-b]"),
        ("capacity: 120, needs: [zone-b]", "capacity: 60, needs: [zone-b]"),
        ("location: south", "location: north"),
        ("detect: 1 min", "detect: 10 min"),
    ],
)
def test_each_redundancy_is_needed(tmp_path: Path, gone: str, instead: str) -> None:
    prints("init", cwd=tmp_path)
    document = tmp_path / "topology.yaml"
    text = document.read_text("utf-8")
    assert gone in text
    document.write_text(text.replace(gone, instead), encoding="utf-8")
    assert judged(tmp_path).holds is False


def test_the_configuration_names_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prints("init", cwd=tmp_path)
    monkeypatch.chdir(tmp_path)
    found = Settings.of(Typed(), find(tmp_path))
    assert found.files.value == ("topology.yaml",)
    assert found.objectives.value == "objectives.yaml"


def test_what_is_commented_out_is_a_configuration_too(tmp_path: Path) -> None:
    prints("init", cwd=tmp_path)
    file = tmp_path / "topology.toml"
    text = re.sub(r"^# (?=\S+ = )", "", file.read_text("utf-8"), flags=re.M)
    file.write_text(text, encoding="utf-8")
    assert set(find(tmp_path).values) == {
        "files", "objectives", "profile", "baseline", "accepted", "allow-unknown",
    }  # fmt: skip


def test_the_pipeline_installs_this_version(tmp_path: Path) -> None:
    prints("init", cwd=tmp_path)
    steps = plain_of(tmp_path / ".github/workflows/topology.yml")["jobs"]["check"]["steps"]
    assert steps[2] == {"run": f"pip install topology-resilience=={__version__}"}


def test_an_editor_finds_the_schema(tmp_path: Path) -> None:
    prints("init", cwd=tmp_path)
    first = (tmp_path / "topology.yaml").read_text("utf-8").partition("\n")[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert plain_of(tmp_path / named) == json_schema()
    assert (tmp_path / named).read_text("utf-8") == prints("schema")


def test_a_ready_made_model_names_no_schema_that_is_not_there() -> None:
    assert "$schema" not in prints("models", "visa")
    assert Topology.loads(prints("models", "visa")).name == "Visa"
