"""``diffsettings``: what the settings say that the defaults do not."""

from __future__ import annotations

from django.conf import Settings, global_settings, settings
from django.core.management.base import BaseCommand
from django.utils.masking import masked

#: Settings with passwords in them.
_MASKED = ("CACHES", "DATABASES")


class Command(BaseCommand):
    """Compare two sets of settings by the repr of each."""

    help = "Displays differences between the current settings.py and Django's default settings."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--all",
            action="store_true",
            help='Display all settings, regardless of their value. In "hash" mode, default values are prefixed by '
            '"###".',
        )
        parser.add_argument(
            "--default",
            metavar="MODULE",
            help="The settings module to compare the current settings against. "
            "Leave empty to compare against Django's default settings.",
        )
        parser.add_argument(
            "--output",
            default="hash",
            choices=("hash", "unified"),
            help="'hash' mode displays each changed setting, with the settings that don't appear in the defaults "
            "followed by ###. 'unified' mode prefixes the default setting with a minus sign, followed by the "
            "changed setting prefixed with a plus sign.",
        )

    def handle(self, **options):
        settings._setup() if not settings.configured else None
        current = _shown(settings._wrapped)
        default = _shown(Settings(options["default"]) if options["default"] else global_settings)
        lines = _hash_lines if options["output"] == "hash" else self._unified_lines
        return "\n".join(line for name in sorted(current) for line in lines(name, current, default, options["all"]))

    def _unified_lines(self, name, current, default, everything):
        if name not in default:
            yield self.style.SUCCESS(f"+ {name} = {current[name]}")
        elif current[name] != default[name]:
            yield self.style.ERROR(f"- {name} = {default[name]}")
            yield self.style.SUCCESS(f"+ {name} = {current[name]}")
        elif everything:
            yield f"  {name} = {current[name]}"


def _hash_lines(name, current, default, everything):
    if name not in default:
        yield f"{name} = {current[name]}  ###"
    elif current[name] != default[name]:
        yield f"{name} = {current[name]}"
    elif everything:
        yield f"### {name} = {current[name]}"


def _shown(module):
    """Return {setting: repr}; passwords are not for a screen."""
    names = [name for name in dir(module) if name.isupper()]
    return {
        name: repr(masked(getattr(module, name)) if name in _MASKED else getattr(module, name))
        for name in names
    }
