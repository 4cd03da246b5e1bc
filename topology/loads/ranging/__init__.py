"""What of a contingency stays as it is when a value of the document changes within its range?

`independence` says for which values a run is the same, from what happened in it; `along` keeps what
contingencies came to, for the other values of the range and for whoever asks again.
"""

__all__ = ["along", "independence"]
