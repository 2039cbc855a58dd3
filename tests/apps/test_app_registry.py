"""The registry of applications and models. Models are stand-ins here: the registry looks at their options only."""

from __future__ import annotations

import sys
import types
from itertools import count

import pytest

from django.apps import AppConfig
from django.apps.registry import Apps
from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured


class Options:
    auto_created = False
    swapped = swappable = None

    def __init__(self, app_label: str, name: str, **changes: object) -> None:
        self.app_label, self.model_name, self.label_lower = app_label, name.lower(), f"{app_label}.{name.lower()}"
        self.expired = 0
        self.__dict__.update(changes)

    def _expire_cache(self) -> None:
        self.expired += 1


def model(app_label: str, name: str, **options: object) -> type:
    return type(name, (), {"_meta": Options(app_label, name, **options)})


@pytest.fixture
def package(monkeypatch, tmp_path):
    """Makes packages out of texts, by file name; returns the package's name."""
    monkeypatch.syspath_prepend(str(tmp_path))
    numbers = count()

    def make(**files: str) -> str:
        name = f"made_app_{next(numbers)}"
        directory = tmp_path / name
        directory.mkdir()
        for file, text in {"__init__": "", **files}.items():
            (directory / f"{file}.py").write_text(text.replace("HERE", name))
        return name

    yield make
    for name in [name for name in sys.modules if name.startswith("made_app_")]:
        del sys.modules[name]


CONFIG = "from django.apps import AppConfig\nclass {}(AppConfig):\n    name = 'HERE'\n    {}\n"


def test_a_package_without_apps_gets_a_plain_config(package) -> None:
    name = package()
    config = Apps([name]).get_app_config(name)
    assert type(config) is AppConfig and (config.name, config.label) == (name, name)


def test_the_only_config_of_a_package_is_taken(package) -> None:
    name = package(apps=CONFIG.format("Only", "verbose_name = 'Mine'"))
    assert Apps([name]).get_app_config(name).verbose_name == "Mine"


def test_of_several_configs_the_default_one_is_taken(package) -> None:
    name = package(apps=CONFIG.format("First", "pass") + CONFIG.format("Second", "default = True"))
    assert type(Apps([name]).get_app_config(name)).__name__ == "Second"


def test_of_several_configs_without_default_none_is_taken(package) -> None:
    name = package(apps=CONFIG.format("First", "pass") + CONFIG.format("Second", "pass"))
    assert type(Apps([name]).get_app_config(name)) is AppConfig


def test_two_default_configs_are_refused(package) -> None:
    name = package(apps=CONFIG.format("B", "default = True") + CONFIG.format("A", "default = True"))
    with pytest.raises(RuntimeError, match="declares more than one default AppConfig: 'A', 'B'"):
        Apps([name])


def test_a_config_that_says_it_is_no_default_is_taken_only_by_name(package) -> None:
    name = package(apps=CONFIG.format("Hidden", "default = False"))
    assert type(Apps([name]).get_app_config(name)) is AppConfig
    assert type(Apps([f"{name}.apps.Hidden"]).get_app_config(name)).__name__ == "Hidden"


def test_a_misspelt_config_lists_the_choices(package) -> None:
    name = package(apps=CONFIG.format("Real", "pass"))
    with pytest.raises(ImportError, match="does not contain a 'Rael' class. Choices are: 'Real'"):
        AppConfig.create(f"{name}.apps.Rael")


def test_an_error_inside_a_package_is_not_hidden(package) -> None:
    broken = package(__init__="import there_is_no_such_module")
    with pytest.raises(ImportError, match="there_is_no_such_module"):
        AppConfig.create(broken)


def test_a_config_needs_a_name_that_exists(package) -> None:
    nameless = package(apps="from django.apps import AppConfig\nclass Nameless(AppConfig):\n    pass\n")
    with pytest.raises(ImproperlyConfigured, match="must supply a name attribute"):
        AppConfig.create(f"{nameless}.apps.Nameless")
    wrong = package(apps=CONFIG.format("Wrong", "pass").replace("HERE", "not.there"))
    with pytest.raises(ImproperlyConfigured, match=r"Cannot import 'not.there'. Check that '.*Wrong.name' is correct"):
        AppConfig.create(f"{wrong}.apps.Wrong")
    with pytest.raises(ImproperlyConfigured, match="isn't a subclass of AppConfig"):
        AppConfig.create("collections.OrderedDict")


def test_a_label_is_an_identifier() -> None:
    with pytest.raises(ImproperlyConfigured, match="'my-app' is not a valid Python identifier"):
        AppConfig("my-app", types.SimpleNamespace(__file__="x/__init__.py"))


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"__path__": ["a"], "__file__": "b/__init__.py"}, "a"),
        ({"__path__": ["a", "b"], "__file__": "c/__init__.py"}, "c"),
        ({"__path__": ["a", "a"]}, "a"),
        ({"__file__": "b/__init__.py"}, "b"),
    ],
)
def test_where_an_application_is(attributes: dict[str, object], expected: str) -> None:
    assert AppConfig("app", types.SimpleNamespace(**attributes)).path == expected


def test_an_application_in_no_place_or_several_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="multiple filesystem locations"):
        AppConfig("app", types.SimpleNamespace(__path__=["a", "b"]))
    with pytest.raises(ImproperlyConfigured, match="has no filesystem location"):
        AppConfig("app", types.SimpleNamespace())


def test_labels_and_names_are_unique(package) -> None:
    name = package(apps=CONFIG.format("Other", "label = 'other'\n    default = False"))
    with pytest.raises(ImproperlyConfigured, match="Application labels aren't unique, duplicates"):
        Apps([name, name])
    with pytest.raises(ImproperlyConfigured, match="Application names aren't unique, duplicates"):
        Apps([name, f"{name}.apps.Other"])


