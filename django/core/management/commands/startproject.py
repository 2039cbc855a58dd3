"""``startproject``: a folder with ``manage.py`` and settings for several databases."""

from __future__ import annotations

from django.core.management.templates import TemplateCommand
from django.core.management.utils import get_random_secret_key

SECRET_KEY_INSECURE_PREFIX = "django-insecure-"


class Command(TemplateCommand):
    """Create a project."""

    help = (
        "Creates a project directory structure for the given project name in the current directory or in the given one."
    )
    missing_args_message = "You must provide a project name."

    def handle(self, **options):
        name, target = options.pop("name"), options.pop("directory")
        options["secret_key"] = SECRET_KEY_INSECURE_PREFIX + get_random_secret_key()
        super().handle("project", name, target, **options)
