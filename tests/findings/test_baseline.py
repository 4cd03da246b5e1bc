"""A baseline bears what was there before, and nothing that is new or worse."""

from __future__ import annotations

import json
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.document.schema import Accepted
from topology.errors import DocumentError
from topology.finding import FailureClass
from topology.findings.gate import baseline
from topology.findings.gate.baseline import against, read, written
from topology.findings.gate.checked import AcceptanceRule, Checked, Found, State
from topology.findings.gate.fingerprints import fingerprint

SPOF = "single-point-of-failure"
BORNE = Accepted(id="db", reason="rare", until="2027-01-31")


def found(cause: str = "db", target: str = "pay", rule: str = SPOF, **facts: Any) -> Found:
    message = f"{cause} is a single point of failure of {target}"
    known = {"failure_class": FailureClass.STRUCTURAL, "back_s": 3600.0, "takes": 2, **facts}
    return Found(rule, target, cause, message, fingerprint(rule, target, cause), **known)


def checked(*findings: Found, file: str = "shop.json", name: str = "Shop") -> Checked:
    return Checked(file, name, findings=findings)


def states(now: Checked, *before: Checked) -> list[State]:
    (one,) = against([now], read(written(*before), "baseline.json"))
    assert one.has_baseline
    return [finding.state for finding in one.findings]


# -- new, worse, unchanged ------------------------------------------------------------------------


def test_what_was_there_is_unchanged_and_what_was_not_is_new() -> None:
    now = checked(found(), found("mq"))
    assert states(now, checked(found())) == [State.UNCHANGED, State.NEW]
    (one,) = against([now], read(written(checked(found())), ""))
    assert [finding.cause for finding in one.failing] == ["mq"]


def test_what_is_found_no_more_is_told() -> None:
    before = checked(found("mq"), found("a\x1b[2J"), found())
    (one,) = against([checked(found())], read(written(before), ""))
    assert one.gone == (
        "a\\u001b[2J is a single point of failure of pay",
        "mq is a single point of failure of pay",
    )
    assert one.holds


KINDS = [None, *(FailureClass(kind) for kind in ("slow", "gray", "overload", "structural"))]
"""The worse the later, as written down in docs/decisions/0010-baselines.md."""
TIMES = [0.0, 60.0, 3600.0, 86_400.0]


@pytest.mark.parametrize("now", KINDS)
@pytest.mark.parametrize("before", KINDS)
def test_a_worse_class_is_worse(now: FailureClass | None, before: FailureClass | None) -> None:
    (state,) = states(checked(found(failure_class=now)), checked(found(failure_class=before)))
    is_worse = KINDS.index(now) > KINDS.index(before)
    assert state is (State.WORSE if is_worse else State.UNCHANGED)


def test_every_class_has_a_rank() -> None:
    assert len(KINDS) == 1 + len(FailureClass)


@pytest.mark.parametrize(
    ("now", "before", "is_worse"),
    [
        (3600.0, 3600.0, False),
        (3601.0, 3600.0, True),
        (3599.0, 3600.0, False),
        (3600.000001, 3600.0, False),  # rounding
        (1e-7, 0.0, False),
        (1.0, 0.0, True),
        (inf, 1e9, True),
        (inf, inf, False),
        (1e9, inf, False),
        (None, 3600.0, True),
        (None, inf, False),  # no longer than for ever
        (None, None, False),
        (3600.0, None, False),  # what is learned
        (inf, None, False),
    ],
)
def test_a_longer_outage_is_worse(now: float | None, before: float | None, is_worse: bool) -> None:
    (state,) = states(checked(found(back_s=now)), checked(found(back_s=before)))
    assert (state is State.WORSE) is is_worse


@pytest.mark.parametrize(
    ("now", "before", "is_worse"),
    [(2, 2, False), (3, 2, True), (1, 2, False), (None, 2, True), (2, None, False)],
)
def test_to_take_more_is_worse(now: int | None, before: int | None, is_worse: bool) -> None:
    (state,) = states(checked(found(takes=now)), checked(found(takes=before)))
    assert (state is State.WORSE) is is_worse


