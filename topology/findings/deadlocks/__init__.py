"""What keeps itself down?

Start-up deadlocks and recovery deadlocks as findings, with the circle by which each waits for
itself (`deadlocks`).
"""

__all__ = ["deadlocks"]
