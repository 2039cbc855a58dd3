"""Tests of what only PostgreSQL has, against a server."""