@pytest.mark.parametrize("now", [False, True])
@pytest.mark.parametrize("before", [False, True])
def test_what_was_not_known_and_is_violated_is_worse(now: bool, before: bool) -> None:
    (state,) = states(checked(found(is_unknown=now)), checked(found(is_unknown=before)))
    assert (state is State.WORSE) is (before and not now)


def test_one_thing_that_is_worse_is_enough() -> None:
    better = found(failure_class=FailureClass.SLOW, back_s=1.0, takes=3)
    assert states(checked(better), checked(found())) == [State.WORSE]


FACTS = st.fixed_dictionaries(
    {
        "failure_class": st.sampled_from(KINDS),
        "back_s": st.sampled_from([None, *TIMES, inf]),
        "takes": st.sampled_from([None, 0, 1, 2]),
        "is_unknown": st.booleans(),
    }
)


@given(FACTS)
def test_nothing_is_worse_than_itself(facts: dict[str, Any]) -> None:
    assert states(checked(found(**facts)), checked(found(**facts))) == [State.UNCHANGED]


@given(FACTS, FACTS)
def test_of_two_that_differ_in_what_is_known_one_is_worse(one: Any, other: Any) -> None:
    """Both ways unchanged is only what is the same, or of which something is not known."""
    there, back = (
        states(checked(found(**now)), checked(found(**before)))[0]
        for now, before in ((one, other), (other, one))
    )
    if there is back is State.UNCHANGED:
        known = {key for key in ("back_s", "takes") if one[key] is None or other[key] is None}
        assert {k: v for k, v in one.items() if k not in known} == {
            k: v for k, v in other.items() if k not in known
        }


def test_two_of_one_fingerprint_are_held_against_the_worst() -> None:
    slow = found(failure_class=FailureClass.SLOW)
    before = checked(slow, found())
    assert states(checked(found(), slow), before) == [State.UNCHANGED] * 2


# -- acceptances ----------------------------------------------------------------------------------


def test_what_is_accepted_is_not_in_a_baseline() -> None:
    """So that it counts on the day after its last."""
    before = checked(replace(found(), accepted=BORNE), found("mq"))
    assert [entry.cause for entry in read(written(before), "").documents[0].entries] == ["mq"]
    assert states(checked(found()), before) == [State.NEW]


@pytest.mark.parametrize("rule", AcceptanceRule)
def test_no_baseline_bears_an_acceptance_that_is_over(rule: AcceptanceRule) -> None:
    stale = found(rule=rule)
    assert read(written(checked(stale)), "").documents[0].entries == ()
    forged = json.loads(written(checked(replace(stale, rule=SPOF))))
    forged["documents"][0]["findings"][0]["rule"] = str(rule)
    (one,) = against([checked(stale)], read(json.dumps(forged), ""))
    assert [finding.state for finding in one.findings] == [State.NEW]


def test_what_is_accepted_now_is_not_gone() -> None:
    (one,) = against(
        [checked(replace(found(), accepted=BORNE))], read(written(checked(found())), "")
    )
    assert one.gone == ()
    assert one.holds


# -- several documents ----------------------------------------------------------------------------

A = checked(found(takes=1), file="a.json", name="A")
B = checked(found(takes=5), file="b.json", name="B")


def compared(*now: Checked) -> list[State]:
    """Against a baseline of A and B, which have the same finding, worse in B."""
    found = against(now, read(written(B, A), ""))
    return [finding.state for one in found for finding in one.findings]


def moved(one: Checked, **facts: Any) -> Checked:
    return replace(one, **facts)


def test_each_document_has_its_own() -> None:
    assert compared(A, B) == compared(B, A) == [State.UNCHANGED] * 2
    worse = replace(A, findings=B.findings)
    assert compared(worse, B) == [State.WORSE, State.UNCHANGED]
    assert compared(worse) == [State.WORSE]


