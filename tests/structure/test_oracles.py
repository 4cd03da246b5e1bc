"""Examples worked out by hand that pin the oracle, so that it is not its own judge."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.oracles import (
    Doc,
    Need,
    blast,
    components,
    deadlocks,
    demand_lost,
    down,
    hops,
    is_link,
    never_up,
    shortest_reason,
    single_points,
    start_up,
    targets,
)
from tests.support.strategies import any_path_graphs, documents, shuffled


def document(*parts: Doc, **fields: Any) -> Doc:
    return {"format": 1, "name": "by hand", "components": list(parts), **fields}


def node(name: str, *needs: Need, **facts: Any) -> Doc:
    return {"id": name, "kind": "service", "needs": list(needs), **facts}


def link(name: str, a: str, b: str, *needs: Need, **facts: Any) -> Doc:
    return {"id": name, "kind": "fibre", "connects": [a, b], "needs": list(needs), **facts}


def risk(name: str, hits: Any) -> Doc:
    return {"id": name, "kind": "hazard", "hits": hits}


# One entry of needs


@pytest.mark.parametrize(
    ("need", "fatal", "harmless"),
    [
        ("a", [["a"]], [["b"], ["c"], ["b", "c"]]),
        ({"on": "a"}, [["a"]], [["b"]]),
        ({"on": "a", "hard": True}, [["a"]], [["b"]]),
        ({"on": "a", "hard": False}, [], [["a"], ["a", "b", "c"]]),
        ({"all": ["a", "b"]}, [["a"], ["b"]], [["c"]]),
        ({"all": ["a", {"on": "b", "hard": False}]}, [["a"]], [["b"]]),
        ({"any": ["a", "b"]}, [["a", "b"]], [["a"], ["b"], ["a", "c"]]),
        ({"first_of": ["a", "b"]}, [["a", "b"]], [["a"], ["b"], ["b", "c"]]),
        ({"at_least": 1, "of": ["a", "b", "c"]}, [["a", "b", "c"]], [["a", "b"]]),
        ({"at_least": 2, "of": ["a", "b", "c"]}, [["a", "b"], ["b", "c"]], [["a"], ["c"]]),
        ({"at_least": 3, "of": ["a", "b", "c"]}, [["a"], ["b"], ["c"]], []),
        # An entry listed twice counts twice.
        ({"at_least": 2, "of": ["a", "a", "b"]}, [["a"]], [["b"]]),
        ({"any": [{"all": ["a", "b"]}, "c"]}, [["a", "c"], ["b", "c"]], [["a", "b"], ["c"]]),
        ({"first_of": [{"any": ["a", "b"]}, "c"]}, [["a", "b", "c"]], [["a", "c"], ["a", "b"]]),
    ],
)
def test_an_entry_falls_with_what_it_asks_for(
    need: Need, fatal: list[list[str]], harmless: list[list[str]]
) -> None:
    doc = document(node("user", need), node("a"), node("b"), node("c"))
    for failed in fatal:
        assert down(doc, failed) == {"user", *failed}
    for failed in harmless:
        assert down(doc, failed) == set(failed)


def test_all_entries_of_needs_must_hold() -> None:
    doc = document(node("user", "a", {"any": ["b", "c"]}), node("a"), node("b"), node("c"))
    assert single_points(doc, "user") == {"a"}


def test_an_id_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError, match="ghost"):
        down(document(node("a")), ["ghost"])


# Members, failures and shared risks


def test_members_fail_one_at_a_time_until_the_quorum_is_lost() -> None:
    doc = document(node("user", "pool"), node("pool", count=3, quorum=2))
    assert down(doc, ["pool"]) == set()
    assert down(doc, ["pool", "pool"]) == {"pool", "user"}
    assert single_points(doc, "user") == set()


def test_the_quorum_is_one_unless_given() -> None:
    doc = document(node("pool", count=2))
    assert down(doc, ["pool"]) == set()
    assert down(doc, ["pool", "pool"]) == {"pool"}


def test_a_shared_risk_hits_all_members_and_every_member_needs_what_the_entry_needs() -> None:
    pool = node("pool", "grid", count=3)
    doc = document(node("user", "pool"), pool, node("grid"), shared_risks=[risk("fire", ["pool"])])
    assert down(doc, ["fire"]) == {"pool", "user"}
    assert single_points(doc, "user") == {"fire", "grid"}


def test_what_cannot_fail_by_itself_still_falls_with_its_needs_and_its_risks() -> None:
    doc = document(
        node("user", "sea", {"on": "port", "hard": True}),
        node("sea", fails=False),
        node("port", "crane", fails=False),
        node("crane", fails={"mtbf": "2 y", "mttr": "3 h"}),
        shared_risks=[risk("storm", ["sea"])],
    )
    assert single_points(doc, "user") == {"crane", "storm"}
    assert down(doc, ["sea"]) == {"sea", "user"}


def test_a_risk_that_hits_both_alternatives_matters_where_neither_does() -> None:
    doc = document(
        node("user", {"any": ["a", "b"]}),
        node("a"),
        node("b"),
        node("c"),
        shared_risks=[risk("both", ["a", "b"]), risk("one", ["a", "c"])],
    )
    assert single_points(doc, "user") == {"both"}


@pytest.mark.parametrize(
    ("selector", "hit"),
    [
        ({"kind": "service"}, {"a", "b", "c"}),
        ({"location": "north"}, {"a", "cable"}),
        ({"tag": "old"}, {"b", "cable"}),
        ({"kind": "fibre", "location": "north", "tag": "old"}, {"cable"}),
        ({"kind": "service", "location": "north"}, {"a"}),
    ],
)
def test_a_selector_hits_what_matches_all_its_keys(selector: Doc, hit: set[str]) -> None:
    doc = document(
        node("a", location="north"),
        node("b", location="south", tags=["new", "old"]),
        node("c"),
        link("cable", "a", "b", location="north", tags=["old"]),
        shared_risks=[risk("r", selector)],
    )
    assert down(doc, ["r"]) == hit


# Reach


def test_a_path_needs_working_links_nodes_and_goal_but_not_its_start() -> None:
    doc = document(
        node("user", {"reach": "hub"}, count=2, quorum=2),
        node("mid"),
        node("hub"),
        link("near", "user", "mid"),
        link("far", "mid", "hub"),
        node("neighbour", {"reach": "hub"}),
        link("aside", "neighbour", "user"),
    )
    assert single_points(doc, "user") == {"near", "mid", "far", "hub"}
    # The user is only in the way of others.
    assert down(doc, ["user"]) == {"user", "neighbour"}


def test_two_links_between_the_same_two_are_two_links() -> None:
    doc = document(
        node("user", {"reach": "hub"}),
        node("hub"),
        link("x", "user", "hub"),
        link("y", "hub", "user"),
    )
    assert single_points(doc, "user") == {"hub"}


def test_a_one_way_link_leads_from_its_first_end_to_its_second() -> None:
    doc = document(
        node("a", {"reach": "b"}),
        node("b"),
        node("c", {"reach": "b"}),
        link("there", "a", "b", one_way=True),
        link("wrong-way", "b", "c", one_way=True),
    )
    assert never_up(doc) == {"c"}


def test_over_admits_links_of_the_named_kinds_only() -> None:
    doc = document(
        node("user", {"reach": "hub", "over": ["fibre"]}),
        node("guest", {"reach": "hub"}),
        node("hub"),
        link("cable", "user", "hub"),
        link("air", "user", "hub", kind="radio"),
        link("door", "guest", "user"),
    )
    assert single_points(doc, "user") == {"cable", "hub"}
    # Its own need takes the user down with the cable, and the guest's path led through it.
    assert down(doc, ["cable"]) == {"cable", "user", "guest"}


def test_a_link_falls_with_its_own_needs() -> None:
    doc = document(
        node("user", {"reach": "hub"}),
        node("hub"),
        node("power"),
        link("wire", "user", "hub", "power"),
    )
    assert down(doc, ["power"]) == {"power", "wire", "user"}


# Targets, what never works, blast radius


def test_targets_are_objectives_else_demand_else_the_ends() -> None:
    doc = document(
        node("site", "shop"),
        node("shop", {"on": "mail", "hard": False}, demand=0),
        node("watch", {"any": [{"reach": "mail"}]}),
        node("mail", "power"),
        node("power"),
        node("idle"),
        link("wire", "watch", "mail", "power"),
    )
    # Not the shop, the mail (softly needed, and a goal), the wire, nor what needs nothing.
    # To be an end of a link is not to be needed.
    assert targets(doc) == ["site", "watch"]
    components(doc)["power"]["demand"] = 5
    assert targets(doc) == ["power"]
    doc["objectives"] = [{"of": "shop"}, {"of": "mail"}, {"of": "shop"}]
    assert targets(doc) == ["mail", "shop"]


def test_what_never_works_is_no_part_of_a_blast() -> None:
    doc = document(
        node("user", {"any": ["a", "b"]}, demand=7),
        node("a", "grid", demand=2.5),
        node("b", {"reach": "a"}, "grid", demand=100),
        node("grid"),
        node("pair", "grid", count=2),
    )
    assert never_up(doc) == {"b"}
    assert blast(doc, "grid") == {"grid", "user", "a", "pair"}
    assert demand_lost(doc, "grid") == 9.5
    assert blast(doc, "pair") == set()


# Cycles: running and cold start


def test_a_cycle_of_requirements_runs_but_does_not_start() -> None:
    doc = document(
        node("app", "db"),
        node("db", "auth"),
        node("auth", "db"),
        node("grid"),
        node("lamp", "grid"),
    )
    assert never_up(doc) == set()
    assert start_up(doc) == {"grid", "lamp"}
    # The app takes no part in the cycle, and waits for it.
    assert deadlocks(doc) == [["app", "auth", "db"]]
    assert down(doc, ["auth"]) == {"app", "auth", "db"}


def test_two_cycles_are_two_deadlocks_unless_something_waits_for_both() -> None:
    cycles = [node("a", "b"), node("b", "a"), node("c", "d"), node("d", "c")]
    assert deadlocks(document(*cycles)) == [["a", "b"], ["c", "d"]]
    both = node("e", {"any": ["a", "c"]})
    assert deadlocks(document(*cycles, both)) == [["a", "b", "c", "d", "e"]]
    soft = node("e", "a", {"on": "c", "hard": False})
    assert deadlocks(document(*cycles, soft)) == [["a", "b", "e"], ["c", "d"]]
    # The part of its need that holds is nothing to wait for, nor is an entry that holds.
    partly = node("e", {"all": ["a", {"any": ["c", "f"]}]}, {"any": ["c", "f"]})
    assert deadlocks(document(*cycles, partly, node("f"))) == [["a", "b", "e"], ["c", "d"]]


def test_an_alternative_breaks_a_deadlock() -> None:
    doc = document(node("a", {"any": ["b", "c"]}), node("b", "a"), node("c"))
    assert deadlocks(doc) == []
    assert start_up(doc) == {"a", "b", "c"}


def test_a_name_server_behind_the_router_that_asks_it() -> None:
    doc = document(
        node("dns", {"reach": "peer"}),
        node("router", "dns"),
        node("peer"),
        link("inside", "dns", "router"),
        link("outside", "router", "peer"),
    )
    assert never_up(doc) == set()
    assert start_up(doc) == {"peer", "inside", "outside"}
    assert deadlocks(doc) == [["dns", "router"]]
    for cause in ("inside", "outside", "peer"):
        assert down(doc, [cause]) == {"dns", "router", cause}


def test_a_network_without_cycles_starts_from_cold() -> None:
    doc = document(
        node("user", {"reach": "hub"}),
        node("mid", {"reach": "hub"}),
        node("hub"),
        link("near", "user", "mid"),
        link("far", "mid", "hub"),
        node("island", {"reach": "hub"}),
    )
    assert start_up(doc) == {"hub", "near", "far", "mid", "user"}
    # The island is never up, which is another finding.
    assert deadlocks(doc) == []


def test_the_links_of_a_path_are_waited_for_too() -> None:
    doc = document(
        node("user", {"reach": "hub"}),
        node("hub"),
        link("wire", "user", "hub", "controller"),
        node("controller", "wire"),
    )
    assert deadlocks(doc) == [["controller", "user", "wire"]]


def test_who_waits_for_a_path_waits_for_the_shortest() -> None:
    doc = document(
        node("user", {"reach": "hub"}),
        node("hub"),
        node("short", "short-power"),
        node("short-power", "short"),
        node("long", "long-power"),
        node("long-power", "long"),
        node("longer"),
        link("1", "user", "short"),
        link("2", "short", "hub"),
        link("3", "user", "long"),
        link("4", "long", "longer"),
        link("5", "longer", "hub"),
    )
    assert deadlocks(doc) == [["long", "long-power"], ["short", "short-power", "user"]]


# Reasons


def east_and_west(*west_needs: Need, **fields: Any) -> Doc:
    return document(
        node("pay", {"first_of": ["dc-east", "dc-west"]}),
        node("dc-east", {"reach": "internet"}),
        node("dc-west", *west_needs),
        node("internet", fails=False),
        link("fibre-1", "dc-east", "internet"),
        **fields,
    )


def test_the_reason_goes_from_the_fibre_over_the_data_centre_to_the_payments() -> None:
    # The west has no link, so it was down before and plays no part.
    doc = east_and_west({"reach": "internet"})
    assert never_up(doc) == {"dc-west"}
    assert single_points(doc, "pay") == {"fibre-1", "dc-east"}
    assert shortest_reason(doc, "fibre-1", "pay") == 2
    assert shortest_reason(doc, "dc-east", "pay") == 1
    assert shortest_reason(doc, "pay", "pay") == 0


def test_the_reason_when_both_data_centres_hang_on_one_fibre() -> None:
    doc = east_and_west("dc-east")
    assert single_points(doc, "pay") == {"fibre-1", "dc-east"}
    assert shortest_reason(doc, "fibre-1", "dc-west") == 2
    assert shortest_reason(doc, "fibre-1", "pay") == 2


def test_the_reason_of_a_shared_risk_counts_the_step_to_what_it_hits() -> None:
    doc = east_and_west({"reach": "internet"}, shared_risks=[risk("duct", ["fibre-1", "fibre-2"])])
    doc["components"].append(link("fibre-2", "dc-west", "internet"))
    assert single_points(doc, "pay") == {"duct"}
    assert shortest_reason(doc, "duct", "pay") == 3
    assert shortest_reason(doc, "duct", "fibre-2") == 1


def test_there_is_no_reason_where_nothing_falls() -> None:
    doc = document(node("user", {"any": ["a", "b"]}), node("a"), node("b"))
    assert shortest_reason(doc, "a", "user") is None


def test_soft_needs_and_parts_that_hold_are_no_reason() -> None:
    doc = document(
        node("user", {"on": "cause", "hard": False}, "direct"),
        node("direct", {"any": [{"at_least": 2, "of": ["cause", "step", "spare"]}, "step"]}),
        node("step", "cause"),
        node("spare"),
        node("cause"),
    )
    # cause -> direct -> user: the soft need is no shortcut.
    assert shortest_reason(doc, "cause", "user") == 2


def test_what_broke_first_bars_the_way() -> None:
    doc = document(
        node("user", {"reach": "hub"}),
        node("hub", "power"),
        node("power"),
        link("wire", "user", "hub", "controller"),
        node("controller", "power"),
    )
    # power -> hub -> user; the wire, which user meets first, falls only with the controller.
    assert shortest_reason(doc, "power", "user") == 2
    components(doc)["wire"]["needs"] = ["power"]
    components(doc)["hub"]["needs"] = ["controller"]
    assert shortest_reason(doc, "power", "user") == 2


def test_a_dead_end_does_not_bar_the_way() -> None:
    doc = document(
        node("user", {"reach": "hub"}),
        node("hub", "far"),
        node("far", "cause"),
        node("cause"),
        node("stub", "cause"),
        link("1", "user", "hub"),
        link("2", "user", "stub"),
    )
    # Not cause -> stub -> user: behind the stub there is no way to the hub but back.
    assert shortest_reason(doc, "cause", "user") == 3


def test_a_link_to_where_another_still_leads_does_not_bar_the_way() -> None:
    doc = document(
        node("user", {"reach": "hub"}),
        node("mid"),
        node("hub"),
        node("cause"),
        node("step", "cause"),
        link("one", "user", "mid", "cause"),
        link("other", "user", "mid"),
        link("last", "mid", "hub", "step"),
    )
    # cause -> step -> last -> user, not cause -> one -> user.
    assert shortest_reason(doc, "cause", "user") == 3


def test_the_earlier_of_two_breaks_in_a_row_bars_the_way() -> None:
    doc = document(
        node("user", {"reach": "hub"}),
        node("mid"),
        node("hub"),
        node("cause"),
        node("step", "cause"),
        link("first", "user", "mid", "step"),
        link("second", "mid", "hub", "cause"),
    )
    # cause -> second -> user: when step took the first link, there was no way any more.
    assert shortest_reason(doc, "cause", "user") == 2


def test_what_fell_later_is_no_reason() -> None:
    doc = document(
        node("c"),
        node("a2", "c"),
        node("a", "a2"),
        node("y", "a", "b"),
        node("b", {"any": ["c", "z"]}),
        node("z", "y"),
    )
    # c -> a2 -> a -> y; b, which y needs too, falls only because y did.
    assert shortest_reason(doc, "c", "y") == 3


def test_what_falls_with_its_own_way_does_not_hide_the_cause() -> None:
    doc = document(
        node("dns", {"reach": "peer"}),
        node("router", "dns"),
        node("peer"),
        link("inside", "dns", "router"),
        link("outside", "router", "peer"),
    )
    assert shortest_reason(doc, "outside", "dns") == 1


def test_a_one_way_link_bars_only_the_way_it_leads() -> None:
    doc = document(
        node("user", {"reach": "hub"}),
        node("hub", "far"),
        node("far", "cause"),
        node("cause"),
        link("out", "user", "hub"),
        link("back", "hub", "user", "cause", one_way=True),
    )
    assert shortest_reason(doc, "cause", "user") == 3


# Against something else than hands

# Brute force takes the time it takes.
unhurried = settings(deadline=None)


@unhurried
@given(any_path_graphs())
def test_without_other_needs_single_points_are_the_dominators_of_the_hub(doc: Doc) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(components(doc))
    ways = [hop for hop in hops(doc, None) if "dead" not in hop]
    graph.add_edges_from((a, name) for name, a, _ in ways)
    graph.add_edges_from((name, b) for name, _, b in ways)
    for target in targets(doc):
        # A link is a vertex between its ends, so that nodes and links dominate alike.
        above = nx.immediate_dominators(graph, target)
        assert (target in never_up(doc)) == ("n0" not in above)
        if "n0" in above:
            expected, step = set(), "n0"
            while step != target:
                expected.add(step)
                step = above[step]
            assert single_points(doc, target) == expected


@unhurried
@given(st.data())
def test_order_means_nothing(data: st.DataObject) -> None:
    doc = data.draw(documents())
    same = data.draw(shuffled(doc))
    causes = [entry["id"] for entry in doc["components"] + doc["shared_risks"]]
    assert {cause: down(same, [cause]) for cause in causes} == {
        cause: down(doc, [cause]) for cause in causes
    }
    assert deadlocks(same) == deadlocks(doc)
    assert targets(same) == targets(doc)


@unhurried
@given(documents())
def test_who_is_stuck_waits_for_someone_and_links_join_nodes(doc: Doc) -> None:
    assert all(len(group) > 1 for group in deadlocks(doc))
    nodes = {name for name, component in components(doc).items() if not is_link(component)}
    assert all({a, b} <= nodes and a != b for _, a, b in hops(doc, None))
