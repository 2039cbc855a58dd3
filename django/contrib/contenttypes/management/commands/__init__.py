"""Commands of the content types."""
