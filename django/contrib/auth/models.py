"""Permission, Group and User, what custom users are built from, and AnonymousUser."""

from __future__ import annotations

from typing import Any

from django.apps.registry import apps
from django.contrib import auth
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.permissions import AsksBackends
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.manager import EmptyManager
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def update_last_login(sender: Any, user: Any, **kwargs: Any) -> None:
    """Note that a user has just logged in."""
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])


class PermissionManager(models.Manager["Permission"]):
    """Finds permissions."""

    use_in_migrations = True

    def get_by_natural_key(self, codename: str, app_label: str, model: str) -> Any:
        """Return the permission with that codename for a model given by its names, of the same database."""
        content_type = ContentType.objects.db_manager(self.db).get_by_natural_key(app_label, model)
        return self.get(codename=codename, content_type=content_type)


class Permission(models.Model):
    """Something that may be done with rows of a model: "app_label.codename".

    Four come with every model: add, change, delete and view; `Meta.permissions` adds others.
    """

    name = models.CharField(_("name"), max_length=255)
    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name=_("content type"))
    codename = models.CharField(_("codename"), max_length=100)
    objects = PermissionManager()

    class Meta:
        verbose_name = _("permission")
        verbose_name_plural = _("permissions")
        unique_together = [["content_type", "codename"]]
        ordering = ["content_type__app_label", "content_type__model", "codename"]

    def __str__(self) -> str:
        return f"{self.content_type} | {self.name}"

    def natural_key(self) -> tuple[str, ...]:
        """Return what identifies the permission in every database."""
        return (self.codename, *self.content_type.natural_key())

    natural_key.dependencies = ["contenttypes.contenttype"]  # type: ignore[attr-defined]


class GroupManager(models.Manager["Group"]):
    """Finds groups."""

    use_in_migrations = True

    def get_by_natural_key(self, name: str) -> Any:
        """Return the group of that name."""
        return self.get(name=name)

    async def aget_by_natural_key(self, name: str) -> Any:
        """Do what `get_by_natural_key()` does, from asynchronous code."""
        return await self.aget(name=name)


