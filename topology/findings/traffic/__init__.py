"""What failures do to the traffic: what they cut off, and which link or node carries too much then.

The traffic is a target beside the components. `points` goes through the failures once and judges
them at any limit; `telling` makes findings of what it found, with the reason step by step.
"""

__all__ = ["points", "telling"]
