"""Other formats to the plain values of a document."""
