"""What holds of users, groups, permissions, password hashes and validators."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from django.apps import apps
from django.contrib.auth import aauthenticate, authenticate, get_user_model, hashers
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import call_command
from django.test.utils import override_settings

pytestmark = pytest.mark.db("default", "other")

FAST = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]


def permission(codename: str, alias: str = "default") -> Any:
    return Permission.objects.using(alias).get(codename=codename, content_type__app_label="tagged")


# --- passwords --------------------------------------------------------------------------------------------------------


def test_a_hash_fits_its_password_only() -> None:
    encoded = hashers.make_password("secret")
    assert hashers.check_password("secret", encoded)
    assert not hashers.check_password("Secret", encoded)
    assert not hashers.check_password(None, encoded)


@override_settings(PASSWORD_HASHERS=FAST)
@pytest.mark.parametrize("algorithm", ["pbkdf2_sha256", "scrypt", "md5"])
def test_every_hasher_reads_what_it_wrote(algorithm: str) -> None:
    hasher = hashers.get_hasher(algorithm)
    encoded = hasher.encode("lètmein", "seasalt2")
    assert encoded.startswith(f"{algorithm}$")
    assert hasher.verify("lètmein", encoded)
    assert not hasher.verify("letmein", encoded)
    assert "seasalt2" not in str(hasher.safe_summary(encoded))



@override_settings(PASSWORD_HASHERS=FAST)
def test_an_outdated_hash_is_made_anew_on_a_right_password() -> None:
    user = User.objects.create_user("ann")
    user.password = hashers.make_password("secret", hasher="scrypt")
    user.save()
    assert not user.check_password("wrong")
    assert user.password.startswith("scrypt$")
    assert user.check_password("secret")
    assert User.objects.get().password.startswith("md5$")


def test_an_unusable_password_fits_nothing() -> None:
    user = User.objects.create_user("ann")
    assert not user.has_usable_password()
    assert not user.check_password("")
    assert not hashers.check_password(user.password, user.password)


def test_a_password_must_be_text() -> None:
    with pytest.raises(TypeError, match="Password must be a string or bytes, got int."):
        hashers.make_password(1)


def test_all_validators_say_what_is_wrong() -> None:
    names = ["MinimumLength", "CommonPassword", "NumericPassword", "UserAttributeSimilarity"]
    config = [{"NAME": f"django.contrib.auth.password_validation.{name}Validator"} for name in names]
    with override_settings(AUTH_PASSWORD_VALIDATORS=config):
        with pytest.raises(ValidationError) as refused:
            validate_password("12345")
        assert {error.code for error in refused.value.error_list} == {
            "password_too_short",
            "password_too_common",
            "password_entirely_numeric",
        }
        with pytest.raises(ValidationError, match="too similar to the username"):
            validate_password("annabella1", User(username="annabella"))
        validate_password("correct horse battery", User(username="annabella"))


# --- users ------------------------------------------------------------------------------------------------------------


def test_names_and_addresses_are_normalised() -> None:
    user = User.objects.create_user("iamtheK", email="Ann@EXAMPLE.com")
    assert (user.username, user.email) == ("iamtheK", "Ann@example.com")


def test_a_superuser_must_be_one() -> None:
    with pytest.raises(ValueError, match="Superuser must have is_staff=True."):
        User.objects.create_superuser("root", is_staff=False)


def test_users_are_found_by_what_backends_accept() -> None:
    user = User.objects.create_user("ann", password="secret")
    User.objects.create_user("bob", password="secret", is_active=False)
    assert authenticate(username="ann", password="secret") == user
    assert asyncio.run(_anew(user)) is None
    assert authenticate(username="ann", password="wrong") is None
    assert authenticate(username="bob", password="secret") is None


async def _anew(user: Any) -> Any:
    return await aauthenticate(token="unknown to every backend")


def test_the_user_model_is_what_the_setting_names() -> None:
    assert get_user_model() is User
    with override_settings(AUTH_USER_MODEL="nodot"), pytest.raises(ImproperlyConfigured, match="must be of the form"):
        get_user_model()
    with override_settings(AUTH_USER_MODEL="no.Model"), pytest.raises(ImproperlyConfigured, match="not been installed"):
        get_user_model()


def test_a_token_is_valid_until_the_password_changes() -> None:
    user = User.objects.create_user("ann", password="secret")
    token = default_token_generator.make_token(user)
    assert default_token_generator.check_token(user, token)
    assert not default_token_generator.check_token(user, token + "x")
    user.set_password("other")
    assert not default_token_generator.check_token(user, token)


# --- permissions ------------------------------------------------------------------------------------------------------


def test_permissions_come_from_the_user_and_from_groups() -> None:
    user = User.objects.create_user("ann")
    group = Group.objects.create(name="writers")
    group.permissions.add(permission("add_post"))
    user.groups.add(group)
    user.user_permissions.add(permission("change_post"))
    assert user.get_user_permissions() == {"tagged.change_post"}
    assert user.get_group_permissions() == {"tagged.add_post"}
    assert user.has_perms(["tagged.add_post", "tagged.change_post"])
    assert user.has_module_perms("tagged")
    assert not user.has_perm("tagged.delete_post")
    assert not user.has_module_perms("auth")


def test_superusers_may_everything_and_nobody_nothing() -> None:
    assert User.objects.create_superuser("root").has_perm("what.ever")
    assert not User.objects.create_superuser("gone", is_active=False).has_perm("what.ever")
    assert AnonymousUser().get_all_permissions() == set()


def test_users_with_a_permission_are_found() -> None:
    ann, bob = User.objects.create_user("ann"), User.objects.create_user("bob")
    root = User.objects.create_superuser("root")
    ann.user_permissions.add(permission("add_post"))
    group = Group.objects.create(name="writers")
    group.permissions.add(permission("add_post"))
    bob.groups.add(group)
    assert set(User.objects.with_perm("tagged.add_post")) == {ann, bob, root}
    assert set(User.objects.with_perm(permission("add_post"), include_superusers=False)) == {ann, bob}
    with pytest.raises(ValueError, match="app_label.permission_codename"):
        User.objects.with_perm("add_post")


def test_the_permissions_of_a_user_are_those_of_the_database_the_user_is_in() -> None:
    user = User.objects.db_manager("other").create_user("ann")
    group = Group.objects.using("other").create(name="writers")
    group.permissions.add(permission("add_post", "other"))
    user.groups.add(group)
    user.user_permissions.add(permission("change_post", "other"))
    assert user.get_all_permissions() == {"tagged.add_post", "tagged.change_post"}
    assert [found.username for found in User.objects.db_manager("other").with_perm("tagged.add_post")] == ["ann"]


def test_missing_permissions_are_created_with_the_types_of_their_database() -> None:
    Permission.objects.using("other").all().delete()
    create_permissions(apps.get_app_config("tagged"), verbosity=0, using="other")
    found = Permission.objects.using("other").get(codename="add_tag")
    assert found.content_type == ContentType.objects.using("other").get(model="tag")
    assert found.content_type._state.db == "other"
    assert Permission.objects.db_manager("other").get_by_natural_key("add_tag", "tagged", "tag") == found


# --- commands ---------------------------------------------------------------------------------------------------------


def test_a_superuser_is_created_in_the_database_that_was_named(monkeypatch: Any) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "secret")
    options = {"username": "root", "email": "", "interactive": False, "verbosity": 0}
    call_command("createsuperuser", database="other", **options)
    assert User.objects.using("other").get().check_password("secret")
    assert not User.objects.exists()
