"""What comes of contingencies, one after the other, whoever plays them?

From the contingencies of a graph and which failures are asked for: what each comes to, in their
order (`playing`), played here, by processes or by a cluster.
"""

__all__ = ["playing"]
