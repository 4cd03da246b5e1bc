"""Which are the cheapest links with which no single failure parts a network?

The engine takes arrays and knows no documents: `parts` says into what a network falls after each
failure, `links` what new links there are and what they cost, `cheapest` which of them cover the
cuts, `survive` which cuts have to be covered; `bridges` and `articulation` are its plain forms.
`covering` asks it for a document, where the question is one of links alone.
"""

__all__ = ["covering"]
