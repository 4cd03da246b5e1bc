"""Ready-made sets of objectives, by name, in the form of a document: what many would ask first.

`no-spof`   no single failure takes any target down
`n-1`       the same, of every class, and no capacity is exceeded after any single failure
`n-2`       no two failures at once take any target down
`dora`      what Regulation (EU) 2022/2554 would have one ask of critical or important functions
`start-up`  everything starts from cold, and nothing is needed to mend itself

They ask it of all targets, the first three of the traffic too if there is any; `dora` of what has
a criticality of 1 where the document gives any. Its figures are assumed: the regulation leaves them
to whoever it is for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from topology.document.document import Topology
from topology.document.schema import ALL, TRAFFIC, Selector
from topology.errors import UnknownIdError
from topology.finding import FailureClass
from topology.values.units import format_duration

Plain = dict[str, Any]
RTO = "2 h"
"""How long an outage may last where nothing says it."""
KNOWN = 0.9
"""Of which share of the components something has to be known."""
_LAW = "Regulation (EU) 2022/2554, Article"


def profile_objectives(name: str, topology_plain: Plain) -> list[Plain]:
    """The objectives of a set for a document in plain values, to be added to its own.

    Raises `UnknownIdError` with the nearest name, and `DocumentError` for what is no document.
    """
    if name not in PROFILES:
        raise UnknownIdError("profile", name, PROFILES)
    return PROFILES[name](topology_plain)


def _asking(
    name: str, of_traffic: Plain | None = None, **clauses: Any
) -> Callable[[Plain], list[Plain]]:
    source = {"source": f"ready-made set {name}"}

    def objectives(topology_plain: Plain) -> list[Plain]:
        asked = [{"of": ALL, **clauses, **source}]
        if of_traffic and _has_traffic(topology_plain):
            asked.append({"of": TRAFFIC, **of_traffic, **source})
        return asked

    return objectives


def _has_traffic(topology_plain: Plain) -> bool:
    """Whether there is any that can be asked for: no component is called so."""
    names = (component.get("id") for component in topology_plain["components"])
    return bool(topology_plain.get("traffic")) and TRAFFIC not in names


def _dora(topology_plain: Plain) -> list[Plain]:
    """What asks no figure of anybody, then how long outages may last."""
    topology = Topology.from_dict(topology_plain)
    gives_any = any(c.criticality is not None for c in topology.components)
    of: Any = {"criticality": 1} if gives_any else ALL
    apart = "asked there of central securities depositories, and here of all"
    figure = f"{KNOWN * 100:g} % is a figure of this set"
    return [
        {"of": of, "survives": 1, "source": f"{_LAW} 12(4)"},
        *_outages(topology, of),
        {"of": of, "no_recovery_deadlock": True, "source": f"{_LAW} 12(1)"},
        {"of": of, "known": KNOWN, "source": f"{_LAW} 8(1) and 8(4)", "assumed": figure},
        {"of": of, "apart": "location", "source": f"{_LAW} 12(5)", "assumed": apart},
    ]


def _outages(topology: Topology, of: Any) -> list[Plain]:
    """As the document says, and for what it says nothing of an assumed time."""
    standards, article = topology.standards, f"{_LAW} 12(6)"
    meant = standards.meant(Selector(criticality=1) if isinstance(of, dict) else of)
    said = {t: standards[t].rto for t in meant if t in standards}
    given = {target: rto for target, rto in said.items() if rto is not None}
    found = [
        {"of": [target], "rto": format_duration(rto), "source": f"{article}; as objectives give it"}
        for target, rto in given.items()
    ]
    rest = [target for target in meant if target not in given]
    if rest or not meant:
        assumed = f"{RTO} is a figure of this set, as no objective gives one"
        whom = rest if given else of
        found.append({"of": whom, "rto": RTO, "source": article, "assumed": assumed})
    return found


PROFILES: dict[str, Callable[[Plain], list[Plain]]] = {
    "no-spof": _asking("no-spof", {"survives": 1}, survives=1),
    "n-1": _asking(
        "n-1",
        {"survives": 1, "utilisation": 1},
        survives=1,
        classes=[c.value for c in FailureClass],
        headroom=1,
    ),
    "n-2": _asking("n-2", {"survives": 2}, survives=2),
    "dora": _dora,
    "start-up": _asking("start-up", no_start_up_deadlock=True, no_recovery_deadlock=True),
}
"""By name, in the order in which they are told of."""
