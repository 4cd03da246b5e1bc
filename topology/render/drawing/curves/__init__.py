"""How a chance falls as more fails: a panel for each target, as SVG.

From the results of the command that draws failures at random, for its page and its file.
"""

__all__ = ["survival"]
