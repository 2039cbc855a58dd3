"""What a management command is made from: BaseCommand, AppCommand, LabelCommand, and what they raise."""

from __future__ import annotations

import os
import sys
from functools import wraps

from django.apps import apps
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management.color import color_style, no_style
from django.core.management.errors import CommandError, SystemCheckError
from django.core.management.output import OutputWrapper
from django.core.management.parser import CommandParser, DjangoHelpFormatter
from django.core.management.report import check_report
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import translation
from django.utils.version import get_version

__all__ = [
    "ALL_CHECKS",
    "AppCommand",
    "BaseCommand",
    "CommandError",
    "CommandParser",
    "DjangoHelpFormatter",
    "LabelCommand",
    "OutputWrapper",
    "SystemCheckError",
    "handle_default_options",
    "no_translations",
]

ALL_CHECKS = "__all__"


def handle_default_options(options):
    """Obey ``--settings`` and ``--pythonpath`` of parsed `options`, before anything reads the settings."""
    if options.settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = options.settings
    if options.pythonpath:
        sys.path.insert(0, options.pythonpath)


def no_translations(handle_func):
    """Decorate a ``handle`` that must run with translations switched off."""

    @wraps(handle_func)
    def untranslated(*args, **kwargs):
        language = translation.get_language()
        translation.deactivate_all()
        try:
            return handle_func(*args, **kwargs)
        finally:
            if language is not None:
                translation.activate(language)

    return untranslated


class BaseCommand:
    """A management command: subclasses add arguments and say in ``handle`` what is done.

    A string returned by ``handle`` is printed (inside the transaction words of the database when
    ``output_transaction``).
    """

    help = ""
    output_transaction = False
    requires_migrations_checks = False
    requires_system_checks = ALL_CHECKS
    base_stealth_options = ("stderr", "stdout")
    stealth_options = ()
    suppressed_base_arguments = set()
    missing_args_message = None
    _called_from_command_line = False

    def __init__(self, stdout=None, stderr=None, no_color=False, force_color=False):
        if no_color and force_color:
            raise CommandError("'no_color' and 'force_color' can't be used together.")
        if self.requires_system_checks != ALL_CHECKS and not isinstance(self.requires_system_checks, (list, tuple)):
            raise TypeError("requires_system_checks must be a list or tuple.")
        self.stdout = OutputWrapper(stdout or sys.stdout)
        self.stderr = OutputWrapper(stderr or sys.stderr)
        self._use_style(no_color, force_color)

    def get_version(self):
        """Return the version that ``--version`` prints; a command outside the package may have its own."""
        return get_version()

    def create_parser(self, prog_name, subcommand, **kwargs):
        """Return the parser of the command's own and the common arguments."""
        kwargs.setdefault("formatter_class", DjangoHelpFormatter)
        parser = CommandParser(
            prog=f"{os.path.basename(prog_name)} {subcommand}",
            description=self.help or None,
            missing_args_message=self.missing_args_message,
            called_from_command_line=self._called_from_command_line,
            **kwargs,
        )
        if sys.version_info >= (3, 14) and ("--no-color" in sys.argv or os.environ.get("DJANGO_COLORS") == "nocolor"):
            parser.color = False
        self._add_base_arguments(parser)
        self.add_arguments(parser)
        return parser

    def add_arguments(self, parser):
        """Add the command's own arguments to `parser`."""

    def add_base_argument(self, parser, *args, **kwargs):
        """Add a common argument, without its help when the command suppresses it."""
        if self.suppressed_base_arguments.intersection(args):
            kwargs["help"] = "==SUPPRESS=="
        parser.add_argument(*args, **kwargs)

    def print_help(self, prog_name, subcommand):
        """Print the command's usage and options."""
        self.create_parser(prog_name, subcommand).print_help()

    def run_from_argv(self, argv):
        """Run as called by the command line: ``[program, command, *arguments]``; errors exit.

        Raises:
            SystemExit: with the return code of the CommandError, 2 for wrong usage.
        """
        self._called_from_command_line = True
        options = self.create_parser(argv[0], argv[1]).parse_args(argv[2:])
        handle_default_options(options)
        named = vars(options)
        args = named.pop("args", ())
        try:
            self.execute(*args, **named)
        except CommandError as error:
            if options.traceback:
                raise
            self._complain(error)
            sys.exit(error.returncode)
        finally:
            _close_connections()

    def execute(self, *args, **options):
        """Check what the command wants checked, run ``handle``, print what it returns, and return that."""
        if options.get("no_color") and options.get("force_color"):
            raise CommandError("The --no-color and --force-color options can't be used together.")
        self._apply_output_options(options)
        if self.requires_system_checks and not options.get("skip_checks"):
            self._run_required_checks()
        if self.requires_migrations_checks:
            self.check_migrations()
        output = self.handle(*args, **options)
        if output:
            output = self._in_transaction(output, options)
            self.stdout.write(output)
        return output

    def check(
        self,
        app_configs=None,
        tags=None,
        display_num_errors=False,
        include_deployment_checks=False,
        fail_level=checks.ERROR,
        databases=None,
    ):
        """Run the system checks and print what they found.

        Raises:
            SystemCheckError: when a message not silenced is at `fail_level` or above.
        """
        found = checks.run_checks(
            app_configs=app_configs, tags=tags, include_deployment_checks=include_deployment_checks, databases=databases
        )
        report = check_report(found, self.style, display_num_errors)
        if any(message.is_serious(fail_level) and not message.is_silenced() for message in found):
            raise SystemCheckError(self.style.ERROR(f"SystemCheckError: {report}") if report else "")
        if any(not message.is_silenced() for message in found):
            self.stderr.write(report, _unstyled)
        elif report:
            self.stdout.write(report)

    def check_migrations(self):
        """Print a notice when tables of installed models are missing on the default database."""
        self._warn_of_missing_tables()

    def handle(self, *args, **options):
        """Do the command's work; every command says how."""
        raise NotImplementedError("subclasses of BaseCommand must provide a handle() method")

    def _add_base_arguments(self, parser):
        add = self.add_base_argument
        add(
            parser,
            "--version",
            action="version",
            version=self.get_version(),
            help="Show program's version number and exit.",
        )
        add(
            parser,
            "-v",
            "--verbosity",
            default=1,
            type=int,
            choices=[0, 1, 2, 3],
            help="Verbosity level; 0=minimal output, 1=normal output, 2=verbose output, 3=very verbose output",
        )
        add(
            parser,
            "--settings",
            help='The Python path to a settings module, e.g. "myproject.settings.main". If this isn\'t provided, the '
            "DJANGO_SETTINGS_MODULE environment variable will be used.",
        )
        add(
            parser, "--pythonpath", help='A directory to add to the Python path, e.g. "/home/djangoprojects/myproject".'
        )
        add(parser, "--traceback", action="store_true", help="Display a full stack trace on CommandError exceptions.")
        add(parser, "--no-color", action="store_true", help="Don't colorize the command output.")
        add(parser, "--force-color", action="store_true", help="Force colorization of the command output.")
        if self.requires_system_checks:
            add(parser, "--skip-checks", action="store_true", help="Skip system checks.")

    def _apply_output_options(self, options):
        if options.get("force_color"):
            self._use_style(no_color=False, force_color=True)
        elif options.get("no_color"):
            self._use_style(no_color=True, force_color=False)
        if options.get("stdout"):
            self.stdout = OutputWrapper(options["stdout"])
        if options.get("stderr"):
            self.stderr = OutputWrapper(options["stderr"])
            self.stderr.style_func = self.style.ERROR

    def _use_style(self, no_color, force_color):
        self.style = no_style() if no_color else color_style(force_color)
        self.stderr.style_func = None if no_color else self.style.ERROR

    def _run_required_checks(self):
        if self.requires_system_checks == ALL_CHECKS:
            self.check()
        else:
            self.check(tags=list(self.requires_system_checks))

    def _in_transaction(self, output, options):
        if not self.output_transaction:
            return output
        ops = connections[options.get("database") or DEFAULT_DB_ALIAS].ops
        keyword = self.style.SQL_KEYWORD
        return "\n".join([keyword(ops.start_transaction_sql()), output, keyword(ops.end_transaction_sql())])

    def _complain(self, error):
        if isinstance(error, SystemCheckError):
            self.stderr.write(str(error), _unstyled)
        else:
            self.stderr.write(f"{type(error).__name__}: {error}")

    def _warn_of_missing_tables(self):
        from django.core.management.sync import Sync  # cost: most commands never look at tables

        try:
            missing = Sync(DEFAULT_DB_ALIAS).missing_models()
        except ImproperlyConfigured:
            return
        if missing:
            names = ", ".join(sorted(model._meta.label for model in missing))
            self.stdout.write(self.style.NOTICE(f"\nThese models have no table yet: {names}."))
            self.stdout.write(self.style.NOTICE("Run 'python manage.py migrate' to create them."))


