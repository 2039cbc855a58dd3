"""What storages have in common that read their place from settings: a folder, a URL, and modes of new files."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage.base import Storage
from django.utils import timezone
from django.utils.encoding import filepath_to_uri


class ConfiguredStorage(Storage):
    """A storage whose options are given, or else come from settings each time they are asked for.

    Args:
        location: folder of the files; MEDIA_ROOT by default.
        base_url: URL of that folder; MEDIA_URL by default.
        file_permissions_mode, directory_permissions_mode: of new files and folders; the FILE_UPLOAD_ settings by
        default.
    """

    def __init__(self, location=None, base_url=None, file_permissions_mode=None, directory_permissions_mode=None):
        self._location = location
        self._base_url = base_url
        self._file_permissions_mode = file_permissions_mode
        self._directory_permissions_mode = directory_permissions_mode

    @property
    def base_location(self):
        """The folder as it was given."""
        return settings.MEDIA_ROOT if self._location is None else self._location

    @property
    def location(self):
        """The folder as an absolute path."""
        return os.path.abspath(self.base_location)

    @property
    def base_url(self):
        """The URL of the folder, ended by a slash; None when there is none."""
        url = settings.MEDIA_URL if self._base_url is None else self._base_url
        return f"{url}/" if url and not url.endswith("/") else url

    @property
    def file_permissions_mode(self):
        """The mode of new files, or None for the system's."""
        return settings.FILE_UPLOAD_PERMISSIONS if self._file_permissions_mode is None else self._file_permissions_mode

    @property
    def directory_permissions_mode(self):
        """The mode of new folders, or None for the system's."""
        mode = self._directory_permissions_mode
        return settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS if mode is None else mode

    def url(self, name):
        if self.base_url is None:
            raise ValueError("This file is not accessible via a URL.")
        path = filepath_to_uri(name)
        return urljoin(self.base_url, path.lstrip("/") if path is not None else path)


def moment(seconds):
    """Return a time stamp as USE_TZ wants it: aware in UTC, or naive in the local time zone."""
    aware = datetime.fromtimestamp(seconds, tz=UTC)
    return aware if settings.USE_TZ else timezone.make_naive(aware)
