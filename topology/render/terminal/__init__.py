"""Results as lines for a terminal: findings first, then a one-line summary and the next command.

Made from the results of each command, for people at a prompt. A line is a list of styled spans;
`columns` folds lines to a width, `lines` turns them into plain text. Which colour a style has is
for the command line to say.
"""

__all__ = [
    "availability",
    "blast",
    "cascade",
    "chances",
    "columns",
    "comparison",
    "concentration",
    "contingencies",
    "cut_sets",
    "documents",
    "findings",
    "formulas",
    "gate",
    "lines",
    "named",
    "network",
    "remedies",
    "tip",
]
