"""What a command raises to end with a message instead of a traceback."""

from __future__ import annotations


class CommandError(Exception):
    """A command failed in a way the user can understand.

    On the command line the message is printed to stderr and the process ends with `returncode`; ``call_command`` lets
    it through to the caller.
    """

    def __init__(self, *args, returncode=1, **kwargs):
        self.returncode = returncode
        super().__init__(*args, **kwargs)


class SystemCheckError(CommandError):
    """The system checks found something serious."""
