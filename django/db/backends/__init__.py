"""Engines: one room per kind of database. Engine names appear in here and nowhere above."""
