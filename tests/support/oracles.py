"""What a topology means, by brute force on the raw document: slow, short, plainly right.

Every function takes the document as parsed from JSON and recomputes from scratch whatever it needs.
Nothing here is shared with the package under test, so the two can only agree by both being right
(or by both misreading the reference in the same way, which the hand-computed examples guard).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

Doc = dict[str, Any]
Need = Any
"""One entry of `needs`: an id, or an object with one of the forms."""

Hop = tuple[str, str, str]
"""One way across one link: (link, from node, to node)."""


# The document


def components(doc: Doc) -> dict[str, Doc]:
    return {component["id"]: component for component in doc["components"]}


def shared_risks(doc: Doc) -> dict[str, Doc]:
    return {risk["id"]: risk for risk in doc.get("shared_risks", [])}


def needs_of(doc: Doc, component: str) -> list[Need]:
    found: list[Need] = components(doc)[component].get("needs", [])
    return found


def is_link(component: Doc) -> bool:
    return "connects" in component


def parts_of(need: Need) -> list[Need]:
    """The entries a nested form is made of; an id and a `reach` have none."""
    if isinstance(need, str):
        return []
    for form in ("all", "any", "of", "first_of", "split"):
        if form in need:
            parts: list[Need] = need[form]
            return parts
    return []


def enough_parts(need: Doc) -> int:
    """How many of its parts a nested form asks for."""
    if "all" in need:
        return len(need["all"])
    return int(need.get("at_least", 1))


def mentions(need: Need) -> set[str]:
    """Every id a need names, at any depth, hard or soft, the goal of a `reach` included."""
    if isinstance(need, str):
        return {need}
    named = {need[form] for form in ("on", "reach") if form in need}
    return named.union(*map(mentions, parts_of(need)))


# Networks: a path is a sequence of hops


def hops(doc: Doc, over: list[str] | None) -> list[Hop]:
    """Every way across every link of the kinds in `over` (of any kind when None)."""
    found = []
    for link in doc["components"]:
        if is_link(link) and (over is None or link["kind"] in over):
            a, b = link["connects"]
            found.append((link["id"], a, b))
            if not link.get("one_way", False):
                found.append((link["id"], b, a))
    return found


def open_hops(doc: Doc, start: str, over: list[str] | None, working: set[str]) -> list[Hop]:
    """The hops one who starts at `start` can make: link and nodes work; `start` itself need not."""
    return [
        (link, a, b)
        for link, a, b in hops(doc, over)
        if link in working and b in working and (a in working or a == start)
    ]


def distances(ways: Iterable[tuple[str, str]], start: str) -> dict[str, int]:
    """Breadth-first: how many hops away each node is that can be reached at all."""
    ways = list(ways)
    away = {start: 0}
    frontier = [start]
    while frontier:
        node = frontier.pop(0)
        for a, b in ways:
            if a == node and b not in away:
                away[b] = away[a] + 1
                frontier.append(b)
    return away


def reached(doc: Doc, start: str, over: list[str] | None, working: set[str]) -> set[str]:
    """The nodes a path leads to from `start`, which counts as reached whether it works or not."""
    return set(distances(((a, b) for _, a, b in open_hops(doc, start, over, working)), start))


def on_shortest_paths(doc: Doc, start: str, reach: Doc, working: set[str]) -> set[str]:
    """Links and nodes, `start` aside, of every path to the goal with the fewest links."""
    ways = open_hops(doc, start, reach.get("over"), working)
    out = distances([(a, b) for _, a, b in ways], start)
    back = distances([(b, a) for _, a, b in ways], reach["reach"])
    # Without a path no sum below can equal the length, which is then not a number at all.
    length = out.get(reach["reach"])
    found = set()
    for link, a, b in ways:
        if a in out and b in back and out[a] + 1 + back[b] == length:
            found |= {link, b}
    return found


# What works


def holds(doc: Doc, owner: str, need: Need, working: set[str]) -> bool:
    """Whether one need of `owner` is met when exactly these components work."""
    if isinstance(need, str):
        return need in working
    if "on" in need:
        return need["on"] in working or not need.get("hard", True)
    if "reach" in need:
        return need["reach"] in reached(doc, owner, need.get("over"), working)
    met = [part for part in parts_of(need) if holds(doc, owner, part, working)]
    if met and (tools := switch_needs(need)):
        normal = working_after(without_switch_needs(doc), [])
        active = next((p for p in parts_of(need) if holds(doc, owner, p, normal)), None)
        return active in met or all(holds(doc, owner, tool, working) for tool in tools)
    return len(met) >= enough_parts(need)


def switch_needs(need: Need) -> list[Need]:
    """What a switch cannot be made without; in it a `first_of` switches without delay."""
    if isinstance(need, str) or "first_of" not in need:
        return []
    switch = need.get("switchover", {})
    return [] if "otherwise" in switch else work_needs(switch)


def work_needs(work: Doc) -> list[Need]:
    found: list[Need] = without_switch_needs(work.get("needs", []))
    return found


def without_switch_needs(piece: Any) -> Any:
    """The same with switches that need nothing."""
    if isinstance(piece, list):
        return [without_switch_needs(part) for part in piece]
    if isinstance(piece, dict):
        return {k: without_switch_needs(v) for k, v in piece.items() if k != "switchover"}
    return piece


def all_hold(doc: Doc, component: str, working: set[str]) -> bool:
    return all(holds(doc, component, need, working) for need in needs_of(doc, component))


def hit_by(doc: Doc, risk: str) -> set[str]:
    hits = shared_risks(doc)[risk].get("hits", [])
    if isinstance(hits, list):
        return set(hits)
    return {name for name, component in components(doc).items() if selected(component, hits)}


def selected(component: Doc, selector: Doc) -> bool:
    """Whether every key the selector gives matches."""
    own = {"kind": [component.get("kind")], "location": [component.get("location")]}
    own["tag"] = component.get("tags", [])
    return all(wanted in own[key] for key, wanted in selector.items())


def manned(doc: Doc, failed: Iterable[str]) -> set[str]:
    """Components that keep enough members, needs aside.

    An id that fails m times takes m members of its component, and so does a mode that leaves
    nothing; a shared risk takes all of them, or a part, rounded up. What limps keeps all.
    """
    times = Counter(failed)
    known = set(components(doc)) | set(shared_risks(doc)) | set(modes(doc))
    if not known.issuperset(times):
        raise KeyError(f"not in the document: {sorted(set(times) - known)}")
    once = {cause: 1 if cause in shared_risks(doc) else n for cause, n in times.items()}
    lost = Counter[str]()
    for cause, n in once.items():
        for name, members in taken_by(doc, cause).items():
            lost[name] += n * members
    return {
        name
        for name, component in components(doc).items()
        if component.get("count", 1) - lost[name] >= component.get("quorum", 1)
    }


def taken_by(doc: Doc, cause: str) -> Counter[str]:
    """How many members of which components one failure takes."""
    if cause in modes(doc):
        owner, mode = modes(doc)[cause]
        return Counter({owner: int(is_dead(mode))})
    if cause not in shared_risks(doc):
        return Counter({cause: 1})
    risk, found = shared_risks(doc)[cause], Counter[str]()
    for name in hit_by(doc, cause) if is_dead({"leaves": 0, **risk}) else ():
        count = components(doc)[name].get("count", 1)
        some = -(-round(risk.get("parts", 1) * count * 100) // 100)
        found[name] = some if count > 1 else 1
    return found


def modes(doc: Doc) -> dict[str, tuple[str, Doc]]:
    """Whose each mode is, and what it says, by the id of the cause."""
    return {
        f"{name}:{mode['id']}": (name, mode)
        for name, component in components(doc).items()
        for mode in component.get("modes", [])
    }


def is_dead(limping: Doc) -> bool:
    """Whether what limps like this counts as failed from the first moment on."""
    leaves: float = limping["leaves"]
    return leaves == 0 or (leaves < 1 and limping.get("seen") == "0 s")


def working_after(doc: Doc, failed: Iterable[str]) -> set[str]:
    """Greatest fixed point: assume all that is manned works, strike out what cannot, repeat."""
    working = manned(doc, failed)
    while True:
        kept = {name for name in working if all_hold(doc, name, working)}
        if kept == working:
            return working
        working = kept


def down(doc: Doc, failed: Iterable[str]) -> set[str]:
    return set(components(doc)) - working_after(doc, failed)


def never_up(doc: Doc) -> set[str]:
    return down(doc, [])


# What is judged, and what takes it down


def targets(doc: Doc) -> list[str]:
    named = {objective["of"] for objective in doc.get("objectives", [])}
    wanted = {name for name, component in components(doc).items() if component.get("demand", 0) > 0}
    return sorted(named or wanted or ends(doc))


def ends(doc: Doc) -> set[str]:
    """What needs something and what nothing else needs, links aside."""
    named_by = {
        name: set[str]().union(*map(mentions, needs_of(doc, name))) for name in components(doc)
    }
    return {
        name
        for name, component in components(doc).items()
        if not is_link(component)
        and component.get("needs")
        and not any(name in named for other, named in named_by.items() if other != name)
    }


def single_points(doc: Doc, target: str) -> set[str]:
    """Each other component (one member of it) or shared risk that alone takes the target down.

    Says something only of a target that is up with nothing failed.
    """
    can_fail = {
        name
        for name, component in components(doc).items()
        if name != target and component.get("fails") is not False
    }
    can_fail |= {name for name, (owner, _) in modes(doc).items() if owner != target}
    return {cause for cause in can_fail | set(shared_risks(doc)) if target in down(doc, [cause])}


def blast(doc: Doc, cause: str) -> set[str]:
    """What this one failure takes down; what never worked is not its doing."""
    return down(doc, [cause]) - never_up(doc)


def demand_lost(doc: Doc, cause: str) -> float:
    return float(sum(components(doc)[name].get("demand", 0) for name in blast(doc, cause)))


# Cold start


def start_up(doc: Doc) -> set[str]:
    """Least fixed point: with all down, start what can start beside what has started, repeat."""
    started: set[str] = set()
    while True:
        grown = {name for name in manned(doc, []) if can_rise(doc, name, started)}
        if grown == started:
            return started
        started = grown


def can_rise(doc: Doc, component: str, working: set[str]) -> bool:
    """Whether all that a component needs to run and to start is met."""
    start = work_needs(components(doc)[component].get("start", {}))
    return all(holds(doc, component, n, working) for n in [*needs_of(doc, component), *start])


def deadlocks(doc: Doc) -> list[list[str]]:
    """What runs but cannot start from cold, parted into those that wait for each other."""
    running, started = working_after(doc, []), start_up(doc)
    stuck = running - started
    groups = [{name} for name in stuck]
    for waiter in stuck:
        for awaited in awaits(doc, waiter, started, running) & stuck:
            together = [group for group in groups if group & {waiter, awaited}]
            groups = [group for group in groups if group not in together]
            groups.append(set().union(*together))
    return sorted(sorted(group) for group in groups)


def awaits(doc: Doc, waiter: str, started: set[str], running: set[str]) -> set[str]:
    """What the unmet needs of `waiter` name, and what its shortest running paths consist of."""

    def path(reach: Doc) -> set[str]:
        return on_shortest_paths(doc, waiter, reach, running)

    start = work_needs(components(doc)[waiter].get("start", {}))
    return unmet(doc, waiter, {"all": [*needs_of(doc, waiter), *start]}, started, path)


def unmet(
    doc: Doc,
    owner: str,
    need: Need,
    working: set[str],
    in_the_way: Callable[[Doc], set[str]],
    normal: set[str] | None = None,
) -> set[str]:
    """The ids to blame for a need that does not hold: those of its parts that do not hold either.

    A soft part always holds, so it is never to blame. Whom to blame for a `reach` the caller says.
    A switch that cannot be made lacks its tools as well. In the story of a fall (`normal` is what
    worked before it) it is these alone, if there was something to switch to and they fell.
    """
    if holds(doc, owner, need, working):
        return set()
    if isinstance(need, str):
        return {need}
    if "on" in need:
        return {need["on"]}
    if "reach" in need:
        return in_the_way(need)

    def of(parts: list[Need]) -> set[str]:
        blamed = (unmet(doc, owner, part, working, in_the_way, normal) for part in parts)
        return set().union(*blamed)

    tools = of(switch_needs(need))
    if normal is None:
        return tools | of(parts_of(need))
    is_idle = any(holds(doc, owner, part, working) for part in parts_of(need))
    # What holds in part for another reason than a switch has no tools.
    return tools if is_idle and tools & normal else of(parts_of(need))


# Reasons


def shortest_reason(doc: Doc, cause: str, target: str) -> int | None:
    """The fewest steps of a chain of failures from `cause` to `target`; None when there is none.

    A step leads from what failed to what it takes down: from a shared risk to what it hits, from a
    component to one whose unmet need blames it, judged just before that one fell. What was down
    before has no part in a chain.
    """
    waves = falling(doc, cause)
    fallen = waves[0] - waves[-1]
    blames = {name: blamed_by(doc, name, waves) for name in fallen}
    if cause in shared_risks(doc):
        steps, wave = 1, hit_by(doc, cause) & fallen
    else:
        steps, wave = 0, {cause} & fallen
    seen = set(wave)
    while wave and target not in wave:
        wave = {name for name in fallen - seen if blames[name] & wave}
        seen |= wave
        steps += 1
    return steps if wave else None


def falling(doc: Doc, cause: str) -> list[set[str]]:
    """What works: with nothing failed, after the failure itself, and after each wave it sets off.

    In one wave falls all whose needs do not hold with what worked after the wave before.
    """
    normal = working_after(doc, [])
    waves = [normal, normal & manned(doc, [cause])]
    while (left := {name for name in waves[-1] if all_hold(doc, name, waves[-1])}) != waves[-1]:
        waves.append(left)
    return waves


def blamed_by(doc: Doc, fallen: str, waves: list[set[str]]) -> set[str]:
    """What to blame for a fall: parts judged just before it, a way as it was when it was lost."""

    def path(reach: Doc) -> set[str]:
        goal, over = reach["reach"], reach.get("over")
        lost = next((w for w in waves if goal not in reached(doc, fallen, over, w)), waves[-1])
        return blockers(doc, fallen, reach, lost, waves[0])

    before = next(working for working in reversed(waves) if fallen in working)
    return unmet(doc, fallen, {"all": needs_of(doc, fallen)}, before, path, waves[0])


def blockers(doc: Doc, start: str, reach: Doc, working: set[str], normal: set[str]) -> set[str]:
    """What stands at the edge of what `start` can still reach, and barred the way to the goal.

    Behind a blocker the goal must be within reach, as things were with nothing failed, without
    coming back through what `start` still reaches: otherwise it is a detour, not the way.
    """
    goal, over = reach["reach"], reach.get("over")
    inside = reached(doc, start, over, working)
    outside = normal - inside
    # Where the link and the node behind it are both down, the link is met first.
    return {
        link if link not in working else node
        for link, here, node in hops(doc, over)
        if here in inside
        and node in outside
        and goal in outside
        and goal in reached(doc, node, over, outside)
    }
