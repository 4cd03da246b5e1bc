"""What the schema found wrong, in words: place, value, rule, nearest name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import islice
from math import isfinite
from typing import Any as AnyValue

from topology.document import schema
from topology.document.keys.aliases import ALIAS, KEY, as_written, said_of_true
from topology.document.own_words import OwnWords
from topology.document.schema.marks import NAMES
from topology.document.schema.validator import ValidationError, validator_of
from topology.document.validation import place_of
from topology.errors import Effort, Problem, did_you_mean, quoted
from topology.values.plain_numbers import after_comma, plain_number
from topology.values.units import DURATION_RULE

MAX_PROBLEMS = 10_000
"""Problems of one document that are worked out: a few lines of YAML can repeat what is wrong with
them a million times."""
TOO_MANY = Problem("", f"has more than {MAX_PROBLEMS:,} problems, of which these are the first")
_TOP_KEYS = (
    "$schema", "format", "name", "description", "sources", "load_unit", "currency",
    "components", "shared_risks", "crews", "routing", "traffic", "objectives", "accepted",
    "scenarios", "options",
)  # fmt: skip
_TYPES: dict[str, type] = {
    "components": schema.Component,
    "shared_risks": schema.SharedRisk,
    "routing": schema.Routing,
    "traffic": schema.Demand,
    "objectives": schema.Objective,
    "accepted": schema.Acceptance,
    "of": schema.Selector,
    "against": schema.Selector,
    "between": schema.Selector,
    "options": schema.Option,
    "add": schema.Added,
    "max_blast": schema.Blast,
    "scenarios": schema.Scenario,
    "events": schema.Event,
    "overload": schema.Overload,
    "warm_up": schema.WarmUp,
    "profile": schema.Profile,
    "steps": schema.Step,
    "switchover": schema.Switchover,
    "repair": schema.Repair,
    "verify": schema.Verify,
    "fails": schema.Fails,
    "crews": schema.Crew,
    "hits": schema.Selector,
    "<repair>": schema.Repair,
    "<verify>": schema.Verify,
    "modes": schema.Mode,
    "start": schema.Start,
    "at_start": schema.AtStart,
    "<on>": schema.On,
    "<all>": schema.All,
    "<any>": schema.Any,
    "<at_least>": schema.AtLeast,
    "<first_of>": schema.FirstOf,
    "<reach>": schema.Reach,
    "<split>": schema.Split,
}
_ITEMS: dict[str, type] = {
    section: _TYPES[section]
    for section in (
        "components", "shared_risks", "traffic", "objectives", "accepted", "scenarios", "options",
    )
}  # fmt: skip
_KINDS = {
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "dataclass_type": "must be an object",
    "dataclass_exact_type": "must be an object",
    "string_too_short": "must not be empty",
    "recursion_loop": "is nested too deeply",
    "string_unicode": "must be Unicode text, without half a surrogate pair",
    "string_pattern_mismatch": f"must be {schema.DATE_RULE}",
}
_TARGETS = 'must be an id, a list of ids, "all", or an object with a kind, a location or a tag'
_ALTERNATIVES = {
    "assumed": "must be text, or an object of text by field",
    "hits": "must be a list of ids, or an object with a kind, a location or a tag",
    "of": _TARGETS,
    "from": _TARGETS,
    "max_blast": "must be a number of components, or an object with components or demand",
    "fails": "must be false or an object",
    "failback": f'must be "auto", "manual" or {DURATION_RULE}',
    "fail": "must be an id or a list of ids",
    "to": "must be an id or an amount",
    "repair": "must be an id, a list of ids, or an object beside fail",
    "verify": "must be an id, a list of ids, or an object beside fail",
    "loses_data": "must be true, false or text",
}
"""What a field must be that may be one of two things, of which pydantic names but one."""
SYNONYMS = {
    "depends_on": "needs", "dependencies": "needs", "requires": "needs", "dependson": "needs",
    "type": "kind", "replicas": "count", "instances": "count", "min_available": "quorum",
    "target": "of", "component": "of", "label": "name", "title": "name", "region": "location",
    "zone": "location", "endpoints": "connects", "affects": "hits", "members": "hits",
    "load": "demand", "throughput": "demand", "limit": "capacity", "recovery_time": "rto",
    "sla": "availability", "slo": "availability", "from": "connects",
    "origin": "from", "src": "from", "destination": "to", "dst": "to", "dest": "to",
    "amount": "demand", "value": "demand", "volume": "demand", "bandwidth": "capacity",
    "lat": "latitude", "lon": "longitude", "lng": "longitude", "igp_metric": "metric",
    "price": "cost",
}  # fmt: skip
"""What other tools and people call a key."""
_WORDS_OF_FORMS = (KEY, ALIAS, *schema.REQUIREMENT_FORMS[1:])
"""What a requirement may be known by."""
_LISTS_OF_IDS = ("needs", "tags", "sources")
"""Fields for which one piece of text is given where a list of one is meant."""
_NUMBERS = ("float_type", "int_type")
_UNITS = {
    **dict.fromkeys(("demand", "capacity", "to"), "load_unit"),
    **dict.fromkeys(("loss_per_hour", "cost", "cost_per_km"), "currency"),
}
"""Where the unit of a field is given."""
_MISSING = ("missing", "missing_argument")
_OF_KEY = ("extra_forbidden", "unexpected_keyword_argument")
_WRONG_TYPES = ("string_type", "dataclass_type", "dataclass_exact_type", "literal_error")
_PLAIN_KEY = re.compile(r"[\w$ -]{1,60}")
"""A key that is shown in a path as it is; any other is quoted."""
Location = tuple[int | str, ...]


def schema_problems(
    error: ValidationError,
    document: Mapping[str, object],
    section: str = "",
    effort: Effort | None = None,
) -> list[Problem]:
    """The problems behind the errors of pydantic, each with its place in the plain document.

    With a section the errors are those of its first item. Of more than `MAX_PROBLEMS` the first,
    and with them one more that says so.
    """
    effort = effort or Effort()
    if error.error_count() <= MAX_PROBLEMS:
        errors: Iterable[Mapping[str, AnyValue]] = error.errors(include_url=False)
        within = (section, 0) if section else ()
        placed = ({**one, "loc": (*within, *one["loc"])} for one in errors if not _is_echo(one))
        return [_problem(one, document, effort) for one in placed]
    errors = islice(_errors_of_items(document), MAX_PROBLEMS)
    return [TOO_MANY, *(_problem(one, document, effort) for one in errors)]


def _errors_of_items(document: Mapping[str, object]) -> Iterator[Mapping[str, AnyValue]]:
    """The errors item by item, as far as there are not too many in a single one."""
    for section, kind in _ITEMS.items():
        items = document.get(section)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            try:
                validator_of(kind).validate_python(item)
            except ValidationError as error:
                if error.error_count() > MAX_PROBLEMS:
                    return
                for one in error.errors(include_url=False):
                    yield {**one, "loc": (section, index, *one["loc"])}


def _is_echo(error: Mapping[str, AnyValue]) -> bool:
    """Whether a list counts as too short only because its entries have problems."""
    if error["type"] != "too_short":
        return False
    given = error.get("input")
    return isinstance(given, list) and len(given) >= error["ctx"]["min_length"]


def _problem(
    error: Mapping[str, AnyValue], document: Mapping[str, object], effort: Effort
) -> Problem:
    location: Location = error["loc"]
    path = as_written(tuple(part for part in location if not _is_tag(part)), document)
    place, inner = _place(path, document)
    is_key = path[-1:] == ("[key]",)
    of_key = is_key or error["type"] in _OF_KEY
    if is_key or error["type"] in _MISSING:
        path = path[:-1]
    said = _message(error, inner, location, effort)
    return Problem(place, said + _comma(error, path, document), path, of_key)


def _comma(error: Mapping[str, AnyValue], path: Location, document: Mapping[str, object]) -> str:
    """A word on a comma inside braces that has made two keys of a number and its unit."""
    key = str(path[-1]) if path else ""
    is_empty = error["type"] in _OF_KEY and error.get("input") is None
    if not is_empty or not key[:3].isdigit():
        return ""
    parent: AnyValue = document
    for step in path[:-1]:
        parent = parent[step]
    before = None
    for other, value in parent.items():
        if other == key:
            break
        before = value
    return after_comma(before, key)


def own_word_problems(words: OwnWords, document: Mapping[str, object]) -> list[Problem]:
    """The own words that JSON cannot hold."""
    found = []
    for path, own in words:
        for key in (key for key, value in own.items() if not _is_finite(value)):
            place, inner = _place((*path, key), document)
            said = f"{inner} holds a number that is not finite, which JSON cannot"
            found.append(Problem(place, said, (*path, key)))
    return found


def _is_finite(value: object) -> bool:
    if isinstance(value, dict | list):
        return all(map(_is_finite, value.values() if isinstance(value, dict) else value))
    return not isinstance(value, float) or isfinite(value)


def _is_tag(part: int | str) -> bool:
    return isinstance(part, str) and part[:1] == "<" and part[-1:] == ">"


def _place(path: Location, document: Mapping[str, object]) -> tuple[str, str]:
    """The item of the document, and the field within it."""
    if len(path) < 2 or not isinstance(path[1], int):
        return "", _dotted(path)
    section, index = str(path[0]), path[1]
    items = document.get(section)
    item = items[index] if isinstance(items, list) and index < len(items) else None
    return place_of(section, index, item), _dotted(path[2:])


def _dotted(path: Location) -> str:
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            shown = part if _PLAIN_KEY.fullmatch(part) else quoted(part)
            text += f".{shown}" if text else shown
    return text


def _message(error: Mapping[str, AnyValue], field: str, location: Location, effort: Effort) -> str:
    kind, value = error["type"], quoted(error.get("input"))
    if kind in _MISSING:
        return f"lacks {quoted(field)}, which is required"
    if kind in _OF_KEY:
        known = _known_keys(location[:-1])
        if _is_second_form(location):
            rule = 'a requirement has one form; nest them, as in {"all": [{"any": [...]}]}'
            return f"has also the key {quoted(location[-1])}{_inside(location)}: {rule}"
        if _is_both(location):
            rule = f"it is another word for {quoted(KEY)}; write one of them"
            return f"has also the key {quoted(ALIAS)}{_inside(location)}: {rule}"
        synonym = SYNONYMS.get(str(location[-1]).lower())
        near = did_you_mean(str(location[-1]), known, effort)
        if synonym in known:
            near = f"; did you mean {quoted(synonym)}?"
        return f"has an unknown key {quoted(location[-1])}{_inside(location)}{near}"
    if kind == "invalid_key":
        return f"has the key {value}{_inside(location)}: a key must be text"
    if location[-1] == "[key]":
        return (
            f"has the key {value}{_inside(location[:-1])}: a key {_rule(error, location, effort)}"
        )
    said = f"{field} is {value}" if field else f"is {value}"
    return f"{said}: {_rule(error, location, effort)}"


def _is_second_form(location: Location) -> bool:
    """Whether a requirement of one form has the key of another."""
    forms = [f"<{form}>" for form in schema.REQUIREMENT_FORMS]
    inside = len(location) > 1 and location[-2] in forms
    return inside and location[-1] in schema.REQUIREMENT_FORMS


def _is_both(location: Location) -> bool:
    """Whether a requirement has both words for what it names."""
    return location[-2:] == (f"<{KEY}>", ALIAS)


def _inside(location: Location) -> str:
    """The part of an item that has the key in which `location` ends."""
    path = [part for part in location[:-1] if not _is_tag(part)]
    item = path[1:] and isinstance(path[1], int)
    inside = _dotted(tuple(path[2:] if item else path))
    return f" in {inside}" if inside else ""


def _rule(error: Mapping[str, AnyValue], location: Location, effort: Effort) -> str:
    """The rule that was broken, in words."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "union_tag_not_found":
        return _alternatives(location) or _requirement_rule(error.get("input"), effort)
    if kind == "value_error":
        said = str(context["error"])
        return (DURATION_RULE in said and _alternative(location)) or said
    if kind in _WRONG_TYPES and _alternative(location):
        return _alternative(location)
    if kind == "literal_error":
        given, known = error.get("input"), _words(str(context["expected"]))
        near = did_you_mean(given, known, effort) if isinstance(given, str) else ""
        return f"must be {context['expected']}{near}".replace("'", '"')
    if kind in ("too_short", "too_long"):
        return _length_rule(kind, context)
    if kind == "string_too_long":
        return f"must have at most {context['max_length']:,} characters"
    said = _bound_rule(kind, context) or _KINDS.get(kind) or str(error["msg"])
    return said + _way_out(kind, error.get("input"), location)


