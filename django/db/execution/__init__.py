"""Execution: statements go to a database through here, and only through here."""
