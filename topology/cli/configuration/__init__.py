"""What is a command told that nobody typed, and who said so?

`search` finds the file of a team, `keys` has what may stand in it, `settings` puts together what
was typed, what the file says and what holds otherwise, each with its origin. For commands that
judge.
"""

__all__ = ["search", "settings"]
