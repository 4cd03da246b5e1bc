"""Reports and graphs as text files: Markdown with Mermaid, and the formats of other tools.

`markdown` is the report of a study that fits a comment on a pull request; what stands in
`exchange` writes a topology for programs that calculate or draw. Every text of a document is
escaped by the rules of the format that it enters.
"""

__all__ = [
    "comparison",
    "concentration_report",
    "exchange",
    "markdown",
    "remedy",
    "survival",
    "tip",
]