def _way_out(kind: str, given: object, location: Location) -> str:
    """How what is given would be written, where that is seen."""
    if kind == "tuple_type":
        listed = _listed(given, location)
        return f", as in [{listed}]" if listed else ""
    plain = plain_number(given) if kind in _NUMBERS and isinstance(given, str) else None
    if plain is None or (kind == "int_type" and "." in plain[0]):
        return ""
    field = next((part for part in reversed(location) if part in _UNITS), "")
    unit = f"; the unit goes in {_UNITS[field]}" if plain[1] and field else ""
    return f"; write {plain[0]}{unit}"


def _listed(given: object, location: Location) -> str:
    """An entry of the list that is meant, where ids are given by themselves or as keys."""
    if isinstance(given, str):
        return quoted(given) if location[-1] in _LISTS_OF_IDS else ""
    if not isinstance(given, dict) or not given:
        return ""
    key = {"objectives": "of", "traffic": "from"}.get(str(location[-1]), "id")
    name = given.get(key, next(iter(given)))
    is_section = len(location) == 1 and location[0] in _ITEMS and isinstance(name, str)
    return f'{{"{key}": {quoted(name)}, ...}}' if is_section else ""


def _alternative(location: Location) -> str:
    """The rule of a field that may be one of two things, if the error is about such a field."""
    if len(location) < 2 or not _is_tag(location[-1]):
        return ""
    return _alternatives(location[:-1])


