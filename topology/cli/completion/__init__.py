"""How does a shell complete commands, options and files?

`option` are the two options that people type, `shells` the scripts and answers, `installing` where
a script goes. For `main`; what a run without them needs of it is `option` alone.
"""

__all__ = ["option", "shells"]