def test_a_file_that_is_renamed_is_the_same_document() -> None:
    assert compared(moved(A, file="x/c.json"), B) == [State.UNCHANGED] * 2
    assert compared(moved(A, file="b.json"), moved(B, file="a.json")) == [State.UNCHANGED] * 2
    worse = moved(A, file="b.json", findings=B.findings)
    assert compared(worse, moved(B, file="c.json")) == [State.WORSE, State.UNCHANGED]


def test_a_document_that_is_renamed_is_the_same_document() -> None:
    assert compared(moved(A, name="A new"), B) == [State.UNCHANGED] * 2
    assert compared(moved(A, name="A new")) == [State.UNCHANGED]


def test_a_document_of_another_name_and_file_is_new() -> None:
    other = checked(found(takes=1), file="c.json", name="C")
    assert compared(A, B, other) == [State.UNCHANGED, State.UNCHANGED, State.NEW]
    assert compared(other) == [State.NEW]


def test_a_copy_under_the_same_name_is_new() -> None:
    copy = moved(A, file="c.json")
    assert compared(A, B, copy) == [State.UNCHANGED, State.UNCHANGED, State.NEW]
    assert compared(moved(A, file="d.json"), B, copy)[::2] == [State.NEW] * 2  # which one is it?


def test_a_single_document_is_the_one_of_its_baseline() -> None:
    """A file without a name of its own is named for its file: renamed, it has neither left."""
    renamed = moved(A, file="z.json", name="z")
    assert states(renamed, A) == [State.UNCHANGED]
    assert compared(renamed) == [State.NEW]


def test_a_file_is_the_same_however_it_is_given() -> None:
    for file in ("./a.json", "a.json", "/somewhere/a.json"):
        assert compared(moved(A, file=file, name="else"), B) == [State.UNCHANGED] * 2


def test_the_same_file_given_twice_is_twice_the_same() -> None:
    assert compared(A, A, B) == [State.UNCHANGED] * 3


def test_of_what_is_not_checked_nothing_is_gone() -> None:
    (one,) = against([A], read(written(A, B), ""))
    assert one.gone == ()


def test_what_could_not_be_checked_stays_so() -> None:
    broken = Checked("a.json", errors=("a.json: is empty",))
    assert written(broken, B) == written(B)
    one, other = against([broken, B], read(written(A, B), ""))
    assert one == replace(broken, has_baseline=True)
    assert not one.holds
    assert other.holds


# -- the file -------------------------------------------------------------------------------------


def test_a_baseline_is_written_out_in_full() -> None:
    never = found("mq", back_s=inf, takes=None, failure_class=None, is_unknown=True)
    assert json.loads(written(checked(never, file="x/shop.json"))) == {
        "format": 1,
        "documents": [
            {
                "name": "Shop",
                "file": "x/shop.json",
                "findings": [
                    {
                        "fingerprint": fingerprint(SPOF, "pay", "mq"),
                        "rule": SPOF,
                        "target": "pay",
                        "cause": "mq",
                        "class": None,
                        "outage_s": "never",
                        "takes": None,
                        "unknown": True,
                        "message": "mq is a single point of failure of pay",
                    }
                ],
            }
        ],
    }


@given(st.lists(st.tuples(st.text(max_size=2), FACTS), max_size=5), st.randoms())
def test_what_is_read_is_what_was_written(findings: Any, draw: Any) -> None:
    made = [found(cause, **facts) for cause, facts in findings]
    other = draw.sample(made, len(made))
    text = written(checked(*made), A)
    assert text == written(A, checked(*other))
    one, other_one = against([checked(*made), A], read(text, ""))
    assert {finding.state for finding in one.findings} <= {State.UNCHANGED}
    assert one.gone == other_one.gone == ()


def test_no_folder_of_one_machine_is_written() -> None:
    assert json.loads(written(moved(A, file="/home/me/a.json")))["documents"][0]["file"] == "a.json"


def test_a_baseline_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(written(A, B), encoding="utf-8")
    assert baseline.of_file(path) == read(written(A, B), "")


# -- hostile ones ---------------------------------------------------------------------------------


def refused(text: str | bytes) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        read(text, "baseline.json")
    return list(caught.value.lines())


