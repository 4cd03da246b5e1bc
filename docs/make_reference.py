"""Writes docs/document.md, the reference of every field, from the types of the document.

Run as `python docs/make_reference.py`. Sentences, defaults and bounds stand in
`topology.document.schema` and nowhere else; a test compares the page with what this script makes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from topology.document.json_schema import json_schema
from topology.document.schema import REQUIREMENT_FORMS
from topology.document.schema.quantities import NUMBERS
from topology.values.units import format_duration

Schema = Mapping[str, Any]

PAGE = Path(__file__).resolve().parent / "document.md"
ROOT = "Topology"
INTRODUCTION = """\
# The document

<!-- Made by docs/make_reference.py from topology/document/schema: change it there. -->

One JSON object, or the same in YAML 1.2 with merge keys (`<<`). Unknown keys are errors, and so are
keys given twice. Keys that begin with `x-` are your own: they may stand in any object, are kept
wherever they stand, and mean nothing to any analysis; pages show those of components and shared
risks beside their facts.
`topology validate FILE` checks a document and says all that is wrong with it at once, and notes
what is valid and perhaps not meant: what is joined to nothing, not judged, or without effect.
[`topology.schema.json`](topology.schema.json) is its JSON Schema, by which editors complete it
(`topology schema` prints it; the first line of a document in YAML names it:
`# yaml-language-server: $schema=topology.schema.json`);
[meaning.md](meaning.md) says what the fields mean to the analyses.

## Types and units

