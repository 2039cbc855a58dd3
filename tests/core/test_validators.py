"""Validators accept what they must and refuse the rest with message, code and parameters."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from types import SimpleNamespace

import pytest

from django.core import validators
from django.core.exceptions import ValidationError


def refuses(validator, value: object) -> ValidationError:
    with pytest.raises(ValidationError) as raised:
        validator(value)
    assert raised.value.params["value"] == value
    return raised.value


@pytest.mark.parametrize(
    "address",
    ["a@b.cd", "a@localhost", "a@[127.0.0.1]", "a@[::1]", '"a b"@c.de'.replace(" ", ""), "a@münchen.de", "a+b@c-d.ef"],
)
def test_mail_addresses(address: str) -> None:
    validators.validate_email(address)


@pytest.mark.parametrize(
    "address",
    [None, "", "a", "a@", "a@b", "a b@c.de", "a@b..cd", "a@-b.cd", "a@b.cd.", "a@b.cd\n", "a@[1.2.3]", "a@1.2.3.4"],
)
def test_no_mail_addresses(address: object) -> None:
    assert refuses(validators.validate_email, address).messages == ["Enter a valid email address."]


def test_allowed_domains_replace_localhost() -> None:
    validator = validators.EmailValidator(allowlist=["intranet"])
    validator("a@intranet")
    refuses(validator, "a@localhost")


@pytest.mark.parametrize(
    "url",
    [
        "http://a.bc",
        "HTTPS://user:pass@a.bc:80/x?y#z",
        "ftp://localhost/",
        "http://1.2.3.4",
        "http://[::1]:8/",
        "http://例子.测试",
    ],
)
def test_urls(url: str) -> None:
    validators.URLValidator()(url)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "a.bc",
        "http://",
        "http://a",
        "http://a.bc\n",
        "http://-a.bc",
        "http://256.1.1.1",
        "http://01.2.3.4",
        "http://[::g]",
        "gopher://a.bc",
        "http://a.bc/" + "x" * 2048,
        "http://" + "a." * 130 + "bc",
    ],
)
def test_no_urls(url: object) -> None:
    assert refuses(validators.URLValidator(), url).code == "invalid"


def test_schemes_are_chosen() -> None:
    validators.URLValidator(schemes=["x-y"])("x-y://a.bc")


@pytest.mark.parametrize(("name", "as_idna", "as_ascii"), [("a.bc", 1, 1), ("ü.de", 1, 0), ("a", 0, 0), ("a.b1", 0, 1)])
def test_domain_names(name: str, as_idna: int, as_ascii: int) -> None:
    for validator, accepts in (
        (validators.validate_domain_name, as_idna),
        (validators.DomainNameValidator(accept_idna=False), as_ascii),
    ):
        if accepts:
            validator(name)
        else:
            refuses(validator, name)


@pytest.mark.parametrize(
    ("validator", "good", "bad"),
    [
        (validators.validate_slug, "a-b_1", "a b"),
        (validators.validate_slug, "a", "ä"),
        (validators.validate_unicode_slug, "ä-1", "ä\n"),
        (validators.validate_integer, "-42", "4.2"),
        (validators.validate_ipv4_address, "1.2.3.4", "1.2.3.04"),
        (validators.validate_ipv6_address, "::1", "1.2.3.4"),
        (validators.validate_ipv46_address, "1.2.3.4", "1.2.3"),
        (validators.validate_comma_separated_integer_list, "1,2", "1,"),
        (validators.int_list_validator(sep=".", allow_negative=True), "1.-2", "1,-2"),
        (validators.RegexValidator("^a", inverse_match=True), "b", "a"),
        (validators.MaxValueValidator(10), 10, 11),
        (validators.MinValueValidator(lambda: 10), 10, 9),
        (validators.MaxLengthValidator(2), "ab", "abc"),
        (validators.MinLengthValidator(2), "ab", "a"),
        (validators.StepValueValidator(3, offset=1), 7, 9),
        (validators.StepValueValidator(0.01), 0.29, 0.295),
        (validators.ProhibitNullCharactersValidator(), "a", "a\x00"),
        (validators.DecimalValidator(3, 2), Decimal("9.99"), Decimal("99.9")),
        (validators.DecimalValidator(None, None), Decimal("1E9"), Decimal("NaN")),
    ],
)
def test_each_accepts_the_one_and_refuses_the_other(validator, good: object, bad: object) -> None:
    validator(good)
    if isinstance(bad, Decimal) and bad.is_nan():
        with pytest.raises(ValidationError):
            validator(bad)
    else:
        refuses(validator, bad)


def test_messages_count_in_singular_and_plural() -> None:
    assert refuses(validators.MaxLengthValidator(1), "ab").messages == [
        "Ensure this value has at most 1 character (it has 2)."
    ]
    assert refuses(validators.MinLengthValidator(3), "ab").messages == [
        "Ensure this value has at least 3 characters (it has 2)."
    ]


@pytest.mark.parametrize(
    ("number", "code"),
    [("123", "max_digits"), ("0.123", "max_digits"), ("0.12", "max_decimal_places"), ("10", "max_whole_digits")],
)
def test_decimals_say_which_limit(number: str, code: str) -> None:
    assert refuses(validators.DecimalValidator(2, 1), Decimal(number)).code == code


def test_file_extensions_in_any_case() -> None:
    validator = validators.FileExtensionValidator(["TXT"])
    validator(SimpleNamespace(name="a.Txt"))
    assert refuses(validator, SimpleNamespace(name="a.jpg")).messages == [
        "File extension “jpg” is not allowed. Allowed extensions are: txt."
    ]


def test_address_validators_by_protocol() -> None:
    assert validators.ip_address_validators("IPv4", False) == [validators.validate_ipv4_address]
    for protocol, unpack in (("ipv4", True), ("ipx", False)):
        with pytest.raises(ValueError):
            validators.ip_address_validators(protocol, unpack)


def test_validators_compare_by_what_they_do() -> None:
    assert validators.MaxValueValidator(1) == validators.MaxValueValidator(lambda: 1) != validators.MaxValueValidator(2)
    assert validators.RegexValidator("a") == validators.RegexValidator("a") != validators.RegexValidator("a", flags=2)
    assert validators.URLValidator(["a"]) != validators.URLValidator(["b"])
    assert validators.DecimalValidator(1, 2) == validators.DecimalValidator(1, 2)


def test_validators_can_be_written_down_copied_and_pickled() -> None:
    validator = validators.RegexValidator("a", message="m")
    assert validator.deconstruct() == ("django.core.validators.RegexValidator", ("a",), {"message": "m"})
    for twin in (copy.deepcopy(validator), pickle.loads(pickle.dumps(validator))):
        assert twin == validator


def test_flags_beside_a_compiled_pattern_are_refused() -> None:
    import re

    with pytest.raises(TypeError, match="regex must be a regular expression string"):
        validators.RegexValidator(re.compile("a"), flags=2)
