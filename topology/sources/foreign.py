"""Files of other tools, known by what they are, so that nobody is told of their keys one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Plain = Mapping[str, Any]

OURS = "a document here lists components, each with an id and what it needs"


def foreign_value(value: object) -> str:
    """What a plain value looks like that is no document; empty where nothing is recognised.

    >>> foreign_value({"openapi": "3.1.0"})
    'looks like an OpenAPI description: a document here lists components, each with an id and what \
it needs'
    """
    if not isinstance(value, dict):
        return ""
    if isinstance(value.get("components"), list):
        return ""
    known = {key: inner for key, inner in value.items() if isinstance(key, str)}
    return next((_said(what) for what, holds in _VALUES.items() if holds(known)), "")


def foreign_text(text: str) -> str:
    """What a text looks like that cannot be read as it stands; empty for nothing recognised."""
    found = next((what for what, form in _TEXTS.items() if form.match(text)), "")
    return _said(found) if found else _said("a table (CSV)") if _is_table(text) else ""


def _said(what: str) -> str:
    return f"looks like {what}: {OURS}"


# -- plain values ---------------------------------------------------------------------------------


def _is_terraform(value: Plain) -> bool:
    parts = {"resource", "provider", "module", "variable", "data", "output", "locals", "terraform"}
    return "resource" in value and value.keys() <= {*parts, "//"}


def _has(*keys: str) -> Callable[[Plain], bool]:
    return lambda value: value.keys() >= set(keys)


_VALUES: dict[str, Callable[[Plain], bool]] = {
    "Terraform": _is_terraform,
    "a trace": _has("traceEvents"),
    "an OpenAPI description": _has("openapi"),
    "a CloudFormation template": _has("AWSTemplateFormatVersion"),
}
"""What other tools write as JSON or YAML, and how it is known."""


# -- texts ----------------------------------------------------------------------------------------

_PROLOGUE = r"(?:\s|<\?[^>]*>|<!--(?:[^-]|-(?!->))*+-->|<!DOCTYPE[^>]*>)*+"
_TEXTS = {
    "GEXF": re.compile(rf"{_PROLOGUE}<gexf\b"),
    "Terraform": re.compile(
        r"(?:\s|#[^\n]*|//[^\n]*)*+(?:(?:resource|data)\s+\"[^\"\n]*\"\s+\"[^\"\n]*\"|"
        r"(?:provider|module|variable|output)\s+\"[^\"\n]*\"|terraform|locals)\s*\{"
    ),
}
"""What other tools write as text, and how it begins."""
_MAX_TABLE, _MAX_HEAD = 20, 10_000
"""Lines and characters by which a table is known."""
_NO_ROW = re.compile(r"[^{}\[\]]*[{}\[\]]|(?:-\s+)?[\w.-]+:(?:\s|$)")
"""What has braces or is an entry of YAML."""


def _is_table(text: str) -> bool:
    """Whether the first lines have as many commas, semicolons or tabs each, and are no YAML."""
    lines = [line.strip() for line in text[:_MAX_HEAD].splitlines()[:_MAX_TABLE] if line.strip()]
    # The last one may be cut short.
    whole = lines if len(text) <= _MAX_HEAD else lines[:-1]
    if len(whole) < 2 or any(_NO_ROW.match(line) for line in whole):
        return False
    counts = [{line.count(sign) for line in whole} for sign in ",;\t"]
    return any(len(times) == 1 and times != {0} for times in counts)