class Group(models.Model):
    """A set of permissions that users have by belonging to it."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    permissions = models.ManyToManyField(Permission, verbose_name=_("permissions"), blank=True)
    objects = GroupManager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """Return what identifies the group in every database."""
        return (self.name,)


class UserManager(BaseUserManager):
    """Makes users, and finds those with a permission."""

    use_in_migrations = True

    def _create_user_object(self, username: Any, email: Any, password: Any, **extra: Any) -> Any:
        if not username:
            raise ValueError("The given username must be set")
        # The registry's model: in a migration it is not the one with all methods.
        model = apps.get_model(self.model._meta.app_label, self.model._meta.object_name)
        user = self.model(username=model.normalize_username(username), email=self.normalize_email(email), **extra)
        user.password = make_password(password)
        return user

    def _create_user(self, username: Any, email: Any, password: Any, **extra: Any) -> Any:
        user = self._create_user_object(username, email, password, **extra)
        user.save(using=self._db)
        return user

    async def _acreate_user(self, username: Any, email: Any, password: Any, **extra: Any) -> Any:
        user = self._create_user_object(username, email, password, **extra)
        await user.asave(using=self._db)
        return user

    @staticmethod
    def _plain(extra: dict[str, Any]) -> dict[str, Any]:
        return {"is_staff": False, "is_superuser": False, **extra}

    @staticmethod
    def _super(extra: dict[str, Any]) -> dict[str, Any]:
        extra = {"is_staff": True, "is_superuser": True, **extra}
        for name in ("is_staff", "is_superuser"):
            if extra[name] is not True:
                raise ValueError(f"Superuser must have {name}=True.")
        return extra

    def create_user(self, username: Any, email: Any = None, password: Any = None, **extra_fields: Any) -> Any:
        """Return a new user, saved; without a password nobody can log in as them.

        Raises:
            ValueError: the username is empty.
        """
        return self._create_user(username, email, password, **self._plain(extra_fields))

    async def acreate_user(self, username: Any, email: Any = None, password: Any = None, **extra_fields: Any) -> Any:
        """Do what `create_user()` does, from asynchronous code."""
        return await self._acreate_user(username, email, password, **self._plain(extra_fields))

    def create_superuser(self, username: Any, email: Any = None, password: Any = None, **extra_fields: Any) -> Any:
        """Return a new user with all permissions, saved.

        Raises:
            ValueError: the username is empty, or `is_staff` or `is_superuser` is not True.
        """
        return self._create_user(username, email, password, **self._super(extra_fields))

    async def acreate_superuser(
        self, username: Any, email: Any = None, password: Any = None, **extra_fields: Any
    ) -> Any:
        """Do what `create_superuser()` does, from asynchronous code."""
        return await self._acreate_user(username, email, password, **self._super(extra_fields))

    create_user.alters_data = create_superuser.alters_data = True  # type: ignore[attr-defined]
    acreate_user.alters_data = acreate_superuser.alters_data = True  # type: ignore[attr-defined]

    def with_perm(
        self,
        perm: Any,
        is_active: bool | None = True,
        include_superusers: bool = True,
        backend: str | None = None,
        obj: Any = None,
    ) -> Any:
        """Return the users that have a permission.

        Args:
            perm: a Permission or "app_label.codename".
            is_active: only active users, only others, or all (None).
            include_superusers: superusers have every permission; leave them out with False.
            backend: the dotted path of the backend to ask; it may be left out where there is only one.
            obj: the object the permission is about.

        Raises:
            ValueError: there are several backends and none was named.
            TypeError: `backend` is no dotted path.
        """
        found = self._backend(backend)
        if not hasattr(found, "with_perm"):
            return self.none()
        users = found.with_perm(perm, is_active=is_active, include_superusers=include_superusers, obj=obj)
        return users.using(self._db) if self._db else users

    @staticmethod
    def _backend(path: str | None) -> Any:
        if path is None:
            backends = auth.get_backends()
            if len(backends) == 1:
                return backends[0]
            raise ValueError(
                "You have multiple authentication backends configured and therefore must provide the `backend` "
                "argument."
            )
        if not isinstance(path, str):
            raise TypeError(f"backend must be a dotted import path string (got {path!r}).")
        return auth.load_backend(path)


class PermissionsMixin(AsksBackends, models.Model):
    """The fields and methods of a user model whose permissions are kept in the database."""

    is_superuser = models.BooleanField(
        _("superuser status"),
        default=False,
        help_text=_("Designates that this user has all permissions without explicitly assigning them."),
    )
    groups = models.ManyToManyField(
        Group,
        verbose_name=_("groups"),
        blank=True,
        help_text=_(
            "The groups this user belongs to. A user will get all permissions granted to each of their groups."
        ),
        related_name="user_set",
        related_query_name="user",
    )
    user_permissions = models.ManyToManyField(
        Permission,
        verbose_name=_("user permissions"),
        blank=True,
        help_text=_("Specific permissions for this user."),
        related_name="user_set",
        related_query_name="user",
    )

    class Meta:
        abstract = True

    def _has_all(self) -> bool:
        return self.is_active and self.is_superuser  # type: ignore[attr-defined]


class AbstractUser(AbstractBaseUser, PermissionsMixin):
    """A full user model, for projects that add fields to it. Username and password are required."""

    username_validator = UnicodeUsernameValidator()

    username = models.CharField(
        _("username"),
        max_length=150,
        unique=True,
        help_text=_("Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only."),
        validators=[username_validator],
        error_messages={"unique": _("A user with that username already exists.")},
    )
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    is_staff = models.BooleanField(
        _("staff status"), default=False, help_text=_("Designates whether the user can log into this admin site.")
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_(
            "Designates whether this user should be treated as active. Unselect this instead of deleting accounts."
        ),
    )
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        abstract = True

    def clean(self) -> None:
        """Normalise username and address."""
        super().clean()
        self.email = self.__class__.objects.normalize_email(self.email)

    def get_full_name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        """Return the first name."""
        return self.first_name


class User(AbstractUser):
    """The users of a project that has no model of its own for them."""

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"


class AnonymousUser(AsksBackends):
    """Somebody who is not logged in. It is in no database."""

    id = None
    pk = None
    username = ""
    is_staff = False
    is_active = False
    is_superuser = False
    _groups = EmptyManager(Group)
    _user_permissions = EmptyManager(Permission)

    def __str__(self) -> str:
        return "AnonymousUser"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, self.__class__)

    def __hash__(self) -> int:
        return 1  # They are all the same.

    def __int__(self) -> int:
        raise TypeError(
            "Cannot cast AnonymousUser to int. Are you trying to use it in place of User?"
        )

    def save(self) -> None:
        """Refuse: there is nothing to save."""
        raise NotImplementedError("Django doesn't provide a DB representation for AnonymousUser.")

    delete = save

    def set_password(self, raw_password: Any) -> None:
        """Refuse: nobody has no password."""
        raise NotImplementedError("Django doesn't provide a DB representation for AnonymousUser.")

    check_password = set_password

    @property
    def groups(self) -> Any:
        """No groups."""
        return self._groups

    @property
    def user_permissions(self) -> Any:
        """No permissions of its own; a backend may still grant some."""
        return self._user_permissions

    @property
    def is_anonymous(self) -> bool:
        """True."""
        return True

    @property
    def is_authenticated(self) -> bool:
        """False."""
        return False

    def get_username(self) -> str:
        """Return the empty name."""
        return self.username
