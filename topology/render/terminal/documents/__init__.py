"""What was read, brought in or put together, as lines: for whoever writes documents.

`document` says what a valid one holds; the others go on from it.
"""

__all__ = ["document", "imports", "merging"]
