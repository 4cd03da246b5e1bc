"""Keys that mean the same: other words for a key of the document, made one before anybody reads it.

From a plain document to one that has each key by one name, and back to what its author wrote, for
those who say what is wrong with it.
"""

__all__ = ["aliases"]
