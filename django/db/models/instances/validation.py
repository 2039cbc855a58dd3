"""Validating instances: each field, unique values, constraints; all errors together."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.connections import connections
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import DatabaseDefault, ExpressionWrapper, F, Value
from django.db.models.fields.composite import CompositePrimaryKey
from django.db.routing.router import router
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext_lazy as _


def full_clean(instance: Any, exclude: Any, with_unique: bool, with_constraints: bool, using: str | None) -> None:
    """Run all validators of `instance`; a field that failed one is left out of those that come later.

    Raises:
        ValidationError: with the errors by field name.
    """
    errors: dict[str, Any] = {}
    excluded = set(exclude) if exclude else set()
    try:
        instance.clean_fields(exclude=excluded)
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    try:
        instance.clean()
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    also = {} if using is None else {"using": using}
    for wanted, validate in (
        (with_unique, instance.validate_unique),
        (with_constraints, instance.validate_constraints),
    ):
        if wanted:
            excluded.update(name for name in errors if name != NON_FIELD_ERRORS)
            try:
                validate(exclude=excluded, **also)
            except ValidationError as error:
                errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def clean_fields(instance: Any, exclude: Any) -> None:
    """Validate each field's value and store what the field makes of it.

    Raises:
        ValidationError: with the errors by field name.
    """
    errors = {}
    for field in instance._meta.fields:
        if field.name in exclude or getattr(field, "generated", False):
            continue
        value = getattr(instance, field.attname)
        if (field.blank and value in field.empty_values) or isinstance(value, DatabaseDefault):
            continue
        try:
            setattr(instance, field.attname, field.clean(value, instance))
        except ValidationError as error:
            errors[field.name] = error.error_list
    if errors:
        raise ValidationError(errors)


# --- unique values ----------------------------------------------------------------------------------------------------


def validate_unique(instance: Any, exclude: Any, using: str | None) -> None:
    """Look for rows that have the same values already.

    Raises:
        ValidationError: with the errors by field name.
    """
    unique, by_date = instance._get_unique_checks(exclude=exclude)
    also = {} if using is None else {"using": using}
    errors = instance._perform_unique_checks(unique, **also)
    for name, found in instance._perform_date_checks(by_date, **also).items():
        errors.setdefault(name, []).extend(found)
    if errors:
        raise ValidationError(errors)


def unique_checks(instance: Any, exclude: Any, with_constraints: bool) -> tuple[list[Any], list[Any]]:
    """Return what must be unique: `(model, names)` pairs, and `(model, lookup, name, date name)` for dates."""
    unique: list[Any] = []
    by_date: list[Any] = []
    excluded = {exclude} if isinstance(exclude, str) else set(exclude)
    for model in (instance.__class__, *instance._meta.all_parents):
        options = model._meta
        groups = list(options.unique_together)
        if with_constraints:
            groups += [constraint.fields for constraint in options.total_unique_constraints]
        unique += [(model, tuple(names)) for names in groups if excluded.isdisjoint(names)]
    for model in (instance.__class__, *instance._meta.all_parents):
        for field in model._meta.local_fields:
            if field.name not in excluded:
                unique += [(model, names) for names in _unique_names(field) if excluded.isdisjoint(names)]
                by_date += _date_checks(model, field, excluded)
    return unique, by_date


def _unique_names(field: Any) -> list[tuple[str, ...]]:
    if isinstance(field, CompositePrimaryKey):
        return [tuple(part.name for part in field.fields)]
    return [(field.name,)] if field.unique else []


def _date_checks(model: Any, field: Any, excluded: set[str]) -> list[Any]:
    found = []
    for lookup in ("date", "year", "month"):
        date_name = getattr(field, f"unique_for_{lookup}", None)
        if date_name and date_name not in excluded:
            found.append((model, lookup, field.name, date_name))
    return found


def unique_errors(instance: Any, checks: Any, using: str | None) -> dict[str, list[Any]]:
    """Return the errors of `(model, names)` checks, by field name."""
    errors: dict[str, list[Any]] = {}
    alias = using or router.db_for_write(instance.__class__, instance=instance)
    for model, names in checks:
        values = _values_to_compare(instance, names, alias)
        if len(values) != len(names) or (_speak_of_saved_key(instance, model, names)):
            continue
        if _others(instance, model, alias).filter(**values).exists():
            key = names[0] if len(names) == 1 else NON_FIELD_ERRORS
            errors.setdefault(key, []).append(instance.unique_error_message(model, names))
    return errors


def _values_to_compare(instance: Any, names: Any, alias: str) -> dict[str, Any]:
    """The values of these fields, without those that cannot clash: there is no value."""
    values = {}
    for name in names:
        field = instance._meta.get_field(name)
        value = getattr(instance, field.attname)
        if value is None or (value == "" and connections[alias].features.interprets_empty_strings_as_nulls):
            continue
        values[name] = value
    return values


def _speak_of_saved_key(instance: Any, model: Any, names: Any) -> bool:
    """Whether the names hold the whole key of a saved row, or nothing but parts of it: that is the row's own."""
    if instance._state.adding:
        return False
    key = {field.name for field in model._meta.pk_fields}
    return key.issuperset(names) or key.issubset(names)


