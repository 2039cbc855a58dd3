"""Measures object-relational mappers side by side: each in its own process and virtual environment."""
