"""Results as shells and notebooks show them, and as pandas has them.

`showing` makes a line, a piece of HTML or a picture of a result, `frames` a frame. For
`topology.notebook`; what is left out of them is said in them.
"""

__all__ = ["frames", "showing"]
