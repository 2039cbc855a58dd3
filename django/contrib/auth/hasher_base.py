"""BasePasswordHasher: what every way of hashing passwords does; and the hashers that need no further library."""

from __future__ import annotations

import base64
import hashlib
import math
import warnings
from importlib import import_module
from typing import Any

from django.utils.crypto import RANDOM_STRING_CHARS, constant_time_compare, get_random_string, pbkdf2
from django.utils.encoding import force_bytes, force_str
from django.utils.translation import gettext_noop as _

_BITS_PER_CHARACTER = math.log2(len(RANDOM_STRING_CHARS))


def mask_hash(hash: str, show: int = 6, char: str = "*") -> str:
    """Return the first characters of a secret, the rest hidden."""
    return hash[:show] + char * len(hash[show:])


def must_update_salt(salt: str, expected_entropy: int) -> bool:
    """Tell whether a salt is too short for the entropy it should have."""
    return len(salt) * _BITS_PER_CHARACTER < expected_entropy


class BasePasswordHasher:
    """One way of hashing passwords. Its hashes begin with `algorithm` and a dollar sign.

    A subclass gives `algorithm`, `encode()`, `decode()`, `verify()` and `safe_summary()`; `library` names what has to
    be imported, as a module or as (name for people, module).
    """

    algorithm: str | None = None
    library: Any = None
    #: Bits of a new salt.
    salt_entropy = 128

    def _load_library(self) -> Any:
        if self.library is None:
            raise ValueError(f"Hasher {type(self).__name__!r} doesn't specify a library attribute")
        module = self.library if isinstance(self.library, str) else self.library[1]
        try:
            return import_module(module)
        except ImportError as error:
            raise ValueError(f"Couldn't load {type(self).__name__!r} algorithm library: {error}") from error

    def salt(self) -> Any:
        """Return a new random salt of at least `salt_entropy` bits."""
        return get_random_string(math.ceil(self.salt_entropy / _BITS_PER_CHARACTER))

    def verify(self, password: Any, encoded: str) -> bool:
        """Tell whether a password is the one that was hashed."""
        raise NotImplementedError("subclasses of BasePasswordHasher must provide a verify() method")

    def _check_encode_args(self, password: Any, salt: Any) -> None:
        if password is None:
            raise TypeError("password must be provided.")
        if not salt or "$" in force_str(salt):
            raise ValueError("salt must be provided and cannot contain $.")

    def encode(self, password: Any, salt: Any) -> str:
        """Return the hash: algorithm, parameters, salt and digest, at most 128 characters."""
        raise NotImplementedError("subclasses of BasePasswordHasher must provide an encode() method")

    def decode(self, encoded: str) -> dict[str, Any]:
        """Return the parts of a hash, `algorithm`, `salt` and `hash` among them."""
        raise NotImplementedError("subclasses of BasePasswordHasher must provide a decode() method.")

    def safe_summary(self, encoded: str) -> dict[str, Any]:
        """Return what may be shown of a hash, by names for people."""
        raise NotImplementedError("subclasses of BasePasswordHasher must provide a safe_summary() method")

    def must_update(self, encoded: str) -> bool:
        """Tell whether a hash was made with parameters that are no longer wanted."""
        return False

    def harden_runtime(self, password: Any, encoded: str) -> None:
        """Take as much time as a hash with today's parameters would have taken more than this one."""
        warnings.warn("subclasses of BasePasswordHasher should provide a harden_runtime() method", stacklevel=2)

    def _summary(self, encoded: str, *names: str) -> dict[str, Any]:
        """Return some parts of a hash by their names, spaced; the secret ones masked."""
        parts = self.decode(encoded)
        secret = ("salt", "hash", "checksum")
        return {_(name.replace("_", " ")): mask_hash(parts[name]) if name in secret else parts[name] for name in names}


