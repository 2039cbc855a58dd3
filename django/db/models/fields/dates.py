"""Fields of dates, times, moments and spans of time."""

from __future__ import annotations

import datetime
import warnings
from functools import partialmethod
from typing import TYPE_CHECKING, Any, Literal, overload

from django.conf import settings
from django.db.backends.base.inline import Usual
from django.db.models.fields.base import Field
from django.db.models.fields.values import same_for_all_engines
from django.db.models.typed import DateT, DateTimeT, DurationT, TimeT, ValueT
from django.utils import timezone
from django.utils.late import Late
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from typing import Unpack

    from django.db.models.typed import DateOptions, FieldOptions
    from django.utils import dateparse, duration
else:
    dateparse, duration = Late("django.utils.dateparse"), Late("django.utils.duration")

#: A default this near to now was meant to be now.
_MOMENTS = datetime.timedelta(seconds=10)


def _neighbour(instance: Any, field: Any, is_next: bool, **kwargs: Any) -> Any:
    return instance._get_next_or_previous_by_FIELD(field, is_next, **kwargs)


class DateTimeCheckMixin:
    """Checks and options that dates, times and moments share."""

    auto_now = False
    auto_now_add = False

    def _init_auto(self, auto_now: bool, auto_now_add: bool, kwargs: dict[str, Any]) -> None:
        self.auto_now, self.auto_now_add = auto_now, auto_now_add
        if auto_now or auto_now_add:
            kwargs["editable"] = False
            kwargs["blank"] = True

    def check(self, **kwargs: Any) -> list[Any]:
        return [
            *super().check(**kwargs),
            *self._check_mutually_exclusive_options(),
            *self._check_fix_default_value(),
        ]

    def _check_mutually_exclusive_options(self) -> list[Any]:
        # auto_now wins over auto_now_add, and both over a default: more than one of them is a mistake.
        given = [self.auto_now_add, self.auto_now, self.has_default()]
        if sum(map(bool, given)) < 2:
            return []
        message = (
            "The options auto_now, auto_now_add, and default are mutually exclusive. Only one of these options may be "
            "present."
        )
        return [self._complaint("fields.E160", message)]

    def _check_fix_default_value(self) -> list[Any]:
        """A default near the present was meant to be the present."""
        if not self.has_default() or not _is_about_now(self.default):
            return []
        hint = (
            "It seems you set a fixed date / time / datetime value as default for this field. This may not be what you "
            "want. If you want to have the current date as default, use `django.utils.timezone.now`"
        )
        return [self._complaint("fields.W161", "Fixed default value provided.", hint)]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for keyword in ("auto_now", "auto_now_add"):
            if getattr(self, keyword):
                kwargs[keyword] = True
        if self.auto_now or self.auto_now_add:
            # Both follow from the option.
            kwargs.pop("editable", None)
            kwargs.pop("blank", None)
        return name, path, args, kwargs

    def _stamp(self, instance: Any, add: bool) -> bool:
        """Whether the present is to be set now."""
        return self.auto_now or (self.auto_now_add and add)


def _is_about_now(value: Any) -> bool:
    """Whether a value is within seconds (a date: a day) of now, by the clock of the default time zone or of UTC."""
    now = datetime.datetime.now(datetime.UTC)
    local = now.astimezone(timezone.get_default_timezone())
    return any(_is_near(value, clock.replace(tzinfo=None)) for clock in (now, local))


def _is_near(value: Any, now: datetime.datetime) -> bool:
    if isinstance(value, datetime.datetime):
        return abs(value.replace(tzinfo=None) - now) <= _MOMENTS
    if isinstance(value, datetime.date):
        return abs(value - now.date()) <= datetime.timedelta(days=1)
    if isinstance(value, datetime.time):
        return abs(datetime.datetime.combine(now.date(), value.replace(tzinfo=None)) - now) <= _MOMENTS
    return False


class _Parsed(Field[ValueT]):
    """A field whose text form is parsed: a wrong form, and a right form of a wrong value, are told apart."""

    def _parse(self, parse: Any, value: Any, code: str) -> Any:
        """Return the parsed text; None if it has another form.

        Raises:
            ValidationError: with ``code``: right form, wrong value.
        """
        try:
            return parse(value)
        except ValueError:
            raise self._error(code, value=value) from None


