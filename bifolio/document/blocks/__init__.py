"""The kinds of content, one module each."""
