"""What is said of links and what they carry, wherever it stands: map, table, page.

Which place is meant, how much of it is used after which failure, how far traffic may grow: from a
sweep over failures. Text of a document is made printable by whoever shows it.
"""

__all__ = ["cascades", "links"]
