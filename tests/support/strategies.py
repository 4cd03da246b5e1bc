"""Random valid documents, small enough for brute force and mixed enough to be worth it.

Everything is drawn from simple pieces whose simplest value is the dullest one (no needs, no link,
no risk), so that a failing example shrinks to the few components it is about.

To make and check a strategy takes longer than to draw from it. So those that come again and again
are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from tests.support.oracles import Doc, Need, hops, is_link, parts_of, reached, targets

NODE_KINDS = ("service", "router")
LINK_KINDS = ("fibre", "radio")
PLACES = ("north", "south")
TAGS = ("blue", "red")

kept = lru_cache(4_096)


def sampled_from(choices: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return _sampled_from(choices, tuple(map(type, choices)))


@kept
def _sampled_from(choices: tuple[Any, ...], _: tuple[type, ...]) -> st.SearchStrategy[Any]:
    """Told the types, too: 1, 1.0 and True are one to a cache."""
    return st.sampled_from(choices)


booleans = st.booleans()
up_to_three = st.integers(0, 3)
one_to_three = st.integers(1, 3)
one_in_three = st.sampled_from([False, False, True])
one_in_five = st.sampled_from([False] * 4 + [True])
one_in_ten = st.sampled_from([False] * 9 + [True])


@kept
def some_of(choices: tuple[Any, ...]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(choices), min_size=1, max_size=3, unique=True)


CALLS = st.fixed_dictionaries(
    {}, optional={"hard": st.just(True), "calls": one_to_three, "retries": up_to_three}
)
MARKS = st.fixed_dictionaries(
    {}, optional={"location": st.sampled_from(PLACES), "tags": some_of(TAGS)}
)


# Needs


@dataclass(frozen=True)
class Scope:
    """What the needs of one component may name."""

    others: tuple[str, ...]
    goals: tuple[str, ...]
    link_kinds: tuple[str, ...]


@kept
@st.composite
def needs(draw: st.DrawFn, scope: Scope) -> list[Need]:
    if not scope.others:
        return []
    how_many = draw(sampled_from((0, 1, 2, 0)))
    return [draw(need(scope, depth=3, soft=True)) for _ in range(how_many)]


@kept
@st.composite
def need(draw: st.DrawFn, scope: Scope, depth: int, soft: bool) -> Need:
    """One entry with groups nested at most `depth` deep; soft ones only where they are allowed."""
    leaves = ["id", "call", *["soft"] * soft, *["reach"] * bool(scope.goals)]
    groups = ["all", "any", "at_least", "first_of"] if depth else []
    # More leaves than groups: groups of groups of groups should occur, not fill every document.
    form = draw(sampled_from((*leaves * 3, *groups)))
    if form in groups:
        return draw(group(scope, form, depth - 1, soft and form == "all"))
    if form == "reach":
        return draw(reach(scope))
    name = draw(sampled_from(scope.others))
    if form == "call":
        return {"on": name, **draw(CALLS)}
    return {"on": name, "hard": False} if form == "soft" else name


@kept
@st.composite
def group(draw: st.DrawFn, scope: Scope, form: str, depth: int, soft: bool) -> Need:
    parts = [draw(need(scope, depth, soft)) for _ in range(draw(one_to_three))]
    if form == "at_least":
        return {"at_least": draw(st.integers(1, len(parts))), "of": parts}
    return {form: parts}


@kept
@st.composite
def reach(draw: st.DrawFn, scope: Scope) -> Need:
    found: Doc = {"reach": draw(sampled_from(scope.goals))}
    limited: bool = draw(booleans)
    if limited and scope.link_kinds:
        found["over"] = draw(some_of(scope.link_kinds))
    return found


# Components


def named(prefix: str, how_many: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{i}" for i in range(how_many))


@kept
@st.composite
def facts(draw: st.DrawFn, kinds: tuple[str, ...]) -> Doc:
    """What a component is, needs and ends aside."""
    found: Doc = {"kind": draw(sampled_from(kinds)), **draw(MARKS)}
    if draw(one_in_ten):
        found["fails"] = draw(st.sampled_from([False, {"mtbf": "2 y", "mttr": "3 h"}]))
    if draw(one_in_ten):
        found["count"] = draw(one_to_three)
        found["quorum"] = draw(st.integers(1, found["count"]))
    return found


@kept
@st.composite
def ends(draw: st.DrawFn, nodes: tuple[str, ...]) -> Doc:
    a = draw(sampled_from(nodes))
    b = draw(sampled_from(tuple(node for node in nodes if node != a)))
    found: Doc = {"connects": [a, b]}
    if draw(one_in_three):
        found["one_way"] = True
    return found


@st.composite
def bare_components(draw: st.DrawFn, size: int) -> list[Doc]:
    """At most `size` nodes and links, none with needs as yet."""
    links = named("l", draw(st.integers(0, (size - 1) // 2)))
    nodes = named("n", draw(st.integers(2 if links else 1, size - len(links))))
    found = [{"id": node, **draw(facts(NODE_KINDS))} for node in nodes]
    found += [{"id": link, **draw(facts(LINK_KINDS)), **draw(ends(nodes))} for link in links]
    return found


def scope_of(doc: Doc, component: Doc, allowed: set[str], astray: bool) -> Scope:
    """May name what is allowed; may ask for what a path leads to, or when astray for any node."""
    own, all_ids = component["id"], [other["id"] for other in doc["components"]]
    others = tuple(name for name in all_ids if name != own and name in allowed)
    if is_link(component):
        return Scope(others, (), ())
    nodes = {other["id"] for other in doc["components"] if not is_link(other)}
    near = nodes if astray else reached(doc, own, None, set(all_ids))
    kinds = sorted({other["kind"] for other in doc["components"] if is_link(other)})
    goals = tuple(name for name in others if name in near & nodes)
    return Scope(others, goals, tuple(kinds))


@st.composite
def components(draw: st.DrawFn, size: int) -> list[Doc]:
    found = draw(bare_components(size))
    doc = {"components": found}
    # Most documents are ranked: a component names only those before it, so that cycles are left
    # to paths and to the pieces below. In the others anything may name anything, and cycles abound.
    rank = draw(st.permutations([component["id"] for component in found]))
    tangled = draw(one_in_three)
    for component in found:
        before = rank if tangled else rank[: rank.index(component["id"])]
        scope = scope_of(doc, component, set(before), astray=draw(one_in_three))
        component["needs"] = draw(needs(scope))
    return found


# Pieces that chance alone makes too seldom


@st.composite
def knot(draw: st.DrawFn, doc: Doc) -> None:
    """Tie a cycle of both sorts: a node on the way to a goal needs the one that wants to get there.

    (As a router that asks a name server for its configuration while the name server has to reach
    its peer through that router.)
    """
    # Two hops in a row that do not turn back: from the start over the middle to the goal.
    pairs = [(here, there) for _, here, there in hops(doc, None)]
    ways = {(a, b, d) for a, b in pairs for c, d in pairs if b == c and a != d}
    if ways:
        start, middle, goal = draw(st.sampled_from(sorted(ways)))
        add_need(doc, start, {"reach": goal})
        add_need(doc, middle, start)


@st.composite
def mutual(draw: st.DrawFn, doc: Doc) -> None:
    """Let components need each other in pairs: they run, and neither can start first."""
    ids = draw(st.permutations([component["id"] for component in doc["components"]]))
    pairs = list(zip(ids[::2], ids[1::2], strict=False))
    for one, other in pairs[: draw(st.integers(1, 2))]:
        add_need(doc, one, other)
        add_need(doc, other, one)


@st.composite
def twins(draw: st.DrawFn, doc: Doc) -> None:
    """Give a target, if there is one, two alternatives with one cause of failure in common."""
    ids = [component["id"] for component in doc["components"]]
    if len(ids) > 2:
        owner = draw(st.sampled_from(targets(doc) or ids))
        pair = draw(st.permutations([name for name in ids if name != owner]))[:2]
        add_need(doc, owner, {draw(st.sampled_from(["any", "first_of"])): pair})
        doc["shared_risks"].append({"id": "twins", "kind": "duct", "hits": sorted(pair)})


@st.composite
def stranded(draw: st.DrawFn, doc: Doc) -> None:
    """Put a node that is never up on a way: it has to reach an island."""
    names = [component["id"] for component in doc["components"] if not is_link(component)]
    if len(names) < 2:
        return
    asked = sorted({(owner, goal) for owner, goal in reaches(doc) if owner != goal})
    start, goal = draw(st.sampled_from(asked) if asked else st.permutations(names))[:2]
    if not asked:
        add_need(doc, start, {"reach": goal})
    doc["components"] += [
        {"id": "dead", **draw(facts(NODE_KINDS)), "needs": [{"reach": "island"}]},
        {"id": "island", **draw(facts(NODE_KINDS)), "needs": []},
        *({"id": f"to-{end}", **draw(facts(LINK_KINDS)), "connects": [end, "dead"], "needs": []}
          for end in (start, goal)),
    ]  # fmt: skip
    more = draw(st.sampled_from(["", "", "direct", "dead end", "apart"]))
    ends = {"direct": [start, goal], "dead end": [start, "spur"], "apart": ["island", "spur"]}
    if more in ("dead end", "apart"):
        doc["components"].append({"id": "spur", "kind": "router", "needs": []})
    if more == "apart":  # and only there at home
        add_need(doc, "island", "spur")
        add_need(doc, "spur", "island")
    if more:
        link = {"id": "more", "kind": draw(st.sampled_from(LINK_KINDS)), "connects": ends[more]}
        doc["components"].append({**link, "needs": []})


def reaches(doc: Doc) -> set[tuple[str, str]]:
    """Who asks for a path, and where to."""
    todo = [(c["id"], need) for c in doc["components"] for need in c.get("needs", [])]
    found = set()
    while todo:
        owner, need = todo.pop()
        if not isinstance(need, str) and "reach" in need:
            found.add((owner, need["reach"]))
        todo += [(owner, part) for part in parts_of(need)]
    return found


def add_need(doc: Doc, owner: str, need: Need) -> None:
    component = next(each for each in doc["components"] if each["id"] == owner)
    component["needs"] = [*component.get("needs", []), need]


@st.composite
def shared_risks(draw: st.DrawFn, doc: Doc) -> list[Doc]:
    ids = [component["id"] for component in doc["components"]]
    hits = st.one_of(some_of(tuple(ids)), st.sampled_from(doc["components"]).flatmap(selectors))
    risks = named("r", draw(st.integers(0, 2)))
    return [{"id": risk, "kind": "duct", "hits": draw(hits)} for risk in risks]


@st.composite
def selectors(draw: st.DrawFn, component: Doc) -> Doc:
    """A selector that hits at least this component."""
    keys = [(key, component[key]) for key in ("kind", "location") if key in component]
    tags = [("tag", tag) for tag in component.get("tags", [])]
    return dict(draw(some_of((*keys, *tags))))


# Documents


@st.composite
def judged(draw: st.DrawFn, doc: Doc) -> None:
    """Say what the targets are: by objectives, by demand, by both, or leave it unsaid."""
    ids = [component["id"] for component in doc["components"]]
    if draw(booleans):
        for component in doc["components"]:
            component["demand"] = draw(up_to_three) * 100
    if draw(booleans):
        doc["objectives"] = [{"of": name} for name in draw(some_of(tuple(ids)))]


@st.composite
def documents(draw: st.DrawFn, size: int = 9) -> Doc:
    """A valid document of at most `size` components, with every form the format has.

    One in five has a few more: a node that is never up on somebody's way, an island, a dead end.
    """
    doc: Doc = {"format": 1, "name": "random", "components": draw(components(size))}
    doc["shared_risks"] = draw(shared_risks(doc))
    draw(judged(doc))
    pieces = {
        knot: booleans,
        twins: booleans,
        mutual: one_in_three,
        stranded: one_in_five,
    }
    for piece, wanted in pieces.items():
        if draw(wanted):
            draw(piece(doc))
    return doc


@st.composite
def any_path_graphs(draw: st.DrawFn, max_nodes: int = 6, max_links: int = 9) -> Doc:
    """A network and nothing else: some nodes must reach the hub `n0`, over any path there is.

    Now and then one of these ways leads over a node that is never up, `dead`.
    """
    nodes = named("n", draw(st.integers(2, max_nodes)))
    links = named("l", draw(st.integers(1, max_links)))
    seekers = draw(some_of(nodes[1:]))
    found: list[Doc] = [{"id": node, "kind": "router"} for node in nodes]
    for node in found:
        if node["id"] in seekers:
            node["needs"] = [{"reach": nodes[0]}]
    found += [{"id": link, "kind": "fibre", **draw(ends(nodes))} for link in links]
    doc = {"format": 1, "name": "random network", "components": found}
    if draw(one_in_five):
        draw(stranded(doc))
    return doc


# The same document in another order


@st.composite
def shuffled(draw: st.DrawFn, doc: Doc) -> Doc:
    """The same meaning written down in another order."""
    found = dict(doc)
    found["components"] = [
        {**component, "needs": draw(shuffled_needs(component["needs"]))}
        if "needs" in component
        else component
        for component in draw(st.permutations(doc["components"]))
    ]
    if "shared_risks" in doc:
        found["shared_risks"] = draw(st.permutations(doc["shared_risks"]))
    return found


@st.composite
def shuffled_needs(draw: st.DrawFn, entries: list[Need]) -> list[Need]:
    return [draw(shuffled_need(entry)) for entry in draw(st.permutations(entries))]


@st.composite
def shuffled_need(draw: st.DrawFn, need: Need) -> Need:
    if isinstance(need, str) or not parts_of(need):
        return need
    if "first_of" in need:
        # The order of standbys is part of the meaning; what each of them consists of is not.
        return {**need, "first_of": [draw(shuffled_need(part)) for part in need["first_of"]]}
    form = next(form for form in ("all", "any", "of", "split") if form in need)
    return {**need, form: draw(shuffled_needs(need[form]))}
