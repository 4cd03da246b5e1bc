"""What could be done, and the document as it is once it was.

`choices` makes of the options of a document, which may each stand for many links, one `Choice` for
everything that can be had or left; `applying` makes the document that some of them come to;
`typed` reads a part of one by itself.
"""

__all__ = ["applying", "choices", "typed"]