def test_apps_then_models_then_ready(package) -> None:
    name = package(
        apps=CONFIG.format("Mine", "def ready(self):\n        order.append(self.apps.models_ready)") + "order = []\n",
        models="from HERE.apps import order\norder.append('models')\n",
    )
    apps = Apps([name])
    assert sys.modules[f"{name}.apps"].order == ["models", True]
    assert apps.ready and apps.ready_event.is_set() and apps.get_app_config(name).models_module is not None


def test_populating_from_inside_is_refused(package) -> None:
    name = package(apps=CONFIG.format("Mine", "def ready(self):\n        self.apps.populate(['x'])"))
    with pytest.raises(RuntimeError, match="populate\\(\\) isn't reentrant"):
        Apps([name])


def test_only_the_program_has_a_registry_that_waits() -> None:
    with pytest.raises(RuntimeError, match="You must supply an installed_apps argument"):
        Apps(None)


def test_asking_too_early_is_refused() -> None:
    apps = Apps()
    apps.models_ready = False
    with pytest.raises(AppRegistryNotReady, match="Models aren't loaded yet"):
        apps.get_model("a.B")
    apps.apps_ready = False
    with pytest.raises(AppRegistryNotReady, match="Apps aren't loaded yet"):
        apps.get_app_configs()


def test_models_are_found_by_name_in_any_case(package) -> None:
    name = package()
    apps = Apps([name])
    author = model(name, "Author")
    apps.register_model(name, author)
    assert apps.get_model(name, "aUTHOR") is apps.get_model(f"{name}.author") is author
    assert apps.get_models() == [author]
    with pytest.raises(LookupError, match=f"App '{name}' doesn't have a 'Autor' model. Did you mean 'Author'"):
        apps.get_model(name, "Autor")
    with pytest.raises(ValueError):
        apps.get_model("no_dot")


def test_a_full_name_where_a_label_belongs_names_the_label(package) -> None:
    name = package(apps=CONFIG.format("Mine", "label = 'short'"))
    with pytest.raises(LookupError, match=f"No installed app with label '{name}'. Did you mean 'short'"):
        Apps([name]).get_app_config(name)


def test_hidden_models_are_shown_on_demand(package) -> None:
    name = package()
    apps = Apps([name])
    for hidden in (model(name, "Through", auto_created=True), model(name, "Old", swapped="x.New", swappable="NEW")):
        apps.register_model(name, hidden)
    assert apps.get_models() == []
    assert len(apps.get_models(include_auto_created=True, include_swapped=True)) == 2
    assert apps.get_swappable_settings_name("X.new") == "NEW" and apps.get_swappable_settings_name("x.other") is None


def test_registering_forgets_what_followed_from_the_models(package) -> None:
    name = package()
    apps = Apps([name])
    first = model(name, "First")
    apps.register_model(name, first)
    apps.get_models()
    before = first._meta.expired
    apps.register_model(name, model(name, "Second"))
    assert first._meta.expired == before + 1 and len(apps.get_models()) == 2


def test_a_reloaded_model_warns_and_another_of_its_name_is_refused() -> None:
    apps = Apps()
    apps.register_model("app", model("app", "Author"))
    with pytest.warns(RuntimeWarning, match="Model 'app.author' was already registered"):
        apps.register_model("app", model("app", "Author"))
    other = model("app", "Author")
    other.__module__ = "elsewhere"
    with pytest.raises(RuntimeError, match="Conflicting 'author' models in application 'app'"):
        apps.register_model("app", other)


def test_the_innermost_application_contains_an_object(package) -> None:
    inner = types.SimpleNamespace(__file__="x")
    apps = Apps([AppConfig("outer", inner), AppConfig("outer.inner", inner)])
    assert apps.get_containing_app_config("outer.inner.models").name == "outer.inner"
    assert apps.get_containing_app_config("outer.innermost").name == "outer"
    assert apps.get_containing_app_config("outerwear") is None


def test_applications_are_narrowed_and_widened_again(package) -> None:
    first, second = package(), package()
    apps = Apps([first, second])
    apps.set_available_apps([second])
    assert [config.name for config in apps.get_app_configs()] == [second]
    with pytest.raises(ValueError, match=f"isn't a subset of installed apps, extra apps: {first}"):
        apps.set_available_apps([first])
    apps.unset_available_apps()
    assert apps.is_installed(first)


def test_other_applications_are_installed_for_a_time(package) -> None:
    first, second = package(), package()
    apps = Apps([first])
    apps.set_installed_apps([second])
    assert (apps.is_installed(first), apps.is_installed(second)) == (False, True)
    apps.unset_installed_apps()
    assert (apps.is_installed(first), apps.is_installed(second), apps.ready) == (True, False, True)


def test_an_operation_waits_for_all_its_models_and_keeps_their_order() -> None:
    apps, calls = Apps(), []
    a, b = model("app", "A"), model("app", "B")
    apps.register_model("app", a)
    apps.lazy_model_operation(lambda *models: calls.append(models), ("app", "b"), ("app", "a"), ("app", "b"))
    assert calls == [] and list(apps._pending_operations) == [("app", "b")]
    apps.register_model("app", b)
    assert calls == [(b, a, b)] and not apps._pending_operations


def test_an_operation_on_known_models_or_none_runs_at_once() -> None:
    apps, calls = Apps(), []
    apps.lazy_model_operation(lambda *models: calls.append(models))
    assert calls == [()]
