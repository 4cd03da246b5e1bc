"""A sample of a document in each of its forms: lines, Markdown, plain values and CSV.

Made from what was drawn and judged, which is complete. Every form says that it is sampled, how many
draws there were and by which seed.
"""

__all__ = ["machine", "markdown", "terminal"]