class PBKDF2PasswordHasher(BasePasswordHasher):
    """PBKDF2 with SHA-256."""

    algorithm = "pbkdf2_sha256"
    iterations = 1_000_000
    digest = hashlib.sha256

    def encode(self, password: Any, salt: Any, iterations: int | None = None) -> str:
        self._check_encode_args(password, salt)
        iterations = iterations or self.iterations
        salt = force_str(salt)
        digest = pbkdf2(password, salt, iterations, digest=self.digest)
        return f"{self.algorithm}${iterations}${salt}${base64.b64encode(digest).decode('ascii')}"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, iterations, salt, digest = encoded.split("$", 3)
        return {"algorithm": algorithm, "hash": digest, "iterations": int(iterations), "salt": salt}

    def verify(self, password: Any, encoded: str) -> bool:
        parts = self.decode(encoded)
        return constant_time_compare(encoded, self.encode(password, parts["salt"], parts["iterations"]))

    def safe_summary(self, encoded: str) -> dict[str, Any]:
        return self._summary(encoded, "algorithm", "iterations", "salt", "hash")

    def must_update(self, encoded: str) -> bool:
        parts = self.decode(encoded)
        return parts["iterations"] != self.iterations or must_update_salt(parts["salt"], self.salt_entropy)

    def harden_runtime(self, password: Any, encoded: str) -> None:
        parts = self.decode(encoded)
        missing = self.iterations - parts["iterations"]
        if missing > 0:
            self.encode(password, parts["salt"], missing)


class PBKDF2SHA1PasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2 with SHA-1, for hashes that other programs have to read."""

    algorithm = "pbkdf2_sha1"
    digest = hashlib.sha1


class ScryptPasswordHasher(BasePasswordHasher):
    """Scrypt, as Python's own library has it."""

    algorithm = "scrypt"
    block_size = 8
    maxmem = 0
    parallelism = 5
    work_factor = 2**14

    def encode(
        self, password: Any, salt: Any, n: int | None = None, r: int | None = None, p: int | None = None
    ) -> str:
        self._check_encode_args(password, salt)
        n, r, p = n or self.work_factor, r or self.block_size, p or self.parallelism
        salt = force_str(salt)
        digest = hashlib.scrypt(
            force_bytes(password), salt=salt.encode(), n=n, r=r, p=p, maxmem=self.maxmem, dklen=64
        )
        return f"{self.algorithm}${n}${salt}${r}${p}${base64.b64encode(digest).decode('ascii')}"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, work_factor, salt, block_size, parallelism, digest = encoded.split("$", 5)
        return {
            "algorithm": algorithm,
            "work_factor": int(work_factor),
            "salt": salt,
            "block_size": int(block_size),
            "parallelism": int(parallelism),
            "hash": digest,
        }

    def verify(self, password: Any, encoded: str) -> bool:
        parts = self.decode(encoded)
        again = self.encode(password, parts["salt"], parts["work_factor"], parts["block_size"], parts["parallelism"])
        return constant_time_compare(encoded, again)

    def safe_summary(self, encoded: str) -> dict[str, Any]:
        return self._summary(encoded, "algorithm", "work_factor", "block_size", "parallelism", "salt", "hash")

    def must_update(self, encoded: str) -> bool:
        parts = self.decode(encoded)
        wanted = (self.work_factor, self.block_size, self.parallelism)
        return (parts["work_factor"], parts["block_size"], parts["parallelism"]) != wanted

    def harden_runtime(self, password: Any, encoded: str) -> None:
        """Do nothing: how its cost follows from its three parameters cannot be made up for."""


class MD5PasswordHasher(BasePasswordHasher):
    """Salted MD5: weak, for tests that must be fast."""

    algorithm = "md5"

    def encode(self, password: Any, salt: Any) -> str:
        self._check_encode_args(password, salt)
        salt = force_str(salt)
        return f"{self.algorithm}${salt}${hashlib.md5(salt.encode() + force_bytes(password)).hexdigest()}"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, salt, digest = encoded.split("$", 2)
        return {"algorithm": algorithm, "hash": digest, "salt": salt}

    def verify(self, password: Any, encoded: str) -> bool:
        return constant_time_compare(encoded, self.encode(password, self.decode(encoded)["salt"]))

    def safe_summary(self, encoded: str) -> dict[str, Any]:
        return self._summary(encoded, "algorithm", "salt", "hash")

    def must_update(self, encoded: str) -> bool:
        return must_update_salt(self.decode(encoded)["salt"], self.salt_entropy)

    def harden_runtime(self, password: Any, encoded: str) -> None:
        """Do nothing: its cost is always the same."""
