"""Small damages: to a tree of plain values, which knows its structure, and to raw bytes.

Each takes the generator of random numbers that decides everything, so that a seed is a case.
"""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random
from typing import Any

Place = tuple[str | int, ...]

ODD_NUMBERS = (
    *(0, -0.0, -1, 1, 2, 3, 0.5, 1e-9, 5e-324, 1e308, 1e17, 10**30, 2**31, 2**63, 10_001),
    *(float("nan"), float("inf"), float("-inf"), 99.999, 100, 1_000_000),
)
ODD_TEXTS = (
    *(
        "",
        " ",
        "0",
        "-1",
        "NaN",
        "1e999",
        "300",
        "3k",
        "1,000",
        "5 min",
        "-5 min",
        "0 s",
        "1e300 y",
    ),
    *("5 parsecs", "99.9 %", "101 %", "true", "null", "~", "auto", "manual", "2026-02-30", "crash"),
    *(
        "queue",
        "shed",
        "per_y",
        "*",
        "=",
        "@name",
        "#12",
        "<b>",
        "</script>",
        "]]>",
        "{{ x }}",
        "`",
    ),
    *("\u202e", "\u2028", "\ud800", "\x00", "\x1b[31m", "\n", "a\tb", "Ä" * 300, "x" * 3_000),
    *("__proto__", "../../etc/passwd", "http://example.org/", "c0", "n0"),
)
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, [], {}, [[]], [None], {"": None}),
    *({"min": 1, "likely": 2, "max": 3}, {"min": 3, "max": 1}, {"on": "c0"}, {"any": []}),
    *(
        {"at_least": 2, "of": ["c0", "c1", "n0"]},
        {"reach": "n0", "over": []},
        {"all": [{"all": []}]},
    ),
    *({"first_of": ["c0"], "switchover": {"detect": "1 min"}}, {"mtbf": "1 y", "mttr": "1 h"}),
    *({"mode": "queue", "timeout": "1 ms"}, {"mode": "crash", "for": "0 s", "restart": "0 s"}),
    *({"split": ["c0", {"on": "c1", "weight": 3}]}, {"on": "c0", "holds": "1 h", "refill": "2 h"}),
    *({"on": "c0", "at_start": {"calls": 50, "over": "10 min"}}, {"on": "c0", "starts": 0.9}),
    *([{"id": "m", "leaves": 0.3, "seen": "20 min"}], {"needs": ["c0"], "time": "5 min"}),
    *({"c0": 12}, {"time": "1 h", "needs": ["c0"], "otherwise": "6 h"}, ["c0", "c1"]),
    *({"time": "1 h", "crew": "crew"}, {"units": 10**6, "time": "1 min"}, {"kind": "fibre"}),
)
TOKENS = tuple(
    token.encode()
    for token in (
        *(
            '"',
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\\",
            "\\u0000",
            "\\ud800",
            "null",
            "1e999",
            "-",
            "- ",
        ),
        *("\n", "\t", " ", "#", "&a", "*a", "<<: *a", "!!python/object:x", "---", "...", "|", ">"),
        *("<", ">", "<!DOCTYPE x>", "<!ENTITY a 'b'>", "&amp;", "&a;", "<and>", "</", "/*", "//"),
        *(
            ":=",
            "&",
            "|",
            "@(2,[",
            "~",
            "\r",
            "\ufeff",
            "0x10",
            "1_000",
            "é",
            "components",
            "needs",
        ),
    )
)
BROKEN = (*TOKENS, b"\x00", b"\xff", b"\xc3", b"\xff\xfe", b"\x1f\x8b")


# -- trees of plain values ------------------------------------------------------------------------


def mutated_tree(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:
    """A copy with one to six damages; `names` are the keys that documents know.

    Half of them are changes after which much is still valid.
    """
    found = deepcopy(tree)
    damages = rng.choice((CHANGES, DAMAGES))
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 6))):
        found = rng.choice(damages)(rng, found, names)
    return found


