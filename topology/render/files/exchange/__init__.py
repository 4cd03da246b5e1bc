"""A topology in the formats of other programs: those that calculate, and those that draw.

From a document, for `topology export`; `unsaid` tells what a format cannot say.
"""

__all__ = ["fault_tree_files", "graph_files", "unsaid"]
