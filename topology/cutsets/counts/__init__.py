"""In how many ways can so many fail that a target is down? Sets of each size, as whole numbers.

What may fail (`pool`) makes a fault tree over groups of members, that is counted by size exactly
(`counting`) or between two bounds (`bounds`, `wide`). For `reliability`, which makes chances of it.
"""

__all__ = ["bounds", "counting", "pool", "wide"]
