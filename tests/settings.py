"""The settings of our own tests: three SQLite databases in memory."""

from __future__ import annotations


def memory(**test: object) -> dict[str, object]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "TEST": test}


DATABASES = {"default": memory(), "other": memory(), "third": memory()}
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
