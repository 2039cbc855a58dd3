"""``createsuperuser``: makes a user with all permissions, from questions, options or environment variables."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.management import get_default_username
from django.contrib.auth.password_validation import validate_password
from django.core import exceptions
from django.core.management.base import BaseCommand, CommandError
from django.db.models.constraints import UniqueConstraint
from django.db.utils import DEFAULT_DB_ALIAS
from django.utils.functional import cached_property
from django.utils.text import capfirst

PASSWORD_FIELD = "password"


class NotRunningInTTYException(Exception):
    """There is nobody to ask."""


def _from_environment(name: str) -> str | None:
    return os.environ.get(f"DJANGO_SUPERUSER_{name.upper()}")


def _keys(text: str) -> list[str]:
    return [key.strip() for key in text.split(",")]


class Command(BaseCommand):
    help = "Used to create a superuser."
    requires_migrations_checks = True
    stealth_options = ("stdin",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.UserModel = get_user_model()
        self.username_field = self.UserModel._meta.get_field(self.UserModel.USERNAME_FIELD)

    def add_arguments(self, parser: Any) -> None:
        name = self.UserModel.USERNAME_FIELD
        parser.add_argument(f"--{name}", help="Specifies the login for the superuser.")
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help=(
                "Tells Django to NOT prompt the user for input of any kind. You must use --%s with --noinput, along "
                "with an option for any other required field. Superusers created with --noinput will not be able to "
                "log in until they're given a valid password." % name
            ),
        )
        parser.add_argument(
            "--database", default=DEFAULT_DB_ALIAS, help='Specifies the database to use. Default is "default".'
        )
        for required in self.UserModel.REQUIRED_FIELDS:
            self._add_field_option(parser, required)

    def _add_field_option(self, parser: Any, name: str) -> None:
        field = self.UserModel._meta.get_field(name)
        text = f"Specifies the {name} for the superuser."
        if not field.many_to_many:
            parser.add_argument(f"--{name}", help=text)
            return
        through = field.remote_field.through
        if through and not through._meta.auto_created:
            raise CommandError(
                f"Required field '{name}' specifies a many-to-many relation through model, which is not supported."
            )
        parser.add_argument(f"--{name}", action="append", help=f"{text} It may be given several times.")

    def execute(self, *args: Any, **options: Any) -> Any:
        self.stdin = options.get("stdin", sys.stdin)
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            values = self._asked(options) if options["interactive"] else self._given(options)
        except KeyboardInterrupt:
            self.stderr.write("\nOperation cancelled.")
            sys.exit(1)
        except exceptions.ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        except NotRunningInTTYException:
            self.stdout.write(
                "Superuser creation skipped due to not running in a TTY. You can run `manage.py createsuperuser` in "
                "your project to create one manually."
            )
            return
        self.UserModel._default_manager.db_manager(options["database"]).create_superuser(**values)
        if options["verbosity"] >= 1:
            self.stdout.write("Superuser created successfully.")

    @property
    def _has_password(self) -> bool:
        try:
            self.UserModel._meta.get_field(PASSWORD_FIELD)
        except exceptions.FieldDoesNotExist:
            return False
        return True

    # --- without questions ---

    def _given(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the values that options and environment give."""
        values: dict[str, Any] = {}
        name = self.UserModel.USERNAME_FIELD
        password = _from_environment(PASSWORD_FIELD)
        if self._has_password:
            # Without one nobody can log in.
            values[PASSWORD_FIELD] = password
        username = self._option(options, name)
        complaint = self._validate_username(username, options["database"])
        if complaint:
            raise CommandError(complaint)
        values[name] = username
        for required in self.UserModel.REQUIRED_FIELDS:
            value = self._option(options, required)
            field = self.UserModel._meta.get_field(required)
            if field.many_to_many:
                values[required] = _keys(value) if isinstance(value, str) else value
            else:
                values[required] = field.clean(value, None)
        return values

    def _option(self, options: dict[str, Any], name: str) -> Any:
        value = _from_environment(name) if options[name] is None else options[name]
        if value is None:
            raise CommandError(f"You must use --{name} with --noinput.")
        return value

    # --- with questions ---

    def _asked(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the values that options give and somebody enters."""
        if hasattr(self.stdin, "isatty") and not self.stdin.isatty():
            raise NotRunningInTTYException
        values = {self.UserModel.USERNAME_FIELD: self._ask_username(options)}
        for name in self.UserModel.REQUIRED_FIELDS:
            field = self.UserModel._meta.get_field(name)
            if options[name] is None:
                values[name] = self._ask_field(field)
            else:
                values[name] = options[name] if field.many_to_many else field.clean(options[name], None)
        if self._has_password:
            values[PASSWORD_FIELD] = self._ask_password(values)
        return values

    def _ask_username(self, options: dict[str, Any]) -> Any:
        username = options[self.UserModel.USERNAME_FIELD]
        if username == "":
            raise CommandError(self._blank())
        if username is not None and self._is_refused(username, options["database"]):
            username = None
        default = get_default_username(database=options["database"])
        while username is None:
            username = self.get_input_data(self.username_field, self._prompt(self.username_field, default), default)
            if username and self._is_refused(username, options["database"]):
                username = None
        return username

    def _is_refused(self, username: Any, database: str) -> bool:
        complaint = self._validate_username(username, database)
        if complaint:
            self.stderr.write(complaint)
        return bool(complaint)

    def _ask_field(self, field: Any) -> Any:
        value = None
        while value is None:
            if not field.many_to_many:
                value = self.get_input_data(field, self._prompt(field))
                continue
            text = input(self._prompt(field))
            if text.strip():
                value = _keys(text)
            else:
                self.stderr.write("Error: This field cannot be blank.")
        return value

    def _ask_password(self, values: dict[str, Any]) -> str:
        user = self._preview(values)
        while True:
            password = getpass.getpass()
            if password != getpass.getpass("Password (again): "):
                self.stderr.write("Error: Your passwords didn't match.")
            elif password.strip() == "":
                self.stderr.write("Error: Blank passwords aren't allowed.")
            elif self._is_accepted(password, user):
                return password

    def _is_accepted(self, password: str, user: Any) -> bool:
        try:
            validate_password(password, user)
        except exceptions.ValidationError as error:
            self.stderr.write("\n".join(error.messages))
            return input("Bypass password validation and create user anyway? [y/N]: ").lower() == "y"
        return True

    def _preview(self, values: dict[str, Any]) -> Any:
        """Return a user with the values so far, for the validators to compare the password with."""
        columns = {}
        for name, value in values.items():
            field = self.UserModel._meta.get_field(name)
            if not field.many_to_many:
                columns[field.attname] = value
        return self.UserModel(**columns)

    def get_input_data(self, field: Any, message: str, default: Any = None) -> Any:
        """Return a value that the field accepts, or None after telling what is wrong with it.

        Args:
            field: the field of the user model.
            message: the question.
            default: what an empty answer means.
        """
        answer = input(message)
        if default and answer == "":
            answer = default
        try:
            return field.clean(answer, None)
        except exceptions.ValidationError as error:
            self.stderr.write(f"Error: {'; '.join(error.messages)}")
            return None

    def _prompt(self, field: Any, default: Any = None) -> str:
        """Return the question for a field."""
        text = str(capfirst(field.verbose_name))
        if default:
            text += f" (leave blank to use '{default}')"
        if field.remote_field:
            key = field.m2m_target_field_name() if field.many_to_many else field.remote_field.field_name
            text += f" ({field.remote_field.model._meta.object_name}.{key})"
        return f"{text}: "

    # --- the username ---

    @cached_property
    def username_is_unique(self) -> bool:
        """Whether no two users may have the same."""
        return self.username_field.unique or any(
            isinstance(constraint, UniqueConstraint) and constraint.fields == (self.username_field.name,)
            for constraint in self.UserModel._meta.total_unique_constraints
        )

    def _blank(self) -> str:
        return f"{capfirst(self.username_field.verbose_name)} cannot be blank."

    def _validate_username(self, username: Any, database: str) -> str | None:
        """Return what is wrong with a username, or None."""
        if self.username_is_unique:
            try:
                self.UserModel._default_manager.db_manager(database).get_by_natural_key(username)
            except self.UserModel.DoesNotExist:
                pass
            else:
                return f"Error: That {self.username_field.verbose_name} is already taken."
        if not username:
            return self._blank()
        try:
            self.username_field.clean(username, None)
        except exceptions.ValidationError as error:
            return "; ".join(error.messages)
        return None
