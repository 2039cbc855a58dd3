"""Sessions: a dictionary per visitor, kept on the server."""
