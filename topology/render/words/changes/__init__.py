"""What is said of a change, and of what it does to a gate, wherever it stands.

From comparisons and verdicts of a check, for the terminal, Markdown and pipelines.
"""

__all__ = ["comparison", "gate"]
