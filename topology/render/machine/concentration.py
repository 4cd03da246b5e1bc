"""What hangs on each group: plain values (docs/concentration.schema.json), and CSV."""

from __future__ import annotations

from topology.findings.concentration.concentration import (
    Concentrated,
    Concentration,
    Group,
    Hanging,
)
from topology.render.machine.csv_text import csv_text
from topology.render.machine.findings import recovery_plain
from topology.render.machine.plain import FORMAT, Plain


def concentration_plain(found: Concentration) -> Plain:
    """All groups, the worst first; amounts in load units, and in the currency an hour."""
    topology = found.topology
    return {
        "format": FORMAT,
        "topology": topology.name,
        "targets": list(found.targets),
        "never_up": list(found.single.never_up),
        "not_judged": list(found.single.not_judged),
        "by_structure_alone": list(found.by_structure_alone),
        "traffic_not_judged": found.has_unjudged_traffic,
        "ranges_not_tried": len(found.single.graph.ranges),
        "components": len(topology.components),
        "demand": found.total_demand,
        "load_unit": topology.load_unit,
        "loss_per_hour": found.total_money,
        "currency": topology.currency,
        "concentration": [_concentrated(one) for one in found.found],
    }


def _concentrated(one: Concentrated) -> Plain:
    return {
        "by": one.by,
        "rule": one.rule,
        "groups": list(map(_group, one.groups)),
        "without": list(one.without),
    }


def _group(group: Group) -> Plain:
    return {
        "name": group.name,
        "components": list(group.components),
        "declared_not_to_fail": group.never_fail,
        "targets": list(map(_hanging, group.hanging)),
        "only_together": group.only_together,
        "components_down": group.components_down,
        "demand_lost": group.demand_lost,
        "loss_per_hour": group.money_lost,
        "choices": [
            {
                "of": choice.owner,
                "holds": choice.holds,
                "alternatives": [
                    {"ids": list(one.names), "holds": one.holds} for one in choice.alternatives
                ],
            }
            for choice in group.choices
        ],
        "choices_not_known": group.choices_unknown or None,
        "load_not_judged": group.load_unjudged or None,
    }


def _hanging(one: Hanging) -> Plain:
    return {
        "id": one.target,
        "class": one.failure_class,
        "member": one.is_member,
        "members_alone": list(one.by_one),
        "recovery": recovery_plain(one.recovery),
        "reason": list(one.reason),
    }


def concentration_csv(found: Concentration) -> str:
    """A row for each group and target that falls with it; one without a target where none does."""
    rows = []
    for one in found.found:
        for group in one.groups:
            amounts = (repr(group.demand_lost), repr(group.money_lost))
            first = (one.by, group.name, str(len(group.components)))
            last = (*amounts, "by structure alone" if group.load_unjudged else "")
            rows += [(*first, *_cells(hanging), *last) for hanging in group.hanging]
            if not group.hanging:
                rows.append((*first, *[""] * 5, *last))
        if one.without:
            rows.append((one.by, "", str(len(one.without)), *[""] * 7, "names none: not judged"))
    header = (
        *("by", "group", "components", "target", "class", "member", "members_alone", "back"),
        *("demand_lost", "loss_per_hour", "note"),
    )
    return csv_text(header, rows)


def _cells(one: Hanging) -> tuple[str, ...]:
    is_member = "yes" if one.is_member else "no"
    alone = " ".join(one.by_one)
    return one.target, str(one.failure_class), is_member, alone, one.recovery.state.value
