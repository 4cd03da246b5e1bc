"""Results as text, Markdown, HTML and plain values; only here is text made."""
