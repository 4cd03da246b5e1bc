"""What do the links carry after the failures that matter most?

From a sweep over all failures `worst_failures` keeps the worst in full: what every link carries
after each of them, what is down, which sites are apart. For tables and maps, which show these.
"""

__all__ = ["worst_failures"]
