"""What is asked of all targets of an objective together: of all that they hang on (`scope`).

One room for each clause; those that hang on single failures name the worst of them.
"""

__all__ = ["apart", "blast", "deadlocks", "headroom", "knowledge", "losses"]
