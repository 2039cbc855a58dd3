"""Password hashers that need a library of their own: Argon2 and bcrypt."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from django.contrib.auth.hasher_base import BasePasswordHasher, must_update_salt
from django.utils.crypto import constant_time_compare
from django.utils.encoding import force_bytes


class Argon2PasswordHasher(BasePasswordHasher):
    """Argon2id, by the library argon2-cffi."""

    algorithm = "argon2"
    library = "argon2"
    time_cost = 2
    memory_cost = 102400
    parallelism = 8

    def params(self) -> Any:
        """Return the parameters of new hashes."""
        argon2 = self._load_library()
        return argon2.Parameters(
            type=argon2.low_level.Type.ID,
            version=argon2.low_level.ARGON2_VERSION,
            salt_len=argon2.DEFAULT_RANDOM_SALT_LENGTH,
            hash_len=argon2.DEFAULT_HASH_LENGTH,
            time_cost=self.time_cost,
            memory_cost=self.memory_cost,
            parallelism=self.parallelism,
        )

    def encode(self, password: Any, salt: Any) -> str:
        self._check_encode_args(password, salt)
        params = self.params()
        digest = self._load_library().low_level.hash_secret(
            force_bytes(password),
            force_bytes(salt),
            time_cost=params.time_cost,
            memory_cost=params.memory_cost,
            parallelism=params.parallelism,
            hash_len=params.hash_len,
            type=params.type,
        )
        return self.algorithm + digest.decode("ascii")

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, rest = encoded.split("$", 1)
        params = self._load_library().extract_parameters("$" + rest)
        variety, *_details, salt, digest = rest.split("$")
        # The library writes Base64 without padding.
        salt += "=" * (-len(salt) % 4)
        return {
            "algorithm": algorithm,
            "hash": digest,
            "memory_cost": params.memory_cost,
            "parallelism": params.parallelism,
            "salt": base64.b64decode(salt).decode("latin1"),
            "time_cost": params.time_cost,
            "variety": variety,
            "version": params.version,
            "params": params,
        }

    def verify(self, password: Any, encoded: str) -> bool:
        argon2 = self._load_library()
        try:
            return bool(argon2.PasswordHasher().verify("$" + encoded.split("$", 1)[1], password))
        except argon2.exceptions.VerificationError:
            return False

    def safe_summary(self, encoded: str) -> dict[str, Any]:
        names = ("algorithm", "variety", "version", "memory_cost", "time_cost", "parallelism", "salt", "hash")
        return self._summary(encoded, *names)

    def must_update(self, encoded: str) -> bool:
        parts = self.decode(encoded)
        wanted = self.params()
        # The salt's length is judged by its entropy.
        wanted.salt_len = parts["params"].salt_len
        return wanted != parts["params"] or must_update_salt(parts["salt"], self.salt_entropy)

    def harden_runtime(self, password: Any, encoded: str) -> None:
        """Do nothing: how its cost follows from its parameters cannot be made up for."""


class BCryptSHA256PasswordHasher(BasePasswordHasher):
    """bcrypt of the password's SHA-256, so that passwords may be of any length."""

    algorithm = "bcrypt_sha256"
    digest: Any = hashlib.sha256
    library = ("bcrypt", "bcrypt")
    rounds = 12

    def salt(self) -> Any:
        """Return a new salt in the library's own form, which holds the rounds."""
        return self._load_library().gensalt(self.rounds)

    def encode(self, password: Any, salt: Any) -> str:
        secret = force_bytes(password)
        if self.digest is not None:
            # bcrypt stops at a zero byte, so it gets the hexadecimal form.
            secret = binascii.hexlify(self.digest(secret).digest())
        return f"{self.algorithm}${self._load_library().hashpw(secret, force_bytes(salt)).decode('ascii')}"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, _empty, variety, rounds, data = encoded.split("$", 4)
        return {
            "algorithm": algorithm,
            "algostr": variety,
            "checksum": data[22:],
            "salt": data[:22],
            "work_factor": int(rounds),
        }

    def verify(self, password: Any, encoded: str) -> bool:
        return constant_time_compare(encoded, self.encode(password, encoded.split("$", 1)[1]))

    def safe_summary(self, encoded: str) -> dict[str, Any]:
        return self._summary(encoded, "algorithm", "work_factor", "salt", "checksum")

    def must_update(self, encoded: str) -> bool:
        return self.decode(encoded)["work_factor"] != self.rounds

    def harden_runtime(self, password: Any, encoded: str) -> None:
        # Each round more doubles the work: what one hash lacks is made up by many.
        settings = encoded.split("$", 1)[1][:29]
        for _again in range(2 ** (self.rounds - self.decode(encoded)["work_factor"]) - 1):
            self.encode(password, settings)


class BCryptPasswordHasher(BCryptSHA256PasswordHasher):
    """bcrypt alone: only the first 72 bytes of a password count."""

    algorithm = "bcrypt"
    digest = None
