"""Why do failures take something down, step by step?

From what one cause, or several at once (`together`), take down and the order in which it falls
(`waves`): whom to blame for each fall (`blame`), the shortest chain (`reasons`), and what became of
every alternative on the way (`alternatives`). For findings, which hand them on to every output.
"""

__all__ = ["reasons", "together"]
