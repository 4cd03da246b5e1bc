"""What to change first, as lines.

Made from a remedy: what to do and what comes of it, how sure that is (`answer`); what else could be
had for the money, and what each choice does by itself (`choices`).
"""

__all__ = ["answer"]
