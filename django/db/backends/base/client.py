"""BaseDatabaseClient: how to start an engine's command line program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any


class BaseDatabaseClient:
    """Knows the program, its arguments and its environment.

    Args:
        connection: whose database the program is to open.
    """

    #: The program's name.
    executable_name: str | None = None
    #: An interrupt is for the program alone: there it cancels a query.
    leaves_interrupts_to_program = False

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Sequence[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        """Return the command line and what is added to the environment (None: nothing).

        Args:
            settings_dict: the configuration of the database.
            parameters: further arguments of the caller's.
        """
        raise NotImplementedError(
            "subclasses of BaseDatabaseClient must provide a settings_to_cmd_args_env() method or override a "
            "runshell()."
        )

    def command_line(self, parameters: Sequence[str]) -> tuple[list[str], dict[str, str] | None]:
        """Return `settings_to_cmd_args_env` of the connection, as it is to be run on this machine."""
        return self.settings_to_cmd_args_env(self.connection.settings_dict, parameters)

    def runshell(self, parameters: Sequence[str]) -> None:
        """Run the program until it ends.

        Raises:
            ImproperlyConfigured: the settings cannot go together.
            FileNotFoundError: it is not installed.
            subprocess.CalledProcessError: it ended with an error.
        """
        import os  # cost: only dbshell comes here
        import subprocess

        # What is refused as a configuration must not stand in a list of processes.
        self.connection.check_settings()
        args, added = self.command_line(parameters)
        env = {**os.environ, **added} if added else None
        with _ignored_interrupts() if self.leaves_interrupts_to_program else nullcontext():
            subprocess.run(args, env=env, check=True)


@contextmanager
def _ignored_interrupts() -> Iterator[None]:
    import signal  # cost: only dbshell comes here

    before = signal.getsignal(signal.SIGINT)
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        yield
    finally:
        signal.signal(signal.SIGINT, before)
