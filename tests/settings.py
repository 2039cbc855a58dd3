"""The settings of our own tests: three databases, in memory unless TEST_ENGINE names a server's engine."""

from __future__ import annotations

import os

from tests import servers


def memory(**test: object) -> dict[str, object]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "TEST": test}


#: Texts differ by capital letters, as they do on every other engine.
TEST_SETTINGS: dict[str, dict[str, object]] = {"mysql": {"COLLATION": "utf8mb4_bin"}}


def database(name: str) -> dict[str, object]:
    if servers.engine() == "sqlite":
        return memory()
    # Each of the processes among which the tests are divided has databases of its own.
    name = f"multidb_{name}{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    return servers.config(servers.engine(), name, **TEST_SETTINGS.get(servers.engine(), {}))


DATABASES = {name: database(name) for name in ("default", "other", "third")}
INSTALLED_APPS = [
    "tests.testapp",
    "tests.real.chinook",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sites",
    "django.contrib.sessions",
    "tests.contrib.tagged",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECRET_KEY = "only for tests"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
