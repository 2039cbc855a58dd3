"""The engine of a database that is not configured: it exists, and refuses to do anything."""
