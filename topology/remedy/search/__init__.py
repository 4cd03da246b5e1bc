"""Which is the cheapest set of choices with which nothing fails?

Implicit hitting sets (Moreno-Centeno and Karp 2013): `master` says which is the cheapest that meets
all rows so far, `making` makes a row of what still fails by `growing` the set as far as it still
fails, `hitting` does so until nothing fails, and `proving` asks of everything cheaper why it does
not do. `frontier` is about what can be had for less; `tried` remembers what was judged.
"""

__all__ = ["frontier", "searching"]
