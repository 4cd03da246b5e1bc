"""Cut sets, availability and survival for programs: which failures together, how often, how many.

From the results of each command, and for the study, which has the first two for all its targets.
"""

__all__ = ["availability", "cut_sets", "formulas", "survival"]
