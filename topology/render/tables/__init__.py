"""The tables of a report as data: what they say is decided here, how they look elsewhere.

Made from a study, for the Markdown report and the page, so that both have the same rows in the same
order. `table` is what all are made of: cells that are texts or ids, which a page can link to its
graph. A table is given whole or up to as many rows as its reader has room for.
"""

__all__ = [
    "assumptions",
    "chances",
    "concentration",
    "findings",
    "margins",
    "outcomes",
    "ranges",
    "survival",
    "table",
    "traffic",
]
