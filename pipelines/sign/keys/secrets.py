"""
PINs and passphrases: read from the environment or from a file that only its owner can read, and never given twice when
they were wrong.

A token locks itself after a few wrong PINs, and only its issuer can open it again. A run has several workers, Airflow
tries again, and the next run is half an hour away: so a refused PIN is remembered (as a salted scrypt hash, readable by
its owner only), and the same PIN is not given to the same key again until it is changed or the memory is removed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.errors import ConfigError


def read_secret(file: Path) -> str:
    """The first line of *file*. Raises ConfigError when it is missing or others than its owner may read it."""
    try:
        if file.stat().st_mode & 0o077:
            raise ConfigError(f"{file}: others may read this secret; run: chmod 600 {file}")
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise ConfigError(f"{file}: the secret cannot be read ({error.strerror}); write it there (mode 600)") from None


def variable(key: str, kind: str) -> str:
    """Name of the environment variable with the *kind* (``PIN``, ``TOKEN``) of the key called *key*."""
    return f"SOHOA_KEY_{key.upper().replace('-', '_')}_{kind}"


def find_secret(key: str, kind: str, file: Path | None, environment: Mapping[str, str]) -> str | None:
    """The secret of *key* from the environment, else from *file*; None when neither is given. Raises as ``read_secret``."""
    given = environment.get(variable(key, kind))
    if given:
        return given
    return read_secret(file) if file is not None else None


@contextlib.contextmanager
def guarded(state: Path, key: str, pin: str, remedy: str) -> Iterator[Refusal]:
    """
    Hold the only right to give *pin* to *key*, among all processes that share the folder *state*.

    The caller calls ``remember`` when the PIN was refused. Raises ConfigError with *remedy* when this very PIN was
    refused before.
    """
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = hashlib.sha256(key.encode("utf-8")).hexdigest()[:16]
    with (state / f".pin-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refusal = Refusal(state / f"pin-refused-{name}.json", pin)
        if refusal.was_refused():
            raise ConfigError(
                f"{key}: this PIN was refused before and is not given again, or the key would lock itself; {remedy}, "
                f"or remove {refusal.file} when the PIN is right after all"
            )
        yield refusal


class Refusal:
    """What is remembered of a PIN that a key refused."""

    def __init__(self, file: Path, pin: str) -> None:
        self.file = file
        self._pin = pin

    def was_refused(self) -> bool:
        """Whether this PIN was refused before."""
        try:
            known = json.loads(self.file.read_text(encoding="ascii"))
            return secrets.compare_digest(_hash(self._pin, bytes.fromhex(known["salt"])), known["hash"])
        except FileNotFoundError:
            return False
        except (OSError, ValueError, KeyError, TypeError):
            raise ConfigError(f"{self.file}: unreadable; it remembers a refused PIN. Check the PIN, then remove it") from None

    def remember(self) -> None:
        """Note that the key refused this PIN."""
        salt = secrets.token_bytes(16)
        draft = self.file.with_suffix(f".{os.getpid()}.part")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as stream:
            json.dump({"salt": salt.hex(), "hash": _hash(self._pin, salt)}, stream)
        draft.replace(self.file)

    def forget(self) -> None:
        """The key took the PIN: nothing is left to remember."""
        self.file.unlink(missing_ok=True)


def _hash(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode("utf-8"), salt=salt, n=2**14, r=8, p=1).hex()
