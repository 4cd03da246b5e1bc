"""What to change first: plain values (docs/remedy.schema.json)."""

from __future__ import annotations

from topology.document.options.choices import Choice
from topology.remedy.answer import Alone, Failure, Left, Remedy, State, Step
from topology.render.machine.plain import FORMAT, Plain


def remedy_plain(remedy: Remedy, currency: str | None) -> Plain:
    """The remedy as the published JSON; costs are in the currency, if the document has one."""
    return {
        "format": FORMAT,
        "chosen": [choice.id for choice in remedy.chosen],
        "cost": remedy.cost,
        "currency": currency,
        "verified": remedy.verified,
        "proven": remedy.proven,
        "lower_bound": remedy.lower_bound,
        "assumed_lower_bound": remedy.assumed_bound,
        "why_not_proven": remedy.why_not_proven,
        "rests_on": remedy.rests_on or None,
        "budget": remedy.budget,
        "before": _state(remedy.before),
        "after": _state(remedy.after),
        "changes": [_change(choice) for choice in remedy.chosen],
        "options": [_alone(one) for one in remedy.options],
        "frontier": [_step(step) for step in remedy.frontier],
        "out_of_reach": list(remedy.out_of_reach),
        "made_up": [choice.id for choice in remedy.chosen if choice.is_made_up],
    }


def _state(state: State) -> Plain:
    return {
        "clauses": [
            {"objective": objective, "about": about, "rule": rule, "standing": standing}
            for (objective, about, rule), standing in state.clauses.items()
        ],
        "sentences": list(state.sentences),
        "failures": list(map(_failure, state.failures)),
        "left": _left(state.left),
    }


def _failure(failure: Failure) -> Plain:
    return {
        "objective": failure.objective,
        "about": failure.about,
        "rule": failure.rule,
        "cause": failure.cause or None,
    }


def _left(left: Left) -> Plain:
    return {
        "never_back": left.never_back,
        "loss_per_year": left.loss_per_year,
        "failures": left.failures,
    }


def _change(choice: Choice) -> Plain:
    """A choice with all that it does, as an option of a document says it."""
    return {
        "id": choice.id,
        "name": choice.name or None,
        "cost": choice.cost,
        "made_up": choice.is_made_up,
        "kind": choice.kind or None,
        "add": dict(choice.add),
        "change": {name: dict(fields) for name, fields in choice.change.items()},
        "spare": {risk: list(spared) for risk, spared in choice.spare.items()},
    }


def _alone(one: Alone) -> Plain:
    return {
        "id": one.choice.id,
        "name": one.choice.name or None,
        "cost": one.choice.cost,
        "made_up": one.choice.is_made_up,
        "removes": list(map(_failure, one.removes)),
        "worsens": list(one.worsens),
        "gain_per_year": one.gain_per_year,
    }


def _step(step: Step) -> Plain:
    return {"chosen": list(step.chosen), "cost": step.cost, "left": _left(step.left)}
