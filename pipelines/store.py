"""
The object store: where the bytes are. The only module that knows boto3.

Key layout
    originals/<aa>/<sha256>                          a scan as it was received; written once, never changed
    derived/<aa>/<sha256>                            what was made from it: page text (JSON), two-layer PDF; written once
    signed/<document id>/<sha256 of its input>.pdf   the signed file; written once, so that nothing is signed twice
    results/<unit>/<type>/<year>/<document id>.pdf   the permanent key of a loaded result

A corrected edition of a published paper has keys of its own: both names end in ``-2``, ``-3`` … before their ending.

``aa`` is the first two digits of the hash. A key is never overwritten with other bytes: ``put`` is a no-op for bytes that
are already there and refuses different ones. Nothing here deletes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from pipelines.errors import ConfigError, DamageError, OutsideError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Store(Protocol):
    """What a store can do. All raise OutsideError when it cannot be reached, is full, or lacks the key."""

    def put(self, key: str, data: bytes) -> bool:
        """Write *data* once. True when written, False when the same bytes were there; other bytes → DamageError."""

    def get(self, key: str) -> bytes:
        """The bytes at *key*."""

    def exists(self, key: str) -> bool:
        """Whether there is anything at *key*."""

    def opened(self, key: str) -> contextlib.AbstractContextManager[Path]:
        """A local file with the bytes at *key*, for reading only, while the context lasts."""

    def address(self, key: str) -> str:
        """Where a person finds *key*: a path or a URL."""


def content_key(kind: str, sha256: str) -> str:
    """Key of content-addressed bytes; *kind* is ``originals`` or ``derived``."""
    return f"{kind}/{sha256[:2]}/{sha256}"


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def open_store(url: str) -> Store:
    """The store that *url* names: ``file:///path`` or ``s3://bucket/prefix``."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FileStore(Path(parts.path))
    if parts.scheme == "s3" and parts.netloc:
        return S3Store(parts.netloc, parts.path.strip("/"))
    raise ConfigError(f"SOHOA_STORE_URL: cannot use '{url}'; write file:///path or s3://bucket/prefix")


class FileStore:
    """A folder. A key appears whole or not at all: written beside, flushed to disk, then linked into place."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, data: bytes) -> bool:
        path = self.root / key
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".put-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.link(temporary, path)
            finally:
                Path(temporary).unlink()
            _flush_folder(path.parent)
        except FileExistsError:
            if self.get(key) != data:
                raise DamageError(f"store: {key} already holds other bytes; nothing was overwritten") from None
            return False
        except OSError as error:
            raise OutsideError(f"store: cannot write {key}: {error.strerror}; free space or mend {self.root}") from error
        return True

    def get(self, key: str) -> bytes:
        try:
            return (self.root / key).read_bytes()
        except OSError as error:
            raise OutsideError(f"store: cannot read {key}: {error.strerror}; look for it in a backup of {self.root}") from error

    def exists(self, key: str) -> bool:
        return (self.root / key).is_file()

    @contextlib.contextmanager
    def opened(self, key: str) -> Iterator[Path]:
        path = self.root / key
        if not path.is_file():
            raise OutsideError(f"store: {key} is missing; look for it in a backup of {self.root}")
        yield path

    def address(self, key: str) -> str:
        return str(self.root / key)


class S3Store:
    """A bucket, through boto3; endpoint and credentials as boto3 reads them from the environment."""

    def __init__(self, bucket: str, prefix: str = "") -> None:
        import boto3  # noqa: PLC0415 - slow to import, not needed by the embedded default

        self.bucket = bucket
        self.prefix = f"{prefix}/" if prefix else ""
        self.client: S3Client = boto3.client("s3")

    def put(self, key: str, data: bytes) -> bool:
        from botocore.exceptions import ClientError  # noqa: PLC0415

        try:
            with self._outside(key):
                # Servers that do not know If-None-Match ignore it, so the look before is what guards there.
                if not self.exists(key):
                    self.client.put_object(Bucket=self.bucket, Key=self.prefix + key, Body=data, IfNoneMatch="*")
                    return True
        except OutsideError as error:
            cause = error.__cause__
            if not (isinstance(cause, ClientError) and cause.response["Error"]["Code"] in ("PreconditionFailed", "412")):
                raise
        if self.get(key) != data:
            raise DamageError(f"store: {self.address(key)} already holds other bytes; nothing was overwritten")
        return False

    def get(self, key: str) -> bytes:
        with self._outside(key):
            return self.client.get_object(Bucket=self.bucket, Key=self.prefix + key)["Body"].read()

    def exists(self, key: str) -> bool:
        from botocore.exceptions import ClientError  # noqa: PLC0415

        try:
            with self._outside(key):
                self.client.head_object(Bucket=self.bucket, Key=self.prefix + key)
        except OutsideError as error:
            cause = error.__cause__
            if isinstance(cause, ClientError) and cause.response["Error"]["Code"] in ("404", "NoSuchKey", "NotFound"):
                return False
            raise
        return True

    @contextlib.contextmanager
    def opened(self, key: str) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile(prefix="sohoa-") as file:
            file.write(self.get(key))
            file.flush()
            yield Path(file.name)

    def address(self, key: str) -> str:
        return f"s3://{self.bucket}/{self.prefix}{key}"

    @contextlib.contextmanager
    def _outside(self, key: str) -> Iterator[None]:
        from boto3.exceptions import Boto3Error  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        try:
            yield
        except (BotoCoreError, ClientError, Boto3Error) as error:
            raise OutsideError(f"store: {self.address(key)}: {error}") from error


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
