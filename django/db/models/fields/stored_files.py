"""The file that an instance shows for a FileField, and the attribute that shows it."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.core.files.images import ImageFile
from django.db.models.fields.deferred import DeferredAttribute


class FieldFile(File):
    """The file of one instance: saving and deleting it keeps the instance's column in step."""

    def __init__(self, instance: Any, field: Any, name: str | None) -> None:
        """Take the instance, its field, and the name of the file in the field's storage."""
        super().__init__(None, name)
        self.instance = instance
        self.field = field
        self.storage = field.storage
        self._committed = True

    def __eq__(self, other: object) -> bool:
        """A file equals another of the same name, and that name."""
        return self.name == getattr(other, "name", other)

    def __hash__(self) -> int:
        return hash(self.name)

    def _require_file(self) -> None:
        if not self:
            raise ValueError(f"The '{self.field.name}' attribute has no file associated with it.")

    @property
    def file(self) -> Any:
        """The open file.

        Raises:
            ValueError: there is no file.
        """
        self._require_file()
        if self._opened is None:
            self._file = self.storage.open(self.name, "rb")
        return self._file

    @file.setter
    def file(self, file: Any) -> None:
        self._file = file

    @file.deleter
    def file(self) -> None:
        del self._file

    @property
    def _opened(self) -> Any:
        """The file object, if there is one by now."""
        return getattr(self, "_file", None)

    @property
    def path(self) -> str:
        """The path of the file, where the storage has paths."""
        self._require_file()
        return self.storage.path(self.name)

    @property
    def url(self) -> str:
        """The URL of the file."""
        self._require_file()
        return self.storage.url(self.name)

    @property
    def size(self) -> int:
        """The size in bytes."""
        self._require_file()
        return self.storage.size(self.name) if self._committed else self.file.size

    def open(self, mode: str = "rb") -> FieldFile:
        """Open the file, or open it again, and return self."""
        self._require_file()
        if self._opened is None:
            self.file = self.storage.open(self.name, mode)
        else:
            self.file.open(mode)
        return self

    # Templates must not call what changes data.
    open.alters_data = True  # type: ignore[attr-defined]

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Store ``content`` under ``name``, or a free name like it; and save the instance."""
        wanted = self.field.generate_filename(self.instance, name)
        self.name = self.storage.save(wanted, content, max_length=self.field.max_length)
        setattr(self.instance, self.field.attname, self.name)
        self._committed = True
        if save:
            self.instance.save()

    save.alters_data = True  # type: ignore[attr-defined]

    def delete(self, save: bool = True) -> None:
        """Delete the file, if there is one; and save the instance."""
        if not self:
            return
        if self._opened is not None:
            self.close()
            del self.file
        self.storage.delete(self.name)
        self.name = None
        setattr(self.instance, self.field.attname, None)
        self._committed = False
        if save:
            self.instance.save()

    delete.alters_data = True  # type: ignore[attr-defined]

    @property
    def closed(self) -> bool:
        """Whether the file is not open."""
        return self._opened is None or self._opened.closed

    def close(self) -> None:
        """Close the file, if it is open."""
        if self._opened is not None:
            self._opened.close()

    def __getstate__(self) -> dict[str, Any]:
        """The storage comes with the field; an open file cannot be pickled."""
        return {
            "name": self.name,
            "closed": False,
            "_committed": True,
            "_file": None,
            "instance": self.instance,
            "field": self.field,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__dict__.pop("closed", None)
        self.storage = self.field.storage


class FileDescriptor(DeferredAttribute):
    """``instance.file``: whatever was assigned, seen as the field's own kind of file.

    The only attribute of a column that is also called when a value is set: the value of the column (a name) and what
    the instance shows (a file) differ, and the exchange is made when the attribute is read.
    """

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        seen = self._as_field_file(instance, value)
        if seen is not value:
            instance.__dict__[self.field.attname] = seen
        return seen

    def _as_field_file(self, instance: Any, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return self.field.attr_class(instance, self.field, value)
        if isinstance(value, FieldFile):
            # A file of another instance was assigned; or one that was made before its field was known.
            value.field = getattr(value, "field", self.field)
            value.instance = instance
            return value
        if isinstance(value, File):
            return self._uncommitted(instance, value)
        return value

    def _uncommitted(self, instance: Any, content: File) -> FieldFile:
        """A file that is still to be stored."""
        file = self.field.attr_class(instance, self.field, content.name)
        file.file = content
        file._committed = False
        return file

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class ImageFileDescriptor(FileDescriptor):
    """Measures an image when one takes the place of another."""

    def __set__(self, instance: Any, value: Any) -> None:
        before = instance.__dict__.get(self.field.attname)
        super().__set__(instance, value)
        # While an instance is made, width and height may be assigned after the image: post_init measures then.
        if before is not None:
            self.field.update_dimension_fields(instance, force=True)


class ImageFieldFile(ImageFile, FieldFile):
    """A file that knows its width and height."""

    def delete(self, save: bool = True) -> None:
        """Delete the file, and forget its size."""
        self.__dict__.pop("_dimensions_cache", None)
        super().delete(save)
