"""Commands of the sessions."""
