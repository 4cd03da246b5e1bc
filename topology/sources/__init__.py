"""Which format is this, and what plain values does it hold?

Bytes of a file, a pipe or the package become the plain values of a document, as a JSON parser would
have given them, or an error with its line. One module for each format; `reader` has the table of
them. For `document`, which alone knows what the values mean.
"""

__all__ = ["fault_tree_definitions", "imports", "reader", "ready_made"]
