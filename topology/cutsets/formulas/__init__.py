"""Fault trees that need not be coherent: their exact probability, and what fails them.

Trees with `not` and `xor` beside counted failures (`formula`) are solved by binary diagrams alone
(`solving`), which also serves coherent trees of which only the probability is asked; what fails one
are its minimal p-cuts, or its prime implicants (`failing`).
"""

__all__ = ["failing", "reading", "solving"]