def spoilt(**facts: Any) -> str:
    plain = json.loads(written(A))
    plain["documents"][0]["findings"][0].update(facts)
    return json.dumps(plain)


WHERE = "documents[0].findings[0]: "


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"takes": "many"}, 'takes is "many": must be a whole number of components, or null'),
        ({"takes": 1.5}, "takes is 1.5: must be a whole number of components, or null"),
        ({"takes": True}, "takes is true: must be a whole number of components, or null"),
        ({"takes": -1}, "takes is -1: must be a whole number of components, or null"),
        ({"takes": 10**400}, "takes is a whole number of 1,329 bits: must be a whole number of"),
        ({"class": "big"}, 'class is "big": must be null or one of "structural", "overload", '),
        ({"class": ["slow"]}, "class is a list of 1: must be null or one of"),
        ({"outage_s": "ever"}, 'outage_s is "ever": must be seconds, "never", or null where'),
        ({"outage_s": -1}, 'outage_s is -1: must be seconds, "never", or null where'),
        ({"outage_s": inf}, 'outage_s is inf: must be seconds, "never", or null where'),
        ({"outage_s": float("nan")}, 'outage_s is nan: must be seconds, "never", or null where'),
        ({"fingerprint": ""}, 'fingerprint is "": must be text, and not empty'),
        ({"message": None}, "message is null: must be text"),
        ({"unknown": 1}, "unknown is 1: must be true or false"),
        ({"clas": None}, 'has an unknown key "clas"; did you mean "class"?'),
        ({"rule": {"a\x1b": 1}}, "rule is an object of 1: must be text, and not empty"),
        ({"target": ["\x1b"]}, "target is a list of 1: must be text"),
        ({"\x1b[2J": 1}, 'has an unknown key "\\u001b[2J"'),
    ],
)
def test_what_is_wrong_with_a_finding_is_said(facts: Any, said: str) -> None:
    (line,) = refused(spoilt(**facts))
    place, _, rest = line.partition(WHERE)
    assert place.startswith("baseline.json: line 1 column ")
    assert rest.startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "baseline.json: is empty"),
        ("[]", "baseline.json: line 1 column 1: must hold an object, not a list of 0: a baseline"),
        ('"x"', "baseline.json: line 1 column 1: must hold an object, not text: a baseline"),
        ("{", "baseline.json: line 1 column 1: is not valid JSON: EOF while parsing an object"),
        (b"\xff\xfe{", "baseline.json: is UTF-16: save it as UTF-8"),
        ('{"format": 1, "format": 1}', 'the key "format" is given twice'),
        ('{"format": 2, "runs": []}', "line 1 column 12: format is 2: must be 1; write the base"),
        ('{"format": true}', "format is true: must be 1; write the baseline anew with this"),
        ('{"format": 1.0}', "format is 1.0: must be 1; write the baseline anew with this version"),
        ('{"format": 1}', 'lacks "documents", which a baseline has'),
        ('{"documents": []}', 'lacks "format", which a baseline has'),
        ('{"format": 1, "documents": {}}', "documents is an object of 0: must be a list"),
        ('{"format": 1, "documents": [1]}', "documents[0]: must hold an object, not a number"),
        ("[" * 100_000, "baseline.json: "),
    ],
)
def test_what_is_no_baseline_is_said(text: str | bytes, said: str) -> None:
    lines = refused(text)
    assert len(lines) == 1
    assert said in lines[0]
    assert "\n" not in lines[0]


def test_a_document_is_no_baseline() -> None:
    lines = refused('{"format": 1, "components": [{"id": "a"}]}')
    assert lines == [
        'baseline.json: line 1 column 1: lacks "documents", which a baseline has',
        'baseline.json: line 1 column 15: has an unknown key "components"; '
        'did you mean "documents"?',
    ]


def test_not_all_that_is_wrong_is_said() -> None:
    plain = json.loads(written(A))
    plain["documents"] = [1] * 100_000
    assert len(refused(json.dumps(plain))) == baseline.MOST_TOLD
