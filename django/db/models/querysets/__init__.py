"""QuerySet by what its methods do: refine the question, read, write; the class itself stands in `models.query`."""

from django.utils.late import late_rooms

# Not needed before questions of such a kind are asked.
late_rooms(__name__, "bulk")
