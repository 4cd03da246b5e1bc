"""What is described?

Plain values become a `Topology`, checked once and for all: types and fields in `schema`, what
types cannot say in `validation`, all mistakes at once and in words by `diagnosis`. Everything above
trusts what it finds here. Also the way to networkx and back, failure data as probabilities, and
whether load can matter at all (`relevance`); several documents become one in `merging`,
`demands` are what stands beside one, and `options` what could be changed.
"""

__all__ = [
    "demands",
    "document",
    "failure_data",
    "json_schema",
    "merging",
    "options",
    "own_words",
    "relevance",
    "schema",
]
