"""Cut sets and availability for programs: which failures together, how often and how long.

And how likely a target is up after failures at random. From the results of each command, and for the study, which has them for all its targets.
"""

__all__ = ["availability", "cut_sets", "survival"]
