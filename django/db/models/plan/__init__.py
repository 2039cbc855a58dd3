"""The plan room: names of models and fields become a frozen Query, and a Query becomes a statement. Pure: no I/O."""

from django.utils.late import late_rooms

# Not needed before questions of such a kind are asked.
late_rooms(__name__, "aggregation bulk_writes compound crossing embedded locks merging pins related_values writes")
