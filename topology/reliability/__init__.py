"""How often is a target down, and for how long?

Failure data and the solved fault trees of `cutsets` give the exact probability that a target is up,
its downtime and loss a year, and how much each cause matters (`availability`); what waiting for a
standby adds is in there. The same trees give how many failures drawn at random it stands
(`survival`; `bounded` for a report). A bound says that it is one.
"""

__all__ = ["availability", "bounded", "formulas", "importance", "survival"]
