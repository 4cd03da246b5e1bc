"""Files of other tools are known by what they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.support.command import fails
from tests.support.oracles import Doc
from tests.support.strategies import documents
from topology.errors import DocumentError
from topology.sources.foreign import OURS, foreign_value
from topology.sources.reader import parse

HCL = """\
# the provider
terraform {
  required_version = ">= 1.5"
}
resource "aws_instance" "web" {
  ami = "ami-1"
}
"""
FILES: list[tuple[str, Any, str]] = [
    ("main.tf.json", {"resource": {"aws_instance": {"web": {}}}, "provider": {}}, "Terraform"),
    ("main.tf", HCL, "Terraform"),
    ("chrome.json", {"traceEvents": []}, "a trace"),
    ("table.csv", "id,needs,capacity\nweb,db,100\ndb,,50\n", "a table (CSV)"),
    ("table.txt", "id;needs\nweb;db\ndb;\n", "a table (CSV)"),
    ("table.tsv", "id\tneeds\nweb\tdb\ndb\tdisk\n", "a table (CSV)"),
    ("api.yaml", "openapi: 3.0.0\ncomponents: {schemas: {}}\n", "an OpenAPI description"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "what"), FILES, ids=[name for name, _, _ in FILES])
def test_a_file_of_another_tool_is_known(
    tmp_path: Path, name: str, content: Any, what: str
) -> None:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    assert fails("spof", path) == [f"error: {path}: looks like {what}: {OURS}"]


@pytest.mark.parametrize(
    "text",
    [
        "components:\n\t- id: a\n\t- id: b\n",
        "a: b, c\nd: e, f\n",
        "{a, b}\n{c, d}\n",
        "services: {web: none}",
        "kind: component\nid: a\n",
        "one line, no more",
        "a = b\nc = d\n",
        "[]",
    ],
)
def test_what_only_looks_a_little_like_it_is_not_taken_for_it(text: str) -> None:
    try:
        value = parse(text.encode(), "")
    except DocumentError as error:
        assert "looks like" not in str(error)
    else:
        assert not foreign_value(value)


@given(documents(size=4))
def test_no_document_is_taken_for_anything_else(doc: Doc) -> None:
    assert not foreign_value(doc)
