"""The gate: what a document must hold, judged, with what is borne and what was there before.

`checked` is the answer in plain values, which any output is made of and which goes from one process
to another. `judging` makes it of what was judged, `places` tells where things are described;
`fingerprints` know a finding again, `baseline` tells which of them are new or worse, `acceptances`
whether what is borne is over, not needed, or of nothing. `profiles` are ready-made sets of
objectives.
"""

__all__ = [
    "acceptances",
    "baseline",
    "checked",
    "judging",
    "places",
    "profiles",
    "unasked",
]
