"""System checks: messages, the registry, and the checks of models together."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest

from django.apps.registry import Apps
from django.conf import settings
from django.core.checks import CRITICAL, Error, Warning
from django.core.checks.database import check_database_backends
from django.core.checks.model_checks import check_all_models, lazy_reference_problems
from django.core.checks.registry import CheckRegistry
from django.dispatch import Signal


def made_model(name, table="", indexes=(), constraints=(), own=(), managed=True, proxy=False):
    """A stand-in with what the checks look at."""
    options = SimpleNamespace(
        label=f"app.{name}",
        db_table=table or name,
        indexes=[SimpleNamespace(name=each) for each in indexes],
        constraints=[SimpleNamespace(name=each) for each in constraints],
        managed=managed,
        proxy=proxy,
    )
    return type(name, (), {"_meta": options, "check": classmethod(lambda cls, **kwargs: list(own))})


def found(*models) -> list[tuple[str | None, str]]:
    config = SimpleNamespace(get_models=lambda: models)
    return [(message.id, message.msg) for message in check_all_models([config])]


def test_a_message_is_printed_with_object_id_and_hint() -> None:
    assert str(Error("wrong", hint="do this", obj="thing", id="x.E1")) == "thing: (x.E1) wrong\n\tHINT: do this"
    assert str(Error("wrong")) == "?: wrong"
    assert str(Error("wrong", obj=made_model("A"))) == "app.A: wrong"


def test_messages_compare_by_content() -> None:
    assert Error("a", id="1") == Error("a", id="1") != Error("a", id="2")
    assert Error("a") != Warning("a")


def test_serious_is_as_bad_as_asked() -> None:
    assert Error("a").is_serious() and not Warning("a").is_serious() and not Error("a").is_serious(CRITICAL)


def test_a_message_is_silenced_by_its_id(monkeypatch) -> None:
    settings.USE_TZ  # loads them
    monkeypatch.setattr(settings, "SILENCED_SYSTEM_CHECKS", ["x.E1"])
    assert Error("a", id="x.E1").is_silenced() and not Error("a", id="x.E2").is_silenced()


def test_checks_run_by_tag_and_deployment_checks_on_demand() -> None:
    registry = CheckRegistry()

    @registry.register("one")
    def first(app_configs, **kwargs):
        return [Error("first")]

    @registry.register("two", deploy=True)
    def second(**kwargs):
        return [Error("second")]

    assert registry.run_checks() == [Error("first")]
    assert registry.run_checks(include_deployment_checks=True) == [Error("first"), Error("second")]
    assert registry.run_checks(tags=["two"], include_deployment_checks=True) == [Error("second")]
    assert registry.tag_exists("one") and not registry.tag_exists("two")
    assert registry.tag_exists("two", include_deployment_checks=True)


def test_checks_are_told_the_databases() -> None:
    registry, told = CheckRegistry(), []
    registry.register(lambda **kwargs: told.append(kwargs["databases"]) or [])
    registry.run_checks(databases=["default"])
    assert told == [["default"]]


def test_a_check_takes_keywords_and_returns_a_list() -> None:
    registry = CheckRegistry()
    with pytest.raises(TypeError, match="must accept keyword arguments"):
        registry.register(lambda app_configs: [])
    registry.register(lambda **kwargs: "wrong")
    with pytest.raises(TypeError, match="did not return a list"):
        registry.run_checks()


def test_no_alias_means_no_database_is_touched() -> None:
    assert check_database_backends(databases=None) == []


def test_models_check_themselves() -> None:
    assert found(made_model("A", own=[Error("own", id="x")])) == [("x", "own")]


def test_a_model_whose_check_is_no_method_is_reported() -> None:
    model = made_model("A")
    model.check = None
    assert found(model) == [("models.E020", "The 'A.check()' class method is currently overridden by None.")]


def test_two_models_of_one_table_are_an_error_and_with_routers_a_warning(monkeypatch) -> None:
    settings.USE_TZ  # loads them
    models = (made_model("A", "t"), made_model("B", "t"), made_model("C", "t", proxy=True))
    text = "db_table 't' is used by multiple models: app.A, app.B."
    assert found(*models) == [("models.E028", text)]
    monkeypatch.setattr(settings, "DATABASE_ROUTERS", ["x"])
    assert found(*models) == [("models.W035", text)]
    assert found(made_model("A", "t", managed=False), made_model("B", "t")) == []


def test_names_of_indexes_and_constraints_are_unique() -> None:
    first, second = made_model("A", indexes=["i", "i"], constraints=["c"]), made_model("B", constraints=["c", "d", "d"])
    assert found(first, second) == [
        ("models.E029", "index name 'i' is not unique for model app.A."),
        ("models.E032", "constraint name 'c' is not unique among models: app.A, app.B."),
        ("models.E031", "constraint name 'd' is not unique for model app.B."),
    ]


def handler(*args, **kwargs):
    pass


def test_references_to_models_that_never_came_are_reported_by_kind() -> None:
    apps, signal = Apps(), Signal()
    apps.lazy_model_operation(partial(handler, field="app.Book.author"), ("app", "author"))
    apps.lazy_model_operation(partial(signal.connect, handler), ("app", "author"))
    apps.lazy_model_operation(handler, ("app", "author"))
    apps.lazy_model_operation(handler, ("other", "ignored"))
    problems = lazy_reference_problems(apps, ignore=[("other", "Ignored")])
    assert sorted(message.id for message in problems) == ["fields.E307", "models.E022", "signals.E001"]
    assert (
        "The field app.Book.author was declared with a lazy reference to 'app.author', but app 'app' isn't installed."
        in [message.msg for message in problems]
    )


def test_a_waiting_function_may_word_its_own_message() -> None:
    class Waiting:
        def __call__(self, model):
            pass

        def lazy_reference_message(self, key, model_error):
            return Error(f"{key[1]}: {model_error}", id="own.E1")

    apps = Apps()
    apps.lazy_model_operation(Waiting(), ("app", "author"))
    assert lazy_reference_problems(apps) == [Error("author: app 'app' isn't installed", id="own.E1")]
