"""SettingsReference: a text that stands for a setting, for migrations to write down."""

from __future__ import annotations

from typing import Any


class SettingsReference(str):
    """The value a setting has now; what writes it down writes ``settings.NAME`` instead."""

    setting_name: str

    def __new__(cls, value: str, setting_name: str) -> SettingsReference:
        """Take the value and the setting's name."""
        reference = super().__new__(cls, value)
        reference.setting_name = setting_name
        return reference

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (str(self), self.setting_name)
