"""What came of a check, in the formats that pipelines and code hosts read.

`forms` has the table of them: SARIF, JUnit, GitLab's code quality, GitHub's annotations, Markdown
for a comment, JSON, text. Each is made from the same results, and says of how many it shows how
many; no text of a document is anything but text in any of them.
"""

__all__ = ["forms"]
