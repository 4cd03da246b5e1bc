"""What do several documents say together, and when are two requirements the same?

Plain documents become one: joined by ids, by what a person says is the same and by names that are
alike; every fact keeps its source and its degree, and what contradicts is told all at once. For the
command that merges, for the library, and for whoever compares two documents.
"""

__all__ = ["entries", "merging", "renaming", "traffic"]
