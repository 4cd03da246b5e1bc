"""A comparison equals full analyses of both; the architecture and the knowledge are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.strategies import documents, shuffled
from tests.support.views import MARKS, views
from topology.document.document import Topology
from topology.document.merging.merging import Given, merged
from topology.document.merging.stated import stated
from topology.errors import UnknownIdError, UsageError
from topology.finding import Rule
from topology.findings.comparison.answers import Answers, Event, Turn
from topology.findings.comparison.comparison import Comparison, most_targets
from topology.findings.comparison.documents import Change, How, What, changes
from topology.findings.single_points import SinglePoints
from topology.findings.study import MAX_TARGETS, Study


def document(*components: Any, **more: Any) -> Doc:
    """A document of components; what is text is one that needs nothing."""
    return {
        "format": 1,
        "name": "d",
        "components": [{"id": c, "needs": []} if isinstance(c, str) else c for c in components],
        **more,
    }


def compared(old: Doc, new: Doc, **how: Any) -> Comparison:
    return Comparison.of(Topology.from_dict(old), Topology.from_dict(new), **how)


def changed(old: Doc, new: Doc) -> list[Change]:
    return changes(Topology.from_dict(old), Topology.from_dict(new))


def told(found: list[Change], *, knowledge: bool) -> list[tuple[str, ...]]:
    return [
        (c.what.value, c.how.value, c.where, c.about) for c in found if c.is_knowledge is knowledge
    ]


def findings(doc: Doc) -> dict[tuple[Any, ...], Any]:
    """All that a full analysis finds, without any of the shortcuts of a comparison."""
    points = SinglePoints.of(Topology.from_dict(doc))
    return {
        (f.rule, f.where if f.rule is not Rule.START_UP_DEADLOCK else "", f.cause,
         frozenset(f.involved) if f.rule is Rule.START_UP_DEADLOCK else None): f
        for f in points.findings()
        if f.rule is not Rule.RECOVERY_DEADLOCK
    }  # fmt: skip


def key(finding: Any) -> tuple[Any, ...]:
    is_circle = finding.rule is Rule.START_UP_DEADLOCK
    involved = frozenset(finding.involved) if is_circle else None
    return finding.rule, "" if is_circle else finding.where, finding.cause, involved


PAIRS = st.one_of(views(2), st.lists(documents(4), min_size=2, max_size=2))


@settings(max_examples=examples(40))
@given(PAIRS)
def test_it_equals_full_analyses_of_both(docs: list[Doc]) -> None:
    old, new = docs
    answers = compared(old, new).answers
    before, after = findings(old), findings(new)
    effects = [e for e in answers.effects if e.key[0] is not Rule.RECOVERY_DEADLOCK]
    for event, expected in (
        (Event.CAME, after.keys() - before.keys()),
        (Event.WENT, before.keys() - after.keys()),
    ):
        found = [key(e.finding) for e in effects if e.event is event]
        assert Counter(found) == Counter(expected)
    both = {k: (before[k], after[k]) for k in before.keys() & after.keys()}
    points = {k: pair for k, pair in both.items() if k[0] is Rule.SINGLE_POINT_OF_FAILURE}
    otherwise = {
        k for k, (a, b) in points.items()
        if (a.failure_class, a.reason) != (b.failure_class, b.reason)
    }  # fmt: skip
    changed_ones = {key(e.finding) for e in effects if e.event is Event.CHANGED}
    assert otherwise <= changed_ones <= points.keys()
    assert answers.is_worse >= bool(after.keys() - before.keys())


@settings(max_examples=examples(20))
@given(PAIRS)
def test_objectives_and_orders_are_those_of_the_studies(docs: list[Doc]) -> None:
    answers = compared(*docs).answers
    old, new = (Study.of(Topology.from_dict(doc)) for doc in docs)
    were, are = ({v.objective.of: v.holds for v in study.verdicts} for study in (old, new))
    if len(were) == len(old.verdicts) and len(are) == len(new.verdicts):
        found = {pair.of for pair in answers.objectives}
        assert {of for of in were.keys() | are.keys() if were.get(of, 0) != are.get(of, 0)} <= found
        for pair in answers.objectives:
            newly = are.get(pair.of) is False and were.get(pair.of) is not False
            assert (pair.turn is Turn.WORSE) is newly
    for pair in answers.cut_sets:
        for study, counts in ((old, pair.before), (new, pair.after)):
            sets = study.cut_sets[pair.of]
            assert isinstance(counts, dict)
            assert all(sets.count_by_order.get(k, 0) == n for k, n in counts.items())
    assert set(answers.no_longer_judged) <= set(old.points.targets) - set(new.points.targets)


@settings(max_examples=examples(20))
@given(documents(4), st.data())
def test_a_document_in_another_order_is_the_same(doc: Doc, data: st.DataObject) -> None:
    assert compared(doc, doc).is_empty
    other = data.draw(shuffled(doc))
    assert changed(doc, other) == []
    effects = compared(doc, other).answers.effects
    assert [e for e in effects if e.event is not Event.CHANGED] == []


@settings(max_examples=examples(20))
@given(views(1), st.data())
def test_marks_alone_are_knowledge(docs: list[Doc], data: st.DataObject) -> None:
    (doc,) = docs
    other = {
        **doc,
        "components": [
            {
                **{k: v for k, v in c.items() if k not in ("assumed", "guessed", "source")},
                **data.draw(MARKS),
            }
            for c in doc["components"]
        ],
    }
    assert told(changed(doc, other), knowledge=False) == []


@settings(max_examples=examples(20))
@given(views(2))
def test_merging_takes_nothing_away(docs: list[Doc]) -> None:
    one, other = (
        Given(name, stated(Topology.from_dict(d), d)) for name, d in zip("ab", docs, strict=True)
    )
    whole = merged([one, other]).document
    assert [c for c in changed(docs[0], whole) if c.how is How.REMOVED and not c.is_knowledge] == []


# What changed in the documents


def test_components_needs_risks_and_values() -> None:
    old = document(
        {"id": "u", "needs": ["a", {"on": "b", "calls": 2}], "count": 2}, "a", "b", "gone",
        shared_risks=[{"id": "r", "hits": ["a", "gone"]}], crews={"assumed": 1},
    )  # fmt: skip
    new = document(
        {"id": "u", "needs": [{"any": ["a", "b"]}, {"on": "b", "calls": 3}], "count": 3},
        "a", "b", "new",
        shared_risks=[{"id": "r", "hits": ["new", "a"]}, {"id": "s", "hits": ["b"]}],
        crews={"assumed": 2},
    )  # fmt: skip
    found = changed(old, new)
    assert told(found, knowledge=True) == []
    assert sorted(told(found, knowledge=False)) == [
        ("component", "added", "new", ""),
        ("component", "removed", "gone", ""),
        ("need", "added", "u", "any of a, b"),
        ("need", "changed", "u", "b"),
        ("need", "removed", "u", "a"),
        ("shared risk", "added", "s", ""),
        ("value", "changed", "crew assumed", "size"),
        ("value", "changed", "r", "hits"),
        ("value", "changed", "u", "count"),
    ]
    (hits,) = (c for c in found if c.about == "hits")
    assert (hits.before, hits.after) == (["gone"], ["new"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a", "b"], ["b", "a"]),
        (["a"], [{"any": ["a"]}]),
        (["a", "b"], [{"all": ["b", "a"]}]),
        ([{"on": "a", "calls": 1}], ["a"]),
        ([{"any": ["a", {"all": ["b", "c"]}]}], [{"any": [{"all": ["c", "b"]}, "a"]}]),
        ([{"at_least": 1, "of": ["a", "b"]}], [{"any": ["b", "a"]}]),
        ([{"reach": "a", "over": ["x", "y"]}], [{"reach": "a", "over": ["y", "x"]}]),
    ],
)
def test_requirements_are_compared_by_meaning(old: Any, new: Any) -> None:
    links = [{"id": k, "kind": k, "connects": ["a", "b"]} for k in ("x", "y")]
    docs = [document({"id": "u", "needs": n}, "a", "b", "c", *links) for n in (old, new)]
    assert changed(*docs) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ([{"first_of": ["a", "b"]}], [{"first_of": ["b", "a"]}],
         {("need", "added", "u", "the first of b, a"),
          ("need", "removed", "u", "the first of a, b")}),
        ([{"at_least": 2, "of": ["a", "b"]}], [{"any": ["a", "b"]}],
         {("need", "added", "u", "any of a, b"), ("need", "removed", "u", "at least 2 of a, b")}),
        ([{"any": [{"on": "a", "weight": 2}, "b"]}], [{"any": ["a", "b"]}],
         {("need", "changed", "u", "any of a, b")}),
        (["a"], [{"on": "a", "hard": False}], {("need", "changed", "u", "a")}),
    ],
)  # fmt: skip
def test_requirements_that_differ(old: Any, new: Any, said: Any) -> None:
    docs = [document({"id": "u", "needs": n}, "a", "b") for n in (old, new)]
    assert set(told(changed(*docs), knowledge=False)) == said
    assert told(changed(*docs), knowledge=True) == []


GUESS = {"on": "a", "guessed": "a name"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({"needs": [GUESS]}, {"needs": ["a"]}, ("degree", "changed", "u", "needs a")),
        ({"needs": [GUESS]}, {"needs": [{"on": "a", "assumed": "x"}]},
         ("degree", "changed", "u", "needs a")),
        ({"needs": [GUESS]}, {"needs": []}, ("need", "removed", "u", "a")),
        ({"needs": []}, {"needs": [GUESS]}, ("need", "added", "u", "a")),
        ({"needs": ["a"]}, {"needs": [{"on": "a", "source": "x"}]},
         ("source", "added", "u", "needs a")),
        ({}, {"needs": []}, ("degree", "changed", "u", "what it needs")),
        ({"guessed": "x"}, {}, ("degree", "changed", "u", "")),
        ({"count": 2, "assumed": {"count": "x"}}, {"count": 2},
         ("degree", "changed", "u", "count")),
        ({"source": "x"}, {"source": "y"}, ("source", "changed", "u", "")),
        ({"repair": {"time": "1 h", "assumed": "x"}}, {"repair": {"time": "60 min"}},
         ("degree", "changed", "u", "repair")),
        ({"needs": [{"any": [GUESS, "b"]}]}, {"needs": [{"any": ["b", "a"]}]},
         ("degree", "changed", "u", "needs a")),
        ({"needs": [{"on": "a", "calls": 2, "assumed": {"calls": "x"}}]},
         {"needs": [{"on": "a", "calls": 2}]}, ("degree", "changed", "u", "needs a: calls")),
        ({"description": "x"}, {"description": "y"}, ("value", "changed", "u", "description")),
    ],
)  # fmt: skip
def test_what_is_only_known_differently(old: Doc, new: Doc, said: tuple[str, ...]) -> None:
    docs = [document({"id": "u", **more}, "a", "b") for more in (old, new)]
    assert told(changed(*docs), knowledge=False) == []
    assert told(changed(*docs), knowledge=True) == [said]


def test_guessed_components_and_risks_come_and_go_as_knowledge() -> None:
    guess = document(
        "a", {"id": "u", "guessed": "x"},
        shared_risks=[{"id": "r", "hits": ["a"], "guessed": "x"}],
    )  # fmt: skip
    found = changed(document("a"), guess)
    assert told(found, knowledge=False) == []
    assert [c.what for c in found] == [What.COMPONENT, What.RISK]


def test_lists_that_are_sets_and_ends_of_links_have_no_order() -> None:
    def doc(order: int) -> Doc:
        names = ["a", "b"][::order]
        link = {"id": "f", "connects": names, "needs": []}
        risk = {"id": "r", "hits": names}
        return document("a", {"id": "b", "tags": names}, link, shared_risks=[risk])

    assert changed(doc(1), doc(-1)) == []


def test_of_values_within_values_the_innermost_is_told() -> None:
    docs = [
        document({"id": "u", "fails": {"mtbf": "1 y", "mttr": mttr}, "needs": []})
        for mttr in ("1 h", "2 h")
    ]
    (found,) = changed(*docs)
    assert (found.about, found.before, found.after) == ("fails.mttr", "1 h", "2 h")


# What that does to the answer


def test_worse_and_better() -> None:
    old = document({"id": "u", "needs": [{"any": ["a", "b"]}], "demand": 1}, "a", "b")
    new = document({"id": "u", "needs": ["a"], "demand": 1}, "a", "b")
    worse, better = compared(old, new).answers, compared(new, old).answers
    assert [(e.event, e.turn, e.key[2]) for e in worse.effects] == [(Event.CAME, Turn.WORSE, "a")]
    assert [(e.event, e.turn, e.key[2]) for e in better.effects] == [(Event.WENT, Turn.BETTER, "a")]
    assert (worse.is_worse, better.is_worse) == (True, False)
    (pair,) = worse.cut_sets
    assert (pair.before, pair.after, pair.turn) == ({1: 0, 2: 1}, {1: 1, 2: 0}, Turn.WORSE)
    assert better.cut_sets[0].turn is Turn.BETTER


def test_what_went_with_its_target_is_no_good_news() -> None:
    old = document({"id": "u", "needs": ["a"]}, "a")
    gone = compared(old, document("a")).answers
    assert [(e.turn, e.why) for e in gone.effects] == [(Turn.DIFFERENT, "u is no longer there")]
    assert not gone.is_worse
    silent = compared(old, document({"id": "u"}, "a")).answers
    assert [(e.event, e.key[0], e.turn) for e in silent.effects] == [
        (Event.CAME, Rule.NOT_JUDGED, Turn.WORSE),
        (Event.WENT, Rule.SINGLE_POINT_OF_FAILURE, Turn.DIFFERENT),
    ]
    assert silent.effects[1].why == "u is not judged any more"
    assert silent.no_longer_judged == ("u",)
    assert silent.is_worse


def test_objectives_and_availability() -> None:
    def doc(mttr: str) -> Doc:
        fails = {"mtbf": "1 y", "mttr": mttr}
        goal = {"of": "u", "availability": 0.999}
        return document(
            {"id": "u", "needs": ["a"], "fails": False}, {"id": "a", "needs": [], "fails": fails},
            objectives=[goal],
        )  # fmt: skip

    worse, better = (compared(*map(doc, t)).answers for t in (("1 h", "1 d"), ("1 d", "1 h")))
    assert [pair.turn for pair in worse.availabilities] == [Turn.WORSE]
    assert [pair.turn for pair in worse.objectives] == [Turn.WORSE]
    assert [pair.turn for pair in better.objectives] == [Turn.BETTER]
    assert (worse.is_worse, better.is_worse) == (True, False)
    only = compared(doc("1 h"), doc("61 min")).answers
    assert (only.objectives, only.is_worse) == ((), True)


def test_a_class_that_got_worse() -> None:
    def doc(capacity: float) -> Doc:
        return document(
            {"id": "u", "demand": 100, "needs": [{"any": ["a", "b"]}]},
            {"id": "a", "capacity": capacity, "needs": []},
            {"id": "b", "capacity": capacity, "needs": []},
        )

    came = compared(doc(100), doc(60)).answers.effects
    assert {(e.event, e.finding.failure_class) for e in came} == {(Event.CAME, "overload")}
    one = document({"id": "u", "demand": 100, "needs": ["a"]}, {"id": "a", "needs": []}, "b")
    (effect, *_) = compared(doc(60), one).answers.effects
    assert (effect.event, effect.turn, effect.class_before) == (
        Event.CHANGED, Turn.WORSE, "overload",
    )  # fmt: skip


def test_the_worst_comes_first() -> None:
    def doc(needs: list[str]) -> Doc:
        return document(
            {"id": "any", "demand": 1, "needs": [n.upper() for n in needs]},
            {"id": "large", "demand": 100, "needs": needs},
            "a", "A", "b", "B",
        )  # fmt: skip

    effects = compared(doc(["a"]), doc(["b"])).answers.effects
    assert [(e.event, e.key[2]) for e in effects] == [
        (Event.CAME, "b"), (Event.CAME, "B"), (Event.WENT, "a"), (Event.WENT, "A"),
    ]  # fmt: skip
    found = compared(doc(["a"]), doc(["b"])).architecture
    assert [c.where for c in found] == ["large", "large", "any", "any"]


# Ids


def test_what_is_the_same_under_two_ids() -> None:
    old = document({"id": "u", "needs": ["a"]}, "a")
    new = document({"id": "u", "needs": ["b"]}, "b")
    assert compared(old, new, same=[("a", "b")]).is_empty
    assert compared(old, new, same=[("b", "a")]).is_empty
    with pytest.raises(UsageError, match="both stand in NEW"):
        compared(old, document("a", "b"), same=[("a", "b")])
    with pytest.raises(UnknownIdError):
        compared(old, new, same=[("a", "c")])


def test_targets_may_be_there_in_one_only() -> None:
    old = document({"id": "u", "needs": ["a"]}, "a")
    new = document({"id": "v", "needs": ["a"]}, "a")
    answers = compared(old, new, targets=["v"]).answers
    assert answers.old is None
    assert [(e.event, e.key[1]) for e in answers.effects] == [(Event.CAME, "v")]
    assert answers.remarks[0] == "before: none of the targets that are asked for is there"
    back = compared(new, old, targets=["v"]).answers
    assert [(e.event, e.turn) for e in back.effects] == [(Event.WENT, Turn.DIFFERENT)]
    with pytest.raises(UnknownIdError):
        compared(old, new, targets=["w"])


# What is bounded


def test_what_loads_say_of_one_only_is_no_news() -> None:
    parts = [{"id": name, "capacity": 60, "needs": []} for name in ("a", "b")]
    user = {"id": "u", "demand": 100, "needs": [{"any": ["a", "b"]}]}
    topology, over = Topology.from_dict(document(user, *parts)), [True, False]

    def unjudged_first(given: Topology, targets: Iterable[str] | None) -> Study:
        is_over = over.pop(0)
        return Study.of(given, targets, expired=lambda: is_over)

    came = Comparison.of(topology, topology, analyse=unjudged_first).answers
    assert {(e.event, e.turn, e.why) for e in came.effects} == {
        (Event.CAME, Turn.DIFFERENT, "loads were not judged before")
    }
    assert not came.is_worse
    assert came.cut_sets == ()
    assert "before: by structure alone: after a and 1 more: the time was too short" in came.remarks
    assert "before: cut sets: not all: the time was too short" in came.remarks
    gone = Answers(came.new, came.old)
    assert {(e.event, e.turn, e.why) for e in gone.effects} == {
        (Event.WENT, Turn.DIFFERENT, "loads are not judged any more")
    }


def test_the_same_targets_are_gone_through_in_both() -> None:
    small = Topology.from_dict(document({"id": "u", "needs": ["a"]}, "a"))
    parts = [{"id": f"c{i}", "needs": [f"c{j}" for j in range(i)]} for i in range(300)]
    large = Topology.from_dict(document(*parts))
    assert most_targets(small, small) == MAX_TARGETS
    assert most_targets(small, large) == most_targets(large) == 2
    wide = [document(*({"id": f"u{i}", "needs": needs} for i in range(3)), "a", "b")
            for needs in ([{"any": ["a", "b"]}], ["a", "b"])]  # fmt: skip
    analyse = partial(Study.of, most_targets=1)
    found = Comparison.of(*map(Topology.from_dict, wide), analyse=analyse).answers
    assert [pair.of for pair in found.cut_sets] == ["u0"]
    assert any("only of the first 1 of 3 targets" in words for words in found.remarks)


def test_options_that_come_go_and_change() -> None:
    parts = ("a", "b")
    kept = {"id": "kept", "cost": 1, "change": {"a": {"capacity": 3}}}
    gone = {"id": "gone", "name": "Gone", "cost": 2, "change": {"b": {"capacity": 3}}}
    new = {"id": "new", "cost": 3, "add": {"components": [{"id": "c"}]}}
    before = document(*parts, options=[kept, gone])
    after = document(*parts, options=[new, {**kept, "cost": 4}])
    assert changed(before, after) == [
        Change(What.VALUE, How.REMOVED, "option gone", "", {"name": "Gone", "cost": 2.0}, None),
        Change(What.VALUE, How.CHANGED, "option kept", "cost", 1.0, 4.0),
        Change(What.VALUE, How.ADDED, "option new", "", None, {"cost": 3.0}),
    ]
    assert changed(before, document(*parts, options=[gone, kept])) == []
    assert compared(before, after).answers.is_empty
