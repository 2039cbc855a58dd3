"""What every part may use, and programs too."""

from django.utils.late import late_rooms

# Not needed before values are converted, or something old is used.
late_rooms(__name__, "deprecation encoding timezone")
