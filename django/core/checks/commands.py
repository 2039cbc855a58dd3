"""A check that the commands which find out changes of models agree on how."""

from __future__ import annotations

from typing import Any

from django.core.checks.messages import CheckMessage, Error
from django.core.checks.registry import Tags, register
from django.utils.module_loading import import_string

#: The command room, found by name because it stands floors above.
COMMANDS = "django.core.management"
_PAIR = ("makemigrations", "migrate")


@register(Tags.commands)
def migrate_and_makemigrations_autodetector(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Require that ``makemigrations`` and ``migrate`` use one autodetector, where an application replaces either."""
    providers = import_string(f"{COMMANDS}.get_commands")()
    if not providers.keys() >= set(_PAIR):
        return []
    if providers.get(_PAIR[0]) == providers.get(_PAIR[1]) == "django.core":
        return []
    load = import_string(f"{COMMANDS}.load_command_class")
    made, migrated = (load(providers[name], name).autodetector for name in _PAIR)
    if made is migrated:
        return []
    hint = (
        f"makemigrations.Command.autodetector is {made.__name__}, but migrate.Command.autodetector is "
        f"{migrated.__name__}."
    )
    message = "The migrate and makemigrations commands must have the same autodetector."
    return [Error(message, hint=hint, id="commands.E001")]
