"""What can a schema not say, subject by subject?

Each room has the rules of one subject over the names of a plain document: a message for each one
that is broken. For `validation`, which walks the document and says where.
"""

__all__ = ["changes", "objectives", "options", "traffic", "values"]
