"""How much hangs on all that belongs to one: one provider, one place, one kind, one tag, one owner?

From the words of the document its components fall into groups (`groups`); each group fails at once,
as a shared risk would, and is judged as single failures are (`concentration`); what is left of the
choices that lead into it stands beside it (`alternatives`). For the command, the report and the
evidence.
"""

__all__ = ["alternatives", "concentration", "groups"]
