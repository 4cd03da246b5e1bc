"""What was judged, of which document, by which program, and how to judge it again?

A record for a file: `record` is what it holds, `markdown` and `page` are its two forms. Made from a
study that is complete; the same bytes for the same document and options.
"""

__all__ = ["markdown", "page", "record"]
