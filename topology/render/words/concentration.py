"""What hangs on a group, in words."""

from __future__ import annotations

from collections import Counter

from topology.findings.concentration.alternatives import Alternative, Choice
from topology.findings.concentration.concentration import Concentrated, Concentration, Group
from topology.findings.concentration.groups import PROVIDER
from topology.findings.ranking.recoveries import RETURNS, Return
from topology.render.words.phrases import share, shown
from topology.render.words.ranges import at_values_given
from topology.render.words.verdict import RETURN_WORDS
from topology.values.units import counted

MOST_CHOICES = 3
"""Choices that are told of one group."""
MOST_ENTRIES = 3
"""Alternatives that are told of one choice, and names of each."""
NONE_LEFT = "none on the way of the targets"
ALL_AT_ONCE = "each group fails at once, as a shared risk would; nothing says how likely that is"


def title(by: str) -> str:
    """By what groups are made, as a heading: `By provider`."""
    return f"By {shown(by)}"


def members_words(group: Group) -> str:
    """How many components it has, and how many of them are declared never to fail."""
    said = counted(len(group.components), "component")
    if not group.never_fail:
        return said
    return f"{said} ({group.never_fail:,} declared not to fail by itself)"


def hanging_words(found: Concentration, group: Group) -> str:
    """How many targets fall with it, of how many: `2 of 3 (66.7 %)`."""
    return share(len(group.hanging), len(found.targets))


def alone_words(group: Group) -> str:
    """How many of them fall to no single member, and how many are members; empty if neither."""
    parts = []
    if group.only_together:
        parts.append(f"{group.only_together:,} to no single member of it")
    if members := sum(one.is_member for one in group.hanging):
        parts.append(f"{members:,} {'is' if members == 1 else 'are'} of it")
    return ", ".join(parts)


def class_words(group: Group) -> str:
    """How many targets fall by which class: `2 structural, 1 slow`."""
    found = Counter(str(one.failure_class) for one in group.hanging)
    return ", ".join(f"{found[name]:,} {name}" for name in sorted(found))


def tolerance_words(group: Group) -> str:
    """Whether the targets that fall are back within their rto, or at all without one."""
    if not group.hanging:
        return "within: no target falls"
    found = Counter(one.recovery.state for one in group.hanging)
    open_ = sum(one.recovery.rto_s is None for one in group.hanging)
    parts = [f"{found[state]:,} {_STATES[state]}" for state in RETURNS if found[state]]
    return ", ".join(parts) + (f" ({open_:,} without an rto)" if open_ else "")


_STATES = {**RETURN_WORDS, Return.IN_TIME: "back within rto", Return.LATE: "back later than rto"}


def demand_words(found: Concentration, group: Group) -> str:
    """The demand that is lost, of all; empty where the document gives none."""
    if not found.total_demand:
        return ""
    unit = f" {shown(found.topology.load_unit)}" if found.topology.load_unit else ""
    return share(group.demand_lost, found.total_demand, unit)


def money_words(found: Concentration, group: Group) -> str:
    """What is lost in an hour, of all; empty where the document gives nothing."""
    if not found.total_money:
        return ""
    currency = found.topology.currency
    return share(group.money_lost, found.total_money, f" {shown(currency)}" if currency else "")


def alternatives_words(group: Group) -> str:
    """What could stand in for it on the way of the targets, and whether that holds."""
    if group.choices_unknown:
        return f"not looked at: {group.choices_unknown}"
    choices = [choice for choice in group.choices if choice.alternatives]
    if not choices:
        return NONE_LEFT
    said = [_choice_words(choice) for choice in choices[:MOST_CHOICES]]
    more = len(choices) - MOST_CHOICES
    return "; ".join([*said, f"and {counted(more, 'choice')} more"] if more > 0 else said)


def _choice_words(choice: Choice) -> str:
    """The alternatives of one choice: `pay: dc-west holds, dc-south falls too`."""
    said = [_alternative_words(one) for one in choice.alternatives[:MOST_ENTRIES]]
    more = len(choice.alternatives) - MOST_ENTRIES
    also = f" and {more:,} more" if more > 0 else ""
    short = ", too few" if not choice.holds and any(a.holds for a in choice.alternatives) else ""
    return f"{shown(choice.owner)}: {', '.join(said)}{also}{short}"


def _alternative_words(one: Alternative) -> str:
    more = len(one.names) - MOST_ENTRIES
    names = " with ".join(map(shown, one.names[:MOST_ENTRIES]))
    names += f" and {more:,} more" if more > 0 else ""
    return f"{names} {'holds' if one.holds else 'falls too'}"


def without_words(found: Concentration, one: Concentrated) -> str:
    """How many components belong to no group; empty where all do."""
    if not one.without:
        return ""
    number = share(len(one.without), len(found.topology.components))
    verb = "names" if len(one.without) == 1 else "name"
    said = f"{number} components {verb} no {shown(one.by)}"
    return f"{said}: nothing says that they fail together, and that is not judged"


def unjudged_words(found: Concentration) -> list[str]:
    """What was not judged, or by structure alone, in sentences without an end."""
    said = []
    for one in found.found:
        for why, number in one.unjudged.items():
            are = "is" if number == 1 else "are"
            groups = counted(number, f"group by {shown(one.by)}", f"groups by {shown(one.by)}")
            said.append(f"{groups} {are} judged by structure alone: {shown(why)}")
    for names, what in (
        (found.by_structure_alone, "below level with nothing failed, judged by structure alone"),
        (found.single.never_up, "never up, so not judged"),
        (found.single.not_judged, "not judged, as nothing is known of what it needs"),
    ):
        if names:
            more = f" and {len(names) - MOST_ENTRIES:,} more" if names[MOST_ENTRIES:] else ""
            said.append(f"{what}: {', '.join(map(shown, names[:MOST_ENTRIES]))}{more}")
    if ranges := len(found.single.graph.ranges):
        said.append(at_values_given(ranges))
    if found.has_unjudged_traffic:
        said.append("what groups do to the traffic is not judged here")
    return said


def may_be_id(one: Concentrated) -> bool:
    """Whether groups of this sort can be called by the id of a component; a kind or tag cannot."""
    return one.by == PROVIDER


def headline(found: Concentration, one: Concentrated) -> str:
    """The group on which most hangs, in one sentence."""
    by = shown(one.by)
    if not one.groups:
        return f"No component names {'an' if by[0] in 'aeiou' else 'a'} {by}."
    if not found.targets:
        return "No target could be judged."
    number = counted(one.total, _one(by), _many(by))
    alone = " by structure alone" if one.unjudged else ""
    if not one.falling:
        return f"No target hangs on any of {number}{alone}."
    worst = one.groups[0]
    lost = f"{hanging_words(found, worst)} targets"
    hang = f"Targets hang on {one.falling:,} of {number}{alone}"
    return f"{hang}; the worst is {shown(worst.name)}, with {lost}."


def _one(by: str) -> str:
    return by if by == PROVIDER else f"group by {by}"


def _many(by: str) -> str:
    return "providers" if by == PROVIDER else f"groups by {by}"
