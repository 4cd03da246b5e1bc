"""Which are the cheapest links with which no single failure parts a network?"""

__all__: list[str] = []
