"""What does each command take, and which answer does it give?

One room for each family of commands; what they share of arguments, answers, files and streams lies
beside this wing. For `table`, which has all commands.
"""

__all__ = [
    "cascade",
    "chances",
    "comparing",
    "concentration",
    "cutsets",
    "documents",
    "evidence",
    "findings",
    "network",
    "remedy",
    "reports",
]
