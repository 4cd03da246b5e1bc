"""What is said of cut sets, and of what each importance means, wherever it stands.

For the terminal, the tables of a report and Markdown.
"""

__all__ = ["cut_sets", "formulas", "importances"]
