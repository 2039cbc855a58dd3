"""Migrations of the sites."""