| Written as | Holds | Unit |
| --- | --- | --- |
| text | a string; an id or a kind has at most 10,000 characters, other text 100,000 | |
| number, whole number | finite and within the bounds given; no quotes | `load_unit` for `demand`, \
`capacity` and `max_queue`; `currency` an hour for `loss_per_hour`; degrees for `latitude` and \
`longitude`; none for the others |
| duration | a string such as `"150 min"`, `"2 h 20 min"` or `"PT2H20M"`; never negative | its \
own: `ms`, `s`, `min`, `h`, `d`, `w`, `y` (365 days); held in seconds |
| share | a number from 0 to 1, or a string such as `"99.95 %"` | a fraction |
| date | `YYYY-MM-DD` | |
| range | for any duration, share or other number: \
`{{"low": a, "high": b, "assumed": "why"}}`; it counts as its middle (of whole numbers the lower \
one), or as its `value`; `distribution` says how likely its values are where \
[sample](sampling.md#how-likely-the-values-are) draws them: `uniform` (when absent), `triangular` \
or `lognormal` | as what it is a range of |
| requirement | one of the forms below | |

## Requirement

What a component needs in order to work: the id of another component, or an object with one of the
keys {forms}. They nest.
Tools that read YAML 1.1 (PyYAML, yq 3 and others) take the key `on` for `true`; `component` is
another word for it, read the same wherever a requirement may stand: `needs: [{{component: db,
calls: 2}}]`. A requirement has one of the two; `merge` and `export` write `on`.

| Form | Holds when |
| --- | --- |
| `"id"` | That component works. |
{rows}
"""


def reference() -> str:
    """The page."""
    schema = json_schema()
    parts: dict[str, Schema] = {ROOT: schema, **schema["$defs"]}
    parts = {name: part for name, part in parts.items() if name not in NUMBERS}
    forms = {_form(parts[name]): name for name in parts if _form(parts[name])}
    keys = ", ".join(f"`{form}`" for form in REQUIREMENT_FORMS)
    rows = (f"| {_example(f)} | {parts[forms[f]]['description']} |" for f in REQUIREMENT_FORMS)
    blocks = [INTRODUCTION.format(forms=keys, rows="\n".join(rows))]
    blocks.extend(_section(name, parts) for name in _in_order(parts))
    return "\n".join(blocks)


def _form(part: Schema) -> str | None:
    """The key by which a requirement shows its form; none for other parts."""
    if "holds" not in part["properties"]:
        return None
    if "oneOf" in part:
        return "on"
    return next((key for key in part.get("required", ()) if key in REQUIREMENT_FORMS), None)


def _example(form: str) -> str:
    others = {
        "on": '{"on": "id", ...}',
        "reach": '{"reach": "id", ...}',
        "split": '{"split": [...]}',
    }
    several = '{"at_least": 2, "of": [...]}' if form == "at_least" else f'{{"{form}": [...]}}'
    return f"`{others.get(form, several)}`"


def _in_order(parts: Mapping[str, Schema]) -> Iterator[str]:
    """The parts as a reader meets them: each before what it refers to."""
    seen: set[str] = set()
    todo = [ROOT]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            yield name
            todo.extend(reversed(list(_references(parts[name]["properties"]))))


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value and _name(value) not in _NUMBERS:
            yield _name(value)
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _name(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _section(name: str, parts: Mapping[str, Schema]) -> str:
    part = parts[name]
    required = part.get("required", ())
    rows = [
        f"| `{key}` | {_type(field)} | {_default(field, key in required)} | "
        f"{_sentence(field, parts)} |"
        for key, field in part["properties"].items()
    ]
    head = "| Field | Type | Default | Meaning |\n| --- | --- | --- | --- |\n"
    return f"## {name}\n\n{part['description']}\n\n{head}" + "\n".join(rows) + "\n"


def _sentence(field: Schema, parts: Mapping[str, Schema]) -> str:
    """What is said of a field, or else of the one part that it holds."""
    for schema in (field, *field.get("anyOf", ())):
        if "description" in schema:
            return str(schema["description"])
    held = set(_references(field))
    return str(parts[held.pop()]["description"]) if len(held) == 1 else ""


def _default(field: Schema, required: bool) -> str:
    if required:
        return "required"
    default = field.get("default", {})
    if _type(field) == "duration" and default is not None:
        return f"`{json.dumps(default)}`"
    if default is None:
        return "absent"
    if default == []:
        return "none"
    if isinstance(default, float):
        is_duration = _type(field) == "duration"
        return f"`{json.dumps(format_duration(default))}`" if is_duration else f"`{default:g}`"
    return f"`{json.dumps(default, ensure_ascii=False)}`"


# -- types in words ------------------------------------------------------------------------------


def _type(schema: Schema) -> str:
    """The type of a field in words."""
    if not schema.keys() - {"title", "description"}:
        return "any value"
    choices = [s for s in _choices(schema) if s.get("type") != "null"]
    if len(choices) > 1:
        return _any_of(choices)
    return _single(choices[0]) if choices[0] is schema else _type(choices[0])


def _choices(schema: Schema) -> list[Schema]:
    return schema.get("anyOf") or schema.get("oneOf") or [schema]


def _any_of(choices: list[Schema]) -> str:
    if any(s.get("$ref", "").endswith("/Reach") for s in choices):
        return "[requirement](#requirement)"
    words = dict.fromkeys(_type(s) for s in choices)
    return " or ".join(words)


def _single(schema: Schema) -> str:
    if "$ref" in schema and _name(schema) in _NUMBERS:
        return _NUMBERS[_name(schema)]
    if "$ref" in schema:
        return f"[{_name(schema)}](#{_name(schema).lower()})"
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if values:
        return ", ".join(f"`{json.dumps(value)}`" for value in values)
    return _WORDS[schema["type"]](schema)


def _list(schema: Schema) -> str:
    inner = _type(schema["items"])
    if "maxItems" in schema:
        return f"list of {schema['maxItems']}: {inner}"
    return f"list of {inner}" + (", not empty" if schema.get("minItems") else "")


def _number(schema: Schema) -> str:
    word = "whole number" if schema["type"] == "integer" else "number"
    if "exclusiveMinimum" in schema:
        return f"{word} > {schema['exclusiveMinimum']:g}"
    if "maximum" in schema:
        return f"{word} from {schema['minimum']:g} to {schema['maximum']:g}"
    return f"{word} ≥ {schema['minimum']:g}" if "minimum" in schema else word


def _text(schema: Schema) -> str:
    return "date" if "pattern" in schema else "text"


def _object(schema: Schema) -> str:
    values = schema["additionalProperties"]
    return f"object: {'any value' if values is True else _type(values)} by name"


_NUMBERS = {
    "duration": "duration",
    "share": "share",
    "amount": "number ≥ 0",
    "positive": "number > 0",
    "natural": "whole number ≥ 0",
    "counting": "whole number ≥ 1",
}
_WORDS: Mapping[str, Callable[[Schema], str]] = {
    "array": _list,
    "boolean": lambda _: "true or false",
    "integer": _number,
    "number": _number,
    "object": _object,
    "string": _text,
}


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
