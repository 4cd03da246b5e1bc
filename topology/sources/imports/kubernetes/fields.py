"""Values of a foreign file, any of which may be of any type: what is wrong is as if not there."""

from __future__ import annotations

from topology.sources.imports.loose import table


def text(value: object) -> str:
    """Text; none for anything else."""
    return value if isinstance(value, str) else ""


def at(value: object, *keys: str) -> object:
    """What stands under keys, one inside the other; None where it does not.

    >>> at({"spec": {"template": None}}, "spec", "template", "spec")
    """
    for key in keys:
        value = table(value).get(key)
    return value


def texts(value: object) -> dict[str, str]:
    """Labels and data: text by text, with what people forget to quote.

    >>> texts({"version": 1, "canary": True, "app": "web", "none": None})
    {'version': '1', 'canary': 'true', 'app': 'web'}
    """
    return {key: as_text(one) for key, one in table(value).items() if _is_scalar(one)}


def as_text(value: object) -> str:
    """A scalar as it was written, as far as that can be known; of anything else nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 1_000:
        return ""  # which Python does not write out
    return str(value) if _is_scalar(value) else ""


def whole(value: object) -> int | None:
    """A whole number; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float)
