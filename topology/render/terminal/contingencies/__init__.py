"""Sweeps over very many contingencies as lines for a terminal.

Made from what a sweep came to so far, for whoever started it (`sweep`).
"""

__all__ = ["sweep"]
