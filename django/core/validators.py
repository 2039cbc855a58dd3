"""Functions and objects that take a value and raise ValidationError if it is wrong.

The messages' placeholders are filled from the error's ``params``, which always hold the ``value``. One long file, not a
package: migrations write these names down by their module.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.encoding import punycode
from django.utils.late import Late
from django.utils.regex_helper import _lazy_re_compile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

if TYPE_CHECKING:
    from django.utils import hosts, ipv6
else:
    hosts, ipv6 = Late("django.utils.hosts"), Late("django.utils.ipv6")

#: What counts as no value: validators are not run on them.
EMPTY_VALUES: tuple[Any, ...] = (None, "", [], (), {})


class _Comparable:
    """Equal if of one class with equal attributes."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        mine, theirs = dict(vars(self)), dict(vars(other))
        mine.pop("_constructor_args", None)
        theirs.pop("_constructor_args", None)
        return mine == theirs

    __hash__ = None  # type: ignore[assignment]


@deconstructible
class RegexValidator(_Comparable):
    """Requires that a text holds a match of a regular expression, or that it does not."""

    regex: Any = ""
    message: Any = _("Enter a valid value.")
    code: str | None = "invalid"
    inverse_match = False
    flags: int = 0

    def __init__(
        self,
        regex: Any = None,
        message: Any = None,
        code: str | None = None,
        inverse_match: bool | None = None,
        flags: int | None = None,
    ) -> None:
        """Take over what is given; the class says the rest.

        Raises:
            TypeError: flags beside a pattern that is compiled already.
        """
        given = {"regex": regex, "message": message, "code": code, "inverse_match": inverse_match, "flags": flags}
        for name, value in given.items():
            if value is not None:
                setattr(self, name, value)
        if self.flags and not isinstance(self.regex, str):
            raise TypeError("If the flags are set, regex must be a regular expression string.")
        self.regex = _lazy_re_compile(self.regex, self.flags)

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless the value passes."""
        found = bool(self.regex.search(str(value)))
        if found is bool(self.inverse_match):
            raise ValidationError(self.message, code=self.code, params={"value": value})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RegexValidator):
            return NotImplemented
        return self._identity() == other._identity()

    def _identity(self) -> tuple[Any, ...]:
        return self.regex.pattern, self.regex.flags, self.message, self.code, self.inverse_match

    __hash__ = None


@deconstructible
class DomainNameValidator(RegexValidator):
    """Requires a domain name with a top-level domain."""

    message = _("Enter a valid domain name.")
    max_length = 255
    accept_idna = True

    def __init__(self, **kwargs: Any) -> None:
        """Take the arguments of RegexValidator, and ``accept_idna=False`` to refuse names that are not ASCII."""
        self.accept_idna = kwargs.pop("accept_idna", True)
        super().__init__(**kwargs)

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless the value is a domain name."""
        if not isinstance(value, str) or len(value) > self.max_length or not self._is_name(value):
            raise ValidationError(self.message, code=self.code, params={"value": value})
        super().__call__(value)

    def _is_name(self, value: str) -> bool:
        return hosts.is_domain_name(value, ascii_only=not self.accept_idna)

    def _identity(self) -> tuple[Any, ...]:
        return (*super()._identity(), self.accept_idna)


validate_domain_name = DomainNameValidator()


