"""What each objective asks, whether it holds, and what violates it.

Every clause holds, is violated, or is not known, each with the reason and the findings (`clauses`;
one room for each kind of clause; `verdicts` puts them together). Of sets of more than two
failures and of availability structure alone is known: it can deny a clause, and grant one only
where load cannot matter.
"""

__all__ = ["clauses", "elsewhere", "judged", "returning", "survival", "verdicts"]
