"""Which failures together take a target down?

A graph and a target become a fault tree (`synthesis`, `connectivity`), that becomes decision
diagrams (`engine`), and these all minimal cut sets, counted, bounded or listed by rank (`cutsets`).
For `reliability`, which puts probabilities on the same diagrams, and for reports.
"""

__all__ = [
    "beside",
    "bounds",
    "connectivity",
    "cutsets",
    "engine",
    "formulas",
    "stages",
    "synthesis",
]
