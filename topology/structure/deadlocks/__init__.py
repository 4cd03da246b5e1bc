"""What waits for itself, so that it never comes up by itself?

With all down (`start_up`), or after a single failure, with all repairs, switches and starts tried
(`recovery`). Both are told by a shortest circle of waiting.
"""

__all__ = ["recovery", "start_up"]