@deconstructible
class URLValidator(RegexValidator):
    """Requires an absolute URL of one of some schemes."""

    message: Any = _("Enter a valid URL.")
    schemes: Iterable[str] = ["http", "https", "ftp", "ftps"]
    unsafe_chars = frozenset("\t\r\n")
    max_length = 2048
    #: The parts in their order. A regex of one's own may have the group ``host``, which is then looked into too.
    regex = _lazy_re_compile(
        r"^[a-z][a-z0-9.+-]*://"
        r"(?:[^\s:@/]+(?::[^\s:@/]*)?@)?"
        r"(?P<host>\[[0-9a-f:.]+\]|[^\s:@/?#\[\]]+)"
        r"(?::[0-9]{1,5})?"
        r"(?:[/?#]\S*)?\Z",
        re.IGNORECASE,
    )

    def __init__(self, schemes: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Take the accepted schemes and the arguments of RegexValidator."""
        super().__init__(**kwargs)
        if schemes is not None:
            self.schemes = schemes

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless the value is such a URL."""
        if not isinstance(value, str) or not self._is_url(value):
            raise ValidationError(self.message, code=self.code, params={"value": value})

    def _is_url(self, value: str) -> bool:
        if len(value) > self.max_length or self.unsafe_chars & set(value):
            return False
        if value.partition("://")[0].lower() not in self.schemes:
            return False
        match = self.regex.search(value)
        return match is not None and hosts.is_url_host(match.groupdict().get("host", "localhost"))

    def _identity(self) -> tuple[Any, ...]:
        return (*super()._identity(), tuple(self.schemes))


integer_validator = RegexValidator(
    _lazy_re_compile(r"^-?\d+\Z"), message=_("Enter a valid integer."), code="invalid"
)


def validate_integer(value: Any) -> None:
    """Require a whole number, or a text of one."""
    integer_validator(value)


# RFC 5322: atext, and qtext or quoted pairs between quotes; no blank, tab or line end.
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_QUOTED = r'"(?:[\x21\x23-\x5b\x5d-\x7f\x01-\x08\x0b\x0c\x0e-\x1f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*"'


@deconstructible
class EmailValidator(_Comparable):
    """Requires an e-mail address."""

    message: Any = _("Enter a valid email address.")
    code = "invalid"
    # Atoms with dots between, or a quoted text.
    user_regex = _lazy_re_compile(rf"{_ATOM}(?:\.{_ATOM})*\Z|{_QUOTED}\Z", re.IGNORECASE)
    domain_allowlist: Iterable[str] = ["localhost"]

    def __init__(self, message: Any = None, code: str | None = None, allowlist: Iterable[str] | None = None) -> None:
        """Take message and code of the error, and domains that are accepted as they are."""
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        if allowlist is not None:
            self.domain_allowlist = allowlist

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless the value is an e-mail address."""
        # RFC 3696, errata 1690: an address has at most 320 characters.
        usable = bool(value) and "@" in value and len(value) <= 320
        user, _at, domain = value.rpartition("@") if usable else ("", "", "")
        if not usable or not self.user_regex.match(user) or not self._is_domain(domain):
            raise ValidationError(self.message, code=self.code, params={"value": value})

    def _is_domain(self, domain: str) -> bool:
        if domain in self.domain_allowlist or self.validate_domain_part(domain):
            return True
        try:
            return self.validate_domain_part(punycode(domain))
        except UnicodeError:
            return False

    def validate_domain_part(self, domain_part: str) -> bool:
        """Tell whether a text is a domain name or an IP address in brackets."""
        if domain_part.startswith("[") and domain_part.endswith("]"):
            return hosts.is_ip_literal(domain_part[1:-1])
        return hosts.is_domain_name(domain_part, final_dot=False)


validate_email = EmailValidator()

slug_re = _lazy_re_compile(r"^[-a-zA-Z0-9_]+\Z")
validate_slug = RegexValidator(
    slug_re,
    # Translators: "letters" means latin letters: a-z and A-Z.
    _("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    "invalid",
)

slug_unicode_re = _lazy_re_compile(r"^[-\w]+\Z")
validate_unicode_slug = RegexValidator(
    slug_unicode_re,
    _("Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens."),
    "invalid",
)


def _accepts(validator: Callable[[Any], None], value: Any) -> bool:
    try:
        validator(value)
    except ValidationError:
        return False
    return True


def _protocol_error(protocol: Any, value: Any) -> ValidationError:
    message = _("Enter a valid %(protocol)s address.")
    return ValidationError(message, code="invalid", params={"protocol": protocol, "value": value})


def validate_ipv4_address(value: Any) -> None:
    """Require an IPv4 address as text."""
    from ipaddress import IPv4Address  # cost

    try:
        IPv4Address(value)
    except ValueError:
        raise _protocol_error(_("IPv4"), value) from None


def validate_ipv6_address(value: Any) -> None:
    """Require an IPv6 address as text."""
    if not ipv6.is_valid_ipv6_address(value):
        raise _protocol_error(_("IPv6"), value)


def validate_ipv46_address(value: Any) -> None:
    """Require an IPv4 or IPv6 address as text."""
    if not _accepts(validate_ipv4_address, value) and not _accepts(validate_ipv6_address, value):
        raise _protocol_error(_("IPv4 or IPv6"), value)


_IP_VALIDATORS: dict[str, list[Callable[[Any], None]]] = {
    "both": [validate_ipv46_address],
    "ipv4": [validate_ipv4_address],
    "ipv6": [validate_ipv6_address],
}


def ip_address_validators(protocol: str, unpack_ipv4: bool) -> list[Callable[[Any], None]]:
    """Return the validators of a GenericIPAddressField.

    Args:
        protocol: ``both``, ``ipv4`` or ``ipv6``, in any case.
        unpack_ipv4: whether the field unpacks mapped addresses, which only ``both`` allows.

    Raises:
        ValueError: another protocol, or unpacking with one protocol only.
    """
    if protocol != "both" and unpack_ipv4:
        raise ValueError("You can only use `unpack_ipv4` if `protocol` is set to 'both'")
    try:
        return _IP_VALIDATORS[protocol.lower()]
    except KeyError:
        raise ValueError(f"The protocol '{protocol}' is unknown. Supported: {list(_IP_VALIDATORS)}") from None


def int_list_validator(
    sep: str = ",", message: Any = None, code: str = "invalid", allow_negative: bool = False
) -> RegexValidator:
    """Return a validator of whole numbers with ``sep`` between."""
    number = r"-?\d+" if allow_negative else r"\d+"
    regex = _lazy_re_compile(rf"^{number}(?:{re.escape(sep)}{number})*\Z")
    return RegexValidator(regex, message=message, code=code)


validate_comma_separated_integer_list = int_list_validator(message=_("Enter only digits separated by commas."))


@deconstructible
class BaseValidator(_Comparable):
    """Compares a value with a limit, which may be a function without arguments that returns it."""

    message: Any = _("Ensure this value is %(limit_value)s (it is %(show_value)s).")
    code = "limit_value"

    def __init__(self, limit_value: Any, message: Any = None) -> None:
        """Take the limit, and a message that may name limit_value, show_value and value."""
        self.limit_value = limit_value
        if message:
            self.message = message

    def __call__(self, value: Any) -> None:
        """Raise ValidationError if the value fails the comparison."""
        cleaned = self.clean(value)
        limit = self._limit()
        if self.compare(cleaned, limit):
            params = {"limit_value": limit, "show_value": cleaned, "value": value}
            raise ValidationError(self.message, code=self.code, params=params)

    def _limit(self) -> Any:
        return self.limit_value() if callable(self.limit_value) else self.limit_value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return (self._limit(), self.message, self.code) == (other._limit(), other.message, other.code)

    __hash__ = None

    def compare(self, a: Any, b: Any) -> bool:
        """Tell whether the value ``a`` is wrong for the limit ``b``."""
        return a is not b

    def clean(self, x: Any) -> Any:
        """Return what of a value is compared."""
        return x


@deconstructible
class MaxValueValidator(BaseValidator):
    """Requires a value not above the limit."""

    message = _("Ensure this value is less than or equal to %(limit_value)s.")
    code = "max_value"

    def compare(self, a: Any, b: Any) -> bool:
        """Tell whether the value is above the limit."""
        return bool(a > b)


@deconstructible
class MinValueValidator(BaseValidator):
    """Requires a value not below the limit."""

    message = _("Ensure this value is greater than or equal to %(limit_value)s.")
    code = "min_value"

    def compare(self, a: Any, b: Any) -> bool:
        """Tell whether the value is below the limit."""
        return bool(a < b)


@deconstructible
class StepValueValidator(BaseValidator):
    """Requires a whole number of steps, counted from zero or an offset."""

    message = _("Ensure this value is a multiple of step size %(limit_value)s.")
    code = "step_size"

    def __init__(self, limit_value: Any, message: Any = None, offset: Any = None) -> None:
        """Take the step and where counting begins."""
        super().__init__(limit_value, message)
        if offset is not None:
            self.message = _(
                "Ensure this value is a multiple of step size %(limit_value)s, starting from %(offset)s, e.g. "
                "%(offset)s, %(valid_value1)s, %(valid_value2)s, and so on."
            )
            if message:
                self.message = message
        self.offset = offset

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless the value is on a step."""
        if self.offset is None:
            super().__call__(value)
            return
        cleaned, limit = self.clean(value), self._limit()
        if self.compare(cleaned, limit):
            examples = {"valid_value1": self.offset + limit, "valid_value2": self.offset + 2 * limit}
            params = {"limit_value": limit, "offset": self.offset, "show_value": cleaned, "value": value, **examples}
            raise ValidationError(self.message, code=self.code, params=params)

    def compare(self, a: Any, b: Any) -> bool:
        """Tell whether the value is off the steps, within the precision of floats."""
        offset = 0 if self.offset is None else self.offset
        return not math.isclose(math.remainder(a - offset, b), 0, abs_tol=1e-9)

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and self.offset == getattr(other, "offset", None)

    __hash__ = None


@deconstructible
class MinLengthValidator(BaseValidator):
    """Requires at least so many characters or items."""

    message = ngettext_lazy(
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    )
    code = "min_length"

    def compare(self, a: Any, b: Any) -> bool:
        """Tell whether the length is below the limit."""
        return bool(a < b)

    def clean(self, x: Any) -> Any:
        """Return the length."""
        return len(x)


@deconstructible
class MaxLengthValidator(BaseValidator):
    """Requires at most so many characters or items."""

    message = ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    )
    code = "max_length"

    def compare(self, a: Any, b: Any) -> bool:
        """Tell whether the length is above the limit."""
        return bool(a > b)

    def clean(self, x: Any) -> Any:
        """Return the length."""
        return len(x)


