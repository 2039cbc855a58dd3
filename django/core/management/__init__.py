"""The face of the command room: running commands, and what commands are made of."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser, handle_default_options
from django.core.management.call import call_command
from django.core.management.color import color_style
from django.core.management.registry import find_commands, get_commands, load_command_class
from django.core.management.utility import ManagementUtility, execute_from_command_line

__all__ = [
    "BaseCommand",
    "CommandError",
    "CommandParser",
    "ManagementUtility",
    "call_command",
    "color_style",
    "execute_from_command_line",
    "find_commands",
    "get_commands",
    "handle_default_options",
    "load_command_class",
]
