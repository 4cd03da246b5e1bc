"""The published JSON Schema and the field reference are current, and fit the shipped models."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.repository import MODELS, ROOT
from topology.document.json_schema import json_schema

COMPONENT = {"id": "a"}


def check(document: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    validator.validate(document)


def test_the_schema_is_current() -> None:
    text = (ROOT / "docs" / "topology.schema.json").read_text(encoding="utf-8")
    current = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    assert text == current, "run `make schema`"


def test_the_reference_is_current() -> None:
    text = (ROOT / "docs" / "document.md").read_text(encoding="utf-8")
    assert text == script("make_reference").reference(), "run `make docs`"


def script(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_models_fit_the_schema(path: Path) -> None:
    check(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_models_name_the_schema(path: Path) -> None:
    named = json.loads(path.read_text(encoding="utf-8"))["$schema"]
    assert (path.parent / named).resolve() == ROOT / "docs" / "topology.schema.json"


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"components": []},
        {"components": [{}]},
        {"components": [COMPONENT], "componets": []},
        {"components": [COMPONENT | {"nedes": []}]},
        {"components": [COMPONENT | {"demand": -1}]},
        {"components": [COMPONENT | {"count": 0}]},
        {"components": [COMPONENT | {"connects": ["b"]}]},
        {"components": [COMPONENT | {"fails": True}]},
        {"components": [COMPONENT | {"needs": [{"any": []}]}]},
        {"components": [COMPONENT | {"needs": [{"some": ["b"]}]}]},
        {"components": [COMPONENT], "format": 2},
        {"components": [COMPONENT], "crews": {"splicers": 0}},
    ],
    ids=str,
)
def test_an_editor_marks_mistakes(document: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        check(document)
