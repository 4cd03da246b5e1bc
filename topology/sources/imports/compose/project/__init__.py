"""Which services do the files of a compose project describe together?

Files are found, variables filled in, `extends` and `include` followed and files merged, each value
with its place. For `builder` and what says with it what that means.
"""

__all__ = ["folders", "models", "project", "tree"]
