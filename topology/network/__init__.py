"""Which way does traffic take, and what does each link carry after each failure?

The links become arcs and the traffic a matrix (`arcs`, `demands`); `routing` is the one routing
function, whoever asks for ways; a `sweep` goes through failures (`causes`) and measures what every
link and node carries (`gauges`); `flows` tells whose traffic that is, `words` why it is so much.
"""

__all__ = [
    "arcs",
    "betweenness",
    "causes",
    "demands",
    "flows",
    "gauges",
    "routing",
    "solving",
    "survey",
    "sweep",
    "words",
]
