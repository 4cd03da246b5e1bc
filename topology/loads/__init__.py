"""Where does the load go after a failure, minute by minute, and what can it not bear?

From a graph and its demands: the loads of one moment (`moment`), what happens to them over time
(`cascade`), every single failure that moves load, played (`contingencies`; many, by whoever is
asked: `sweep`) and kept for other values of a range (`ranging`), and how far all is from tipping
(`fallbacks`, `hidden_capacities`, `longest_switchovers`), and by which push it tips (`tipping`).
The wing is not called `load`: that name of the package is the function that reads a document.
"""

__all__ = [
    "cascade",
    "contingencies",
    "fallbacks",
    "hidden_capacities",
    "longest_switchovers",
    "moment",
    "outages",
    "ranging",
    "sweep",
    "tipping",
    "verdicts",
]
