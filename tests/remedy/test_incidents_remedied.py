"""What would have saved whom: found, told with its cost, and judged anew."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.support.oracles import Doc
from tests.support.repository import ROOT
from tests.support.shipped import shipped
from topology import Topology
from topology.document.options.applying import applied
from topology.document.options.choices import Choice, chosen
from topology.findings.gate.checked import Standing
from topology.findings.objectives.judged import Judged
from topology.remedy.answer import Remedy
from topology.remedy.remedies import Asked, remedy_of
from topology.remedy.suggestions.making import suggested

Standings = dict[tuple[int, str, str], Standing]


class Case(NamedTuple):
    """A shipped incident, whom it is about, and what is cheapest for them."""

    model: str
    targets: tuple[str, ...] | None
    chosen: tuple[str, ...]
    cost: float
    unmended: frozenset[str] = frozenset()
    """The targets of what no option mends."""
    changes: tuple[tuple[str, Any], ...] = ()
    """What is asked of all objectives in place of what the document asks."""


CASES = (
    Case("visa", None, (), 0),
    # A second fibre alone leaves the centre and its data one of each.
    Case("alipay-2015", None, ("standby-in-time",), 45_000_000),
    Case("alipay-2015", None, ("standby-in-time",), 45_000_000, changes=(("rto", "30 min"),)),
    Case(
        "alipay-2015",
        ("payments",),
        ("second-fibre",),
        2_000_000,
        changes=(("rto", "30 min"), ("against", {"kind": "fibre"})),
    ),
    Case(
        "ctrip-elong-2015",
        None,
        ("second-platform", "elong-capacity"),
        8_000_000,
        frozenset({"elong-travel"}),
    ),
    Case("ctrip-elong-2015", ("book-travel",), ("elong-admission-limit",), 20_000),
    # That one action reaches the backup as well is mended for less than a second platform.
    Case(
        "ctrip-elong-2015",
        ("ctrip-site",),
        ("deploy-apart",),
        400_000,
        changes=(("against", {"kind": "operator-action"}),),
    ),
    Case("germany50", None, ("capacity:koblenz--koeln",), 1),
    Case("passport-1999", None, ("member:passport-office-2",), 1),
    Case("visa-europe-2018", None, ("switch:switch-1a:limping",), 1),
    Case("nats-2023", None, ("capacity:manual-input",), 1),
    Case("italy-2003", None, ("member:mettlen-lavorgo",), 1),
    Case("heathrow-2025", None, ("switch:terminals",), 1),
    Case("google-europe-west9-2023", None, ("member:regional-state-2",), 1),
    Case("crowdstrike-2024", None, ("apart:content-file",), 1),
    Case(
        "aws-internal-network-2021",
        None,
        ("capacity:gateway-devices", "member:monitoring"),
        2,
    ),
)


def model(name: str) -> Doc:
    """A shipped document at its values."""
    return shipped(ROOT / "models" / f"{name}.json")


def asking(doc: Doc, *changes: tuple[str, Any]) -> Topology:
    """A document whose objectives all ask something else."""
    objectives = [{**o, **dict(changes)} for o in doc["objectives"]]
    for objective in objectives if changes else ():
        objective.pop("assumed", None)
    return Topology.from_dict({**doc, "objectives": objectives})


def standings(topology: Topology, targets: tuple[str, ...] | None = None) -> Standings:
    """Of each clause, judged by the ordinary analyses and nothing else."""
    verdicts = Judged.of(topology, targets).verdicts
    return {(v.number, v.about, c.rule): Standing.of(c.holds) for v in verdicts for c in v.clauses}


def worse(before: Standings, after: Standings) -> list[tuple[int, str, str]]:
    """What held and does so no more, or is violated and was not."""
    rank = list(Standing)
    order = {Standing.HOLDS: 0, Standing.NOT_KNOWN: 1, Standing.VIOLATED: 2}
    assert set(order) == set(rank)
    return sorted(key for key in before if order[after[key]] > order[before[key]])


def _param(case: Case) -> Any:
    """Of those that take seconds smaller ones stay among the quick."""
    takes_seconds = len(case.changes) < 2 and case.model in ("alipay-2015", "ctrip-elong-2015")
    marks = [pytest.mark.slow] if takes_seconds else []
    return pytest.param(case, id=f"{case.model}-{'+'.join(case.chosen)}", marks=marks)


@pytest.mark.parametrize("case", [_param(case) for case in CASES])
def test_what_would_have_saved_whom(case: Case) -> None:
    topology = asking(model(case.model), *case.changes)
    remedy = remedy_of(topology, Asked(targets=case.targets, frontier=False))
    assert tuple(choice.id for choice in remedy.chosen) == case.chosen
    assert remedy.cost == case.cost
    assert remedy.verified
    assert remedy.proven
    anew(topology, remedy, case)


def anew(topology: Topology, remedy: Remedy, case: Case) -> None:
    """Applies what was chosen and judges the document that comes of it by itself."""
    before = standings(topology, case.targets)
    after = standings(applied(topology, remedy.chosen), case.targets)
    assert not worse(before, after)
    violated = {about for (_, about, _), standing in after.items() if standing is Standing.VIOLATED}
    assert violated == case.unmended
    assert (Standing.VIOLATED in before.values()) == bool(case.chosen)


def made_up(doc: Doc, **costs: float) -> tuple[Topology, dict[str, Choice]]:
    """What is made up for a document, by id."""
    topology = Topology.from_dict({k: v for k, v in doc.items() if k != "options"})
    return topology, {c.id: c for c in suggested(topology, Judged.of(topology), costs)}


def mends(topology: Topology, *choices: Choice, target: str) -> bool:
    """Whether nothing is violated of a target with some choices made."""
    after = standings(applied(topology, choices))
    return all(s is not Standing.VIOLATED for (_, about, _), s in after.items() if about == target)


def test_a_second_fibre_alone_does_not_save_payments() -> None:
    doc = asking(model("alipay-2015"), ("rto", "30 min"))
    fibre, by_hand, in_time = (
        chosen(_own(doc), [name]) for name in ("second-fibre", "standby-by-hand", "standby-in-time")
    )
    assert not mends(doc, *fibre, target="payments")
    assert not mends(doc, *by_hand, target="payments")
    assert not mends(doc, *fibre, *by_hand, target="payments")
    assert mends(doc, *in_time, target="payments")


def _own(topology: Topology) -> list[Choice]:
    from topology.document.options.choices import choices

    return choices(topology)


def test_a_limit_is_taken_while_it_is_cheaper_than_capacity() -> None:
    doc = model("ctrip-elong-2015")
    dear = {"elong-admission-limit": 4_000_000}
    for option in doc["options"]:
        option["cost"] = dear.get(option["id"], option["cost"])
    remedy = remedy_of(Topology.from_dict(doc), Asked(targets=("book-travel",), frontier=False))
    assert [choice.id for choice in remedy.chosen] == ["elong-capacity"]


def test_the_capacity_made_up_is_the_least_that_will_do() -> None:
    topology, choices = made_up(model("ctrip-elong-2015"))
    enough = choices["capacity:elong"].change["elong"]["capacity"]
    # A quarter of 1,000 beside its own 200.
    assert enough == 450
    doc = model("ctrip-elong-2015")
    less = Choice("less", 1.0, change={"elong": {"capacity": enough * 0.999}})
    assert mends(topology, choices["capacity:elong"], target="book-travel")
    assert not mends(topology, less, target="book-travel")
    assert doc["load_unit"] in choices["capacity:elong"].name


def test_an_action_is_kept_apart_from_what_suffices_and_no_more() -> None:
    _, choices = made_up(model("ctrip-elong-2015"))
    apart = [c for c in choices.values() if c.kind == "apart"]
    assert [c.spare for c in apart] == [{"operator-error": ("core-platform", "backup-server")}]


def test_the_control_plane_is_saved_by_three_changes() -> None:
    topology, choices = made_up(model("cloudflare-2023"))
    names = ("switch:control-plane", "member:kafka-2", "member:clickhouse-2")
    three = [choices[name] for name in names]
    assert not worse(standings(topology), standings(applied(topology, three)))
    for target in ("edge", "config-changes", "raw-logs"):
        assert mends(topology, *three, target=target)
    assert not mends(topology, *three[:2], target="raw-logs")
