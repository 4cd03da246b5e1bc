"""What the terminal says of documents themselves: what is in one, and what became of several.

From a document, an import or a merge to lines, for the commands that judge nothing.
"""

__all__ = ["document", "imports", "merging"]
