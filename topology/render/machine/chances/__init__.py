"""Cut sets and availability as plain values and as CSV.

From the answers of both to what programs read, with nothing rounded.
"""

__all__ = ["availability", "cut_sets"]
