"""Migrations of the sessions."""
