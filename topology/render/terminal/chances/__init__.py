"""Chances as lines: how much of what can fail may fail, and who is up then.

From the results of the command that draws failures at random, for people at a prompt.
"""

__all__ = ["survival"]
