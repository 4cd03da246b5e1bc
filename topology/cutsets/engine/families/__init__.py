"""Families of minimal sets without a library: the cut sets of a module, gate by gate.

What no binary diagram of a module can do within its room: families whose sets are minimal at every
gate, so that what is only said of larger sets is never made.
"""

__all__ = ["certain", "gates", "pairs"]
