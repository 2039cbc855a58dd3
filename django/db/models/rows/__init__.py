"""From rows to objects: generated loaders, and what is done per read rather than per row."""

from django.utils.late import late_rooms

# Not needed before rows are read.
late_rooms(__name__, "converters")
