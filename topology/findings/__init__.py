"""What has to be said of a topology, and does what was asked of it hold?

The analyses below become answers: single points of failure with class and reason, blast radii,
pairs, objectives with their verdicts, how verdicts hang on ranges, remarks; `study` is all of it at
once, `assertions` the same for test suites. Data, not text: `render` says it.
"""

__all__ = [
    "assertions",
    "besides",
    "blast_radius",
    "carried",
    "comparison",
    "concentration",
    "criticality",
    "gate",
    "objectives",
    "over_ranges",
    "pairs",
    "ranking",
    "remarks",
    "returns",
    "sampling",
    "sensitivity",
    "single_points",
    "study",
    "sweep",
    "targets",
    "traffic",
    "under_load",
]
