"""The gate: what a document must hold, judged, with what is borne and what was there before.

`checked` is the answer in plain values, which any output is made of and which goes from one process
to another. `profiles` are ready-made sets of objectives.
"""

__all__ = ["checked", "profiles"]
