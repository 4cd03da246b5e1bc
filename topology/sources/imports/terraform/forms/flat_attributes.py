"""Attributes of old states, which are one flat mapping: `subnets.#`, `subnets.0`."""

from __future__ import annotations

from typing import Any

from topology.sources.imports.terraform.values import Plain

MAX_DEPTH = 20


def nested(flat: Plain) -> dict[str, Any]:
    """The attributes as mappings and lists; lists are in the order of their keys.

    >>> nested({"id": "a", "zones.#": "2", "zones.0": "x", "zones.1": "y"})
    {'id': 'a', 'zones': ['x', 'y']}
    """
    root: dict[str, Any] = {}
    for key in sorted(flat):
        words = key.split(".")
        if len(words) > MAX_DEPTH:
            continue
        holder = root
        for word in words[:-1]:
            inner = holder.setdefault(word, {})
            if not isinstance(inner, dict):
                break
            holder = inner
        else:
            holder.setdefault(words[-1], _plain(flat[key]))
    return {key: _listed(value) for key, value in root.items()}


def _plain(value: object) -> object:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _listed(value: object) -> object:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(part) for key, part in value.items() if key not in ("#", "%")}
    return [inner[key] for key in sorted(inner, key=_place)] if "#" in value else inner


def _place(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isascii() and key.isdigit() and len(key) < 20 else (0, key)
