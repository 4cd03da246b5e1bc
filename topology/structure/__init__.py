"""What goes down with what, and why?

A topology becomes a graph of numbered nodes; from it follow what a failure takes down (`graph`),
every single failure of every node at once (`order_one`), the shortest chain of reasons
(`reasons`), what could not start from cold (`start_up`) and what is never back after a failure
(`recovery`). Capacity and time play no part here.
"""

__all__ = [
    "deadlocks",
    "graph",
    "islands",
    "knowledge",
    "network",
    "order_one",
    "places",
    "reasons",
    "reserves",
    "strikes",
    "words",
]
