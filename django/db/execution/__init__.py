"""Execution: statements go to a database through here, and only through here."""

from django.utils.late import late_rooms

# Not needed before a database is asked.
late_rooms(__name__, "run")
