"""What is different between two documents, as plain values; lists the worst first."""

from __future__ import annotations

from collections.abc import Callable

from topology.findings.comparison.answers import Effect, Pair, longer
from topology.findings.comparison.comparison import Comparison
from topology.findings.comparison.documents import Change
from topology.findings.objectives.clauses import Verdict
from topology.render.machine.findings import recovery_plain, steps_plain
from topology.render.machine.plain import FORMAT, Plain


def comparison_plain(found: Comparison) -> Plain:
    """The result of `diff`; `worse` is what `--fail-on-worse` fails on."""
    answers = found.answers
    return {
        "format": FORMAT,
        "old": found.old.name,
        "new": found.new.name,
        "worse": answers.is_worse,
        "architecture": list(map(_change, found.architecture)),
        "knowledge": list(map(_change, found.knowledge)),
        "findings": list(map(_effect, answers.effects)),
        "objectives": [_pair(pair, _verdict) for pair in answers.objectives],
        "no_longer_judged": list(answers.no_longer_judged),
        "newly_judged": list(answers.newly_judged),
        "unavailability": [_pair(pair) for pair in answers.availabilities],
        "cut_sets_by_order": [_pair(pair, _orders) for pair in answers.cut_sets],
        "not_compared": list(answers.remarks),
    }


def _change(change: Change) -> Plain:
    return {
        "what": change.what,
        "how": change.how,
        "where": change.where,
        "about": change.about or None,
        "before": change.before,
        "after": change.after,
    }


def _effect(effect: Effect) -> Plain:
    finding = effect.finding
    back = effect.back
    return {
        "event": effect.event,
        "turn": effect.turn,
        "rule": finding.rule,
        "target": finding.where,
        "cause": finding.cause or None,
        "shared_risk": finding.shared_risk,
        "class": finding.failure_class,
        "class_before": effect.class_before,
        "message": finding.message,
        "reason": list(finding.reason),
        "because": steps_plain(finding.steps),
        "reason_before": None if effect.reason_before is None else list(effect.reason_before),
        "back": None if back is None else recovery_plain(back[1]),
        "back_before": None if back is None else recovery_plain(back[0]),
        "back_later": None if back is None else longer(back),
        "involved": list(finding.involved),
        "why": effect.why or None,
    }


def _pair(pair: Pair, made: Callable[[object], object] = lambda value: value) -> Plain:
    return {
        "of": pair.of,
        "turn": pair.turn,
        "before": made(pair.before),
        "after": made(pair.after),
    }


def _orders(value: object) -> object:
    if not isinstance(value, dict):
        return None
    return {str(order): number for order, number in value.items()}


def _verdict(value: object) -> object:
    if not isinstance(value, Verdict):
        return None
    return {
        "holds": value.holds,
        "clauses": [
            {"asks": clause.asks, "holds": clause.holds, "why": clause.why}
            for clause in value.clauses
        ],
        "violated_by": list(value.violated_by),
        "accepted": [entry.id for entry in value.accepted],
    }
