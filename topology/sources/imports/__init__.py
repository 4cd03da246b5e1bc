"""What do people's own files say of who needs whom, and how surely?

Files of other tools become plain documents in which everything carries its source and its degree:
known, assumed by a convention, guessed by names. One room for each format, one line for each in
`table`; `draft` is what they all write to. For `reader`, and for the command that imports.
"""

__all__ = ["draft", "given", "graphs", "notes", "options", "table"]
