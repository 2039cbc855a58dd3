"""``shell``: a Python shell, or one command, with all models imported."""

from __future__ import annotations

import os
import select
import sys
from collections import defaultdict

from django.apps import apps
from django.core.management.base import BaseCommand
from django.core.management.errors import CommandError


class Command(BaseCommand):
    """Run the first shell there is: IPython, bpython, plain Python; or what ``-c`` or standard input says."""

    help = (
        "Runs a Python interactive interpreter. Tries to use IPython or bpython, if one of them is available. "
        "Any standard input is executed as code."
    )
    requires_system_checks = []
    shells = ["ipython", "bpython", "python"]

    def add_arguments(self, parser):
        parser.add_argument(
            "--no-startup",
            action="store_true",
            help="When using plain Python, ignore the PYTHONSTARTUP environment variable and ~/.pythonrc.py script.",
        )
        parser.add_argument("--no-imports", action="store_true", help="Disable automatic imports of models.")
        parser.add_argument(
            "-i",
            "--interface",
            choices=self.shells,
            help='Specify an interactive interpreter interface. Available options: "ipython", "bpython", and "python"',
        )
        parser.add_argument("-c", "--command", help="Instead of opening an interactive shell, run a command and exit.")

    def handle(self, **options):
        if options["command"]:
            exec(options["command"], self.get_namespace(**options))
        elif _has_piped_input():
            exec(sys.stdin.read(), self.get_namespace(**options))
        else:
            self._open_shell(options)

    def ipython(self, options):
        """Open IPython."""
        from IPython import start_ipython  # choice: an optional package

        start_ipython(argv=[], user_ns=self.get_namespace(**options))

    def bpython(self, options):
        """Open bpython."""
        import bpython  # choice: an optional package

        bpython.embed(self.get_namespace(**options))

    def python(self, options):
        """Open the interpreter's own shell, with completion and the user's startup file."""
        import code  # cost: only the plain shell needs it

        namespace = self.get_namespace(**options)
        if not options["no_startup"]:
            _run_startup_files(namespace)
        _enable_completion(namespace)
        code.interact(local=namespace)

    def get_auto_imports(self):
        """Return the dotted paths that are imported; override to add some, or return None for none."""
        return [f"{model.__module__}.{model.__qualname__}" for model in self._importable_models()]

    def get_namespace(self, **options):
        """Return the names the shell starts with; of two models with one name the earlier app's wins."""
        paths = None if options.get("no_imports") else self.get_auto_imports()
        if not paths:
            return {}
        from django.utils.module_loading import import_string

        namespace, sources, failed = {}, {}, []
        for path in paths:
            module, _, name = path.rpartition(".")
            try:
                value = import_string(path) if module else __import__(path)
            except ImportError:
                failed.append(path)
                continue
            namespace.setdefault(name, value)
            sources.setdefault(name, module)
        self._tell_imports(sources, failed, options.get("verbosity", 1))
        return namespace

    def _importable_models(self):
        return [model for model in apps.get_models() if "." not in model.__qualname__]

    def _open_shell(self, options):
        wanted = [options["interface"]] if options["interface"] else self.shells
        for shell in wanted:
            try:
                return getattr(self, shell)(options)
            except ImportError:
                pass
        raise CommandError(f"Couldn't import {wanted[0]} interface.")

    def _tell_imports(self, sources, failed, verbosity):
        if not verbosity:
            return
        count = "1 object" if len(sources) == 1 else f"{len(sources)} objects"
        hint = " (use -v 2 for details)" if verbosity == 1 and sources else ""
        colon = ":" if verbosity > 1 and sources else "."
        self.stdout.write(f"{count} imported automatically{hint}{colon}")
        if failed:
            self.stdout.write(self.style.NOTICE("Could not be imported: " + ", ".join(failed)))
        if verbosity > 1:
            self.stdout.write("".join(f"\n  {line}" for line in _import_lines(sources)))
        self.stdout.write()


def _import_lines(sources):
    names = defaultdict(list)
    for name, module in sources.items():
        names[module].append(name)
    for module, imported in names.items():
        yield f"from {module} import {', '.join(imported)}" if module else f"import {', '.join(imported)}"


def _has_piped_input():
    # select() knows only sockets on Windows, and a test's replaced stdin may have no file number.
    if sys.platform == "win32" or sys.stdin is None or sys.stdin.isatty():
        return False
    try:
        return bool(select.select([sys.stdin], [], [], 0)[0])
    except (OSError, ValueError):
        return False


def _run_startup_files(namespace):
    import traceback  # cost: only the plain shell needs it

    for path in (os.environ.get("PYTHONSTARTUP"), os.path.expanduser("~/.pythonrc.py")):
        if not path or not os.path.isfile(path):
            continue
        with open(path) as file:
            source = file.read()
        try:
            exec(compile(source, path, "exec"), namespace)
        except Exception:
            traceback.print_exc()


def _enable_completion(namespace):
    try:
        import readline  # choice: not built on every platform
        import rlcompleter
    except ImportError:
        return
    readline.set_completer(rlcompleter.Completer(namespace).complete)
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab:complete")
