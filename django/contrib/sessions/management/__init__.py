"""Management of the sessions."""
