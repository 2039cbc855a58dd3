"""``test``: find and run the tests of the project with its test runner."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.management.base import BaseCommand
from django.core.management.utils import get_command_line_option
from django.test.utils import get_runner


class Command(BaseCommand):
    """Hand everything over to the runner that TEST_RUNNER or ``--testrunner`` names."""

    help = "Discover and run tests in the specified modules or the current directory."
    requires_system_checks = []
    test_runner = None

    def run_from_argv(self, argv):
        # The runner adds arguments of its own, so it has to be known before the arguments are read.
        self.test_runner = get_command_line_option(argv, "--testrunner")
        super().run_from_argv(argv)

    def add_arguments(self, parser):
        parser.add_argument("args", metavar="test_label", nargs="*", help="Module paths to test.")
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help="Tells Django to NOT prompt the user for input of any kind.",
        )
        parser.add_argument(
            "--testrunner", help="Use this test runner class instead of the one of the TEST_RUNNER setting."
        )
        runner_class = get_runner(settings, self.test_runner)
        if hasattr(runner_class, "add_arguments"):
            runner_class.add_arguments(parser)

    def handle(self, *test_labels, **options):
        runner_class = get_runner(settings, options["testrunner"])
        runner = runner_class(**options)
        if runner.run_tests(test_labels):
            sys.exit(1)
