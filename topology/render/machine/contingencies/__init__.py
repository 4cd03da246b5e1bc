"""Sweeps over very many contingencies for programs: a line of JSON for each.

Made from a sweep while it goes on, for the file that it is written to (`sweep`).
"""

__all__ = ["sweep"]
