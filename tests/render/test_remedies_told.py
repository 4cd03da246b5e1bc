"""What to change first as it is told: in lines, in Markdown, as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from tests.support import remedies as made
from tests.support.command import ESCAPE
from tests.support.repository import ROOT
from topology.document.options.choices import choices
from topology.findings.gate.checked import Standing
from topology.remedy.answer import Alone, Failure, Left, State
from topology.render.files.remedy import MAX_CHARACTERS, remedy_markdown
from topology.render.machine.remedy import remedy_plain
from topology.render.terminal.columns import folded
from topology.render.terminal.lines import plain
from topology.render.terminal.remedies.answer import remedy_lines
from topology.render.words.remedy import Told

SCHEMA = json.loads((ROOT / "docs" / "remedy.schema.json").read_text(encoding="utf-8"))
FIRST = (
    "do first: a second fibre apart from duct-7 (second-duct, 120,000 USD): "
    "payments falls to no single failure any more; before: 1"
)
FOLLOWING = [["remedy", "duct.json", "-o", "changed.json"]]
TEXT = """\
do first: a second fibre apart from duct-7 (second-duct, 120,000 USD): payments
falls to no single failure any more; before: 1

before: 1 of 1 clause is violated
  payments survives 1 failure: violated, falls to duct-7
after: 1 of 1 clause holds

proven: nothing cheaper does; each cheaper set was tried.

cost against what is left (USD)
        0  1 of 1 violation, 1 never back  as it stands
  120,000  nothing is violated  second-duct

each by itself
  a second fibre apart from duct-7 (second-duct, 120,000 USD)
    removes 1 of 1 violation: duct-7; saves 30,000 USD a year
  a third fibre (third-fibre, 200,000 USD)
    removes 1 of 1 violation: duct-7

