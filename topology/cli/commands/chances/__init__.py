"""How likely is each answer, where values are not known exactly?

Commands whose answers are drawn or counted over many states of one document. For `main`, which has
the table of all commands.
"""

__all__ = ["sample"]
