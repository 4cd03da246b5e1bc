"""Commands that begin, import, merge and hand out documents, and judge none.

From files of people and of other tools to files of ours, and from these to what others read.
"""

__all__ = ["exchange", "imports", "merging", "starting"]