With 1 of 2 options (120,000 USD) 1 of 1 clause holds, judged again; before: 1
of 1 clause is violated.
next: topology remedy duct.json -o changed.json
"""


def told(**changes: Any) -> Told:
    return Told(made.remedy(**changes), made.topology())


def lines(of: Told, limit: int = 10, columns: int = 80) -> str:
    return plain(list(folded(remedy_lines(of, limit=limit, following=FOLLOWING), columns)))


def test_what_to_do_first_is_told_first_then_before_and_after() -> None:
    assert lines(told()) == TEXT


def test_the_sentence_names_before_and_after() -> None:
    assert told().do_first() == FIRST


def test_nothing_to_do_is_told_and_nothing_proven() -> None:
    nothing = told(
        chosen=(), cost=0.0, before=made.violated(), frontier=(), options=(), lower_bound=0.0
    )
    said = lines(nothing)
    assert said.startswith("nothing to do: 1 of 1 clause holds\n")
    assert "proven" not in said
    assert "Nothing has to be changed: 1 of 1 clause holds." in said


def test_nothing_helps_is_told_with_what_is_out_of_reach() -> None:
    sentence = "payments survives 1 failure: falls to duct-7 whatever is chosen"
    said = lines(told(chosen=(), cost=0.0, after=made.violated("duct-7"), out_of_reach=(sentence,)))
    assert said.startswith("nothing that could be done mends what is violated\n")
    assert f"out of reach of all that could be done\n  {sentence}\n" in said


def test_several_are_told_one_after_the_other_what_mends_most_first() -> None:
    duct, fibre = choices(made.topology())
    both = told(
        chosen=(duct, fibre),
        cost=320_000.0,
        before=made.violated("a", "b", "c"),
        options=(
            Alone(duct, (made.failure("a"),), (), None),
            Alone(fibre, (made.failure("b"), made.failure("c")), (), None),
        ),
    )
    said = lines(both)
    assert said.startswith(
        "do first:  a third fibre (third-fibre, 200,000 USD)\n"
        "then:      a second fibre apart from duct-7 (second-duct, 120,000 USD)\n"
        "with both: payments falls to no single failure any more; before: 3\n"
    )
    assert both.do_first().startswith("do first: a third fibre (third-fibre, 200,000 USD); then ")


def test_what_is_mended_in_part_says_what_is_left() -> None:
    part = told(before=made.violated("a", "b", "c"), after=made.violated("b"))
    assert part.effects() == [
        "payments falls to no single failure any more, but for 1 (b); before: 3"
    ]


def test_failures_at_once_are_not_called_single() -> None:
    plain_doc = {**made.DUCT, "objectives": [{"of": "payments", "survives": 2}]}
    of = Told(made.remedy(), type(made.topology()).from_dict(plain_doc))
    assert of.effects() == ["payments falls to no 2 failures at once any more; before: 1"]


@pytest.mark.parametrize("rule", ["rto", "availability", "headroom", "apart", "known", ""])
def test_every_rule_says_what_it_means_to_hold(rule: str) -> None:
    key = (0, "payments", rule)
    before = State({key: Standing.VIOLATED}, ("x",), (Failure(*key),), Left(0, None, 1))
    after = State({key: Standing.HOLDS}, (), (), Left(0, None, 0))
    (said,) = told(before=before, after=after).effects()
    assert "payments" in said
    assert said.endswith("; before: violated")


def test_what_becomes_not_known_is_never_told_as_holding() -> None:
    after = replace(made.violated(), clauses={made.SURVIVES: Standing.NOT_KNOWN})
    (said,) = told(after=after).effects()
    assert said == ("whether payments falls to no single failure any more is not known; before: 1")
    assert "1 clause is" not in told(after=after).summary().partition("before")[0]
    assert "1 not known" in told(after=after).summary()


def test_what_is_made_up_is_marked_wherever_it_is_named() -> None:
    choice = made.made_up()
    of = told(
        chosen=(choice,), cost=1.0, options=(Alone(choice, (made.failure("duct-7"),), (), None),)
    )
    said = lines(of)
    assert said.startswith("do first: a path apart (made-1, cost 1, made up): ")
    assert "(cost 1, 1 of them made up)" in said
    assert "a path apart (made-1, made up)" in remedy_markdown(of).replace("\\", "")
    assert "USD" not in said.partition("cost against")[0]


def test_best_found_tells_both_bounds_and_why() -> None:
    of = told(
        proven=False, lower_bound=80_000.0, assumed_bound=110_000.0, why_not_proven="time was up"
    )
    assert of.sure() == (
        "best found: 120,000 USD; whatever does costs at least 80,000 USD (110,000 USD if no "
        "choice makes worse what it does not mend); each cheaper set was tried; not proven: "
        "time was up"
    )


def test_what_a_choice_makes_worse_is_told_below_it() -> None:
    duct, _ = choices(made.topology())
    of = told(options=(Alone(duct, (), ("payments meets its rto no more",), -5.0),))
    said = lines(of)
    assert "    removes none of 1 violation; costs 5 USD a year more than it saves\n" in said
    assert "    makes worse: payments meets its rto no more\n" in said
    assert "payments meets its rto no more" in remedy_markdown(of)


def test_what_is_left_out_is_counted() -> None:
    duct, _ = choices(made.topology())
    many = tuple(Alone(replace(duct, id=f"o-{n}"), (), (), None) for n in range(12))
    said = lines(told(options=many), limit=10)
    assert "… and 2 options more (--limit N shows more, --format json all)" in said


def test_markdown_has_what_the_lines_have() -> None:
    said = remedy_markdown(told())
    assert f"**{FIRST}**" in said
    assert "proven: nothing cheaper does; each cheaper set was tried." in said
    assert "| Option | Cost (USD) | By itself | A year | Chosen |" in said
    assert said.rstrip().endswith("before: 1 of 1 clause is violated.")


def test_markdown_fits_a_comment_whatever_there_is() -> None:
    duct, _ = choices(made.topology())
    many = tuple(
        Alone(replace(duct, id=f"o-{n}", name="x" * 100), (), ("w" * 900,) * 20, None)
        for n in range(60)
    )
    said = remedy_markdown(told(options=many))
    assert len(said) <= MAX_CHARACTERS
    assert "more (`--format json` has all)" in said


HOSTILE = f"{ESCAPE}[31m<script>alert(1)</script> | @ops\u202e"


@pytest.mark.parametrize("field", ["id", "name"])
def test_what_a_document_says_moves_no_cursor_and_is_no_markup(field: str) -> None:
    duct, _ = choices(made.topology())
    choice = replace(duct, **{field: HOSTILE})
    of = told(chosen=(choice,), options=(Alone(choice, (), (HOSTILE,), None),))
    for text in (lines(of), remedy_markdown(of)):
        assert ESCAPE not in text
        assert "\u202e" not in text
    assert "<script>" not in remedy_markdown(of)


def test_json_keeps_the_published_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for of in (
        made.remedy(),
        made.remedy(proven=False, why_not_proven="time was up", assumed_bound=1.0, budget=2.0),
        made.remedy(chosen=(made.made_up(),), out_of_reach=("x",), rests_on=""),
    ):
        jsonschema.validate(remedy_plain(of, "USD"), SCHEMA)


def test_json_says_what_was_chosen_at_what_cost_and_what_each_does() -> None:
    plain_ = remedy_plain(made.remedy(), "USD")
    assert plain_["chosen"] == ["second-duct"]
    assert plain_["cost"] == plain_["lower_bound"] == 120_000
    assert (plain_["verified"], plain_["proven"], plain_["why_not_proven"]) == (True, True, None)
    assert plain_["options"][0] == {
        "id": "second-duct",
        "name": "a second fibre apart from duct-7",
        "cost": 120_000,
        "made_up": False,
        "removes": [{"objective": 0, "about": "payments", "rule": "survives", "cause": "duct-7"}],
        "worsens": [],
        "gain_per_year": 30_000,
    }
    assert plain_["changes"][0]["spare"] == {"duct-7": ["fibre-2"]}