def _alternatives(location: Location) -> str:
    field = str(location[-1])
    of_demand = field == "to" and location[0] == "traffic"
    return _TARGETS if of_demand else _ALTERNATIVES.get(field, "")


def _known_keys(location: Location) -> tuple[str, ...]:
    named = [part for part in location if isinstance(part, str) and part in _TYPES]
    if not named:
        return _TOP_KEYS
    return tuple(NAMES.get(field.name, field.name) for field in fields(_TYPES[named[-1]]))


def _requirement_rule(value: object, effort: Effort) -> str:
    forms = ", ".join(f'"{form}"' for form in _WORDS_OF_FORMS)
    given = value if isinstance(value, dict) else {}
    keys = ["true" if key is True else key for key in given if key is True or isinstance(key, str)]
    hints = (did_you_mean(key, _WORDS_OF_FORMS, effort) for key in keys)
    made_of_on = (key for key in keys if key.lower() == "true")
    near = "".join(f"; {said_of_true(key)}" for key in made_of_on) or next(filter(None, hints), "")
    return f"must be an id, or an object with one of {forms}{near}"


def _words(expected: str) -> list[str]:
    words = expected.replace(" or ", ", ").split(", ")
    return [word.strip("'") for word in words if word.startswith("'")]


def _length_rule(kind: str, context: Mapping[str, AnyValue]) -> str:
    if kind == "too_long":
        return f"must have at most {context['max_length']} entries"
    least = context["min_length"]
    return "must not be empty" if least == 1 else f"must have {least} entries"


def _bound_rule(kind: str, context: Mapping[str, AnyValue]) -> str:
    words = {
        "greater_than": ("gt", "more than"),
        "greater_than_equal": ("ge", "at least"),
        "less_than": ("lt", "less than"),
        "less_than_equal": ("le", "at most"),
    }
    if kind not in words:
        return ""
    key, rule = words[kind]
    bound = context[key]
    return f"must be {rule} {bound:,}" if isinstance(bound, int) else f"must be {rule} {bound:g}"
