"""Bytes into the store under the key that their hash gives."""

from __future__ import annotations

from pipelines.ledger import Artefact
from pipelines.services import Services
from pipelines.store import content_key, digest


def keep(services: Services, kind: str, data: bytes, among: str = "derived") -> Artefact:
    """*data* as an artefact of *kind*, *among* the ``derived`` or the ``originals``; bytes that are there already stay."""
    sha256 = digest(data)
    key = content_key(among, sha256)
    services.store.put(key, data)
    return Artefact(kind, key, sha256)
