"""Merging in any order and in any steps, degrees, conflicts, and what is never invented."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings

from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.views import views
from topology.document.document import Topology
from topology.document.merging.entries import key_of
from topology.document.merging.merging import Given, Merged, merged
from topology.document.merging.stated import stated
from topology.errors import UnknownIdError, UsageError
from topology.findings.single_points import SinglePoints


def document(*components: Any, **more: Any) -> Doc:
    """A document of components; what is text is one that says nothing."""
    return {
        "format": 1,
        "components": [{"id": c} if isinstance(c, str) else c for c in components],
        **more,
    }


def given_(name: str, doc: Doc) -> Given:
    return Given(name, stated(Topology.from_dict(doc), doc))


def joined(*docs: Doc, **how: Any) -> Merged:
    """The documents merged, called a, b, c …"""
    return merged([given_("abcdef"[i], doc) for i, doc in enumerate(docs)], **how)


def part(found: Merged, name: str) -> Doc:
    every = [*found.document["components"], *found.document.get("shared_risks", ())]
    return next(item for item in every if item["id"] == name)


def conflicts(*docs: Doc, **how: Any) -> list[str]:
    with pytest.raises(UsageError) as caught:
        joined(*docs, **how)
    return list(caught.value.lines())


# Properties


@settings(max_examples=examples(30))
@given(views())
def test_order_means_nothing(docs: list[Doc]) -> None:
    files = [given_(name, doc) for name, doc in zip("abc", docs, strict=True)]
    first, *others = [merged(order) for order in permutations(files)]
    assert all(other == first for other in others)


@settings(max_examples=examples(30))
@given(views())
def test_steps_mean_nothing(docs: list[Doc]) -> None:
    a, b, c = (given_(name, doc) for name, doc in zip("abc", docs, strict=True))
    at_once = merged([a, b, c]).document
    assert merged([Given("ab", merged([a, b]).document), c]).document == at_once
    assert merged([a, Given("bc", merged([b, c]).document)]).document == at_once


@settings(max_examples=examples(30))
@given(views(1))
def test_merging_with_itself_adds_nothing(docs: list[Doc]) -> None:
    (doc,) = docs
    once = joined(doc).document
    assert joined(doc, doc).document == once
    assert joined(once).document == once
    before, after = (SinglePoints.of(Topology.from_dict(d)) for d in (doc, once))
    assert [f.message for f in before.findings()] == [f.message for f in after.findings()]


@settings(max_examples=examples(20))
@given(views(2))
def test_what_is_written_is_read_as_it_stands(docs: list[Doc]) -> None:
    found = joined(*docs)
    again = stated(Topology.from_dict(found.document), found.document)
    assert again == found.document


# Needs


def needs_of(*lists: Any, **how: Any) -> Any:
    """The needs of `u` where each document has a list of its own; None where it has none."""
    docs = [
        document("a", "b", "c", {"id": "u", **({} if needs is None else {"needs": needs})})
        for needs in lists
    ]
    return part(joined(*docs, **how), "u").get("needs")


def test_needs_are_united_and_never_their_alternatives() -> None:
    assert needs_of(["a"], ["b"]) == ["a", "b"]
    assert needs_of([{"any": ["a", "b"]}], ["a"]) == ["a", {"any": ["a", "b"]}]
    assert needs_of([{"any": ["a", "b"]}], [{"any": ["b", "c"]}]) == [
        {"any": ["a", "b"]},
        {"any": ["b", "c"]},
    ]
    assert needs_of([{"any": ["b", "a"]}], [{"any": ["a", "b"]}]) == [{"any": ["a", "b"]}]
    assert needs_of([{"first_of": ["b", "a"]}], [{"first_of": ["a", "b"]}]) == [
        {"first_of": ["a", "b"]},
        {"first_of": ["b", "a"]},
    ]
    assert needs_of(["a"], [{"any": ["a"]}]) == ["a"]
    assert needs_of(["a", {"on": "a", "calls": 2}], ["a"]) == [{"on": "a", "calls": 2}, "a"]


def test_a_kind_that_says_little_gives_way() -> None:
    def kind(*kinds: str) -> object:
        docs = [document({"id": "u", "kind": kind}) for kind in kinds]
        return part(joined(*docs), "u")["kind"]

    assert kind("service", "cache", "component") == "cache"
    assert kind("node", "service") == kind("service", "node") == "service"
    with pytest.raises(UsageError, match='kind is "cache" in a, "queue" in b'):
        kind("cache", "queue")


def test_a_need_beside_a_choice_is_worth_a_look() -> None:
    docs = [document("a", "b", {"id": "u", "needs": n}) for n in (["a"], [{"any": ["a", "b"]}])]
    notes = joined(*docs).notes
    both = document("a", "b", {"id": "u", "needs": ["a", {"any": ["a", "b"]}]})
    assert joined(both, both | {"name": "x"}).notes.worth_a_look.count == 0
    assert notes.worth_a_look.items == ("u needs a in a and any of a, b in b: both are kept",)
    assert joined(docs[1], docs[1]).notes.worth_a_look.count == 0
    assert notes.needs_united.items == ("u",)


def test_what_is_not_known_gives_way_and_nothing_contradicts_something() -> None:
    assert needs_of(None, ["a"]) == ["a"]
    assert needs_of(None, None) is None
    assert needs_of(None, []) == []
    docs = [document("a", {"id": "u", "needs": needs}) for needs in ([], ["a"])]
    said, how = conflicts(*docs)
    assert said == "u: needs is [], which is nothing, in a, and a list in b"
    assert how.startswith("a value contradicts another; --prefer FIELD=FILE says")
    assert part(joined(*docs, prefer={"needs": "a"}), "u")["needs"] == []
    assert part(joined(*docs, prefer={"*": ["b"]}), "u")["needs"] == ["a"]
    docs[0]["components"][1]["assumed"] = {"needs": "nobody said so"}
    assert part(joined(*docs), "u") == {"id": "u", "needs": ["a"]}


def test_hard_goes_before_soft_where_both_are_as_sure() -> None:
    soft = {"on": "a", "hard": False}
    assert needs_of(["a"], [soft]) == ["a"]
    assert needs_of([soft], [soft]) == [soft]
    assert needs_of([{"on": "a", "guessed": "a name"}], [soft]) == [soft]
    assert needs_of(["a"], [soft], prefer={"hard": "b"}) == [soft]


def test_values_of_needs_contradict() -> None:
    docs = [document("a", {"id": "u", "needs": [{"on": "a", "calls": n}]}) for n in (1, 2)]
    assert conflicts(*docs)[0] == "u → a: calls is 1.0 in a, 2.0 in b"
    inside = [
        document("a", "b", {"id": "u", "needs": [{"any": ["b", {"on": "a", "weight": n}]}]})
        for n in (1, 2)
    ]
    assert conflicts(*inside)[0] == "u → any of b, a → a: weight is 1.0 in a, 2.0 in b"


# Degrees


@pytest.mark.parametrize(
    ("one", "other", "left"),
    [
        ({}, {"assumed": "x"}, {}),
        ({}, {"guessed": "x"}, {}),
        ({"assumed": "x"}, {"guessed": "y"}, {"assumed": "x"}),
        ({"guessed": "y"}, {"guessed": "x"}, {"guessed": "x"}),
    ],
)
def test_the_surest_degree_of_a_need_is_kept(one: Doc, other: Doc, left: Doc) -> None:
    found = needs_of([{"on": "a", **one}], [{"on": "a", **other}])
    assert found == [{"on": "a", **left} if left else "a"]


def test_a_surer_value_goes_before() -> None:
    known = {"id": "u", "count": 3}
    assumed = {"id": "u", "count": 2, "assumed": {"count": "a convention"}}
    guess = {"id": "u", "count": 4, "guessed": "a name"}
    for others in permutations([document(known), document(assumed), document(guess)]):
        assert part(joined(*others), "u") == known
    assert part(joined(document(assumed), document(guess)), "u") == assumed
    told = joined(document(known), document(assumed)).notes.surer.items
    assert told == ("u: count 3 (known in a) goes before 2 (assumed in b)",)


def test_a_majority_is_one_of_the_members_that_there_are() -> None:
    three = {"id": "db", "count": 3, "quorum": 2, "assumed": {"quorum": "majority"}}
    less = {"id": "db", "count": 5, "quorum": 4,
            "assumed": {"count": "says the team", "quorum": "all but one"}}  # fmt: skip
    five = document({"id": "db", "count": 5})
    found = part(joined(document(three), five, prefer={"count": "b"}), "db")
    assert (found["count"], found["quorum"]) == (5, 3)
    assert found["assumed"] == {"quorum": "majority"}
    found = part(joined(document(three), document({"id": "db", "count": 1}),
                        prefer={"count": "b"}), "db")  # fmt: skip
    assert (found["count"], found["quorum"]) == (1, 1)
    found = part(joined(document(less), document({"id": "db", "count": 3})), "db")
    assert (found["count"], found["quorum"]) == (3, 3)
    enough = {**three, "quorum": 1, "assumed": {"quorum": "one is enough"}}
    assert part(joined(document(enough), five, prefer={"count": "b"}), "db")["quorum"] == 1


def test_members_stand_in_no_more_places_than_there_are_of_them() -> None:
    db = {"id": "db", "count": 3, "spread": ["x", "y", "z"]}
    assumed = document({**db, "assumed": {"spread": "dealt out"}}, "x", "y", "z")
    two = document({"id": "db", "count": 2})
    found = part(joined(assumed, two, prefer={"count": "b"}), "db")
    assert (found["count"], found["spread"]) == (2, ["x", "y"])
    assert found["assumed"] == {"spread": "dealt out"}
    told = conflicts(document(db, "x", "y", "z"), two, prefer={"count": "b"})
    assert told[0] == "db: spread is over 3 places in a, which is more than its count, 2 in b"


def test_a_known_quorum_stays_and_is_never_more_than_there_are() -> None:
    three = document({"id": "db", "count": 3, "quorum": 2})
    found = joined(three, document({"id": "db", "count": 5}), prefer={"count": "b"})
    assert part(found, "db")["quorum"] == 2
    assert found.notes.worth_a_look.items == (
        "db: quorum 2 is told of a count of 3 in a, and the count is 5",
    )
    told = conflicts(three, document({"id": "db", "count": 1}), prefer={"count": "b"})
    assert told[0] == "db: quorum is 2 in a, which is more than its count, 1 in b"


def test_a_stated_default_is_known() -> None:
    found = joined(document({"id": "u", "count": 1}), document("u"))
    assert part(found, "u") == {"id": "u", "count": 1}
    assert conflicts(document({"id": "u", "count": 1}), document({"id": "u", "count": 2}))


def test_null_states_nothing() -> None:
    docs = (
        document({"id": "u", "source": None, "location": None}),
        document({"id": "u", "source": "x"}),
    )
    assert part(joined(*docs), "u") == {"id": "u", "source": "x"}


def test_the_same_value_is_the_same_however_it_is_written() -> None:
    docs = [document({"id": "u", "repair": {"time": time}}) for time in ("60 min", "1 h")]
    assert part(joined(*docs), "u")["repair"] == {"time": "1 h"}


def test_what_only_a_guess_tells_stays_a_guess() -> None:
    docs = document({"id": "u", "guessed": "a name", "count": 2}), document("u")
    found = joined(*docs)
    assert part(found, "u") == {"id": "u", "count": 2, "assumed": {"count": "guessed: a name"}}
    # and is one to the next step, so that it gives way to what is assumed.
    assumed = document({"id": "u", "count": 3, "assumed": "a convention"})
    assert part(joined(found.document, assumed), "u")["count"] == 3


def test_a_value_that_is_assumed_within_itself_gives_way() -> None:
    docs = (
        document({"id": "u", "repair": {"time": "2 h", "assumed": "an expert's word"}}),
        document({"id": "u", "repair": {"time": "4 h"}}),
    )
    assert part(joined(*docs), "u")["repair"] == {"time": "4 h"}


def test_every_reason_is_kept_where_all_is_assumed() -> None:
    docs = (
        document({"id": "u", "assumed": "one", "count": 2}),
        document({"id": "u", "assumed": "other", "capacity": 5}),
    )
    found = joined(*docs)
    assert part(found, "u")["assumed"] == {"id": "one", "capacity": "other"}
    # and it gives way as a whole to what is known.
    known = joined(found.document, document({"id": "u", "count": 3}))
    assert part(known, "u") == {
        "id": "u", "capacity": 5.0, "count": 3, "assumed": {"capacity": "other"},
    }  # fmt: skip


def test_requirements_are_joined_by_meaning() -> None:
    assert needs_of([{"at_least": 1, "of": ["a", "b"]}], [{"any": ["b", "a"]}]) == [
        {"any": ["a", "b"]}
    ]
    nested = {"at_least": 2, "of": ["c", {"all": ["a", {"all": ["b", {"reach": "a"}]}]}, "b"]}
    flat = {"at_least": 2, "of": ["c", "b", {"all": ["b", {"reach": "a"}, "a"]}]}
    assert key_of(nested) == key_of(flat)


def test_needs_of_what_is_guessed_are_guessed() -> None:
    docs = document("a", {"id": "u", "guessed": "a name", "needs": ["a"]}), document("a", "u")
    assert part(joined(*docs), "u")["needs"] == [{"on": "a", "guessed": "a name"}]


def test_what_a_risk_hits_is_united_and_as_sure_as_the_least() -> None:
    one = document("a", "b", shared_risks=[{"id": "r", "hits": ["a"]}])
    other = document("a", "b", shared_risks=[{"id": "r", "hits": ["b"], "assumed": "one host"}])
    assert part(joined(one, other), "r") == {
        "id": "r",
        "hits": ["a", "b"],
        "assumed": {"hits": "one host"},
    }
    both = document("a", "b", shared_risks=[{"id": "r", "hits": ["b", "a"]}])
    assert part(joined(both, other), "r") == {"id": "r", "hits": ["a", "b"]}


# What is the same


def test_names_descriptions_and_sources_never_contradict() -> None:
    docs = [
        document({"id": "u", "name": n, "source": s, "description": n}, name=n, description=n)
        for n, s in (("B", "b.yaml; a.yaml"), ("A", "c.tf"))
    ]
    found = joined(*docs)
    assert part(found, "u")["source"] == "a.yaml; b.yaml; c.tf"
    assert (found.document["name"], part(found, "u")["name"]) == ("A", "A")


def test_conflicts_are_listed_all_at_once_with_their_sources() -> None:
    one = document(
        {"id": "u", "count": 2, "x-team": "red"}, {"id": "f", "connects": ["u", "v"]}, "v",
        crews={"splicers": 1}, load_unit="calls/s",
    )  # fmt: skip
    other = document(
        {"id": "u", "count": 3, "x-team": "blue"},
        {"id": "f", "connects": ["v", "u"], "one_way": True}, "v",
        crews={"splicers": 2}, load_unit="payments/s",
    )  # fmt: skip
    assert conflicts(one, other) == [
        "crew splicers: size is 1 in a, 2 in b",
        'document: load_unit is "calls/s" in a, "payments/s" in b',
        'f: connects is {"connects": ["u", "v"]} in a, '
        '{"connects": ["v", "u"], "one_way": true} in b',
        'u: count is 2 in a, 3 in b',
        'u: x-team is "red" in a, "blue" in b',
        "5 values contradict; --prefer FIELD=FILE says which document is believed, and *=FILE "
        "of any field",
    ]  # fmt: skip
    found = joined(one, other, prefer={"count": "a", "*": "b"})
    assert part(found, "u") == {"id": "u", "count": 2, "x-team": "blue"}
    assert part(found, "f") == {"id": "f", "connects": ["v", "u"], "one_way": True}
    assert found.document["crews"] == {"splicers": 2}
    assert found.notes.settled.count == 5


def test_a_link_that_leads_both_ways_has_no_first_end() -> None:
    docs = [document("u", "v", {"id": "f", "connects": ends}) for ends in (["u", "v"], ["v", "u"])]
    assert part(joined(*docs), "f")["connects"] == ["u", "v"]


def test_a_component_is_no_shared_risk() -> None:
    risk = document("a", shared_risks=[{"id": "u", "hits": ["a"]}])
    assert conflicts(document("u"), risk)[0] == "u: is a component in a and a shared risk in b"


def test_a_preference_that_settles_nothing_is_told() -> None:
    notes = joined(document("u"), document("u"), prefer={"cuont": "a"}).notes
    assert notes.settled.items == ("what is preferred for cuont settled nothing",)


@pytest.mark.parametrize("prefer", [{"count": "d"}, {"*": ["d"]}])
def test_who_is_believed_is_a_document(prefer: Any) -> None:
    with pytest.raises(UsageError, match='"d" is to be believed, and is the name of none'):
        joined(document("u"), prefer=prefer)


# Ids


FULL = document(
    {
        "id": "u", "needs": [{"first_of": ["a", {"any": [{"on": "a", "calls": 2}, "b"]}],
        "switchover": {"detect": "1 min", "needs": ["a"]}}, {"reach": "a"}],
        "repair": {"time": "1 h", "needs": ["a"]},
    },
    {"id": "a", "demand": 1, "modes": [{"id": "slow", "leaves": 0.5}]},
    "b",
    {"id": "f", "connects": ["a", "u"]},
    {"id": "s", "count": 2, "spread": ["a", "b"], "demand": 1},
    shared_risks=[{"id": "r", "hits": ["a", "b"]},
                  {"id": "surge", "raises": {"a": 2.0}, "for": "1 h"}],
    objectives=[{"of": "a", "survives": 1,
                 "accepted": [{"id": "a:slow", "reason": "rare", "until": "2030-01-01"}]}],
    scenarios=[{"id": "x", "events": [{"at": "0 s", "fail": ["a", "a:slow"]},
                                      {"at": "1 h", "repair": "a"},
                                      {"at": "1 h", "switch": "u", "to": "a"}]}],
)  # fmt: skip


def test_an_id_is_renamed_wherever_it_stands() -> None:
    doc = stated(Topology.from_dict(FULL), FULL)
    found = merged([Given("a", doc), given_("b", document("z"))], same=[("z", "a")]).document
    text = repr(found)
    assert "'a'" not in text
    assert "'z:slow'" in text
    back = merged([Given("a", found), given_("b", document("a"))], same=[("a", "z")]).document
    assert back == merged([Given("a", doc), given_("b", document("a"))]).document


def test_of_what_is_the_same_the_first_id_stays() -> None:
    docs = document("a", {"id": "u", "needs": ["a"]}), document("b", {"id": "v", "needs": ["b"]})
    found = joined(*docs, same=[("a", "b")])
    assert [c["id"] for c in found.document["components"]] == ["a", "u", "v"]
    assert part(found, "v")["needs"] == ["a"]
    assert found.notes.joined_by_same.items == ("b is a",)
    assert found.notes.joined_by_id.count == 0
    chain = joined(*docs, document("c"), same=[("b", "c"), ("a", "b")])
    assert [c["id"] for c in chain.document["components"]] == ["a", "u", "v"]


@pytest.mark.parametrize(
    ("same", "said"),
    [
        ([("a", "u")], '"a" and "u" are said to be the same, and both stand in a'),
        ([("a", "b"), ("b", "a")], "is said to be the same as itself, in a circle"),
        ([("a", "b"), ("c", "b")], '"b" is said to be the same as "a" and as "c"'),
        ([("a", "r")], '"a" and "r" cannot be the same: only one of them is a component'),
    ],
)
def test_what_cannot_be_the_same(same: Any, said: str) -> None:
    docs = (
        document("a", "u"),
        document("b", shared_risks=[{"id": "r", "hits": ["b"]}]),
        document("c"),
    )
    with pytest.raises(UsageError) as caught:
        joined(*docs, same=same)
    assert said in caught.value.lines()[0]


def test_what_is_the_same_is_there() -> None:
    with pytest.raises(UnknownIdError, match='did you mean "web"'):
        joined(document("web"), document("b"), same=[("b", "wbe")])


# Names


def test_names_that_are_alike_are_guesses() -> None:
    docs = document("a", {"id": "web", "needs": ["a"]}), document("Shop/deployment/Web", "z")
    found = joined(*docs, match="names")
    assert part(found, "web")["guessed"] == "names are alike: web and Shop/deployment/Web"
    assert found.notes.joined_by_names.items == ("web and Shop/deployment/Web",)
    assert len(joined(*docs).document["components"]) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("user-db", "UserDB"),
        ("web", "shop/deployment/web"),
        ("web", "component:default/web"),
        ("web", "module.x.aws_instance.web"),
    ],
)
def test_names_that_are_alike(one: str, other: str) -> None:
    assert joined(document(one), document(other), match="names").notes.joined_by_names.count == 1
    assert joined(document(one + "x"), document(other), match="names").notes.joined_by_names == (
        joined(document("p"), document("q")).notes.joined_by_names
    )


def test_names_that_are_not_clear_are_left_apart() -> None:
    docs = document("web"), document("shop/service/web", "shop/deployment/web")
    notes = joined(*docs, match="names").notes
    assert notes.joined_by_names.count == 0
    assert notes.ambiguous.items == ("web, shop/service/web, shop/deployment/web",)
    assert notes.unmatched.count == 3


def test_risks_are_not_like_components() -> None:
    risk = document("b", shared_risks=[{"id": "shop/web", "hits": ["b"]}])
    assert joined(document("web"), risk, match="names").notes.joined_by_names.count == 0


# As a whole


@settings(max_examples=examples(30))
@given(views(2))
def test_never_more_hopeful_than_its_parts(docs: list[Doc]) -> None:
    """A single failure takes down whatever it took down in a document that has all of it."""
    both = SinglePoints.of(joined(*docs).topology)
    some = SinglePoints.of(Topology.from_dict(docs[0]))
    for target in set(some.targets) & set(both.targets):
        assert set(some.causes(target)) <= set(both.causes(target)) | set(both.never_up)
