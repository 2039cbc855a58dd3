"""Migrations of the content types."""
