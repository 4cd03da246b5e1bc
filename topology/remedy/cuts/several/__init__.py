"""Which are the cheapest links with which a network withstands several failures at once?

`flows` finds the fewest failures that part two nodes, `parting` the links with which there are
none so few. Like the rest of the engine it takes arrays and knows no documents.
"""

__all__ = ["parting"]
