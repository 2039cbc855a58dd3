"""Settings of the documentation: ``sphinx-build -W -b html docs docs/_build``."""

from __future__ import annotations

project = "django-multidb"
author = "the django-multidb contributors"
copyright = "2026, the django-multidb contributors"
release = "0.1.0"

extensions: list[str] = []
html_theme = "furo"
html_title = "django-multidb"
exclude_patterns = ["_build", "changes/*.rst"]
nitpicky = True
default_role = "code"
highlight_language = "python"
