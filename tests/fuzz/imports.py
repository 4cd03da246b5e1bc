"""Case `number` of a seed for imports: a damaged file of another tool, and a command that reads it.

The examples of the tests are damaged, format by format in turn, as trees of plain values where they
are such, else as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.fuzz.inputs import INPUT, MOST_BYTES, OUTPUT, Case
from tests.fuzz.mutations import Place, as_json, mutated_bytes, mutated_tree, places, value_at
from tests.support.imports import EXAMPLES, SECRET

NO_SECRET = b"hunter3"
"""In the place of a secret that a damage has moved to where it is none."""
OPTIONS = (
    *(("--external",), ("--no-guesses",), ("--directed",), ("--allow-outside",)),
    *(("--reach", "n0"), ("--reach", "a"), ("--hosts", "2"), ("--window", "24 h")),
    *(("--quorum", "db=2"), ("--profile", "dev"), ("--notes", OUTPUT + ".json")),
)


def case(seed: int, number: int, folders: tuple[Path, ...] = ()) -> Case:
    """The same for the same seed, number and folders; `folders` hold a folder for each format."""
    rng = Random(f"imports/{seed}/{number}")
    found = seeds(folders)
    form = sorted(found)[number % len(found)]
    trees, texts = found[form]
    data, ending = rng.choice(texts)
    if trees and rng.random() < 0.6:
        documents, ending = rng.choice(trees)
        with suppress(RecursionError):  # wrapped in itself again and again
            data = written(rng, documents, ending)
    else:
        before = set(data.splitlines())
        data = mutated_bytes(rng, data, rng.choice(texts)[0])
        is_moved = any(SECRET in line and line not in before for line in data.splitlines())
        data = data.replace(SECRET, NO_SECRET) if is_moved else data
    return Case(data[:MOST_BYTES], ending, tuple(words(rng, form)))


def written(rng: Random, documents: list[Any], ending: str) -> bytes:
    """Documents of which one is damaged, in the form that the ending says."""
    place = rng.randrange(len(documents))
    names = known_names(json.dumps(documents[place], default=str))
    damaged = mutated_tree(rng, documents[place], names)
    whole = [*documents[:place], damaged, *documents[place + 1 :]]
    is_moved = not set(secrets(damaged)) <= set(secrets(documents[place]))
    if ending == ".json":
        data = as_json(rng, damaged)
    else:
        data = yaml.safe_dump_all(whole, sort_keys=False).encode("utf-8", "surrogatepass")
    return data.replace(SECRET, NO_SECRET) if is_moved else data


def secrets(tree: Any) -> list[tuple[Place, str]]:
    """Where the secret stands in a tree, and in what; a damage may put it where names stand."""
    texts = ((place, value_at(tree, place)) for place in places(tree))
    found = [(at, text) for at, text in texts if isinstance(text, str)]
    keys = [(at, str(at[-1])) for at, _ in found]
    return [(at, text) for at, text in (*found, *keys) if SECRET.decode() in text]


@cache
def known_names(text: str) -> tuple[str, ...]:
    """The keys of a tree."""
    found = {str(place[-1]) for place in places(json.loads(text)) if isinstance(place[-1], str)}
    return tuple(sorted(found)) or ("x",)


Seeds = tuple[list[tuple[list[Any], str]], list[tuple[bytes, str]]]
"""Documents as trees, and texts, with the endings of their names."""


@cache
def seeds(folders: tuple[Path, ...]) -> dict[str, Seeds]:
    """By format, what is damaged."""
    files = [(example.form, file) for example in EXAMPLES for file in example.files]
    for folder in folders:
        files += [(p.relative_to(folder).parts[0], p) for p in sorted(folder.rglob("*.*"))]
    found: dict[str, Seeds] = {}
    known = {example.form for example in EXAMPLES}
    for form, file in files:
        if form not in known or not file.is_file() or file.stat().st_size > MOST_BYTES:
            continue
        trees, texts = found.setdefault(form, ([], []))
        text = file.read_bytes()
        texts.append((text, file.suffix))
        if documents := trees_in(text, file.suffix):
            trees.append((documents, file.suffix))
    return found


def trees_in(text: bytes, ending: str) -> list[Any]:
    """The documents of a text if it is JSON or YAML."""
    try:
        if ending in (".yaml", ".yml"):
            return [value for value in yaml.safe_load_all(text) if value is not None]
        return [json.loads(text)] if text.lstrip()[:1] in (b"{", b"[") else []
    except (ValueError, yaml.YAMLError):
        return []


def words(rng: Random, form: str) -> Iterator[str]:
    """Mostly the import, at times an analysis of the file as it stands."""
    if rng.random() < 0.25:
        yield from rng.choice(
            (("spof", INPUT), ("spof", INPUT, "-f", "json"), ("validate", INPUT), ("cuts", INPUT))
        )
        return
    yield from ("import", form, INPUT) if rng.random() < 0.8 else ("import", INPUT)
    for option in OPTIONS:
        if rng.random() < 0.08:
            yield from option
    if rng.random() < 0.3:
        yield from ("-o", OUTPUT + ".json")
