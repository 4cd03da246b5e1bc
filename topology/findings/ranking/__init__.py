"""Which finding is worse?

How long until what fell is back, repairs included (`recoveries`), and the one rule by which every
output puts the worst first (`severity`): what does not come back, then money, objective weight,
demand, components, id.
"""

__all__ = ["counts", "held", "recoveries", "severity"]
