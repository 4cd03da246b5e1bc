"""Cut sets and the importance of causes in words.

From the answers to sentences and phrases that several forms have in common.
"""

__all__ = ["cut_sets", "importances"]
