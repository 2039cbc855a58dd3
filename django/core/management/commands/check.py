"""``check``: run the system checks, all or those with certain tags."""

from __future__ import annotations

from django.apps import apps
from django.core import checks
from django.core.checks.registry import registry
from django.core.management.base import BaseCommand
from django.core.management.databases import add_database_argument
from django.core.management.errors import CommandError

LEVELS = {
    "CRITICAL": checks.CRITICAL,
    "ERROR": checks.ERROR,
    "WARNING": checks.WARNING,
    "INFO": checks.INFO,
    "DEBUG": checks.DEBUG,
}


class Command(BaseCommand):
    """Print what is wrong with the project; exit 1 when it is serious."""

    help = "Checks the entire Django project for potential problems."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("args", metavar="app_label", nargs="*")
        parser.add_argument("--tag", "-t", action="append", dest="tags", help="Run only checks labeled with given tag.")
        parser.add_argument("--list-tags", action="store_true", help="List available tags.")
        parser.add_argument("--deploy", action="store_true", help="Check deployment settings.")
        parser.add_argument(
            "--fail-level",
            default="ERROR",
            choices=list(LEVELS),
            help="Message level that will cause the command to exit with a non-zero status. Default is ERROR.",
        )
        add_database_argument(
            parser,
            "Run database related checks against these aliases.",
            action="append",
            dest="databases",
            default=None,
        )

    def handle(self, *app_labels, **options):
        deploy, tags = options["deploy"], options["tags"]
        if options["list_tags"]:
            self.stdout.write("\n".join(sorted(map(str, registry.tags_available(deploy)))))
            return
        _refuse_unknown(tags or [], deploy)
        self.check(
            app_configs=_app_configs(app_labels),
            tags=tags,
            display_num_errors=True,
            include_deployment_checks=deploy,
            fail_level=LEVELS[options["fail_level"]],
            databases=options["databases"],
        )


def _app_configs(labels):
    if not labels:
        return None
    try:
        return [apps.get_app_config(label) for label in labels]
    except LookupError as error:
        raise CommandError(str(error)) from error


def _refuse_unknown(tags, deploy):
    for tag in tags:
        if not checks.tag_exists(tag, deploy):
            raise CommandError(f'There is no system check with the "{tag}" tag.')
