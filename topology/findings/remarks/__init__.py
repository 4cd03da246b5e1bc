"""What does a valid document say that its author may not have meant?

From the graph alone, no verdict hangs on it: what has no effect, or one that is easily overlooked
(`remarks`); of loads and of the work after them (`load_remarks`), of objectives
(`objective_remarks`), and where calls that nobody gave multiply a load (`implicit_calls`). For
`validate`.
"""

__all__ = ["remarks"]
