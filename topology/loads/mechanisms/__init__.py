"""What goes on in time by itself, whatever the topology?

Timers, crews with work that waits for hands, fluid queues, and standbys that switch in phases: each
is a small state with an answer to "when is something next due?". For the cascade, which owns one
of each kind and asks.
"""

__all__ = ["standby"]