def places(tree: Any) -> list[Place]:
    """Every place in the tree but its root, from above."""
    found: list[Place] = []
    todo: list[tuple[Place, Any]] = [((), tree)]
    while todo:
        place, value = todo.pop()
        keys: list[Any] = list(value) if isinstance(value, dict) else []
        if isinstance(value, list):
            keys = list(range(len(value)))
        for key in keys:
            found.append((*place, key))
            todo.append(((*place, key), value[key]))
    return found


def value_at(tree: Any, place: Place) -> Any:
    """What stands there."""
    for key in place:
        tree = tree[key]
    return tree


def any_place(rng: Random, tree: Any) -> Place:
    """Some place; the root if there is no other."""
    found = places(tree)
    return rng.choice(found) if found else ()


def odd(rng: Random) -> Any:
    """A value that hardly fits anywhere."""
    return deepcopy(rng.choice(rng.choice((ODD_NUMBERS, ODD_TEXTS, ODD_VALUES))))


def replaced(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:  # noqa: ARG001
    """One value becomes an odd one."""
    return put(tree, any_place(rng, tree), odd(rng))


def nudged(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:
    """One number becomes another; what says so as text as well."""
    numbers = [
        place
        for place in places(tree)
        if isinstance(value_at(tree, place), int | float)
        or str(value_at(tree, place))[:1].isdigit()
    ]
    if not numbers:
        return replaced(rng, tree, names)
    place = rng.choice(numbers)
    value = value_at(tree, place)
    if isinstance(value, int | float):
        return put(
            tree,
            place,
            rng.choice((0, value * 2, value * 1000, value / 7, 1, 3, rng.choice(ODD_NUMBERS))),
        )
    number, _, unit = str(value).partition(" ")
    return put(tree, place, f"{rng.choice((0, 1, number * 3, '1e9', '0.001'))} {unit}")


def dropped(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:  # noqa: ARG001
    """One key or entry is gone."""
    place = any_place(rng, tree)
    if place:
        del value_at(tree, place[:-1])[place[-1]]
    return tree


def doubled(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:
    """An entry of a list stands there twice, or very often."""
    lists = [place for place in ((), *places(tree)) if isinstance(value_at(tree, place), list)]
    lists = [place for place in lists if value_at(tree, place)]
    if not lists:
        return dropped(rng, tree, names)
    entries = value_at(tree, rng.choice(lists))
    at = rng.randrange(len(entries))
    entries[at:at] = [deepcopy(entries[at]) for _ in range(rng.choice((1, 1, 1, 2, 30)))]
    return tree


def moved(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:  # noqa: ARG001
    """What stands in one place stands in another too."""
    source, goal = any_place(rng, tree), any_place(rng, tree)
    return put(tree, goal, deepcopy(value_at(tree, source)))


def renamed(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:
    """A key becomes another that is known, or nearly so."""
    keys = [place for place in places(tree) if isinstance(place[-1], str)]
    if not keys:
        return replaced(rng, tree, names)
    place = rng.choice(keys)
    holder, old = value_at(tree, place[:-1]), str(place[-1])
    new = rng.choice((rng.choice(names), old + "s", old[1:], old.upper(), "x-" + old, "<<"))
    holder[new] = holder.pop(old)
    return tree


def added(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:
    """A known key is said of something that did not say it."""
    holders = [place for place in ((), *places(tree)) if isinstance(value_at(tree, place), dict)]
    if not holders:
        return replaced(rng, tree, names)
    holder = value_at(tree, rng.choice(holders))
    like = [place for place in places(tree) if place[-1] in names]
    if like and rng.random() < 0.6:
        place = rng.choice(like)
        holder[place[-1]] = deepcopy(value_at(tree, place))
    else:
        holder[rng.choice(names)] = odd(rng)
    return tree


def rewired(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:
    """A text that names something names something else of the document."""
    ids = [value_at(tree, place) for place in places(tree) if place[-1] == "id"]
    texts = [place for place in places(tree) if isinstance(value_at(tree, place), str)]
    if not ids or not texts:
        return replaced(rng, tree, names)
    return put(tree, rng.choice(texts), deepcopy(rng.choice(ids)))


def rehung(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:
    """A need, an end of a link or the like names another id of the document."""
    ids = {value_at(tree, place) for place in places(tree) if is_id(tree, place)}
    names_of = [
        place
        for place in places(tree)
        if place[-1] != "id" and isinstance(value_at(tree, place), str)
        and value_at(tree, place) in ids
    ]  # fmt: skip
    if not names_of:
        return nudged(rng, tree, names)
    return put(tree, rng.choice(names_of), rng.choice(sorted(ids)))


def lent(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:
    """A component, risk or scenario has what another of them has."""
    entries = [place for place in places(tree) if len(place) == 2 and isinstance(place[1], int)]
    entries = [place for place in entries if isinstance(value_at(tree, place), dict)]
    if not entries:
        return nudged(rng, tree, names)
    one = value_at(tree, rng.choice(entries))
    place = rng.choice(entries)
    like = [value_at(tree, other) for other in entries if other[0] == place[0]]
    keys = [key for key in one if key != "id"]
    if keys:
        key = rng.choice(keys)
        rng.choice(like)[key] = deepcopy(one[key])
    return tree


def thinned(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:
    """A key that can be left out, mostly, is."""
    keys = [place for place in places(tree) if len(place) > 2 and isinstance(place[-1], str)]
    keys = [place for place in keys if place[-1] not in ("id", "connects", "of", "hits")]
    if not keys:
        return nudged(rng, tree, names)
    place = rng.choice(keys)
    del value_at(tree, place[:-1])[place[-1]]
    return tree


def is_id(tree: Any, place: Place) -> bool:
    """Whether something is called so there."""
    return place[-1] == "id" and isinstance(value_at(tree, place), str)


def wrapped(rng: Random, tree: Any, names: tuple[str, ...]) -> Any:  # noqa: ARG001
    """A value stands in a group, once or deep down."""
    place = any_place(rng, tree)
    value = deepcopy(value_at(tree, place))
    for _ in range(rng.choice((1, 1, 2, 20, 200))):
        value = rng.choice(({"all": [value]}, {"any": [value]}, [value]))
    return put(tree, place, value)


CHANGES = (nudged, nudged, rehung, rehung, rehung, lent, lent, lent, thinned)
DAMAGES = (
    *(replaced, nudged, nudged, nudged, dropped, dropped, doubled, moved),
    *(renamed, added, added, added, rewired, rewired, rewired, wrapped),
)


def put(tree: Any, place: Place, value: Any) -> Any:
    """The tree with the value there; the value alone when the place is the root."""
    if not place:
        return value
    value_at(tree, place[:-1])[place[-1]] = value
    return tree


# -- bytes ----------------------------------------------------------------------------------------


def mutated_bytes(rng: Random, data: bytes, other: bytes) -> bytes:
    """The bytes with one to eight damages; `other` lends its parts."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(found) + 1)
        end = min(len(found), at + rng.choice((1, 1, 2, 8, 64, 1_000)))
        how = rng.randrange(7)
        if how == 0 and at < len(found):
            found[at] ^= 1 << rng.randrange(8)
        elif how == 1:
            del found[at:end]
        elif how == 2:
            found[at:at] = rng.choice(BROKEN) * rng.choice((1, 1, 1, 2, 500))
        elif how == 3:
            found[at:at] = found[at:end] * rng.choice((1, 1, 3, 40))
        elif how == 4:
            start = rng.randrange(len(other) + 1)
            found[at:end] = other[start : start + rng.choice((1, 10, 100, 1_000))]
        elif how == 5:
            del found[at:]
        else:
            found[at:end] = rng.randbytes(end - at)
    return bytes(found)


# -- what is written ------------------------------------------------------------------------------


def as_json(rng: Random, tree: Any) -> bytes:
    """The tree as JSON in one of the ways people write it."""
    ascii_only, indent = rng.random() < 0.5, rng.choice((None, 2))
    text = json.dumps(tree, indent=indent, ensure_ascii=ascii_only, default=str)
    return text.encode("utf-8", "surrogatepass")
