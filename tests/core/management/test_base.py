"""Rules of commands: how they are called, what they print, how they fail."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO

import pytest

from django.core.management import CommandError, ManagementUtility, call_command
from django.core.management.base import BaseCommand, LabelCommand, OutputWrapper
from django.core.management.utils import find_command, handle_extensions, is_ignored_path, parse_apps_and_model_labels


class Greet(BaseCommand):
    requires_system_checks = []
    stealth_options = ("secret",)

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*")
        parser.add_argument("--loud-voice", action="store_true", dest="loud")
        parser.add_argument("--times", type=int, required=True)

    def handle(self, *args, **options):
        if not options["names"]:
            raise CommandError("Nobody to greet.", returncode=7)
        text = " ".join(options["names"] * options["times"])
        return text.upper() if options["loud"] else text


def greet(*args, **options):
    out = StringIO()
    call_command(Greet(), *args, stdout=out, **options)
    return out.getvalue()


def test_words_and_keywords_mean_the_same():
    assert greet("Ann", "--times", "2", "--loud-voice") == "ANN ANN\n"
    assert greet("Ann", times=2, loud_voice=True) == "ANN ANN\n"
    assert greet("Ann", times=2, loud=True) == "ANN ANN\n"


def test_lists_among_the_words_are_spread():
    assert greet(["Ann", "Bo"], "--times=1") == "Ann Bo\n"


def test_a_missing_option_is_an_error_and_no_exit():
    with pytest.raises(CommandError, match="the following arguments are required: --times"):
        greet("Ann")


def test_an_unknown_keyword_lists_the_known_ones():
    with pytest.raises(TypeError, match=r"Unknown option\(s\) for .* command: tims. Valid options are: .*times"):
        greet("Ann", tims=2)


def test_stealth_options_are_accepted():
    assert greet("Ann", times=1, secret=True) == "Ann\n"


def test_the_command_line_exits_with_the_errors_return_code(capsys):
    with pytest.raises(SystemExit) as caught:
        Greet().run_from_argv(["manage.py", "greet", "--times", "1"])
    assert caught.value.code == 7
    assert "CommandError: Nobody to greet." in capsys.readouterr().err


def test_wrong_usage_on_the_command_line_exits_with_2(capsys):
    with pytest.raises(SystemExit) as caught:
        Greet().run_from_argv(["manage.py", "greet", "--times", "many"])
    assert caught.value.code == 2
    assert "usage: manage.py greet" in capsys.readouterr().err


def test_own_options_come_before_the_common_ones_in_the_help():
    text = Greet().create_parser("manage.py", "greet").format_help()
    assert text.index("--times TIMES") < text.index("--version")


def test_a_label_command_runs_once_per_label():
    class Shout(LabelCommand):
        def handle_label(self, label, **options):
            return label.upper()

    assert call_command(Shout(), "a", "b", stdout=StringIO()) == "A\nB"


def test_the_output_ends_lines_once():
    stream = StringIO()
    out = OutputWrapper(stream)
    out.write("a")
    out.write("b\n")
    out.write("c", ending="")
    assert stream.getvalue() == "a\nb\nc"


@pytest.mark.parametrize(
    "name, answer",
    [
        ("migrat", "Did you mean migrate?"),
        ("syncdb", "use 'migrate --run-syncdb' instead"),
        ("sqlall", "use 'sqlmigrate'"),
    ],
)
def test_an_unknown_command_is_answered_with_what_was_meant(name, answer, capsys):
    with pytest.raises(SystemExit) as caught:
        ManagementUtility(["manage.py", name]).execute()
    assert caught.value.code == 1
    assert answer in capsys.readouterr().err
    with pytest.raises(CommandError, match=answer.replace("?", r"\?")):
        call_command(name)


def test_an_unknown_alias_is_answered_with_a_near_miss(capsys):
    with pytest.raises(SystemExit):
        ManagementUtility(["manage.py", "migrate", "--database", "othr"]).execute()
    error = capsys.readouterr().err
    assert "invalid choice: 'othr' (choose from 'default', 'other', 'third'). Did you mean 'other'?" in error


def test_the_help_lists_commands_by_app(capsys):
    ManagementUtility(["manage.py", "help"]).execute()
    text = capsys.readouterr().out
    assert "[django]" in text and "    loaddata\n" in text


def test_extensions_may_be_given_in_one_word_or_several():
    assert handle_extensions(["py, html", ".txt"]) == {".py", ".html", ".txt"}


def test_a_path_is_ignored_by_its_name_or_as_a_whole():
    assert is_ignored_path("a/b/c", ["c"]) and is_ignored_path("a/b/c", ["a/b/c"]) and is_ignored_path("a/b/c", ["*/c"])
    assert not is_ignored_path("a/b/c", ["b"])


def test_programs_are_found_on_the_path():
    assert find_command(sys.executable.rpartition("/")[2], path=[sys.executable.rpartition("/")[0]]) == sys.executable
    assert find_command("no_such_program_anywhere") is None


@pytest.mark.parametrize(
    "label, message", [("nope", "No installed app with label 'nope'"), ("a.B", "Unknown model: a.B")]
)
def test_labels_that_name_nothing_are_errors(label, message):
    with pytest.raises(CommandError, match=message):
        parse_apps_and_model_labels([label])


def test_missing_settings_are_told_in_one_sentence(tmp_path):
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "DJANGO_SETTINGS_MODULE": "no_such_settings"}
    done = subprocess.run(
        [sys.executable, "-m", "django", "check"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "ModuleNotFoundError: No module named 'no_such_settings'",
        "Give the settings module with --settings, or run manage.py.",
    ]
