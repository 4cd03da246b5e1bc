"""The parts of a document: frozen types, the unit, default and sentence of each field in one place.

The validator, the JSON Schema and the field reference in `docs/` are all made from here. Types are
used as `schema.Component`; `choice`, `parts_of` and `named` walk over requirements.
"""

from topology.document.schema.components import Component
from topology.document.schema.failures import (
    FAILS_FIELDS,
    Crew,
    CrewSize,
    Fails,
    Mode,
    Repair,
    Start,
    Verify,
)
from topology.document.schema.loads import Overload, Profile, Step, WarmUp
from topology.document.schema.marks import NAMES
from topology.document.schema.objectives import (
    ALL,
    CLAUSES,
    TRAFFIC,
    Acceptance,
    Accepted,
    Blast,
    Objective,
    Targets,
    targets_words,
)
from topology.document.schema.options import Added, Option
from topology.document.schema.requirements import (
    REQUIREMENT_FORMS,
    All,
    Any,
    AtLeast,
    AtStart,
    Choice,
    Compound,
    FirstOf,
    On,
    Reach,
    Requirement,
    Split,
    Switchover,
    choice,
    degree_of,
    for_work,
    name_of,
    named,
    outright,
    own_degree,
    parts_of,
    starts_of,
    tools_of,
    weight_of,
)
from topology.document.schema.scenarios import Event, Scenario
from topology.document.schema.shared_risks import Selector, SharedRisk
from topology.document.schema.traffic import Demand, Routing, Ways
from topology.document.schema.validator import changed
from topology.values.dates import DATE_RULE

__all__ = [
    "ALL",
    "CLAUSES",
    "DATE_RULE",
    "FAILS_FIELDS",
    "NAMES",
    "REQUIREMENT_FORMS",
    "TRAFFIC",
    "Acceptance",
    "Accepted",
    "Added",
    "All",
    "Any",
    "AtLeast",
    "AtStart",
    "Blast",
    "Choice",
    "Component",
    "Compound",
    "Crew",
    "CrewSize",
    "Demand",
    "Event",
    "Fails",
    "FirstOf",
    "Mode",
    "Objective",
    "On",
    "Option",
    "Overload",
    "Profile",
    "Reach",
    "Repair",
    "Requirement",
    "Routing",
    "Scenario",
    "Selector",
    "SharedRisk",
    "Split",
    "Start",
    "Step",
    "Switchover",
    "Targets",
    "Verify",
    "WarmUp",
    "Ways",
    "changed",
    "choice",
    "degree_of",
    "for_work",
    "name_of",
    "named",
    "outright",
    "own_degree",
    "parts_of",
    "starts_of",
    "targets_words",
    "tools_of",
    "weight_of",
]
