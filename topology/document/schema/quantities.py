"""The values of fields: text, durations, shares, numbers, and ranges of them.

Durations are held in seconds and shares as fractions; both are written as people write them
(`topology.values.units`).
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Annotated
from typing import Any as AnyValue

from topology.document.schema.marks import By, Core, Doc, Tag, Value
from topology.values.dates import real_date
from topology.values.ranged import Distribution, Ranged, RangedFloat, RangedInt
from topology.values.units import DURATION_RULE, format_duration, parse_duration, parse_share

MAX_ID = 10_000
MAX_TEXT = 100_000
MAX_AMOUNT = 1e100
"""So large that no sum over a document is infinite."""
MAX_WHOLE = 10**9

Text = Annotated[str, Value({"type": "str", "max_length": MAX_TEXT})]
NonEmpty = Annotated[str, Value({"type": "str", "min_length": 1, "max_length": MAX_TEXT})]
Id = Annotated[str, Value({"type": "str", "min_length": 1, "max_length": MAX_ID})]
Word = Annotated[str, Value({"type": "str", "min_length": 1, "max_length": MAX_ID})]
Flag = Annotated[bool, Value({"type": "bool", "strict": True})]


def _or_range(
    number: Core,
    write: Callable[[AnyValue], AnyValue] = float,
    ranged: type[RangedFloat | RangedInt] = RangedFloat,
    most: float = inf,
) -> Core:
    """A number that may be a range as well, as it is read and as it is written."""

    def read(value: object, number: Callable[[AnyValue], float]) -> float:
        if type(value) is dict:
            return ranged.parse(value, number, write, most)
        return value if isinstance(value, RangedFloat | RangedInt) else number(value)

    def plain(value: float) -> AnyValue:
        return value.plain() if isinstance(value, Ranged) else write(value)

    return {
        "type": "function-wrap",
        "function": {"type": "no-info", "function": read},
        "schema": number,
        "serialization": {"type": "function-plain", "function": plain},
    }


def _read_by(parse: Callable[[AnyValue], float]) -> Core:
    return {
        "type": "function-before",
        "function": {"type": "no-info", "function": parse},
        "schema": {"type": "float"},
    }


NUMBERS: dict[str, list[dict[str, AnyValue]]] = {
    "duration": [
        {
            "type": "string",
            "pattern": r"^\s*(P[0-9T]|[0-9.])",
            "description": DURATION_RULE,
            "examples": ["150 min"],
        }
    ],
    "share": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": r"^\s*[0-9.]+\s*%\s*$"},
    ],
    "amount": [{"type": "number", "minimum": 0, "maximum": MAX_AMOUNT}],
    "positive": [{"type": "number", "exclusiveMinimum": 0}],
    "natural": [{"type": "integer", "minimum": 0, "maximum": MAX_WHOLE}],
    "counting": [{"type": "integer", "minimum": 1, "maximum": MAX_WHOLE}],
}
"""The JSON Schemas of numbers, by the name under which `json_schema` defines them."""


DISTRIBUTIONS = (
    "How likely its values are, for `topology sample`: uniform, all alike; triangular, most likely "
    "the value it counts as; lognormal, 90 % of it from low to high, 5 % below and 5 % above."
)


def number_schema(name: str) -> dict[str, AnyValue]:
    """A number in one of its forms, or a range of it."""
    forms = NUMBERS[name]
    one: dict[str, AnyValue] = forms[0] if len(forms) == 1 else {"anyOf": forms}
    ranged = {
        "type": "object",
        "description": "A range, for a value that is not known exactly.",
        "properties": {
            "low": one,
            "high": one,
            "value": one,
            "distribution": {
                "enum": list(map(str, Distribution)),
                "default": Distribution.UNIFORM.value,
                "description": DISTRIBUTIONS,
            },
            "assumed": {"type": "string"},
        },
        "required": ["low", "high"],
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
    }
    return {"anyOf": [*forms, ranged]}


_AMOUNT: Core = {"type": "float", "strict": True, "allow_inf_nan": False}
_WHOLE: Core = {"type": "int", "strict": True, "le": MAX_WHOLE}

Duration = Annotated[float, Value(_or_range(_read_by(parse_duration), format_duration), "duration")]
Share = Annotated[float, Value(_or_range(_read_by(parse_share), most=1.0), "share")]
Amount = Annotated[float, Value(_or_range({**_AMOUNT, "ge": 0, "le": MAX_AMOUNT}), "amount")]
Positive = Annotated[float, Value(_or_range({**_AMOUNT, "gt": 0}), "positive")]
Natural = Annotated[int, Value(_or_range({**_WHOLE, "ge": 0}, int, RangedInt), "natural")]
Counting = Annotated[int, Value(_or_range({**_WHOLE, "ge": 1}, int, RangedInt), "counting")]

Latitude = Annotated[float, Value({**_AMOUNT, "ge": -90, "le": 90})]
Longitude = Annotated[float, Value({**_AMOUNT, "ge": -180, "le": 180})]

Reasons = Annotated[
    dict[str, Text],
    Value(
        {
            "type": "dict",
            "keys_schema": {"type": "str"},
            "values_schema": {"type": "str", "max_length": MAX_TEXT},
        }
    ),
]
Assumed = Annotated[
    Annotated[Text, Tag("<text>")] | Annotated[Reasons, Tag("<by field>")],
    By(lambda value: "<by field>" if isinstance(value, dict) else "<text>"),
    Doc("Why a value is assumed: one sentence, or one for each field by its name."),
]

Guessed = Annotated[
    Text | None,
    Doc("Why it is taken to be so, where only names tell of it; less sure than assumed."),
]


Date = Annotated[
    str,
    Value(
        {
            "type": "function-after",
            "function": {"type": "no-info", "function": real_date},
            "schema": {"type": "str", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        }
    ),
]
Description = Annotated[Text | None, Doc("Free text for people.")]
Source = Annotated[Text | None, Doc("Where its facts come from.")]
Owner = Annotated[Text | None, Doc("Who answers for it; shown, never interpreted.")]
Url = Annotated[Text | None, Doc("A page about it; a link if http or https.")]
Runbook = Annotated[Text | None, Doc("What to do when it fails; a link if http or https.")]
