"""One program, three databases."""

import os
from pathlib import Path

DATA = Path(os.environ.get("MULTIDB_DATA") or Path(__file__).resolve().parent / "data")

DATABASES = {
    alias: {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / f"{alias}.sqlite3"}
    for alias in ("default", "catalog", "audit")
}
DATABASE_ROUTERS = ["routers.AppRouter"]

INSTALLED_APPS = ["team", "shop", "journal"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "an example has no secrets"
USE_TZ = True
