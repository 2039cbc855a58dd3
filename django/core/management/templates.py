"""New projects and apps from a folder of files: names filled in, nothing else interpreted.

A template is a folder. In names of files and folders, ``project_name`` and ``app_name`` are replaced; in files with a
wanted ending, ``{{ name }}`` is replaced by the value of that name. The ending ``-tpl`` is dropped, so that templates
are not mistaken for Python modules.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import stat

import django
from django.core.management.base import BaseCommand
from django.core.management.errors import CommandError
from django.core.management.utils import handle_extensions, run_formatters
from django.utils.version import get_version

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
NEVER = ("__pycache__", ".git")


class TemplateCommand(BaseCommand):
    """Copy a template folder, filling in names."""

    requires_system_checks = []

    def add_arguments(self, parser):
        add = parser.add_argument
        add("name", help="Name of the application or project.")
        add("directory", nargs="?", help="Optional destination directory")
        add("--template", help="The path of the template folder.")
        add(
            "--extension",
            "-e",
            dest="extensions",
            action="append",
            default=["py"],
            help='The file extension(s) to render (default: "py"). Separate multiple extensions with commas, or use -e '
            "multiple times.",
        )
        add(
            "--name",
            "-n",
            dest="files",
            action="append",
            default=[],
            help="The file name(s) to render. Separate multiple file names with commas, or use -n multiple times.",
        )
        add(
            "--exclude",
            "-x",
            action="append",
            default=[],
            nargs="?",
            const="",
            help="The directory name(s) to exclude, in addition to .git and __pycache__. Can be used multiple times.",
        )

    def handle(self, app_or_project, name, target=None, **options):
        """Create what is asked for.

        Args:
            app_or_project: "app" or "project".
            name: of the new app or project; a Python identifier that no module has.
            target: the folder to create it in; a new one called `name` by default.

        Raises:
            CommandError: the name or the folder cannot be used.
        """
        self.a_or_an = "an" if app_or_project == "app" else "a"
        self._validate(name, app_or_project)
        top = self._target_folder(name, target, app_or_project)
        context = {
            f"{app_or_project}_name": name,
            f"{app_or_project}_directory": top,
            f"camel_case_{app_or_project}_name": "".join(part.capitalize() for part in name.split("_")),
            "django_version": get_version(),
            **{key: value for key, value in options.items() if isinstance(value, str)},
        }
        written = list(self._copy(self._template_folder(options["template"], app_or_project), top, context, options))
        run_formatters(written, stderr=self.stderr)

    def _validate(self, name, app_or_project, what="name"):
        if not name.isidentifier():
            raise CommandError(
                f"'{name}' is not a valid {app_or_project} {what}. Please make sure the {what} is a valid identifier."
            )
        if importlib.util.find_spec(name) is not None:
            raise CommandError(
                f"'{name}' conflicts with the name of an existing Python module and cannot be used as "
                f"{self.a_or_an} {app_or_project} {what}. Please try another {what}."
            )

    def _target_folder(self, name, target, app_or_project):
        if target is None:
            top = os.path.join(os.getcwd(), name)
            try:
                os.makedirs(top)
            except FileExistsError as error:
                raise CommandError(f"'{top}' already exists") from error
            return top
        top = os.path.abspath(os.path.expanduser(target))
        if app_or_project == "app":
            self._validate(os.path.basename(top), app_or_project, "directory")
        if not os.path.exists(top):
            try:
                os.makedirs(top)
            except OSError as error:
                raise CommandError(str(error)) from error
        return top

    def _template_folder(self, template, app_or_project):
        if template is None:
            return os.path.join(django.__path__[0], "conf", f"{app_or_project}_template")
        folder = os.path.abspath(os.path.expanduser(template.removeprefix("file://")))
        if not os.path.isdir(folder):
            raise CommandError(
                f"couldn't handle {app_or_project} template {template}. It must be the path of a folder."
            )
        return folder

    def _copy(self, template, top, context, options):
        """Copy all files and yield the paths of the new ones."""
        wanted = Wanted(options["extensions"], options["files"], options["exclude"] or [])
        for folder, subfolders, files in os.walk(template):
            subfolders[:] = [name for name in subfolders if name not in wanted.excluded]
            new_folder = os.path.normpath(os.path.join(top, _renamed(os.path.relpath(folder, template), context)))
            os.makedirs(new_folder, exist_ok=True)
            for file in files:
                if file.endswith((".pyo", ".pyc", ".py.class")):
                    continue
                new_name = _renamed(file, context).removesuffix("-tpl")
                new_path = os.path.join(new_folder, new_name)
                self._copy_file(os.path.join(folder, file), new_path, context if wanted.is_rendered(new_name) else None)
                if options["verbosity"] >= 2:
                    self.stdout.write(f"Creating {new_path}")
                yield new_path

    def _copy_file(self, old_path, new_path, context):
        if os.path.exists(new_path):
            raise CommandError(
                f"{new_path} already exists. Overlaying {self.a_or_an} template into an existing directory won't "
                "replace conflicting files."
            )
        if context is None:
            shutil.copyfile(old_path, new_path)
        else:
            with open(old_path, encoding="utf-8") as old, open(new_path, "w", encoding="utf-8") as new:
                new.write(filled(old.read(), context))
        shutil.copymode(old_path, new_path)
        os.chmod(new_path, stat.S_IMODE(os.stat(new_path).st_mode) | stat.S_IWUSR)


class Wanted:
    """Which files are rendered and which folders are left out, as the command line says."""

    def __init__(self, extensions, names, excluded):
        self.endings = tuple(handle_extensions(extensions))
        self.names = {name for words in names for name in words.split(",")}
        self.excluded = {*NEVER, *(name for name in excluded if name)}

    def is_rendered(self, name):
        """Whether placeholders in the file of that name are filled in."""
        return name.endswith(self.endings) or name in self.names


def filled(text, context):
    """Return `text` with each ``{{ name }}`` that `context` knows replaced."""
    return PLACEHOLDER.sub(lambda match: str(context.get(match[1], match[0])), text)


def _renamed(path, context):
    for name in ("project_name", "app_name"):
        if name in context:
            path = path.replace(name, context[name])
    return path
