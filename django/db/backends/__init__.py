"""Engines: one room per kind of database. Engine names appear in here and nowhere above."""

from django.utils.late import late_rooms

# Not needed before somebody shortens a name, inserts rows, or takes a cursor, which loads the module that logs.
late_rooms(__name__, "identifiers rows_statement utils")
