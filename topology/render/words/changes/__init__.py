"""What a change does, and what a check says of it, in words.

From comparisons and judgements to sentences that several forms have in common.
"""

__all__ = ["comparison", "gate"]
