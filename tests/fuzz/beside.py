"""Files of traffic beside a document: lists, matrices, networks and entries, whole or damaged."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

from tests.fuzz.mutations import ODD_TEXTS, mutated_bytes, mutated_tree
from tests.support.imports import FILES

Ids = list[str]
NODES = (b"Kiel", b"Rostock", b"Stralsund", b"Wismar")
NETWORKS = ("json/coast.json", "native/coast.txt", "xml/coast.xml")
ENDINGS = (".csv", ".txt", ".json", ".yaml", ".xml", "")


def traffic_file(rng: Random, ids: Ids) -> tuple[bytes, str]:
    """A file of traffic between these, and how its name ends."""
    make, ending = rng.choice(KINDS)
    data = make(rng, ids or ["a", "b"])
    if rng.random() < 0.4:
        data = mutated_bytes(rng, data, rng.choice(KINDS)[0](rng, ids or ["a"]))
    return data, rng.choice(ENDINGS) if rng.random() < 0.05 else ending


def as_list(rng: Random, ids: Ids) -> bytes:
    """The columns from, to and demand."""
    rows = [[some(rng, ids), some(rng, ids), demand(rng)] for _ in range(rng.choice((1, 5, 30)))]
    return table(rng, [["from", "to", "demand"], *rows])


def as_matrix(rng: Random, ids: Ids) -> bytes:
    """Ids in the first row and in the first column."""
    ids = rng.sample(ids, min(len(ids), 12))
    rows = [["" if a == b else demand(rng) for b in ids] for a in ids]
    return table(rng, [["", *ids], *([a, *row] for a, row in zip(ids, rows, strict=True))])


def as_entries(rng: Random, ids: Ids) -> bytes:
    """Entries as in a document."""
    entries = [
        {"from": ends(rng, ids), "to": ends(rng, ids), "demand": rng.choice((0, 1, 2.5, 1e3))}
        for _ in range(rng.choice((1, 3, 20)))
    ]
    tree: Any = entries if rng.random() < 0.3 else {"traffic": entries}
    if rng.random() < 0.5:
        tree = mutated_tree(rng, tree, ("traffic", "from", "to", "demand", "kind", "all"))
    return json.dumps(tree).encode("utf-8", "surrogatepass")


def as_network(rng: Random, ids: Ids) -> bytes:
    """The demands of SNDlib, of nodes that the document may know."""
    data = rng.choice(networks())
    for name in NODES:
        if rng.random() < 0.8:
            data = data.replace(name, some(rng, ids).encode("utf-8", "ignore"))
    return data


@cache
def networks() -> tuple[bytes, ...]:
    """Small networks in the formats that SNDlib has."""
    return tuple((FILES / "sndlib" / name).read_bytes() for name in NETWORKS)


Kind = tuple[Callable[[Random, Ids], bytes], str]
KINDS: tuple[Kind, ...] = (
    (as_list, ".csv"),
    (as_matrix, ".csv"),
    (as_entries, ".json"),
    (as_entries, ".yaml"),
    (as_network, ".txt"),
)


def some(rng: Random, ids: Ids) -> str:
    """One of the ids, mostly."""
    return rng.choice(ids) if rng.random() < 0.98 else rng.choice(("all", *ODD_TEXTS))


def ends(rng: Random, ids: Ids) -> Any:
    """From or to where, as a document may say it."""
    several = rng.sample(ids, min(len(ids), 3))
    return rng.choice((some(rng, ids), some(rng, ids), several, "all", {"kind": "site"}, {}))


def demand(rng: Random) -> str:
    """A number, mostly."""
    plain = ("0", "1", "2.5", "40", "1e6", "")
    return rng.choice(plain) if rng.random() < 0.98 else rng.choice(ODD_TEXTS)


def table(rng: Random, rows: list[list[str]]) -> bytes:
    """Rows as a table."""
    said = io.StringIO()
    csv.writer(said, delimiter=rng.choice(",,;\t"), lineterminator="\n").writerows(rows)
    return said.getvalue().encode("utf-8", "surrogatepass")
