"""What traffic does to links, in words: places, causes, and why a link carries so much."""

from __future__ import annotations

from typing import Any

from topology.document.document import Topology
from topology.network.flows import Diverted
from topology.network.gauges import Place
from topology.network.sweep import TrafficNetwork, Use
from topology.network.words import (
    amount_words,
    causes_words,
    diverted_words,
    failed_steps,
    fails_words,
    gone_words,
    overload_words,
    place_words,
)
from topology.render.words.carried.links import part_words
from topology.structure.graph import Graph

DOC: dict[str, Any] = {
    "load_unit": "Gbit/s",
    "components": [
        {"id": "a"},
        {"id": "b"},
        {"id": "hut"},
        {"id": "amp", "count": 3, "quorum": 2},
        {"id": "one", "connects": ["a", "b"], "one_way": True, "capacity": 2, "needs": ["amp"]},
        {"id": "two", "connects": ["b", "a"], "needs": ["hut"], "capacity": 4, "count": 2},
        {"id": "x", "connects": ["a", "b"], "metric": 3, "capacity": 1},
    ],
    "shared_risks": [{"id": "fire", "hits": ["hut", "b"]}, {"id": "wet", "hits": ["hut"]}],
    "traffic": [{"from": "a", "to": "b", "demand": 3}, {"from": "b", "to": "a", "demand": 0.1}],
}


def network(**fields: Any) -> TrafficNetwork:
    return TrafficNetwork(Graph.compile(Topology.from_dict({**DOC, **fields})))


def number(of: TrafficNetwork, name: str) -> int:
    return of.graph.cause_number(name)


def reason(of: TrafficNetwork, causes: tuple[int, ...], use: Use) -> str:
    cause = of.causes.together(causes)
    return " → ".join((*failed_steps(of, cause, use.place), overload_words(of, cause, use)))


def test_a_place_is_named_with_what_it_measures() -> None:
    half, full = network(), network(routing={"duplex": "full"})
    a, b, one, two = (number(half, name) for name in ("a", "b", "one", "two"))
    assert place_words(half, Place(two, b, a)) == "two (b ↔ a)"
    assert place_words(full, Place(two, a, b)) == "two (a → b)"
    assert place_words(half, Place(one, a, b)) == "one (a → b)"
    assert place_words(half, Place(a, -1, -1)) == "a"


def test_causes_are_said_with_what_they_do() -> None:
    of = network()
    names = ("one", "two", "fire", "wet", "amp")
    one, two, fire, wet, amp = (number(of, name) for name in names)
    assert causes_words(of, (one, two)) == "one and two"
    assert fails_words(of, (one,)) == "one fails"
    assert fails_words(of, (one, two)) == "one and two fail"
    assert fails_words(of, (fire, wet)) == "fire and wet strike"
    assert fails_words(of, (one, fire)) == "one fails and fire strikes"
    assert fails_words(of, (amp, amp)) == "two members of amp fail"


def test_what_goes_down_beside_the_cause_is_counted() -> None:
    of = network()
    assert gone_words(of, of.causes.together((number(of, "one"),))) == ""
    assert gone_words(of, of.causes.together((number(of, "b"),))) == ""
    assert gone_words(of, of.causes.together((number(of, "hut"),))) == "1 link is gone: two"
    assert (
        gone_words(of, of.causes.together((number(of, "fire"),)))
        == "1 node and 1 link are gone: b, two"
    )
    assert (
        gone_words(of, of.causes.together((number(of, "amp"), number(of, "amp"))))
        == "1 link is gone: one"
    )


def test_a_reason_goes_from_the_cause_to_the_link() -> None:
    of = network()
    amp = number(of, "amp")
    worst = next(of.states([of.causes.together((amp, amp))])).aftermath.worst
    assert worst is not None
    assert reason(of, (amp, amp), worst) == (
        "two members of amp fail → 1 link is gone: one → two (b ↔ a) carries 77.5 %: "
        "3 Gbit/s of it diverted from one"
    )


def test_a_reason_says_what_is_left_of_a_capacity() -> None:
    of = network()
    two, a, b = (number(of, name) for name in ("two", "a", "b"))
    said = reason(of, (two,), Use(Place(two, b, a), 0.05))
    assert said == (
        "one of the 2 members of two fails → two has half of its capacity left → "
        "two (b ↔ a) carries 5 %"
    )


def test_a_reason_says_where_nothing_is_new() -> None:
    of = network()
    one, hut, a, b = (number(of, name) for name in ("one", "hut", "a", "b"))
    said = reason(of, (hut,), Use(Place(one, a, b), 1.5))
    steps = "hut fails → 1 link is gone: two → one (a → b) carries 150 %"
    assert said == f"{steps}: no more than with nothing failed"


def test_of_much_that_is_diverted_the_most_is_named() -> None:
    of = network()
    found = [Diverted(v, amount) for v, amount in ((0, 4.0), (1, 3.0), (2, 2.5), (3, 1.0), (4, 1))]
    assert diverted_words(of, found) == (
        f"4 Gbit/s of it diverted from {of.graph.ids[0]}, 3 Gbit/s from {of.graph.ids[1]}, "
        f"2.5 Gbit/s from {of.graph.ids[2]}, 2 Gbit/s from 2 more"
    )
    assert diverted_words(of, []) == ""


def test_amounts_have_their_unit_and_no_noise_of_sums() -> None:
    of = network()
    assert amount_words(of.graph, 0.1 + 0.2) == "0.3 Gbit/s"
    assert part_words(of, 3.0) == "3 of 3.1 Gbit/s (96.8 %)"
    assert amount_words(network(load_unit=None).graph, 12.5) == "12.5"
