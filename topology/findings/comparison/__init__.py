"""What is different between two documents, and what does that do to the answer?

`documents` tells what changed in what is described from what changed in how it is known; `answers`
holds two full studies side by side; `comparison` is both, worst first. For the command that
compares; text is made elsewhere.
"""

__all__ = ["answers", "comparison", "documents"]
