"""A database as one URL, ``engine://user:password@host:port/name?key=value``, read into a DATABASES entry.

The schemes and query keys are dj-database-url's, so URLs in use elsewhere keep working. A password never appears in an
error.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.near_miss import did_you_mean

SCHEMES = {
    "sqlite": "django.db.backends.sqlite3",
    "sqlite3": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
    "pgsql": "django.db.backends.postgresql",
    "psql": "django.db.backends.postgresql",
    "redshift": "django_redshift_backend",
    "cockroach": "django_cockroachdb",
    "mysql": "django.db.backends.mysql",
    "mysql2": "django.db.backends.mysql",
    "mariadb": "django.db.backends.mysql",
    "mysql-connector": "mysql.connector.django",
    "mssql": "sql_server.pyodbc",
    "mssqlms": "mssql",
    "oracle": "django.db.backends.oracle",
}

# Query keys that are keys of the entry itself, with what reads their text; all others are options of the driver.
ENTRY_KEYS = {
    "conn_max_age": "number",
    "conn_health_checks": "truth",
    "atomic_requests": "truth",
    "autocommit": "truth",
    "disable_server_side_cursors": "truth",
    "time_zone": "text",
    "replica_of": "text",
    "read_only": "truth",
    "weight": "number",
}
TRUTHS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def parse(url: str, **defaults: Any) -> dict[str, Any]:
    """Return the DATABASES entry that `url` describes.

    Args:
        url: a database URL; characters that mean something in one are percent-encoded.
        defaults: keys of the entry (as ``CONN_MAX_AGE=60``) where the URL says nothing of its own.

    Raises:
        ImproperlyConfigured: the scheme is unknown, the port is no number, or a value cannot be read.

    >>> parse("sqlite:///notes.db")["NAME"]
    'notes.db'
    """
    parts, scheme = _split(url)
    if scheme in ("sqlite", "sqlite3"):
        entry: dict[str, Any] = {"NAME": _file_name(url, parts)}
    else:
        entry = _server(parts)
    entry = {**defaults, "ENGINE": SCHEMES[scheme], **entry}
    options = dict(defaults.get("OPTIONS", {}))
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        if key.lower() in ENTRY_KEYS:
            entry[key.upper()] = _entry_value(key.lower(), value)
        else:
            _add_option(options, scheme, key, value)
    if options:
        entry["OPTIONS"] = options
    return entry


def _split(url: str) -> tuple[SplitResult, str]:
    if "://" not in url:
        raise ImproperlyConfigured(
            "A database URL must look like 'engine://user:password@host:port/name'; what was given has no '://'."
        )
    scheme = url.partition("://")[0].lower()
    if scheme not in SCHEMES:
        known = ", ".join(sorted(SCHEMES))
        raise ImproperlyConfigured(
            f"No database engine for the URL scheme {scheme!r}.{did_you_mean(scheme, SCHEMES)} Schemes are: {known}."
        )
    try:
        return urlsplit(url), scheme
    except ValueError:
        # The cause repeats the URL, and with it the password.
        raise ImproperlyConfigured(f"The {scheme} database URL cannot be read; percent-encode '[' and ']'.") from None


def _file_name(url: str, parts: SplitResult) -> str:
    """Three slashes are a path from the current folder, four one from the root; nothing is a database in memory."""
    rest = url.partition("://")[2].partition("?")[0].partition("#")[0]
    if rest in ("", "/", ":memory:", "/:memory:"):
        return ":memory:"
    if not rest.startswith("/"):
        raise ImproperlyConfigured(
            f"The sqlite URL names a server, {parts.hostname!r}, but there is none. Write three slashes before a "
            "relative path, four before an absolute one."
        )
    return unquote(rest[1:])


def _server(parts: SplitResult) -> dict[str, Any]:
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(
            "The port of the database URL is no number. If the password has ':', '@', '/' or '#', percent-encode it."
        ) from None
    # Only what stands between the last '@' and the port is the host; its case matters for a socket's path.
    place = parts.netloc.rpartition("@")[2]
    host = place.rpartition(":")[0] if port is not None else place.removesuffix(":")
    return {
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host.strip("[]")),
        "PORT": port or "",
    }


def _entry_value(key: str, text: str) -> Any:
    kind = ENTRY_KEYS[key]
    if kind == "truth" and text.lower() in TRUTHS:
        return TRUTHS[text.lower()]
    if kind == "number" and text.lower() in ("none", "null"):
        return None
    if kind == "number" and text.lstrip("-").isdigit():
        return int(text)
    if kind == "text":
        return text
    raise ImproperlyConfigured(f"The database URL has {key}={text!r}, which is no {kind} value.")


def _add_option(options: dict[str, Any], scheme: str, key: str, value: str) -> None:
    engine = SCHEMES[scheme]
    if key == "currentSchema" and engine == SCHEMES["postgres"]:
        options["options"] = f"-c search_path={value}"
    elif key in ("ssl-ca", "ssl_ca") and engine == SCHEMES["mysql"]:
        options["ssl"] = {"ca": value}
    elif value.isdigit():
        options[key] = int(value)
    elif value.lower() in ("true", "false"):
        options[key] = value.lower() == "true"
    else:
        options[key] = value