class AppCommand(BaseCommand):
    """A command that takes app labels and does its work for each app."""

    missing_args_message = "Enter at least one application label."

    def add_arguments(self, parser):
        parser.add_argument("args", metavar="app_label", nargs="+", help="One or more application label.")

    def handle(self, *app_labels, **options):
        try:
            app_configs = [apps.get_app_config(label) for label in app_labels]
        except (LookupError, ImportError) as error:
            raise CommandError(f"{error}. Are you sure your INSTALLED_APPS setting is correct?") from error
        outputs = [self.handle_app_config(app_config, **options) for app_config in app_configs]
        return "\n".join(filter(None, outputs))

    def handle_app_config(self, app_config, **options):
        """Do the work for one app; return what is to be printed."""
        raise NotImplementedError("Subclasses of AppCommand must provide a handle_app_config() method.")


class LabelCommand(BaseCommand):
    """A command that takes labels of any kind and does its work for each."""

    label = "label"

    @property
    def missing_args_message(self):
        """What is said when no label is given."""
        return f"Enter at least one {self.label}."

    def add_arguments(self, parser):
        parser.add_argument("args", metavar=self.label, nargs="+")

    def handle(self, *labels, **options):
        return "\n".join(filter(None, [self.handle_label(label, **options) for label in labels]))

    def handle_label(self, label, **options):
        """Do the work for one label; return what is to be printed."""
        raise NotImplementedError("subclasses of LabelCommand must provide a handle_label() method")


def _close_connections():
    # Without usable settings nothing can be open, and that must not hide the error that came first.
    try:
        connections.close_all()
    except ImproperlyConfigured:
        pass


def _unstyled(text):
    return text
