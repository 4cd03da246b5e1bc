"""How does a sweep of very many contingencies reach a file, and go on after it was stopped?

`sweep` is the command; `journal` the file that grows line by line and says how far it is.
"""

__all__ = ["sweep"]
