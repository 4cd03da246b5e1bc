"""What changes in a cascade: who is sound, who has what capacity, who gets the load?

Each part keeps one kind of state and is given what it needs: the timeline that it tells, the limits
and the flow that it sets, the timers. `Cascade` calls them in the order of docs/cascade.md; none
calls back.
"""

__all__ = [
    "backlogs",
    "capacities",
    "crashes",
    "demands",
    "overloads",
    "recovering",
    "reserves",
    "soundness",
    "splits",
    "start_calls",
    "switching",
]
