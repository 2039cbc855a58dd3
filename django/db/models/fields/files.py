"""FileField: the name of a file in a storage; ImageField keeps width and height beside it."""

from __future__ import annotations

import datetime
import posixpath
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.core.files.base import ContentFile
from django.core.files.utils import validate_file_name
from django.db.models import signals
from django.db.models.fields.base import Field
from django.db.models.fields.stored_files import FieldFile as FieldFile
from django.db.models.fields.stored_files import FileDescriptor as FileDescriptor
from django.db.models.fields.stored_files import ImageFieldFile as ImageFieldFile
from django.db.models.fields.stored_files import ImageFileDescriptor as ImageFileDescriptor
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    FileT = TypeVar("FileT", default=FieldFile)
else:
    FileT = None


class FileField(Field[FileT]):
    """The name of a file in a storage."""

    attr_class: type[FieldFile] = FieldFile
    descriptor_class: type = FileDescriptor
    description = _("File")

    if TYPE_CHECKING:
        # Always a file, which may be empty; a name or None can be written too.
        def __set__(self, instance: Any, value: Any) -> None: ...

    def __init__(
        self, verbose_name: Any = None, name: str | None = None, upload_to: Any = "", storage: Any = None, **kwargs: Any
    ) -> None:
        """Take the directory (a text for ``strftime``, or a callable that gives the whole name), and the storage.

        Raises:
            TypeError: the storage is none.
        """
        self._primary_key_set_explicitly = "primary_key" in kwargs
        self._choose_storage(storage)
        self.upload_to = upload_to
        kwargs.setdefault("max_length", 100)
        super().__init__(verbose_name, name, **kwargs)

    def _choose_storage(self, storage: Any) -> None:
        from django.core.files.storage import Storage, default_storage  # cost: only models with files need storages

        self.storage = storage or default_storage
        if not callable(self.storage):
            return
        self._storage_callable = self.storage
        self.storage = self.storage()
        if not isinstance(self.storage, Storage):
            raise TypeError(
                f"{type(self).__qualname__}.storage must be a subclass/instance of "
                f"{Storage.__module__}.{Storage.__qualname__}"
            )

    def check(self, **kwargs: Any) -> list[Any]:
        return [*super().check(**kwargs), *self._check_primary_key(), *self._check_upload_to()]

    def _check_primary_key(self) -> list[Any]:
        if not self._primary_key_set_explicitly:
            return []
        message = f"'primary_key' is not a valid argument for a {type(self).__name__}."
        return [self._complaint("fields.E201", message)]

    def _check_upload_to(self) -> list[Any]:
        if not isinstance(self.upload_to, str) or not self.upload_to.startswith("/"):
            return []
        message = f"{type(self).__name__}'s 'upload_to' argument must be a relative path, not an absolute path."
        return [self._complaint("fields.E202", message, "Remove the leading slash.")]

    def deconstruct(self) -> Any:
        from django.core.files.storage import default_storage  # cost: see _choose_storage

        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("max_length") == 100:
            del kwargs["max_length"]
        kwargs["upload_to"] = self.upload_to
        storage = getattr(self, "_storage_callable", self.storage)
        if storage is not default_storage:
            kwargs["storage"] = storage
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "FileField"

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else str(value)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Store a file that was assigned, before its name is saved.

        Raises:
            FieldError: it has no name.
        """
        file = super().pre_save(model_instance, add)
        if not isinstance(file, FieldFile):
            return file
        if file.name is None and file._opened is not None:
            raise self._nameless(file._opened)
        if file and not file._committed:
            file.save(file.name, file.file, save=False)
        return file

    def _nameless(self, content: Any) -> FieldError:
        error = FieldError(f"File for {self.name} must have the name attribute specified to be saved.")
        if isinstance(content, ContentFile):
            error.add_note("Pass a 'name' argument to ContentFile.")
        return error

    def contribute_to_class(self, cls: Any, name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, self.attname, self.descriptor_class(self))

    def generate_filename(self, instance: Any, filename: str) -> str:
        """Return the name to store a file under: with its directory, and in a form the storage takes.

        Raises:
            SuspiciousFileOperation: the name leads out of the storage.
        """
        if callable(self.upload_to):
            wanted = self.upload_to(instance, filename)
        else:
            directory = datetime.datetime.now().strftime(str(self.upload_to))
            wanted = posixpath.join(directory, filename)
        return self.storage.generate_filename(validate_file_name(wanted, allow_relative_path=True))

    def save_form_data(self, instance: Any, data: Any) -> None:
        """Set the file: None changes nothing, False clears it."""
        if data is not None:
            setattr(instance, self.name, data or "")


class ImageField(FileField[ImageFieldFile]):
    """The name of an image in a storage."""

    attr_class = ImageFieldFile
    descriptor_class = ImageFileDescriptor
    description = _("Image")

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        width_field: str | None = None,
        height_field: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Take the names of the fields that hold width and height."""
        self.width_field, self.height_field = width_field, height_field
        super().__init__(verbose_name, name, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return [*super().check(**kwargs), *self._check_image_library_installed()]

    def _check_image_library_installed(self) -> list[Any]:
        from importlib.util import find_spec  # cost: asked by a check

        if find_spec("PIL") is not None:
            return []
        hint = 'Get Pillow at https://pypi.org/project/Pillow/ or run command "python -m pip install Pillow".'
        return [self._complaint("fields.E210", "Cannot use ImageField because Pillow is not installed.", hint)]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for keyword in ("width_field", "height_field"):
            if getattr(self, keyword):
                kwargs[keyword] = getattr(self, keyword)
        return name, path, args, kwargs

    def contribute_to_class(self, cls: Any, name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        # A model without such fields does without a receiver, which every new instance would pay for.
        if not cls._meta.abstract and (self.width_field or self.height_field):
            signals.post_init.connect(self.update_dimension_fields, sender=cls)

    def update_dimension_fields(self, instance: Any, force: bool = False, *args: Any, **kwargs: Any) -> None:
        """Set the fields of width and height from the image.

        Args:
            force: do so even if they have values already.
        """
        names = {"width": self.width_field, "height": self.height_field}
        named = {what: name for what, name in names.items() if name}
        if not named or self.attname not in instance.__dict__:
            return
        file = getattr(instance, self.attname)
        if not force and (not file or all(getattr(instance, name) for name in named.values())):
            # Loaded from the database, or nothing to measure.
            return
        for what, name in named.items():
            setattr(instance, name, getattr(file, what) if file else None)
