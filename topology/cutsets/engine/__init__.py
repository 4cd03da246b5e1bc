"""All minimal solutions of a coherent fault tree, and their probability, by decision diagrams.

Knows nothing of topologies: trees of events and gates go in (`fault_tree`), solved parts come out
(`engine`, `solution`). Modules are solved apart, variable orders race, large ones are truncated.
"""

__all__ = ["diagram", "engine", "fault_tree", "solution", "work"]
