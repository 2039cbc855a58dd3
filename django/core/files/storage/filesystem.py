"""Files in a folder of the file system."""

from __future__ import annotations

import os
import shutil

from django.core.exceptions import SuspiciousFileOperation
from django.core.files import locks
from django.core.files.base import File
from django.core.files.move import file_move_safe
from django.core.files.storage.configured import ConfiguredStorage, moment
from django.utils.deconstruct import deconstructible

__all__ = ["FileSystemStorage"]


@deconstructible(path="django.core.files.storage.FileSystemStorage")
class FileSystemStorage(ConfiguredStorage):
    """Keep files below one folder; a name that leads out of it is refused.

    Args:
        allow_overwrite: save over a file of the same name instead of finding another name.
    """

    def __init__(
        self,
        location=None,
        base_url=None,
        file_permissions_mode=None,
        directory_permissions_mode=None,
        allow_overwrite=False,
    ):
        super().__init__(location, base_url, file_permissions_mode, directory_permissions_mode)
        self._allow_overwrite = allow_overwrite

    def path(self, name):
        path = os.path.abspath(os.path.join(self.location, name))
        if path != self.location and os.path.commonpath([path, self.location]) != self.location:
            raise SuspiciousFileOperation(
                f"The joined path ({path}) is located outside of the base path component ({self.location})"
            )
        return path

    def is_name_available(self, name, max_length=None):
        if self._allow_overwrite:
            return not (max_length and len(name) > max_length)
        return super().is_name_available(name, max_length=max_length)

    def delete(self, name):
        if not name:
            raise ValueError("The name must be given to delete().")
        path = self.path(name)
        try:
            (os.rmdir if os.path.isdir(path) else os.remove)(path)
        except FileNotFoundError:
            # Someone else was faster.
            pass

    def exists(self, name):
        return os.path.lexists(self.path(name))

    def listdir(self, path):
        with os.scandir(self.path(path)) as entries:
            kinds = [(entry.is_dir(), entry.name) for entry in entries]
        return [name for is_dir, name in kinds if is_dir], [name for is_dir, name in kinds if not is_dir]

    def size(self, name):
        return os.path.getsize(self.path(name))

    def get_accessed_time(self, name):
        return moment(os.path.getatime(self.path(name)))

    def get_created_time(self, name):
        return moment(os.path.getctime(self.path(name)))

    def get_modified_time(self, name):
        return moment(os.path.getmtime(self.path(name)))

    def _open(self, name, mode="rb"):
        return File(open(self.path(name), mode))

    def _save(self, name, content):
        while True:
            path = self.path(name)
            self._make_folder(os.path.dirname(path))
            try:
                self._write(path, content)
                break
            except FileExistsError:
                # Someone took the name since it was found free.
                name = self.get_available_name(name)
        if self.file_permissions_mode is not None:
            os.chmod(path, self.file_permissions_mode)
        self._follow_group(path)
        return str(os.path.relpath(path, self.location)).replace("\\", "/")

    def _make_folder(self, folder):
        mode = self.directory_permissions_mode
        try:
            if mode is None:
                os.makedirs(folder, exist_ok=True)
            else:
                # The mask would take bits off the mode that was asked for.
                mask = os.umask(0o777 & ~mode)
                try:
                    os.makedirs(folder, mode, exist_ok=True)
                finally:
                    os.umask(mask)
        except FileExistsError:
            raise FileExistsError(f"{folder} exists and is not a directory.") from None

    def _write(self, path, content):
        if hasattr(content, "temporary_file_path"):
            file_move_safe(content.temporary_file_path(), path, allow_overwrite=self._allow_overwrite)
            return
        only_new = 0 if self._allow_overwrite else os.O_EXCL
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | only_new
        descriptor = os.open(path, flags, 0o666)
        file = None
        try:
            locks.lock(descriptor, locks.LOCK_EX)
            for chunk in content.chunks():
                if file is None:
                    file = os.fdopen(descriptor, "wb" if isinstance(chunk, bytes) else "wt", closefd=False)
                file.write(chunk)
        finally:
            if file is not None:
                file.close()
            locks.unlock(descriptor)
            os.close(descriptor)

    def _follow_group(self, path):
        """Give a new file the group of its folder if the folder asks for that (its setgid bit)."""
        folder = os.path.dirname(path)
        if hasattr(os, "chown") and os.stat(folder).st_mode & 0o2000 and os.stat(path).st_gid != os.stat(folder).st_gid:
            try:
                shutil.chown(path, group=os.stat(folder).st_gid)
            except PermissionError:
                pass