def _others(instance: Any, model: Any, alias: str) -> Any:
    """All rows of `model` but the instance's own."""
    queryset = model._default_manager.using(alias)
    if not instance._state.adding and instance._is_pk_set(model._meta):
        queryset = queryset.exclude(pk=instance._get_pk_val(model._meta))
    return queryset


def date_errors(instance: Any, checks: Any, using: str | None) -> dict[str, list[Any]]:
    """Return the errors of `unique_for_date` and its like, by field name."""
    errors: dict[str, list[Any]] = {}
    alias = using or router.db_for_write(instance.__class__, instance=instance)
    for model, lookup, name, date_name in checks:
        date = getattr(instance, date_name)
        if date is None:
            continue
        units = ("day", "month", "year") if lookup == "date" else (lookup,)
        values = {f"{date_name}{LOOKUP_SEP}{unit}": getattr(date, unit) for unit in units}
        values[name] = getattr(instance, name)
        if _others(instance, model, alias).filter(**values).exists():
            errors.setdefault(name, []).append(instance.date_error_message(lookup, name, date_name))
    return errors


def unique_error(instance: Any, model: Any, names: Any) -> ValidationError:
    """Return the error that tells that a row with these values is there."""
    options = model._meta
    params = {
        "model": instance,
        "model_class": model,
        "model_name": capfirst(options.verbose_name),
        "unique_check": names,
    }
    if len(names) == 1:
        field = options.get_field(names[0])
        params["field_label"] = capfirst(field.verbose_name)
        return ValidationError(message=field.error_messages["unique"], code="unique", params=params)
    labels = [capfirst(options.get_field(name).verbose_name) for name in names]
    params["field_labels"] = get_text_list(labels, _("and"))
    return ValidationError(
        message=_("%(model_name)s with this %(field_labels)s already exists."), code="unique_together", params=params
    )


def date_error(instance: Any, lookup: str, name: str, date_name: str) -> ValidationError:
    """Return the error that tells that the value is there already for this date, month or year."""
    options = instance._meta
    field = options.get_field(name)
    return ValidationError(
        message=field.error_messages["unique_for_date"],
        code="unique_for_date",
        params={
            "model": instance,
            "model_name": capfirst(options.verbose_name),
            "lookup_type": lookup,
            "field": name,
            "field_label": capfirst(field.verbose_name),
            "date_field": date_name,
            "date_field_label": capfirst(options.get_field(date_name).verbose_name),
        },
    )


# --- constraints ------------------------------------------------------------------------------------------------------


def validate_constraints(instance: Any, exclude: Any, using: str | None) -> None:
    """Check the constraints of the model and its ancestors.

    Raises:
        ValidationError: with the errors by field name.
    """
    alias = using or router.db_for_write(instance.__class__, instance=instance)
    errors: dict[str, Any] = {}
    for model, constraints in instance.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(model, instance, exclude=exclude, using=alias)
            except ValidationError as error:
                names = getattr(constraint, "fields", ())
                if getattr(error, "code", None) == "unique" and len(names) == 1:
                    errors.setdefault(names[0], []).append(error)
                else:
                    errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def values_as_expressions(instance: Any, meta: Any, exclude: Any = None) -> dict[str, Any]:
    """Return the instance's values as expressions by field name, `pk` included, for checking conditions on them.

    A generated field is its own expression over the other values.
    """
    excluded = set(exclude or ())
    values: dict[str, Any] = {}
    generated = []
    for field in meta.local_concrete_fields:
        if field.name in excluded:
            continue
        if getattr(field, "generated", False):
            generated.append(field)
            continue
        value = getattr(instance, field.attname)
        values[field.name] = _as_expression(value, field)
        if field.attname != field.name:
            values.setdefault(field.attname, values[field.name])
    if meta.pk is not None and meta.pk.name in values and "pk" not in excluded:
        values["pk"] = values[meta.pk.name]
    for field in generated:
        values[field.name] = field.expression.replace_expressions({F(name): value for name, value in values.items()})
    return values


def _as_expression(value: Any, field: Any) -> Any:
    if hasattr(value, "resolve_expression"):
        return value
    # No value is no value: not what a field may make of None, as JSON does.
    return ExpressionWrapper(Value(None), output_field=field) if value is None else Value(value, field)
