"""Single points of failure, blast radii, deadlocks and reasons against brute force and by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import oracles
from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.strategies import any_path_graphs, documents, shuffled
from topology.document.document import Topology
from topology.errors import UnknownIdError, UsageError
from topology.finding import MOST_LEVELS, FailureClass, Rule, Step, in_words
from topology.findings.blast_radius import BlastRadius
from topology.findings.single_points import SinglePoints
from topology.render.machine.findings import spof_plain
from topology.structure.graph import Graph
from topology.structure.reasons.reasons import Reasons


def analysed(doc: Doc, *targets: str) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(doc), targets or None)


def everything(doc: Doc) -> SinglePoints:
    """Every component judged as a target."""
    return analysed(doc, *oracles.components(doc))


def causes_of(doc: Doc) -> list[str]:
    return [*oracles.components(doc), *oracles.shared_risks(doc)]


# -- against brute force ------------------------------------------------------------------------


@given(documents(), st.data())
def test_down_is_the_oracles(doc: Doc, data: st.DataObject) -> None:
    failed = data.draw(st.lists(st.sampled_from(causes_of(doc)), max_size=4))
    assert Graph.compile(Topology.from_dict(doc)).down(failed) == oracles.down(doc, failed)


@given(documents())
def test_single_points_are_the_oracles(doc: Doc) -> None:
    points = everything(doc)
    assert set(points.never_up) == oracles.never_up(doc)
    for target in points.targets:
        assert set(points.causes(target)) == oracles.single_points(doc, target)


@given(documents())
def test_targets_are_the_oracles(doc: Doc) -> None:
    points = analysed(doc)
    assert sorted([*points.targets, *points.never_up]) == oracles.targets(doc)


@given(documents())
def test_blast_radii_are_the_oracles(doc: Doc) -> None:
    points = analysed(doc)
    for cause in causes_of(doc):
        down = oracles.blast(doc, cause)
        radius = BlastRadius(points.graph, cause)
        assert set(radius.down) == down
        assert radius.demand_lost == pytest.approx(oracles.demand_lost(doc, cause), abs=1e-9)
        component = oracles.components(doc).get(cause, {})
        if component.get("fails") is not False:
            assert points.blast_size(cause) == len(down)
            assert points.demand_lost(cause) == radius.demand_lost


@given(documents())
def test_deadlocks_are_the_oracles(doc: Doc) -> None:
    points = analysed(doc)
    graph = points.graph
    assert {graph.ids[v] for v in graph.cold_start} == oracles.start_up(doc)
    assert [list(group) for group in points.start_up_deadlocks] == oracles.deadlocks(doc)


@given(documents())
def test_reasons_are_as_short_as_the_oracles(doc: Doc) -> None:
    points = everything(doc)
    reasons = Reasons(points._order)
    for target in points.targets:
        for cause in points.causes(target):
            chain = reasons.chain(points.graph.index[target], points._cause(cause))
            assert chain.length == oracles.shortest_reason(doc, cause, target)


def all_steps(steps: Iterable[Step], depth: int = 0) -> Iterator[tuple[Step, int]]:
    for step in steps:
        yield step, depth
        for lost in step.alternatives:
            yield from all_steps(lost, depth + 1)


def lost_of_choices(doc: Doc, owner: str, need: Any, broken: set[str]) -> Iterator[tuple[str, int]]:
    """How each choice of a component with too few alternatives is told, and how many are lost."""
    if isinstance(need, str) or "on" in need or "reach" in need:
        return
    parts = oracles.parts_of(need)
    held = [part for part in parts if oracles.holds(doc, owner, part, broken)]
    if "all" not in need and len(held) < oracles.enough_parts(need) < len(parts):
        yield owner, len(parts) - len(held)
    for part in parts:
        yield from lost_of_choices(doc, owner, part, broken)


@given(documents())
def test_every_alternative_that_was_lost_is_accounted_for(doc: Doc) -> None:
    """As many as the document had by then, each with a chain that begins where the reason does."""
    points = everything(doc)
    for target in points.targets:
        for cause in points.causes(target):
            if points.failure_class(target, cause) is not FailureClass.STRUCTURAL:
                continue
            working = set(oracles.components(doc)) - oracles.down(doc, [cause])
            because = points.because(target, cause)
            assert cause in because[0].words
            assert target in because[-1].words
            for step, depth in all_steps(because):
                if not step.alternatives:
                    if depth < MOST_LEVELS:
                        assert "alternative" not in step.words
                        assert "standby" not in step.words
                    continue
                assert all(step.alternatives)
                owner = step.words.split()[0]
                lost = len(step.alternatives) + step.further
                needs = oracles.needs_of(doc, owner)
                # What fell only afterwards is lost as well in the end.
                known = [n for e in needs for _, n in lost_of_choices(doc, owner, e, working)]
                assert 2 <= lost <= max(known)


def test_the_loss_of_each_alternative_is_told() -> None:
    """A site that takes both, the second over two steps: one chain would not say why."""
    u = {"id": "u", "demand": 1, "needs": [{"any": ["a", "b"]}]}
    parts = [{"id": name, "needs": [need]} for name, need in
             (("a", "site"), ("b", "auth"), ("auth", "db"), ("db", "site"))]  # fmt: skip
    points = analysed({"components": [u, *parts, {"id": "site"}]})
    assert points.reason("u", "site") == ("site fails", "a needs site", "u has no alternative left")
    assert in_words(points.because("u", "site")) == (
        "site fails → (a needs site) and (db needs site → auth needs db → b needs auth) "
        "→ u has no alternative left"
    )


def test_beyond_three_lost_alternatives_are_counted() -> None:
    names = [f"a{i}" for i in range(6)]
    parts = [{"id": name, "needs": ["site"]} for name in names]
    u = {"id": "u", "demand": 1, "needs": [{"at_least": 2, "of": names}]}
    points = analysed({"components": [u, *parts, {"id": "site"}]})
    assert in_words(points.because("u", "site")) == (
        "site fails → (a0 needs site) and (a1 needs site) and (a2 needs site) and 3 more "
        "→ u has 0 of 6 alternatives left and needs 2"
    )


def test_in_which_order_alternatives_are_told_is_not_that_of_the_file() -> None:
    ways: list[Any] = [{"any": [{"all": ["b", "b"]}]}, {"any": ["b", "b"]}, {"any": ["c", "b"]}]
    others = [{"id": "b", "needs": ["x"]}, {"id": "c", "needs": ["x"]}, {"id": "x"}]
    told = {
        str(
            analysed(doc_of({"id": "u", "needs": [{"any": list(order)}]}, *others)).finding(
                "u", "x"
            )
        )
        for order in permutations(ways)
    }
    assert len(told) == 1
    needs: list[Any] = [{"any": ["b", "b", "c"]}, {"any": ["b", "c"]}]
    (one, *_), (other, *_) = (
        analysed(doc_of({"id": "u", "needs": order}, *others)).finding("u", "x").because[::-1]
        for order in (needs, needs[::-1])
    )
    assert one == other


def test_an_alternative_that_is_hit_or_was_never_there_is_told_so() -> None:
    u = {"id": "u", "demand": 1, "needs": [{"any": ["a", "b", "dead"]}]}
    dead = {"id": "dead", "needs": [{"reach": "isle"}]}
    parts = [u, {"id": "a"}, {"id": "b", "needs": ["a"]}, dead, {"id": "isle"}]
    risk = {"id": "flood", "hits": ["a"]}
    points = analysed({"components": parts, "shared_risks": [risk]})
    assert in_words(points.because("u", "flood")) == (
        "flood hits a → (a is hit) and (a is hit → b needs a) and (dead is never up) "
        "→ u has no alternative left"
    )
    assert in_words(points.because("u", "a")) == (
        "a fails → (a itself) and (b needs a) and (dead is never up) → u has no alternative left"
    )


@given(documents())
def test_every_finding_has_a_reason_that_ends_at_its_place(doc: Doc) -> None:
    for finding in everything(doc).findings():
        assert finding.reason
        assert all(step and step.isprintable() for step in finding.reason)
        # A deadlock is told by its circle, for which others wait.
        if finding.rule not in (Rule.START_UP_DEADLOCK, Rule.RECOVERY_DEADLOCK):
            assert f"{finding.where}" in finding.reason[-1]


# -- against an independent method --------------------------------------------------------------


@given(any_path_graphs())
def test_dominators_of_a_network_are_networkx_ones(doc: Doc) -> None:
    points = everything(doc)
    parts = oracles.components(doc)
    backwards = nx.DiGraph()
    backwards.add_node("n0")
    for link, here, there in oracles.hops(doc, None):
        if "dead" in (here, there):
            continue
        backwards.add_edge(there, (link, here))
        backwards.add_edge((link, here), here)
    dominators = nx.immediate_dominators(backwards, "n0")
    for name in parts:
        needs = parts[name].get("needs")
        if not needs or name not in dominators:
            continue
        chain, at = set(), dominators[name]
        while at is not None and at != "n0":
            chain.add(at[0] if isinstance(at, tuple) else at)
            at = dominators[at]
        cannot_fail = {n for n, part in parts.items() if part.get("fails") is False}
        assert set(points.causes(name)) == (chain | {"n0"}) - cannot_fail - {name}


# -- metamorphic --------------------------------------------------------------------------------


@given(documents(), st.data())
def test_a_redundant_alternative_never_adds_a_finding(doc: Doc, data: st.DataObject) -> None:
    """An entry becomes `any` of itself and a component that needs nothing and cannot fail."""
    before = everything(doc)
    spare = {"id": "spare", "kind": "service", "fails": False}
    changed = {**doc, "components": [*map(dict, doc["components"]), spare]}
    needy = [part for part in changed["components"] if part.get("needs")]
    if not needy:
        return
    part = data.draw(st.sampled_from(needy))
    entries = list(part["needs"])
    place = data.draw(st.integers(0, len(entries) - 1))
    if not isinstance(entries[place], str) or "connects" in part:
        return
    part["needs"] = [*entries[:place], {"any": [entries[place], "spare"]}, *entries[place + 1 :]]
    after = everything(changed)
    assert set(after.never_up) <= set(before.never_up)
    for target in before.targets:
        assert set(after.causes(target)) <= set(before.causes(target))


@given(documents().flatmap(lambda doc: st.tuples(st.just(doc), shuffled(doc))))
def test_shuffling_the_file_changes_nothing(pair: tuple[Doc, Doc]) -> None:
    doc, other = pair
    assert spof_plain(everything(doc)) == spof_plain(everything(other))


@given(documents())
def test_a_cause_takes_down_all_that_what_it_takes_down_does(doc: Doc) -> None:
    """Transitivity: the ground on which sets are kept as generators."""
    points = everything(doc)
    for target in points.targets:
        causes = set(points.causes(target))
        for cause in causes & set(points.targets):
            component = points.graph.components[points.graph.index[cause]]
            if component.count == component.quorum:
                assert set(points.causes(cause)) - {target} <= causes


# -- by hand ------------------------------------------------------------------------------------


def doc_of(*components: Any, **rest: Any) -> Doc:
    return {"components": list(components), **rest}


def test_a_chain_keeps_one_node_for_each_component() -> None:
    doc = doc_of({"id": "c0"}, *({"id": f"c{i}", "needs": [f"c{i - 1}"]} for i in range(1, 3000)))
    points = analysed(doc)
    assert points.targets == ("c2999",)
    assert len(points.causes("c2999")) == 2999
    assert len(points._order.cuts) == 3000
    assert sum(map(len, points._order.cuts.generators)) == 2999
    assert points.blast_size("c0") == 3000
    reason = points.reason("c2999", "c0")
    assert reason[0] == "c0 fails"
    assert "… 2,987 more steps …" in reason
    assert reason[-1] == "c2999 needs c2998"


def test_a_ring_of_two_way_links_has_no_single_point() -> None:
    size = 2000
    nodes: list[Any] = [{"id": "hub", "fails": False}]
    nodes += [{"id": f"n{i}", "needs": [{"reach": "hub"}]} for i in range(size)]
    ring = ["hub", *(f"n{i}" for i in range(size)), "hub"]
    links = [{"id": f"l{i}", "connects": [ring[i], ring[i + 1]]} for i in range(size + 1)]
    points = analysed(doc_of(*nodes, *links))
    assert len(points.targets) == size
    assert not any(map(points.causes, points.targets))


def test_parallel_links_are_two_links() -> None:
    doc = doc_of(
        {"id": "a", "needs": [{"reach": "b"}]},
        {"id": "b"},
        {"id": "l1", "connects": ["a", "b"]},
        {"id": "l2", "connects": ["b", "a"]},
    )
    assert analysed(doc).causes("a") == ("b",)
    doc["shared_risks"] = [{"id": "duct", "hits": ["l1", "l2"]}]
    points = analysed(doc)
    assert points.causes("a") == ("b", "duct")
    finding = points.finding("a", "duct")
    assert finding.shared_risk
    assert finding.failure_class is FailureClass.STRUCTURAL
    assert finding.reason == ("duct hits l1 and 1 more", "a cannot reach b")


def test_a_cause_off_the_way_that_hits_both_ways() -> None:
    doc = doc_of(
        {"id": "a", "needs": [{"reach": "hub"}]},
        {"id": "r1", "needs": ["power"]},
        {"id": "r2", "needs": ["power"]},
        {"id": "power"},
        {"id": "hub", "fails": False},
        *({"id": f"l{n}", "connects": ends} for n, ends in enumerate(
            [["a", "r1"], ["a", "r2"], ["r1", "hub"], ["r2", "hub"]]
        )),
    )  # fmt: skip
    points = analysed(doc)
    assert points.causes("a") == ("power",)
    assert points.reason("a", "power") == ("power fails", "r1 needs power", "a cannot reach hub")


def test_a_never_up_target_is_a_finding_and_is_not_judged() -> None:
    doc = doc_of({"id": "a", "needs": ["b"]}, {"id": "b", "needs": [{"reach": "c"}]}, {"id": "c"})
    points = analysed(doc)
    assert points.targets == ()
    assert points.never_up == ("a",)
    assert points.never_up_finding("a").reason == ("b has no path to c", "a needs b")


def test_a_start_up_deadlock_names_the_circle_and_who_waits() -> None:
    doc = doc_of(
        {"id": "auth", "needs": ["db"]},
        {"id": "db", "needs": [{"any": ["auth", "vault"]}]},
        {"id": "vault", "needs": ["auth"]},
        {"id": "shop", "needs": ["db"], "demand": 1},
    )
    points = analysed(doc)
    assert points.start_up_deadlocks == (("auth", "db", "shop", "vault"),)
    finding = points.deadlock_finding(points.start_up_deadlocks[0])
    assert finding.reason == ("auth waits for db", "db waits for auth")


def test_a_start_up_deadlock_tells_each_circle_that_has_to_be_broken() -> None:
    """`left` waits for `auth` and for itself with `right`: what starts without it is not told."""
    doc = doc_of(
        {"id": "auth", "needs": ["db"]},
        {"id": "db", "needs": ["auth"]},
        {"id": "cache", "needs": ["queue"]},
        {"id": "queue", "needs": ["cache"]},
        {"id": "left", "needs": [{"any": ["auth", "right"]}]},
        {"id": "right", "needs": ["left"]},
        {"id": "shop", "needs": ["right", "cache"]},
    )
    points = analysed(doc)
    (deadlock,) = points.start_up_deadlocks
    assert len(deadlock) == 7
    assert points.deadlock_finding(deadlock).reason == (
        "auth waits for db",
        "db waits for auth",
        "besides, cache waits for queue",
        "queue waits for cache",
    )


def test_of_many_circles_the_first_are_told() -> None:
    pairs = [(f"a{i}", f"b{i}") for i in range(8)]
    circles = [{"id": v, "needs": [w]} for pair in pairs for v, w in (pair, pair[::-1])]
    points = analysed(doc_of({"id": "shop", "needs": [a for a, _ in pairs]}, *circles))
    reason = points.deadlock_finding(points.start_up_deadlocks[0]).reason
    assert len(reason) == 11
    assert reason[-1] == "besides, 3 more circles"


def test_a_big_circle_of_waiting_is_found_in_time() -> None:
    size = 3_000
    circle = [{"id": f"c{i:04}", "needs": [f"c{(i + 1) % size:04}"]} for i in range(size)]
    points = analysed(doc_of(*circle))
    reason = points.deadlock_finding(points.start_up_deadlocks[0]).reason
    assert (len(reason), reason[0]) == (13, "c0000 waits for c0001")
    assert reason[5:8] == (
        "c0005 waits for c0006",
        "… 2,988 more steps …",
        "c2994 waits for c2995",
    )


def test_words_for_each_form() -> None:
    doc = doc_of(
        {"id": "x"},
        {"id": "p", "needs": [{"on": "x"}]},
        {"id": "q", "needs": [{"any": ["x", "p"]}]},
        {"id": "r", "needs": [{"first_of": ["x", "p"]}]},
        {"id": "s", "needs": [{"at_least": 2, "of": ["x", "p", "q", "free"]}]},
        {"id": "t", "needs": [{"all": ["free", "x"]}]},
        {"id": "free", "fails": False},
    )
    points = analysed(doc, "p", "q", "r", "s", "t")
    assert {t: points.reason(t, "x")[-1] for t in points.targets} == {
        "p": "p needs x",
        "q": "q has no alternative left",
        "r": "r has no standby left",
        "s": "s has 1 of 4 alternatives left and needs 2",
        "t": "t needs x",
    }


def test_one_member_of_a_counted_entry() -> None:
    doc = doc_of(
        {"id": "web", "count": 3, "quorum": 3},
        {"id": "cache", "count": 3, "quorum": 2},
        {"id": "shop", "needs": ["web", "cache"]},
        shared_risks=[{"id": "deploy", "hits": ["cache"]}],
    )
    points = analysed(doc)
    assert points.causes("shop") == ("deploy", "web")
    first = "one of the 3 members of web fails, and all are needed"
    assert points.reason("shop", "web") == (first, "shop needs web")
    graph = points.graph
    assert graph.down(["cache"]) == frozenset()
    assert graph.down(["cache", "cache"]) == {"cache", "shop"}


def test_an_unknown_id_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownIdError, match='"shp" does not exist; did you mean "shop"'):
        analysed(doc_of({"id": "shop"}), "shp")


@settings(max_examples=examples(20))
@given(documents(size=25))
def test_larger_documents_too(doc: Doc) -> None:
    points = everything(doc)
    for target in points.targets:
        assert set(points.causes(target)) == oracles.single_points(doc, target)


def test_a_shared_risk_is_no_target() -> None:
    doc = {"components": [{"id": "a"}], "shared_risks": [{"id": "duct", "hits": ["a"]}]}
    with pytest.raises(UsageError, match='"duct" is a shared risk: a target is a component'):
        SinglePoints.of(Topology.from_dict(doc), ["duct"])


@given(st.data())
def test_two_members_that_fail_at_once_are_counted_as_two(data: st.DataObject) -> None:
    """Whatever the count, where two may not fail and one may."""
    count = data.draw(st.integers(2, 9))
    farm = {"id": "farm", "count": count, "quorum": count - 1}
    points = analysed(doc_of({"id": "shop", "demand": 1, "needs": ["farm"]}, farm))
    (pair,) = points.pairs()
    assert pair.causes == ("farm", "farm")
    assert pair.point.reason == (f"2 of {count} farm fail", "shop needs farm", "shop at 0 %")


def test_the_reason_of_a_pair_begins_with_both() -> None:
    doc = doc_of(
        {"id": "u", "demand": 5, "needs": [{"any": ["a", "b"]}]},
        *({"id": name, "needs": []} for name in "ab"),
    )
    (pair,) = analysed(doc, "u").pairs()
    assert pair.point.reason[:2] == ("a fails and b fails", "u has no alternative left")
    assert in_words(pair.point.because).startswith(
        "a fails and b fails → (a itself) and (b itself) → u "
    )
