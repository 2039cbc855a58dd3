"""A check of the directory for uploaded files."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.checks.messages import CheckMessage, Error
from django.core.checks.registry import Tags, register


@register(Tags.files)
def check_setting_file_upload_temp_dir(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Require that the setting FILE_UPLOAD_TEMP_DIR, where set, names a directory."""
    directory = settings.FILE_UPLOAD_TEMP_DIR
    if not directory or os.path.isdir(directory):
        return []
    message = f"The FILE_UPLOAD_TEMP_DIR setting refers to the nonexistent directory '{directory}'."
    return [Error(message, id="files.E001")]
