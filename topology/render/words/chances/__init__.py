"""What is said of cut sets, of failures at random, and of what each importance means.

For the terminal, the tables of a report, Markdown and pages.
"""

__all__ = ["cut_sets", "formulas", "importances", "survival"]
