"""Which commands make, bring in, join and hand on documents?

For `main`, which has the table of all commands.
"""

__all__ = ["exchange", "imports", "merging", "starting"]
