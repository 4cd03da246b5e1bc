"""What is said the same way wherever it stands: in a terminal, in Markdown, on a page.

Numbers, times and names, the verdict on single points of failure, what a target survives, what
happens in a cascade. From results of all wings, for every form. Nothing here knows how a line or a
cell looks; text of a document is made printable, and whoever puts it into a form escapes it.
"""

__all__ = [
    "carried",
    "chances",
    "changes",
    "concentration",
    "knowledge",
    "names",
    "outcomes",
    "phrases",
    "ranges",
    "remedy",
    "timeline",
    "tipping",
    "verdict",
]
