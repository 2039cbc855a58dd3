"""An ORM with Django's public interface and a multi-database core."""

from __future__ import annotations

#: The interface we follow: programs compare against it. Our own release number is the distribution's.
VERSION = (5, 2, 19, "final", 0)
__version__ = "5.2.19"


def setup(set_prefix: bool = True) -> None:
    """Configure logging from the settings and load the installed apps; call it once before using models.

    Args:
        set_prefix: taken for compatibility; there are no URLs to prefix.
    """
    # Imported on call: importing any part of the package runs this file.
    from django.apps import apps
    from django.conf import settings
    from django.utils.late import when_imported

    def configure() -> None:
        from django.utils.log import configure_logging

        configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)

    if settings.LOGGING:
        configure()
    else:
        # Nobody can log before that, and many programs never do.
        when_imported("logging", configure)
    apps.populate(settings.INSTALLED_APPS)


def get_version() -> str:
    """Return the version of the interface as text, such as ``"5.2.19"``."""
    # Imported on call: see setup().
    from django.utils.version import get_version as text_of

    return text_of(VERSION)
