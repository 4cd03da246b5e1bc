"""Cut sets and availability for programs: which failures together, how often and how long.

From the results of both commands, and for the study, which has them for all its targets.
"""

__all__ = ["availability", "cut_sets", "formulas"]
