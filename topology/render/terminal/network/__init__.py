"""What traffic does to a network after failures, as lines.

Made from a survey: the failures, worst first, with what they cut off, the worst of each link, and
what growth is left (`survey`); or all that one link carries, and whose traffic it is (`carried`).
"""

__all__ = ["survey"]
