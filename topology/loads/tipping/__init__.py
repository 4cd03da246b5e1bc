"""What is the smallest push after which a service never gets back to its level?

From a graph and a target: a brownout (a share of a capacity is gone for a while) or a surge (some
demands are so many times as high for a while) is played into the cascade at each strength and for
each length of a grid. Between the last length that is got over and the first that is not it is
bisected.
`pushes` are what is done, `trials` the runs and what each comes to, `searching` finds the lengths,
`tipping` is the map.
"""

__all__ = ["pushes", "searching", "tipping", "trials"]
