"""What holds for all formats: golden documents, broken and foreign files, secrets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command import run
from tests.support.imports import EXAMPLES, SECRET, Example
from topology.document.document import Topology
from topology.errors import DocumentError
from topology.sources import reader
from topology.sources.imports import table
from topology.sources.imports.given import Given
from topology.sources.imports.notes import counted
from topology.sources.imports.options import Options

FORMATS = [form.name for form in table.FORMATS]


def test_every_format_has_examples_and_one_with_a_secret() -> None:
    assert {example.form for example in EXAMPLES} == set(FORMATS)
    secret = {e.form for e in EXAMPLES if any(SECRET in f.read_bytes() for f in e.files)}
    assert secret == set(FORMATS)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_what_an_example_becomes(example: Example, tmp_path: Path) -> None:
    notes = tmp_path / "notes.json"
    done = run("import", *example.files, *example.options, "--notes", notes)
    assert done.returncode == 0, done
    assert json.loads(done.stdout) == json.loads(example.document.read_text(encoding="utf-8"))
    told = notes.read_text(encoding="utf-8")
    assert json.loads(told) == json.loads(example.notes.read_text(encoding="utf-8"))
    labels = [line.split()[0] for line in done.stderr.splitlines() if line[:1].strip()]
    kept = [word for word in labels if word in ("read", "certain", "assumed", "guessed", "unknown")]
    assert kept == ["read", "certain", "assumed", "guessed", "unknown"]
    for text in (done.stdout, done.stderr, told):
        assert SECRET.decode() not in text
        assert str(example.folder.parent) not in text


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_numbers_of_the_notes_are_those_of_the_document(example: Example) -> None:
    document, notes = (
        json.loads(path.read_text(encoding="utf-8")) for path in (example.document, example.notes)
    )
    components, risks = document["components"], document.get("shared_risks", [])
    needs = [need for part in components for need in part.get("needs", [])]
    traffic = document.get("traffic", [])
    marked = (*components, *risks, *needs, document.get("routing", {}), *traffic)
    marks = [part[mark] for part in marked for mark in ("assumed", "guessed") if mark in part]
    doubts = sum(len(mark) if isinstance(mark, dict) else 1 for mark in marks)
    dropped = sum("guesses were not wanted" in words for words in notes["guessed"]["items"])
    assert notes["assumed"]["count"] + notes["guessed"]["count"] - dropped == doubts
    known = sum("assumed" not in need and "guessed" not in need for need in needs)
    assert notes["certain"]["count"] == known
    told = [counted(len(components), "component"), counted(len(needs), "need"),
            counted(len(risks), "shared risk"),
            *([counted(len(traffic), "entry of traffic", "entries of traffic")] if traffic else [])
            ]  # fmt: skip
    assert notes["written"] == {"count": len(components), "items": [", ".join(told)]}
    for part in notes.values():
        assert (
            part["count"] <= len(part["items"]) or part is notes["read"] or part is notes["written"]
        )


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_everything_has_a_source_and_nothing_is_said_to_need_nothing(example: Example) -> None:
    if example.folder.name == "exported":
        return  # what was written here at first is read back as it was
    document = json.loads(example.document.read_text(encoding="utf-8"))
    components = document["components"]
    needs = [need for part in components for need in part.get("needs", [])]
    parts = [*components, *needs, *document.get("shared_risks", [])]
    assert [part for part in parts if "source" not in part] == []
    # A bill of materials lists what depends on nothing as such; nobody else does.
    silent = [part["id"] for part in components if part.get("needs") == []]
    assert example.form == "cyclonedx" or silent == []


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_document_that_is_written_is_the_one_that_is_analysed(example: Example) -> None:
    topology = Topology.load(example.document)
    assert Topology.from_dict(topology.to_dict()) == topology
    if len(example.files) == 1 and not example.options:
        found = Topology.load(example.files[0])
        assert found.components == topology.components
        assert found.shared_risks == topology.shared_risks


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_file_is_known_by_what_it_holds(example: Example) -> None:
    for file in example.files:
        form = table.recognised(reader.given(file))
        assert form is None or form.name == example.form
    assert table.recognised(reader.given(example.files[0])) is not None


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_file_that_is_cut_short_is_read_or_refused_in_a_line(example: Example) -> None:
    data = example.files[0].read_bytes()
    for n in range(24):
        cut = data[: len(data) * n // 24]
        try:
            Topology.loads(cut, source="cut")
        except DocumentError as error:
            assert all("hunter2" not in line for line in error.lines())


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", b"text", b"a: b", b"<x/>", b"[[[", b"\x00", b"\xff", b"{" * 9999,
     b"[" * 9999, b"<a>" * 9999, b"a,b\n1,2\n", b"digraph{", b"x: &a [*a]"],
    ids=repr,
)  # fmt: skip
def test_what_is_not_in_a_format_is_refused_in_a_line(form: str, data: bytes) -> None:
    asked = table.named(form)
    assert asked is not None
    try:
        found = table.imported(asked, [Given("x", data)], Options())
    except DocumentError as error:
        assert len(error.lines()) < 20
    else:
        assert Topology.from_dict(found.document)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_file_of_another_format_is_refused_or_read_but_never_an_error(
    form: str, example: Example
) -> None:
    asked = table.named(form)
    assert asked is not None
    given = [reader.given(file) for file in example.files]
    try:
        found = table.imported(asked, given, Options())
    except DocumentError:
        return
    assert Topology.from_dict(found.document)
