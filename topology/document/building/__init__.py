"""A document made in Python, as short as its YAML: calls become the plain values of a file.

From calls with typed keyword arguments, for people who write Python; what comes of them is read by
the same rules as any document, so nothing is checked here.
"""

__all__: list[str] = []
