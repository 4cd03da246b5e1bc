"""The documents that are shipped, in plain values without ranges, to be changed by tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.oracles import Doc


def shipped(path: Path) -> Doc:
    """A document with each range at the value that is taken."""
    document: Doc = at_values(json.loads(path.read_text(encoding="utf-8")))
    return document


def at_values(value: Any) -> Any:
    """The same with each range at the value that is taken."""
    if isinstance(value, dict):
        if {"low", "high"} <= value.keys():
            return value.get("value", value["low"])
        return {key: at_values(inner) for key, inner in value.items()}
    return [at_values(inner) for inner in value] if isinstance(value, list) else value
