"""A second way: a link beside one that fails, or around what cuts a side off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import networkx as nx

from topology.document.options.choices import Choice, Raw, great_circle_km
from topology.remedy.suggestions.matter import ASSUMED, Matter

KIND = "path"


def made(matter: Matter) -> Iterator[Choice]:
    """For each link that fails one beside it, for each side that is cut off one to the rest."""
    links = {name: c for name, c in matter.components.items() if "connects" in c}
    done: set[str] = set()
    for cause in (*matter.cause_ids, *matter.cutting_off) if links else ():
        gone = set(matter.hits.get(cause, (cause,)))
        for name in sorted(gone & links.keys() - done):
            done.add(name)
            yield _beside(matter, links[name])
        for a, b in _around(matter, links, gone):
            about = f"{a}--{b}"
            if about not in done:
                done.add(about)
                yield _across(matter, links, a, b)


def _beside(matter: Matter, link: Raw) -> Choice:
    twin = matter.twin(link["id"])
    risks = matter.risks_of(link["id"])
    a, b = link["connects"]
    apart = f" apart from {' and '.join(risks)}" if risks else ""
    return matter.choice(
        KIND,
        link["id"],
        f"a second {link.get('kind', 'link')} from {a} to {b}, {twin['id']}, beside "
        f"{link['id']}{apart}",
        add={"components": [twin]},
        spare=matter.spared(twin, risks),
    )


def _around(matter: Matter, links: dict[str, Raw], gone: set[str]) -> Iterator[tuple[str, str]]:
    """The nearest ends, or else the first, of each side that is cut off and of the largest one."""
    whole = nx.Graph(tuple(link["connects"]) for link in links.values())
    left = nx.Graph(tuple(c["connects"]) for name, c in links.items() if name not in gone)
    left.add_nodes_from(whole)
    left.remove_nodes_from(gone & set(left))
    sides = sorted(map(sorted, nx.connected_components(left)), key=lambda s: (-len(s), s))
    before = {n: k for k, side in enumerate(nx.connected_components(whole)) for n in side}
    for side in sides[1:]:
        rest = [n for n in sides[0] if before[n] == before[side[0]]]
        if rest:
            _, a, b = min((_far(matter, a, b), *sorted((a, b))) for a in side for b in rest)
            yield a, b


def _far(matter: Matter, a: str, b: str) -> float:
    one, other = (matter.graph.components[matter.graph.index[n]] for n in (a, b))
    try:
        return great_circle_km(one, other)
    except ValueError:
        return 0.0


def _across(matter: Matter, links: dict[str, Raw], a: str, b: str) -> Choice:
    kinds = Counter(link.get("kind", "component") for link in links.values())
    kind = min(kinds, key=lambda k: (-kinds[k], k))
    made: Raw = {
        "id": matter.free_id(f"{a}--{b}"),
        "kind": kind,
        "connects": [a, b],
        "assumed": ASSUMED,
    }
    km = _far(matter, a, b)
    length = f", {km:,.0f} km" if km else ""
    return matter.choice(
        KIND,
        f"{a}--{b}",
        f"a {kind} from {a} to {b}, {made['id']}{length}: a way around what cuts one side off",
        add={"components": [made]},
        spare=matter.spared(made, matter.risks),
    )
