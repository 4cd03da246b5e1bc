"""The timeline alone: numbers of lines, what can be a cause, and copies."""

from __future__ import annotations

from tests.support.cascade_parts import wired
from topology.loads.cascade.run import NO_CAUSE, Word
from topology.loads.cascade.timeline import Timeline

WIRING = wired({"id": "a", "needs": [{"any": ["b", "c"]}]}, {"id": "b"}, {"id": "c"})
A, B, C, CHOICE = 0, 1, 2, 3


def test_a_line_has_the_time_the_name_and_the_cause() -> None:
    timeline = Timeline(WIRING)
    timeline.now = 7.0
    first = timeline.log(Word.FAILS, B, "b fails")
    second = timeline.log(Word.LOSES, CHOICE, "a loses b", first)
    assert (first, second) == (0, 1)
    line = timeline.lines[second]
    assert (line.at_s, line.component, line.cause) == (7.0, "a", first)


def test_an_effect_is_no_cause() -> None:
    timeline = Timeline(WIRING)
    line = timeline.log(Word.FAILS, A, "a fails")
    timeline.log(Word.BELOW_LEVEL, A, "a at 0 %", line, level=0.0)
    assert timeline.last(A) == timeline.latest_line == line
    assert timeline.last(B) == NO_CAUSE


def test_a_risk_can_be_a_cause_but_is_about_no_node() -> None:
    timeline = Timeline(WIRING)
    line = timeline.log_risk("flood", "flood hits b")
    assert timeline.latest_line == line
    assert all(timeline.last(node) == NO_CAUSE for node in (A, B, C, CHOICE))


def test_the_latest_line_about_some() -> None:
    timeline = Timeline(WIRING)
    assert timeline.latest((B, C)) == NO_CAUSE
    timeline.log(Word.FAILS, C, "c fails")
    latest = timeline.log(Word.FAILS, B, "b fails")
    timeline.log(Word.FAILS, A, "a fails")
    assert timeline.latest((B, C)) == latest


def test_a_fall_has_the_lines_of_all_that_was_lost() -> None:
    timeline = Timeline(WIRING)
    first = timeline.log(Word.FAILS, B, "b fails")
    second = timeline.log(Word.FAILS, C, "c fails")
    timeline.log_fall(A, "a has no alternative left", second, ((B,), (C,)))
    assert timeline.lines[-1].cause == second
    assert timeline.lines[-1].also == (first,)


def test_a_moment_begins_at_its_first_line() -> None:
    timeline = Timeline(WIRING)
    timeline.log(Word.FAILS, A, "a fails")
    timeline.begin_moment()
    assert timeline.first_line == timeline.log(Word.RETURNS, A, "a is up again")


def test_a_copy_goes_on_apart() -> None:
    timeline = Timeline(WIRING)
    timeline.log(Word.FAILS, A, "a fails")
    other = timeline.copy()
    other.now = 5.0
    other.log(Word.RETURNS, A, "a is up again")
    assert (len(timeline.lines), timeline.last(A), timeline.now) == (1, 0, 0.0)
    assert (len(other.lines), other.last(A)) == (2, 1)
