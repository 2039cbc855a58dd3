"""Authentication backends: who a user is, and what they may do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models.conditions import Q
from django.db.models.expressions.subqueries import Exists, OuterRef
from django.utils.asyncio import twin


class BaseBackend:
    """A backend that knows nobody and grants nothing; subclasses say what they know."""

    def authenticate(self, request: Any, **kwargs: Any) -> Any:
        """Return the user that the credentials belong to, or None."""
        return None

    def get_user(self, user_id: Any) -> Any:
        """Return the user with that primary key, or None."""
        return None

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return the permissions granted to the user directly."""
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return the permissions granted to the user's groups."""
        return set()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return all permissions of the user."""
        return {*self.get_user_permissions(user_obj, obj=obj), *self.get_group_permissions(user_obj, obj=obj)}

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Tell whether the user has a permission."""
        return perm in self.get_all_permissions(user_obj, obj=obj)

    aauthenticate = twin("authenticate")
    aget_user = twin("get_user")
    aget_user_permissions = twin("get_user_permissions")
    aget_group_permissions = twin("get_group_permissions")

    async def aget_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Do what `get_all_permissions()` does, from asynchronous code."""
        own = await self.aget_user_permissions(user_obj, obj=obj)
        return {*own, *await self.aget_group_permissions(user_obj, obj=obj)}

    async def ahas_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Do what `has_perm()` does, from asynchronous code."""
        return perm in await self.aget_all_permissions(user_obj, obj)


class ModelBackend(BaseBackend):
    """Users and permissions that are kept in the database.

    The permissions of a user are looked up where the user is, once per instance.
    """

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **kwargs: Any) -> Any:
        model = get_user_model()
        if username is None:
            username = kwargs.get(model.USERNAME_FIELD)
        if username is None or password is None:
            return None
        try:
            user = model._default_manager.get_by_natural_key(username)
        except model.DoesNotExist:
            # Whoever measures the time shall not learn which names there are.
            model().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    async def aauthenticate(self, request: Any, username: Any = None, password: Any = None, **kwargs: Any) -> Any:
        """Do what `authenticate()` does, from asynchronous code."""
        model = get_user_model()
        if username is None:
            username = kwargs.get(model.USERNAME_FIELD)
        if username is None or password is None:
            return None
        try:
            user = await model._default_manager.aget_by_natural_key(username)
        except model.DoesNotExist:
            model().set_password(password)
            return None
        return user if await user.acheck_password(password) and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Tell whether a user may log in: those with `is_active` False may not."""
        return bool(getattr(user, "is_active", True))

    # --- permissions of a user ---

    def _get_user_permissions(self, user_obj: Any) -> Any:
        return user_obj.user_permissions.all()

    def _get_group_permissions(self, user_obj: Any) -> Any:
        query_name = get_user_model()._meta.get_field("groups").related_query_name()
        permissions = Permission.objects.db_manager(hints={"instance": user_obj})
        return permissions.filter(**{f"group__{query_name}": user_obj})

    def _get_permissions(self, user_obj: Any, obj: Any, from_name: str) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        place = f"_{from_name}_perm_cache"
        if not hasattr(user_obj, place):
            if user_obj.is_superuser:
                permissions = Permission.objects.db_manager(hints={"instance": user_obj}).all()
            else:
                permissions = getattr(self, f"_get_{from_name}_permissions")(user_obj)
            names = permissions.values_list("content_type__app_label", "codename").order_by()
            setattr(user_obj, place, {f"{app_label}.{codename}" for app_label, codename in names})
        return getattr(user_obj, place)

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return self._get_permissions(user_obj, obj, "user")

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return self._get_permissions(user_obj, obj, "group")

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = super().get_all_permissions(user_obj)
        return user_obj._perm_cache

    aget_all_permissions = twin("get_all_permissions")

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return user_obj.is_active and super().has_perm(user_obj, perm, obj=obj)

    async def ahas_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Do what `has_perm()` does, from asynchronous code."""
        return user_obj.is_active and await super().ahas_perm(user_obj, perm, obj=obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Tell whether the user has any permission of an app."""
        return user_obj.is_active and any(
            perm.partition(".")[0] == app_label for perm in self.get_all_permissions(user_obj)
        )

    async def ahas_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Do what `has_module_perms()` does, from asynchronous code."""
        return user_obj.is_active and any(
            perm.partition(".")[0] == app_label for perm in await self.aget_all_permissions(user_obj)
        )

    # --- users with a permission ---

    def with_perm(
        self, perm: Any, is_active: bool | None = True, include_superusers: bool = True, obj: Any = None
    ) -> Any:
        """Return the users that have a permission; see `UserManager.with_perm()`."""
        model = get_user_model()
        matching = self._permission_condition(perm)
        if obj is not None:
            return model._default_manager.none()
        in_group = Q(group__user=OuterRef("pk"))
        directly = Q(user=OuterRef("pk"))
        condition: Any = Exists(Permission.objects.filter(in_group | directly, matching))
        if include_superusers:
            condition |= Q(is_superuser=True)
        if is_active is not None:
            condition &= Q(is_active=is_active)
        return model._default_manager.filter(condition)

    @staticmethod
    def _permission_condition(perm: Any) -> Q:
        if isinstance(perm, Permission):
            return Q(pk=perm.pk)
        if not isinstance(perm, str):
            raise TypeError("The `perm` argument must be a string or a permission instance.")
        app_label, dot, codename = perm.partition(".")
        if not dot or "." in codename:
            raise ValueError("Permission name should be in the form app_label.permission_codename.")
        return Q(codename=codename, content_type__app_label=app_label)

    # --- one user ---

    def get_user(self, user_id: Any) -> Any:
        model = get_user_model()
        try:
            user = model._default_manager.get(pk=user_id)
        except model.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None


class AllowAllUsersModelBackend(ModelBackend):
    """Lets inactive users log in as well."""

    def user_can_authenticate(self, user: Any) -> bool:
        return True
