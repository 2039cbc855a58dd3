"""Commands of a web framework say that there is none here."""

from __future__ import annotations

import pytest

from django.core.management import CommandError, call_command


@pytest.mark.parametrize("command", ["runserver", "testserver"])
def test_there_is_no_web_server(command) -> None:
    with pytest.raises(CommandError, match="^There is no web server in this package"):
        call_command(command, "8000")
