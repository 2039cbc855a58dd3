"""``startapp``: a package with models, for a project."""

from __future__ import annotations

from django.core.management.templates import TemplateCommand


class Command(TemplateCommand):
    """Create an app."""

    help = "Creates an app directory structure for the given app name in the current directory or in the given one."
    missing_args_message = "You must provide an application name."

    def handle(self, **options):
        name, target = options.pop("name"), options.pop("directory")
        super().handle("app", name, target, **options)
