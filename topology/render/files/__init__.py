"""Reports and graphs as text files: Markdown with Mermaid, and the formats of other tools.

`markdown` is the report of a study that fits a comment on a pull request; `fault_tree_files` and
`graph_files` write a topology for programs that calculate or draw. Every text of a document is
escaped by the rules of the format that it enters; what a fault tree cannot say is told (`unsaid`).
"""

__all__ = [
    "comparison",
    "concentration_report",
    "fault_tree_files",
    "graph_files",
    "markdown",
    "remedy",
    "unsaid",
]
