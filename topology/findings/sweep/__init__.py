"""Which failures at once take which targets down, one contingency after the other (N-k)?

From the single points of a document and an order: all contingencies of so many failures
(`combinations`), and what each does to every target (`sweep`), one at a time, so that millions of
them need no room.
"""

__all__ = ["combinations", "sweep"]
