"""`import`: what it says to people: one remark a line, none too wide, a way out of errors."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.command import fails, run
from topology.sources.imports.table import FORMATS

LINKS = "from,to,length\na,b,1\nb,c,2\n"
CALLS = {"data": [
    {"parent": "a-web-frontend", "child": "rabbitmq", "callCount": 9},
    {"parent": "a-web-frontend", "child": "orders", "callCount": 3},
    {"parent": "rabbitmq", "child": "mail", "callCount": 3},
]}  # fmt: skip


def compose(services: int) -> str:
    return "services:\n" + "".join(f"  s{n}: {{image: x}}\n" for n in range(services))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "links.csv").write_text(LINKS, encoding="utf-8")
    (tmp_path / "calls.json").write_text(json.dumps(CALLS), encoding="utf-8")
    (tmp_path / "compose.yaml").write_text(compose(2), encoding="utf-8")
    return tmp_path


def test_remarks_stand_one_a_line_and_those_that_are_not_told_are_counted(folder: Path) -> None:
    done = run("import", "calls.json", "-o", "out.json", "--notes", "n.json", cwd=folder)
    unknown = json.loads((folder / "n.json").read_text(encoding="utf-8"))["unknown"]
    remarks = unknown["items"][unknown["count"] :]
    lines = done.stderr.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("unknown "))
    assert lines[first].endswith("of 4 components say nothing of what they need: mail, orders")
    assert [line.strip() for line in lines[first + 1 : first + 7]] == [
        *(f"- {words}" for words in remarks[:5]),
        f"and {len(remarks) - 5} more (--notes FILE has all)",
    ]
    assert lines[first + 7].startswith("left out ")
    labels = [line.split("  ")[0] for line in lines if line[0].isalpha()]
    assert labels == [
        "read", "certain", "assumed", "guessed", "unknown", "left out", "direction", "written",
        "next: topology spof out.json",
    ]  # fmt: skip


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_is_wider_than_the_terminal(folder: Path, columns: int) -> None:
    for words in (["import", "calls.json"], ["merge", "calls.json", "compose.yaml"]):
        done = run(*words, cwd=folder, COLUMNS=str(columns))
        told = [line for line in done.stderr.splitlines() if "topology import" not in line]
        assert max(map(len, told)) <= columns
    spread = run("import", "calls.json", cwd=folder, COLUMNS="80").stderr
    assert re.search(r"\n {11}- .{60,}\n {13}\w", spread), spread


def test_one_is_no_plural(folder: Path) -> None:
    (folder / "one.yaml").write_text(compose(1), encoding="utf-8")
    done = run("import", "one.yaml", "-o", "out.json", cwd=folder)
    assert "1 component, 0 needs, 1 shared risk to out.json\n" in done.stderr
    done = run("merge", "one.yaml", "-o", "all.json", cwd=folder)
    assert "read          one.yaml (1 component)\n" in done.stderr
    assert "written       1 component, 0 needs, 1 shared risk to all.json\n" in done.stderr


ONE_CALL = '{"data": [{"parent": "a", "child": "b", "callCount": 1}]}'
ONE_SERVICE = (
    '{"bomFormat": "CycloneDX", "specVersion": "1.5", "services": [{"name": "a", "bom-ref": "a"}]}'
)
ONE_ENTITY = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: a}
spec: {type: service}
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE_CALL, "one (Jaeger dependencies, 1 link)"),
        (ONE_SERVICE, "one: 1 service of CycloneDX"),
        (ONE_ENTITY, "one: 1 entity of Backstage"),
    ],
)
def test_one_is_no_plural_in_any_format(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "one").write_text(text, encoding="utf-8")
    done = run("import", "one", cwd=tmp_path)
    assert done.stderr.splitlines()[0] == f"read       {said}"


def test_links_without_a_target_ask_for_one(folder: Path) -> None:
    done = run("import", "links.csv", "-o", "out.json", cwd=folder)
    assert done.stderr.endswith("next: topology import links.csv --reach NODE -o out.json\n")
    done = run("spof", "links.csv", cwd=folder)
    assert "  topology import links.csv --reach NODE -o topology.json\n" in done.stderr
    done = run("import", "links.csv", "--reach", "a", "-o", "out.json", cwd=folder)
    assert done.stderr.endswith("next: topology spof out.json\n")


def test_several_formats_are_told_once_each(folder: Path) -> None:
    (folder / "calls2.json").write_text(json.dumps(CALLS), encoding="utf-8")
    forms = "calls.json is traces, compose.yaml is docker compose"
    assert fails("import", "calls.json", "calls2.json", "compose.yaml", cwd=folder) == [
        f"error: {forms}: import each, then `topology merge` them"
    ]


def test_the_formats_are_named_in_help_and_to_whoever_names_none(folder: Path) -> None:
    words = set(re.findall(r"[\w-]+", run("import", "--help").stdout))
    assert {form.name for form in FORMATS} | {"open-psa", "aralia"} <= words
    (line,) = fails("import", "composed", "compose.yaml", cwd=folder)
    assert line.startswith(
        'error: "composed" is neither a file nor a format; did you mean "compose"?; there are '
    )


def test_what_is_in_no_format_is_no_document(folder: Path) -> None:
    (folder / "spaces.txt").write_text("a b\nb c\n", encoding="utf-8")
    (folder / "own.yaml").write_text("components: [{id: a}]\n", encoding="utf-8")
    assert fails("import", "spaces.txt", cwd=folder) == [
        "error: spaces.txt: is in no format that is known by what a file holds; "
        "--from FORMAT says which it is"
    ]
    assert fails("import", "own.yaml", cwd=folder) == [
        "error: own.yaml: is a document already, and needs no import"
    ]


def test_nodes_are_named_to_whoever_asks_for_none(folder: Path) -> None:
    assert fails("import", "links.csv", "--reach", "elsewhere", cwd=folder) == [
        'error: --reach "elsewhere" is no node of links; there are "a", "b", "c"'
    ]
