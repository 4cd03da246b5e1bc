"""What does a failure do to the load over time, event by event?

Settings and a wiring become a `Run`: the timeline with its causes, the accounts of each component,
the series. `cascade` is the clock; `dynamics` are the parts that make things happen, `accounts`
those that add up. The parts know the timeline and each other's state, never the clock.
`effort` counts what runs have done, for those that start many. `cold_starts` are the runs from
everything down.
"""

__all__ = ["accounts", "cascade", "cold_starts", "effort", "playing", "run", "story"]
