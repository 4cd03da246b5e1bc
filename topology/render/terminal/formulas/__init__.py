"""What do fault trees come to that need not be coherent?

Probabilities and importances (`availability`), and what fails them, called what it is
(`implicants`): lines for people.
"""

__all__ = ["availability", "implicants"]
