"""Where is the load in one moment, for a given state of everything?

A graph becomes nodes and weighted arcs (`wiring`); what works stands in `standing`, what each can
do in `limits`; `routes` and `traffic` ask the network for ways over links, and what takes them;
`flow` finds attempts, work and success, as arrays over the nodes. For the cascade, which asks again
at every event, and for margins, which are linear in these loads.
"""

__all__ = ["amplification", "flow"]
