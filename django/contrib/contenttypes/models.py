"""ContentType: a row that stands for a model, and the manager that finds it.

The same model has another row, with another id, in every database. So what is remembered is remembered per database,
and `home_of_types` says which database's rows are meant by the ids that stand in the tables of an alias.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.apps.registry import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models.conditions import Q
from django.db.routing.groups import group_of
from django.db.routing.router import router
from django.utils.translation import gettext_lazy as _

#: App label and name of a model: what identifies a content type in every database.
TypeKey = tuple[str, str]


def type_key(model: Any, for_concrete_model: bool = True) -> TypeKey:
    """Return the key of the content type of a model or instance; of a proxy its concrete model's, unless asked."""
    options = model._meta.concrete_model._meta if for_concrete_model else model._meta
    return options.app_label, options.model_name


def home_of_types(alias: str | None, instance: Any = None) -> str:
    """Return the alias whose content types are meant by the ids in the tables of `alias`.

    Args:
        alias: where the referring row is; None if it is nowhere yet.
        instance: that row, as a hint to the routers.
    """
    if alias is not None and router.allow_migrate_model(group_of(alias), ContentType):
        return alias
    return router.db_for_read(ContentType, **({} if instance is None else {"instance": instance}))


class ContentTypeManager(models.Manager["ContentType"]):
    """Finds content types, each in each database only once."""

    use_in_migrations = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Primary alias -> (id or key) -> content type. Copies of the manager share it.
        self._cache: dict[str, dict[Any, Any]] = {}

    def _known(self, alias: str) -> dict[Any, Any]:
        return self._cache.setdefault(group_of(alias), {})

    def _add_to_cache(self, using: str, ct: Any) -> Any:
        known = self._known(using)
        known[ct.natural_key()] = known[ct.id] = ct
        return ct

    def clear_cache(self) -> None:
        """Forget all content types found so far, of every database."""
        self._cache.clear()

    def get_by_natural_key(self, app_label: str, model: str) -> Any:
        """Return the content type of a model given by its names.

        Raises:
            ContentType.DoesNotExist: there is none.
        """
        alias, key = self.db, (app_label, model)
        return self._known(alias).get(key) or self._find(alias, key)

    def get_for_id(self, id: Any) -> Any:
        """Return the content type with that id.

        Raises:
            ContentType.DoesNotExist: there is none.
        """
        alias = self.db
        return self._known(alias).get(id) or self._add_to_cache(alias, self.using(alias).get(pk=id))

    def get_for_model(self, model: Any, for_concrete_model: bool = True) -> Any:
        """Return the content type of a model or instance; create it if it is missing.

        Args:
            model: a model class or an instance.
            for_concrete_model: of a proxy, mean the concrete model.
        """
        alias, key = self.db, type_key(model, for_concrete_model)
        found = self._known(alias).get(key)
        if found is not None:
            return found
        try:
            return self._find(alias, key)
        except self.model.DoesNotExist:
            return self._create(alias, key)

    def _find(self, alias: str, key: TypeKey) -> Any:
        app_label, model = key
        return self._add_to_cache(alias, self.using(alias).get(app_label=app_label, model=model))

    def _create(self, alias: str, key: TypeKey) -> Any:
        app_label, model = key
        # A replica takes no rows: its primary does.
        target = None if self._db is None else group_of(self._db)
        made, _created = self.db_manager(target).get_or_create(app_label=app_label, model=model)
        return self._add_to_cache(alias, made)

    def get_for_models(self, *models: Any, for_concrete_models: bool = True) -> dict[Any, Any]:
        """Return the content types of several models or instances, by model; what is not known takes one query."""
        alias = self.db
        known = self._known(alias)
        wanted: dict[TypeKey, list[Any]] = defaultdict(list)
        for model in models:
            wanted[type_key(model, for_concrete_models)].append(model)
        missing = [key for key in wanted if key not in known]
        if missing:
            self._find_all(alias, missing)
        return {model: known[key] for key, ones in wanted.items() for model in ones}

    def _find_all(self, alias: str, keys: list[TypeKey]) -> None:
        by_app: dict[str, list[str]] = defaultdict(list)
        for app_label, model in keys:
            by_app[app_label].append(model)
        matching = Q.create(
            [Q(app_label=label, model__in=names) for label, names in by_app.items()], connector=Q.OR
        )
        for found in self.using(alias).filter(matching):
            self._add_to_cache(alias, found)
        known = self._known(alias)
        for key in keys:
            if key not in known:
                self._create(alias, key)

    def id_of(self, key: TypeKey) -> Any:
        """Return the id of a content type, or None where no row of it can exist: nothing refers to it then."""
        try:
            return self.get_by_natural_key(*key).pk
        except self.model.DoesNotExist:
            return None


class ContentType(models.Model):
    """A model that rows can refer to."""

    app_label = models.CharField(max_length=100)
    model = models.CharField(_("python model class name"), max_length=100)
    objects = ContentTypeManager()

    class Meta:
        verbose_name = _("content type")
        verbose_name_plural = _("content types")
        db_table = "django_content_type"
        unique_together = [["app_label", "model"]]

    def __str__(self) -> str:
        return self.app_labeled_name

    @property
    def name(self) -> str:
        """The model's name for people; of a model that is gone the name stored."""
        model = self.model_class()
        return str(model._meta.verbose_name) if model else self.model

    @property
    def app_labeled_name(self) -> str:
        """The app's and the model's names for people."""
        model = self.model_class()
        return f"{model._meta.app_config.verbose_name} | {model._meta.verbose_name}" if model else self.model

    def model_class(self) -> Any:
        """Return the model, or None if it is not installed."""
        try:
            return apps.get_model(self.app_label, self.model)
        except LookupError:
            return None

    def get_object_for_this_type(self, using: str | None = None, **kwargs: Any) -> Any:
        """Return the instance of the model that the look-ups find.

        Args:
            using: the alias to look in; by default the one the routers name.
        """
        return self._rows(using).get(**kwargs)

    def get_all_objects_for_this_type(self, **kwargs: Any) -> Any:
        """Return the queryset of the model's instances that the look-ups find."""
        return self._rows(None).filter(**kwargs)

    def _rows(self, using: str | None) -> Any:
        model = self.model_class()
        if model is None:
            raise _GoneError(f"The model '{self.app_label}.{self.model}' of this content type is not installed.")
        return model._base_manager.using(using)

    def natural_key(self) -> TypeKey:
        """Return what identifies the content type in every database."""
        return self.app_label, self.model


class _GoneError(AttributeError, ObjectDoesNotExist):
    """The model of a content type is not there any more."""
