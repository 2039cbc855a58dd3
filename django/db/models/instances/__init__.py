"""What an instance of a model does without other rows: begin with values, know its state, be validated, refresh."""

from django.utils.late import late_rooms

# Not needed before there are instances.
late_rooms(__name__, "instantiation refreshing validation")
