"""Which is the cheapest set of choices with which nothing fails?"""

__all__: list[str] = []
