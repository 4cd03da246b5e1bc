"""What may be wrong with options is said at once, each in a line; what is right changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from topology.document.document import Topology
from topology.document.options.choices import choices
from topology.errors import DocumentError
from topology.findings.single_points import SinglePoints
from topology.render.machine.findings import spof_plain

BASE: dict[str, Any] = {
    "components": [
        {"id": "pay", "demand": 5, "needs": [{"first_of": ["east", "west"]}]},
        {"id": "east", "kind": "site", "capacity": 10, "latitude": 1, "longitude": 2},
        {"id": "west", "kind": "site", "latitude": 1, "longitude": 3},
        {"id": "fibre", "kind": "fibre", "connects": ["east", "west"]},
        {"id": "wire", "kind": "fibre", "connects": ["pay", "east"]},
        {"id": "cafe", "kind": "shop"},
        {"id": "bar", "kind": "shop"},
    ],
    "shared_risks": [
        {"id": "duct", "hits": ["fibre", "wire"]},
        {"id": "quake", "hits": {"kind": "site"}},
        {"id": "sale", "raises": {"pay": 2}},
    ],
    "crews": {"men": 2},
}
SPARES = {"duct": ["fibre"]}


def said(*options: Any) -> list[str]:
    with pytest.raises(DocumentError) as wrong:
        Topology.from_dict({**BASE, "options": list(options)})
    return list(wrong.value.lines())


def plain(**fields: Any) -> dict[str, Any]:
    return {"id": "o", "cost": 1, **fields}


def family(**fields: Any) -> dict[str, Any]:
    whole = {"id": "f", "cost": 1, "link": {"kind": "fibre"}, "between": {"kind": "shop"}, **fields}
    return {key: value for key, value in whole.items() if value is not None}


PATH = "a path is like needs[0].switchover.decide"
PLAIN: list[tuple[dict[str, Any], list[str]]] = [
    (plain(), ["does nothing: it has no add, no change, no spare and no link"]),
    (
        plain(add={"components": []}),
        ["does nothing: it has no add, no change, no spare and no link"],
    ),
    (plain(change={"pay": {}}), ['changes nothing of "pay"']),
    (
        {"id": "o", "spare": SPARES},
        ['lacks "cost", which is required: what it costs, or 1 where all cost the same'],
    ),
    (plain(cost=0, spare=SPARES), ["cost is 0: must be more than 0"]),
    (plain(cost=-1, spare=SPARES), ["cost is -1: must be at least 0"]),
    (
        plain(cost={"low": 0, "high": 2}, spare=SPARES),
        ["cost is an object of 2: must be more than 0"],
    ),
    (
        plain(cost="12 EUR", spare=SPARES),
        ['cost is "12 EUR": must be a number; write 12; the unit goes in currency'],
    ),
    (
        plain(cost_per_km=1, spare=SPARES),
        ["has cost_per_km without link: only a link has a length"],
    ),
    (plain(price=3, spare=SPARES), ['has an unknown key "price"; did you mean "cost"?']),
    (
        plain(
            add={
                "components": [{"id": "pay"}, {"id": "n"}, {"id": "n"}],
                "shared_risks": [{"id": "duct", "hits": ["n"]}],
                "crews": {"men": 3},
            }
        ),
        [
            'adds "pay", which is there already',
            'adds "duct", which is there already',
            'adds "n" twice',
            'adds the crew "men", which is there already',
        ],
    ),
    (
        plain(
            add={
                "components": [
                    {"id": "n", "needs": ["est", "m"], "repair": {"time": "2 h", "crew": "man"}},
                    {"id": "m", "capcity": 3},
                ],
                "shared_risks": [{"id": "x", "hits": ["fibr"]}],
            }
        ),
        [
            'has an unknown key "capcity" in add.components[1]; did you mean "capacity"?',
            'adds "n" wrong: needs "est", which does not exist; did you mean "east"?',
            'adds "n" wrong: repair takes the crew "man", which does not exist; '
            'did you mean "men"?',
            'adds "x" wrong: hits "fibr", which does not exist; did you mean "fibre"?',
        ],
    ),
    (
        plain(change={"eats": {"capacity": 3}}),
        ['changes "eats", which does not exist; did you mean "east"?'],
    ),
    (
        plain(add={"components": [{"id": "n"}]}, change={"n": {"capacity": 3}}),
        ['changes "n", which it adds itself: say it there'],
    ),
    (plain(change={"east": {"id": "q"}}), ['changes the id of "east", by which it is known']),
    (
        plain(change={"pay": {"needs[3]": "east", "needs[0].first_of.x": 1, "a..b": 2}}),
        [
            'changes "needs[3]" of "pay", which is not there',
            'changes "needs[0].first_of.x" of "pay", which is not there',
            f'changes "a..b" of "pay", which is not there; {PATH}',
        ],
    ),
    (
        plain(change={"east": {"needs[+]": "bar"}}),
        ['changes "needs[+]" of "east", which is not there'],
    ),
    (
        plain(change={"pay": {"needs[0].first_of[0]": None}}),
        [
            'changes needs[0].first_of[0] of "pay" to null: null takes a field away; '
            "to take away an entry, give the whole list",
            'makes "pay" wrong: needs[0].first_of[0] is null: must be an id, or an object with '
            'one of "on", "component", "all", "any", "at_least", "first_of", "reach", "split"',
        ],
    ),
    (
        plain(
            change={"pay": {"needs[0].switchover.decid": "2 min", "needs[0].first_of[+]": "wst"}}
        ),
        [
            'makes "pay" wrong: needs "wst", which does not exist; did you mean "west"?',
            'makes "pay" wrong: has an unknown key "decid" in needs[0].switchover; '
            'did you mean "decide"?',
        ],
    ),
    (
        plain(change={"east": {"capacity": "lots", "capcity": 3}}),
        [
            'makes "east" wrong: capacity is "lots": must be a number',
            'makes "east" wrong: has an unknown key "capcity"; did you mean "capacity"?',
        ],
    ),
    (
        plain(change={"sale": {"raises.west": 3}, "wire": {"connects": ["east", "east"]}}),
        [
            'makes "wire" wrong: connects "east" with itself: a link has two ends',
            'makes "sale" wrong: raises the demand of "west", which has none',
        ],
    ),
    (
        plain(spare={"dukt": ["fibre"], "duct": ["fbre", "cafe", "wire", "wire"], "east": ["x"]}),
        [
            'spares something of "dukt", which does not exist; did you mean "duct"?',
            'spares "fbre" of "duct", which does not hit it; did you mean "fibre"?',
            'spares "cafe" of "duct", which does not hit it',
            'spares "wire" of "duct" twice',
            'spares something of "east", which is a component, not a shared risk',
        ],
    ),
    (
        plain(spare=SPARES, excludes=["o", "other", "other"]),
        [
            "excludes itself",
            'excludes the option "other", which does not exist',
            'excludes the option "other", which does not exist',
            'excludes "other" twice',
        ],
    ),
    (plain(between={"kind": "shop"}), ["has between without link: what would be between them?"]),
    (plain(add=3), ["add is 3: must be an object"]),
    (plain(change={"east": 3}), ["change.east is 3: must be an object"]),
    (plain(spare={"duct": "fibre"}), ['spare.duct is "fibre": must be a list']),
]
FAMILIES: list[tuple[dict[str, Any], list[str]]] = [
    (family(between=None), ["has link without between: between what?"]),
    (family(cost=None), ["costs nothing: cost or cost_per_km must be more than 0"]),
    (family(cost=0, cost_per_km=0), ["costs nothing: cost or cost_per_km must be more than 0"]),
    (
        family(cost_per_km=1),
        ['has cost_per_km, but "cafe", "bar" have no latitude and longitude'],
    ),
    (
        family(link={"id": "x", "connects": ["a"], "capcity": 3, "needs": ["est"]}),
        [
            "link has id, which each of the links has by itself",
            "link has connects, which each of the links has by itself",
            'link needs "est", which does not exist; did you mean "east"?',
            'link has an unknown key "capcity"; did you mean "capacity"?',
        ],
    ),
    (
        family(between={"kind": "shp"}),
        ['is between the kind "shp", which no component has; did you mean "shop"?'],
    ),
    (family(between={"kind": "component"}), ["is between 1 node: a link has two ends"]),
    (
        family(spare=SPARES),
        ["has spare beside link: each link is an option by itself; make it two"],
    ),
]


@pytest.mark.parametrize(("option", "lines"), PLAIN)
def test_a_plain_option(option: dict[str, Any], lines: list[str]) -> None:
    assert said(option) == [f'options[0] "o": {line}' for line in lines]


@pytest.mark.parametrize(("option", "lines"), FAMILIES)
def test_a_link_for_every_pair(option: dict[str, Any], lines: list[str]) -> None:
    assert said(option) == [f'options[0] "f": {line}' for line in lines]


def test_ids_of_options() -> None:
    taken = {"id": "f:bar--cafe", "cost": 1, "spare": SPARES}
    assert said(plain(spare=SPARES), plain(spare=SPARES), "no", family(), taken) == [
        'options[1] "o": the id "o" is already used by options[0]',
        'options[2]: is "no": must be an object',
        'options[3] "f": has a link "f:bar--cafe": that id is taken',
    ]


def test_two_links_of_one_id() -> None:
    parts = [{"id": name, "kind": "shop"} for name in ("a", "b--c", "a--b", "c")]
    with pytest.raises(DocumentError) as wrong:
        Topology.from_dict({"components": parts, "options": [family()]})
    assert wrong.value.lines() == (
        'options[0] "f": has two links "f:a--b--c": from "a" to "b--c" and from "a--b" to "c"',
    )


def test_what_json_cannot_hold() -> None:
    change = {"east": {"capacity": float("nan")}}
    rule = "to what JSON cannot hold: only lists, objects, text and finite numbers are read"
    assert said(plain(change=change)) == [
        f'options[0] "o": changes capacity of "east" {rule}',
        'options[0] "o": makes "east" wrong: capacity is nan: must be a finite number',
    ]


def test_what_is_wrong_already_is_not_said_of_an_option() -> None:
    parts = [{"id": "a", "needs": ["gone"], "capacity": "x"}, {"id": "b"}]
    options = [plain(change={"a": {"kind": "k"}})]
    with pytest.raises(DocumentError) as wrong:
        Topology.from_dict({"components": parts, "options": options})
    assert [line.partition(":")[0] for line in wrong.value.lines()] == ['components[0] "a"'] * 2


def test_options_change_nothing_until_they_are_applied() -> None:
    options = [
        plain(
            add={"components": [{"id": "n", "capacity": {"low": 1, "high": 3}}]},
            change={"pay": {"needs[0].first_of[+]": "n"}},
        ),
        family(),
    ]
    with_options = Topology.from_dict({**BASE, "options": options})
    without = Topology.from_dict(BASE)
    assert with_options.ranges() == []
    assert spof_plain(SinglePoints.of(with_options)) == spof_plain(SinglePoints.of(without))
    assert {c.id for c in choices(with_options)} == {"o", "f:bar--cafe"}


def test_ranges_and_own_words_in_options_come_back() -> None:
    option = plain(
        cost={"low": 1.0, "high": 3.0},
        add={"components": [{"id": "n", "capacity": {"low": 1.0, "high": 3.0}, "x-w": [1]}]},
        change={"east": {"x-why": None, "capacity": {"low": 1, "high": 2}}},
    )
    document = {**BASE, "options": [option]}
    topology = Topology.from_dict(document)
    assert topology.to_dict()["options"] == [option]
    assert Topology.from_networkx(topology.to_networkx()) == topology
    assert Topology.loads(topology.to_json()) == topology
