"""The JSON Schema of a document, by which editors complete and check it; made by pydantic."""

from __future__ import annotations

from typing import Any

from topology.document.document import Topology
from topology.document.keys.aliases import ALIAS, KEY
from topology.document.own_words import PREFIX
from topology.document.schema.marks import NAMES, NUMBER
from topology.document.schema.quantities import NUMBERS, number_schema
from topology.values.units import format_duration


def json_schema() -> dict[str, Any]:
    """The schema as plain values."""
    from pydantic import TypeAdapter

    schema = _with_numbers(TypeAdapter(Topology).json_schema(by_alias=True, mode="validation"))
    schema["$defs"].update({name: number_schema(name) for name in NUMBERS})
    del schema["properties"][PREFIX]
    _with_both_keys(schema["$defs"]["On"])
    for part in (schema, *schema["$defs"].values()):
        if part.get("additionalProperties") is False:
            part["patternProperties"] = {f"^{PREFIX}": {}}
    return {
        **schema,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "topology document, format 1",
    }


def _with_both_keys(on: dict[str, Any]) -> None:
    """Lets a requirement name its component by either word, and by one of them."""
    named = on["properties"][KEY]
    said = f"{named['description']} The same as `{KEY}`, which tools for YAML 1.1 read as `true`."
    on["properties"][ALIAS] = {**named, "description": said, "title": ALIAS.title()}
    on["required"].remove(KEY)
    if not on["required"]:
        del on["required"]
    on["oneOf"] = [{"required": [KEY]}, {"required": [ALIAS]}]


def _renamed(properties: dict[str, Any]) -> dict[str, Any]:
    """Fields by their names in a document."""
    return {
        NAMES.get(key, key): {**inner, "title": NAMES[key].title()} if key in NAMES else inner
        for key, inner in properties.items()
    }


def _with_numbers(schema: Any) -> Any:
    """A schema with references to the definitions of numbers, and defaults as people write them."""
    if isinstance(schema, list):
        return [_with_numbers(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    found = {
        key: [NAMES.get(name, name) for name in inner]
        if key == "required"
        else _with_numbers(_renamed(inner) if key == "properties" else inner)
        for key, inner in schema.items()
        if key != NUMBER
    }
    if NUMBER not in schema:
        return found
    if schema[NUMBER] == "duration" and isinstance(schema.get("default"), float):
        found["default"] = format_duration(schema["default"])
    return {"$ref": f"#/$defs/{schema[NUMBER]}", **found}