class DateField(DateTimeCheckMixin, _Parsed[DateT]):
    """A date."""

    late_lookups = {"django.db.models.functions.datetime": "year iso_year month day week week_day iso_week_day quarter"}

    empty_strings_allowed = False
    default_error_messages = {
        "invalid": _("“%(value)s” value has an invalid date format. It must be in YYYY-MM-DD format."),
        "invalid_date": _("“%(value)s” value has the correct format (YYYY-MM-DD) but it is an invalid date."),
    }
    description = _("Date (without time)")
    plain_type: type | None = datetime.date

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: DateField[datetime.date | None], *args: Any, null: Literal[True], **options: Unpack[DateOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[DateOptions]) -> None: ...

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        auto_now: bool = False,
        auto_now_add: bool = False,
        **kwargs: Any,
    ) -> None:
        """Take whether saving, or the first saving, sets the present."""
        self._init_auto(auto_now, auto_now_add, kwargs)
        super().__init__(verbose_name, name, **kwargs)

    def get_internal_type(self) -> str:
        return "DateField"

    def to_python(self, value: Any) -> Any:
        if value is None:
            return value
        if isinstance(value, datetime.datetime):
            if settings.USE_TZ and timezone.is_aware(value):
                # The day depends on the place; ours is the default time zone's.
                value = timezone.make_naive(value, timezone.get_default_timezone())
            return value.date()
        if isinstance(value, datetime.date):
            return value
        parsed = self._parse(dateparse.parse_date, value, "invalid_date")
        if parsed is None:
            raise self._error("invalid", value=value)
        return parsed

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        if not self._stamp(model_instance, add):
            return super().pre_save(model_instance, add)
        value = self._present()
        setattr(model_instance, self.attname, value)
        return value

    def _present(self) -> Any:
        return datetime.date.today()

    def contribute_to_class(self, cls: Any, name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        if self.null:
            return
        for direction, is_next in (("next", True), ("previous", False)):
            setattr(cls, f"get_{direction}_by_{self.name}", partialmethod(_neighbour, self, is_next))

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        return connection.ops.adapt_datefield_value(value)

    def value_to_string(self, obj: Any) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else value.isoformat()


def _needs_no_zone(moment: datetime.datetime) -> bool:
    """Tell whether a moment is in UTC, or need not be in any zone."""
    return moment.tzinfo is datetime.UTC or not settings.USE_TZ


class DateTimeField(DateField[DateTimeT]):
    """A moment: date and time."""

    late_lookups = {"django.db.models.functions.datetime": "hour minute second date time"}

    default_error_messages = {
        "invalid": _(
            "“%(value)s” value has an invalid format. It must be in YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ] format."
        ),
        "invalid_date": _("“%(value)s” value has the correct format (YYYY-MM-DD) but it is an invalid date."),
        "invalid_datetime": _(
            "“%(value)s” value has the correct format (YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ]) but it is an invalid "
            "date/time."
        ),
    }
    description = _("Date (with time)")
    # A naive moment needs care: none passes unprepared.
    plain_type = None
    #: Moments come out of `to_python` unchanged. Reset for classes that override it.
    passes_moments = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "to_python" in cls.__dict__ or "get_prep_value" in cls.__dict__:
            cls.passes_moments = False

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: DateTimeField[datetime.datetime | None],
            *args: Any,
            null: Literal[True],
            **options: Unpack[DateOptions],
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[DateOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    def get_internal_type(self) -> str:
        return "DateTimeField"

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, datetime.datetime):
            return value
        if isinstance(value, datetime.date):
            return self._midnight(value)
        parsed = self._parse(dateparse.parse_datetime, value, "invalid_datetime")
        if parsed is not None:
            return parsed
        day = self._parse(dateparse.parse_date, value, "invalid_date")
        if day is not None:
            return datetime.datetime(day.year, day.month, day.day)
        raise self._error("invalid", value=value)

    def _midnight(self, day: datetime.date) -> datetime.datetime:
        """The start of a day, in the default time zone where time zones are used."""
        moment = datetime.datetime(day.year, day.month, day.day)
        if not settings.USE_TZ:
            return moment
        self._warn_of_naive(self._place_name(), moment)
        return timezone.make_aware(moment, timezone.get_default_timezone())

    def _warn_of_naive(self, name: str, moment: datetime.datetime) -> None:
        message = f"DateTimeField {name} received a naive datetime ({moment}) while time zone support is active."
        warnings.warn(message, RuntimeWarning, stacklevel=4)

    def _present(self) -> Any:
        return timezone.now()

    def get_prep_value(self, value: Any) -> Any:
        if type(value) is datetime.datetime and self.passes_moments:
            if value.tzinfo is datetime.UTC or not settings.USE_TZ:
                return value
        value = super().get_prep_value(value)
        if value is None or not settings.USE_TZ or timezone.is_aware(value):
            return value
        # Stored as if it were in the default time zone: old programs and plain dates go on working.
        self._warn_of_naive(self._place_name(), value)
        return timezone.make_aware(value, timezone.get_default_timezone())

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        return connection.ops.adapt_datetimefield_value(value)

    def plain_test(self, cls: type) -> Any:
        own = type(self)
        if own.get_prep_value is not DateTimeField.get_prep_value or own.to_python is not DateTimeField.to_python:
            return None
        # Asked with each value, as the setting may change.
        return _needs_no_zone if cls is datetime.datetime else None

    def usual_value(self) -> Any:
        if self.plain_test(datetime.datetime) is None:
            return None
        test = "type({value}) is {datetime} and ({value}.tzinfo is {utc} or not {settings}.USE_TZ)"
        return Usual(test, datetime=datetime.datetime, utc=datetime.UTC, settings=settings)

    def _place_name(self) -> str:
        return f"{self.model.__name__}.{self.name}" if hasattr(self, "model") else "(unbound)"


class TimeField(DateTimeCheckMixin, _Parsed[TimeT]):
    """A time of day."""

    late_lookups = {"django.db.models.functions.datetime": "hour minute second"}

    empty_strings_allowed = False
    default_error_messages = {
        "invalid": _("“%(value)s” value has an invalid format. It must be in HH:MM[:ss[.uuuuuu]] format."),
        "invalid_time": _(
            "“%(value)s” value has the correct format (HH:MM[:ss[.uuuuuu]]) but it is an invalid time."
        ),
    }
    description = _("Time")
    plain_type = datetime.time

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: TimeField[datetime.time | None], *args: Any, null: Literal[True], **options: Unpack[DateOptions]
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[DateOptions]) -> None: ...

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        auto_now: bool = False,
        auto_now_add: bool = False,
        **kwargs: Any,
    ) -> None:
        """Take whether saving, or the first saving, sets the present."""
        self._init_auto(auto_now, auto_now_add, kwargs)
        super().__init__(verbose_name, name, **kwargs)

    def get_internal_type(self) -> str:
        return "TimeField"

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, datetime.time):
            return value
        if isinstance(value, datetime.datetime):
            return value.time()
        parsed = self._parse(dateparse.parse_time, value, "invalid_time")
        if parsed is None:
            raise self._error("invalid", value=value)
        return parsed

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        if not self._stamp(model_instance, add):
            return super().pre_save(model_instance, add)
        value = datetime.datetime.now().time()
        setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        return connection.ops.adapt_timefield_value(value)

    def value_to_string(self, obj: Any) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else value.isoformat()


