"""What is loaded late is loaded when it is first used, once, and is the real thing from then on."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from django.utils.late import LateAttribute, LateClass, LateRoom, is_late, late_names, late_rooms, when_imported
from tests.house.sources import ROOT

PACKAGE = "late_package"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with the late room `room`, which counts in `runs` how often it was run."""
    folder = tmp_path / PACKAGE
    folder.mkdir()
    (folder / "__init__.py").write_text(
        f"from django.utils.late import late_rooms\nruns = []\nlate_rooms({PACKAGE!r}, 'room')\n"
    )
    (folder / "room.py").write_text(
        f"import time\nfrom {PACKAGE} import runs\nruns.append(__name__)\ntime.sleep(0.05)\nvalue = 1\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def test_a_room_is_run_when_something_of_it_is_asked_for(package: Path) -> None:
    import late_package
    from late_package import room

    assert late_package.runs == []
    assert room.value == 1
    assert late_package.runs == [room.__name__] == ["late_package.room"]
    assert type(room) is ModuleType
    assert room.__spec__.origin == room.__file__ == str(package / "room.py")


def test_a_room_is_one_module_however_it_is_imported(package: Path) -> None:
    import late_package.room
    from late_package import room
    from late_package.room import value

    assert late_package.room is room is sys.modules["late_package.room"]
    assert value == 1
    assert late_package.runs == ["late_package.room"]


def test_threads_that_ask_at_once_get_the_finished_room(package: Path) -> None:
    from late_package import room, runs

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(room.value)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 8
    assert len(runs) == 1


def test_what_is_set_on_a_room_stays(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from late_package import room

    monkeypatch.setattr("late_package.room.value", 2)
    assert room.value == 2


def test_looking_through_the_modules_runs_no_room(package: Path) -> None:
    import late_package

    for module in list(sys.modules.values()):
        getattr(module, "__file__", None)
        getattr(module, "__warningregistry__", None)
    assert find_spec("late_package.room") is not None
    assert late_package.runs == []
    assert type(sys.modules["late_package.room"]) is LateRoom


def test_a_room_that_fails_is_tried_again(package: Path) -> None:
    (package / "room.py").write_text(f"from {PACKAGE} import runs\nruns.append(1)\nvalue = 1 / (len(runs) - 1)\n")
    from late_package import room

    with pytest.raises(ZeroDivisionError):
        room.value
    assert room.value == 1


def test_a_room_that_is_loaded_already_stays(package: Path) -> None:
    from late_package import room

    assert room.value == 1
    late_rooms(PACKAGE, "room")
    assert sys.modules["late_package.room"] is room


def test_a_face_lists_its_late_names(monkeypatch: pytest.MonkeyPatch) -> None:
    face = ModuleType("late_face")
    monkeypatch.setitem(sys.modules, "late_face", face)
    face.__getattr__ = late_names("late_face", {"late": "LateClass"}, package="django.utils")  # type: ignore[method-assign]
    assert "LateClass" in dir(face)
    assert "LateClass" not in vars(face)
    assert face.LateClass is LateClass
    with pytest.raises(AttributeError, match="late_face"):
        face.Other


def test_a_late_attribute_is_made_once_for_all_subclasses() -> None:
    made: list[int] = []

    class Base:
        items = LateAttribute(lambda: made.append(1) or [1])
        kind = LateClass("collections.OrderedDict")

    class Child(Base):
        pass

    assert is_late(Child, "items")
    assert Child.items is Base().items
    assert made == [1]
    assert not is_late(Child, "items")
    assert Base.kind.__name__ == "OrderedDict"


def test_what_waits_for_a_module_is_done_when_it_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "awaited_module.py").write_text("value = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    finders = list(sys.meta_path)
    done: list[str] = []
    when_imported("awaited_module", lambda: done.append("replaced"))
    when_imported("awaited_module", lambda: done.append(sys.modules["awaited_module"].value))
    assert done == []
    import awaited_module  # noqa: F401

    assert done == [1]
    assert sys.meta_path == finders
    when_imported("awaited_module", lambda: done.append("at once"))
    assert done == [1, "at once"]
    monkeypatch.delitem(sys.modules, "awaited_module")


def test_logging_is_configured_when_a_program_first_loads_it() -> None:
    code = """
import sys
from django.conf import settings
settings.configure()
import django
django.setup()
assert "logging" not in sys.modules
import logging
(handler,) = logging.getLogger("django").handlers
print(type(handler).__name__, logging.getLogger("django").level == logging.INFO)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "StreamHandler True\n", done.stderr
