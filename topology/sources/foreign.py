"""Files of other tools, known by what they are, so that nobody is told of their keys one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Plain = Mapping[str, Any]

OURS = "a document here lists components, each with an id and what it needs"
IN_PYTHON = "`Topology.from_networkx` in Python takes what networkx reads of it"


def foreign_value(value: object) -> str:
    """What a plain value looks like that is no document; empty where nothing is recognised.

    >>> foreign_value({"services": {"web": {"image": "nginx"}}})
    'looks like a docker compose file: a document here lists components, each with an id and what \
it needs'
    """
    if not isinstance(value, dict):
        return ""
    if isinstance(value.get("components"), list) and "bomFormat" not in value:
        return ""
    known = {key: inner for key, inner in value.items() if isinstance(key, str)}
    return next((_said(what) for what, holds in _VALUES.items() if holds(known)), "")


def foreign_text(text: str) -> str:
    """What a text looks like that cannot be read as it stands; empty for nothing recognised."""
    found = next((what for what, form in _TEXTS.items() if form.match(text)), "")
    if found == GRAPHML:
        return f"looks like {found}: {IN_PYTHON}"
    return _said(found) if found else _said("a table (CSV)") if _is_table(text) else ""


def _said(what: str) -> str:
    return f"looks like {what}: {OURS}"


# -- plain values ---------------------------------------------------------------------------------


def _is_compose(value: Plain) -> bool:
    services = value.get("services")
    if not isinstance(services, dict) or not services:
        return False
    keys = {"image", "build", "depends_on", "ports", "environment", "deploy", "extends", "command"}
    return any(isinstance(s, dict) and not keys.isdisjoint(s) for s in services.values())


def _is_kubernetes(value: Plain) -> bool:
    return isinstance(value.get("apiVersion"), str) and isinstance(value.get("kind"), str)


def _is_terraform(value: Plain) -> bool:
    if "terraform_version" in value or "planned_values" in value:
        return True
    parts = {"resource", "provider", "module", "variable", "data", "output", "locals", "terraform"}
    return "resource" in value and value.keys() <= {*parts, "//"}


def _has(*keys: str) -> Callable[[Plain], bool]:
    return lambda value: value.keys() >= set(keys)


_VALUES: dict[str, Callable[[Plain], bool]] = {
    "a docker compose file": _is_compose,
    "a Kubernetes manifest": _is_kubernetes,
    "Terraform": _is_terraform,
    "a trace": _has("traceEvents"),
    "a CycloneDX bill of materials": _has("bomFormat"),
    "an OpenAPI description": _has("openapi"),
    "a CloudFormation template": _has("AWSTemplateFormatVersion"),
    "a graph of networkx (node-link data)": _has("nodes", "links"),
}
"""What other tools write as JSON or YAML, and how it is known."""


# -- texts ----------------------------------------------------------------------------------------

GRAPHML = "GraphML"
_PROLOGUE = r"(?:\s|<\?[^>]*>|<!--(?:[^-]|-(?!->))*+-->|<!DOCTYPE[^>]*>)*+"
_TEXTS = {
    GRAPHML: re.compile(rf"{_PROLOGUE}<graphml\b"),
    "GEXF": re.compile(rf"{_PROLOGUE}<gexf\b"),
    "Terraform": re.compile(
        r"(?:\s|#[^\n]*|//[^\n]*)*+(?:(?:resource|data)\s+\"[^\"\n]*\"\s+\"[^\"\n]*\"|"
        r"(?:provider|module|variable|output)\s+\"[^\"\n]*\"|terraform|locals)\s*\{"
    ),
    "a Kubernetes manifest": re.compile(
        r"(?:\s|#[^\n]*|---)*+(?=apiVersion:\s|kind:\s)(?=[\s\S]*^kind:\s)(?=[\s\S]*^apiVersion:\s)",
        re.MULTILINE,
    ),
    "a graph for Graphviz (DOT)": re.compile(r"\s*(?:strict\s+)?(?:di)?graph\b[^{:\n]*\{"),
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
