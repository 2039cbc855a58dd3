"""The SQLite engine."""

from django.utils.late import late_rooms

# Not needed before somebody checks the references.
late_rooms(__name__, "constraints")
