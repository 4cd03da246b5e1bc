"""What a test suite asserts of a topology, in pytest or out of it.

Each assertion raises `AssertionError` with what was found as findings: a message, and below it the
reason. One room for each kind of question; `given` reads the arguments, `telling` makes the lines.
"""

__all__ = ["capacity", "given", "holding", "no_spof", "recovery", "survival", "telling"]