@deconstructible
class DecimalValidator(_Comparable):
    """Requires a Decimal with at most so many digits, in all and behind the point."""

    messages: dict[str, Any] = {
        "invalid": _("Enter a number."),
        "max_digits": ngettext_lazy(
            "Ensure that there are no more than %(max)s digit in total.",
            "Ensure that there are no more than %(max)s digits in total.",
            "max",
        ),
        "max_decimal_places": ngettext_lazy(
            "Ensure that there are no more than %(max)s decimal place.",
            "Ensure that there are no more than %(max)s decimal places.",
            "max",
        ),
        "max_whole_digits": ngettext_lazy(
            "Ensure that there are no more than %(max)s digit before the decimal point.",
            "Ensure that there are no more than %(max)s digits before the decimal point.",
            "max",
        ),
    }

    def __init__(self, max_digits: int | None, decimal_places: int | None) -> None:
        """Take the limits; None for no limit."""
        self.max_digits = max_digits
        self.decimal_places = decimal_places

    def __call__(self, value: Any) -> None:
        """Raise ValidationError if a limit is exceeded."""
        _sign, digits, exponent = value.as_tuple()
        if isinstance(exponent, str):  # infinity or not a number
            raise ValidationError(self.messages["invalid"], code="invalid", params={"value": value})
        whole, decimals = _digit_counts(digits, exponent)
        self._limit("max_digits", whole + decimals, self.max_digits, value)
        self._limit("max_decimal_places", decimals, self.decimal_places, value)
        if self.max_digits is not None and self.decimal_places is not None:
            self._limit("max_whole_digits", whole, self.max_digits - self.decimal_places, value)

    def _limit(self, code: str, count: int, limit: int | None, value: Any) -> None:
        if limit is not None and count > limit:
            raise ValidationError(self.messages[code], code=code, params={"max": limit, "value": value})


