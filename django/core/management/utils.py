"""Small things commands need: secret keys, programs on the path, label parsing, path patterns, formatters."""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
import sys
from locale import getpreferredencoding
from pathlib import Path

from django.apps import apps
from django.core.management.errors import CommandError
from django.core.management.parser import CommandParser
from django.utils.crypto import get_random_string

SECRET_KEY_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)"
LOOK_IT_UP = object()


def get_random_secret_key():
    """Return 50 random characters fit for the SECRET_KEY setting."""
    return get_random_string(50, SECRET_KEY_CHARACTERS)


def popen_wrapper(args, stdout_encoding="utf-8"):
    """Run a program to its end.

    Returns:
        (output text, error text, return code).

    Raises:
        CommandError: the program could not be started.
    """
    try:
        done = subprocess.run(args, capture_output=True, close_fds=os.name != "nt")
    except OSError as error:
        raise CommandError(f"Error executing {args[0]}") from error
    return (
        done.stdout.decode(stdout_encoding),
        done.stderr.decode(getpreferredencoding(False), "replace"),
        done.returncode,
    )


def find_command(cmd, path=None, pathext=None):
    """Return the full path of the program `cmd`, or None.

    Args:
        path: folders to search, a list or a text divided by the system's separator; the PATH by default.
        pathext: endings a program may have, as `path`; the system's own by default.
    """
    folders = _listed(os.environ.get("PATH", "") if path is None else path)
    endings = _listed(os.environ.get("PATHEXT", "") if pathext is None else pathext)
    if any(cmd.lower().endswith(ending.lower()) for ending in endings if ending):
        endings = [""]
    candidates = (os.path.join(folder, cmd + ending) for folder in folders for ending in ["", *endings])
    return next(filter(os.path.isfile, candidates), None)


def handle_extensions(extensions):
    """Return the set of endings, each with its dot, that ``-e html,txt -e py`` asks for."""
    words = ",".join(extensions).replace(" ", "").split(",")
    return {word if word.startswith(".") else f".{word}" for word in words if word}


def get_command_line_option(argv, option):
    """Return the value of `option` among the words of `argv`, or None."""
    parser = CommandParser(add_help=False, allow_abbrev=False)
    parser.add_argument(option, dest="value")
    try:
        return parser.parse_known_args(argv[2:])[0].value
    except CommandError:
        return None


def normalize_path_patterns(patterns):
    """Return the patterns in the system's case, without a trailing ``/*``."""
    return [os.path.normcase(pattern).removesuffix(os.path.normcase("/*")) for pattern in patterns]


def is_ignored_path(path, ignore_patterns):
    """Whether the name of `path`, or all of it, matches one of the patterns."""
    path = Path(path)
    patterns = normalize_path_patterns(ignore_patterns)
    return any(fnmatch.fnmatchcase(text, pattern) for text in (path.name, str(path)) for pattern in patterns)


def parse_apps_and_model_labels(labels):
    """Return the models and the app configs that labels like ``auth`` and ``auth.User`` name.

    Returns:
        (set of models, set of app configs).

    Raises:
        CommandError: no such app or model is installed.
    """
    models, app_configs = set(), set()
    for label in labels:
        if "." in label:
            models.add(_model(label))
        else:
            app_configs.add(app_config_of(label))
    return models, app_configs


def app_config_of(label):
    """Return the app config of `label`.

    Raises:
        CommandError: no such app is installed.
    """
    try:
        return apps.get_app_config(label)
    except LookupError as error:
        raise CommandError(str(error)) from error


def find_formatters():
    """Return {name: path} of the formatters that new files are run through, where installed."""
    return {"black_path": shutil.which("black")}


def run_formatters(written_files, black_path=LOOK_IT_UP, stderr=sys.stderr):
    """Run the formatter over new files; one that cannot be started is told on `stderr` and passed over."""
    if black_path is LOOK_IT_UP:
        black_path = shutil.which("black")
    if not black_path:
        return
    try:
        subprocess.run([black_path, "--fast", "--", *written_files], capture_output=True)
    except OSError:
        import traceback  # cost: only when a formatter is broken

        stderr.write("Formatters failed to launch:")
        traceback.print_exc(file=stderr)


def _model(label):
    try:
        return apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise CommandError(f"Unknown model: {label}") from error


def _listed(folders):
    return folders.split(os.pathsep) if isinstance(folders, str) else list(folders)
