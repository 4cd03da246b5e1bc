"""Networks of nodes and links, as graph editors and network planners write them.

A reader for each format gives a `network`: nodes, edges and their attributes as they stand. What of
that is a field of a document is for `facts` to say, and `drafting` makes the document of it, the
same for all of them. What this program has exported itself, `own_export` reads back as it was.
"""

__all__ = ["csv_text", "dot", "gml", "graphml", "node_link", "own_export", "sndlib"]
