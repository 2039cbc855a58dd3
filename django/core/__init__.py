"""What every part of a program uses: checks, exceptions, signals, validators, commands."""

from django.utils.late import late_rooms

# Not needed before something is checked.
late_rooms(__name__, "checks validators")