class DurationField(Field[DurationT]):
    """A span of time; engines without such a type keep microseconds."""

    empty_strings_allowed = False
    default_error_messages = {
        "invalid": _("“%(value)s” value has an invalid format. It must be in [DD] [[HH:]MM:]ss[.uuuuuu] format.")
    }
    description = _("Duration")
    plain_type = datetime.timedelta

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: DurationField[datetime.timedelta | None],
            *args: Any,
            null: Literal[True],
            **options: Unpack[FieldOptions],
        ) -> None: ...
        @overload
        def __init__(self, *args: Any, null: bool = ..., **options: Unpack[FieldOptions]) -> None: ...
        def __init__(self, *args: Any, **options: Any) -> None: ...

    def get_internal_type(self) -> str:
        return "DurationField"

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, datetime.timedelta):
            return value
        try:
            parsed = dateparse.parse_duration(value)
        except ValueError:
            parsed = None
        if parsed is None:
            raise self._error("invalid", value=value)
        return parsed

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if isinstance(value, int | float):
            # Stored as it is, it would be read as microseconds, which nobody said.
            raise TypeError(f"Field '{self.name}' expected a timedelta but got {value!r}. Give a datetime.timedelta.")
        return self.to_python(value) if isinstance(value, str) else value

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        if value is None or connection.features.has_native_duration_field:
            return value
        return duration.duration_microseconds(value)

    def value_to_string(self, obj: Any) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else duration.duration_string(value)