def _digit_counts(digits: tuple[int, ...], exponent: int) -> tuple[int, int]:
    """Digits before and behind the point of a number written without exponent; a leading zero is none."""
    if exponent >= 0:
        return (len(digits) + exponent if digits != (0,) else 1), 0
    return max(len(digits) + exponent, 0), -exponent


@deconstructible
class FileExtensionValidator(_Comparable):
    """Requires a file whose name ends in one of some extensions."""

    message: Any = _(
        "File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s."
    )
    code = "invalid_extension"

    def __init__(
        self, allowed_extensions: Iterable[str] | None = None, message: Any = None, code: str | None = None
    ) -> None:
        """Take the extensions, in any case and without dot; None allows all."""
        self.allowed_extensions = (
            None if allowed_extensions is None else [extension.lower() for extension in allowed_extensions]
        )
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless the file's name has such an extension."""
        extension = os.path.splitext(value.name)[1][1:].lower()
        if self.allowed_extensions is not None and extension not in self.allowed_extensions:
            params = {
                "extension": extension,
                "allowed_extensions": ", ".join(self.allowed_extensions),
                "value": value,
            }
            raise ValidationError(self.message, code=self.code, params=params)


def get_available_image_extensions() -> list[str]:
    """Return the extensions that Pillow knows, without dots; none if it is not installed."""
    try:
        from PIL import Image  # type: ignore[import-not-found,unused-ignore]  # cost: optional
    except ImportError:
        return []
    Image.init()
    return [extension.lower()[1:] for extension in Image.EXTENSION]


def validate_image_file_extension(value: Any) -> None:
    """Require a file whose name ends in the extension of an image format."""
    FileExtensionValidator(allowed_extensions=get_available_image_extensions())(value)


@deconstructible
class ProhibitNullCharactersValidator(_Comparable):
    """Requires a text without null characters."""

    message: Any = _("Null characters are not allowed.")
    code = "null_characters_not_allowed"

    def __init__(self, message: Any = None, code: str | None = None) -> None:
        """Take message and code of the error."""
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code

    def __call__(self, value: Any) -> None:
        """Raise ValidationError if the text has a null character."""
        if "\x00" in str(value):
            raise ValidationError(self.message, code=self.code, params={"value": value})
