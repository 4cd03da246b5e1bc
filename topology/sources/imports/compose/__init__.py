"""What does a compose project say of who needs whom?

Files are read as compose reads them (variables, `extends`, `include`, several files merged), then
services become components, and what they say of one another becomes needs with their degree. For
`table`.
"""

__all__ = ["compose"]
