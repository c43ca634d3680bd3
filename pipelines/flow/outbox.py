"""
Telling other systems what was published and revoked (Decree 45/2020 Art. 15: a revocation reaches every system that holds it).

Messages go out in the order in which things happened, each at least once, under a number that the receiver can know it by;
the first one that is not taken ends the round, and the next round begins with it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from pipelines import load
from pipelines.errors import ConfigError
from pipelines.flow.maintenance import Receiver
from pipelines.services import Services

AT_ONCE = 200


def deliver(services: Services, receiver: Receiver) -> tuple[int, int]:
    """Tell *receiver* what it was not told yet: (messages taken, messages that wait). Raises OutsideError, ConfigError."""
    told = 0
    if receiver.url is not None:
        headers = {"Authorization": f"Bearer {services.settings.outbox_token}"} if services.settings.outbox_token else {}
        with httpx.Client(timeout=receiver.seconds, headers=headers) as client:
            told = _send(services, lambda message: _post(client, str(receiver.url), message))
    elif receiver.folder is not None:
        told = _send(services, lambda message: _put(Path(str(receiver.folder)), message))
    return told, load.count_unsent(services.registry)


def _send(services: Services, give: Callable[[load.Message], bool]) -> int:
    told = 0
    while waiting := load.unsent(services.registry, AT_ONCE):
        for message in waiting:
            if not give(message):
                return told
            load.mark_sent(services.registry, [message.id], dt.datetime.now(dt.UTC))
            told += 1
    return told


def _post(client: httpx.Client, url: str, message: load.Message) -> bool:
    try:
        answer = client.post(url, json=_plain(message), headers={"Idempotency-Key": str(message.id)})
    except httpx.HTTPError:
        return False
    return answer.is_success


def _put(folder: Path, message: load.Message) -> bool:
    file = folder / f"{message.id:010d}-{message.kind}-{message.document_id}.json"
    draft = file.with_suffix(f".{os.getpid()}.part")
    try:
        draft.write_text(json.dumps(_plain(message), ensure_ascii=False, sort_keys=True), encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise ConfigError(
            f"config/maintenance.yaml: outbox.folder {folder}: {error.strerror}; make the folder writable"
        ) from None
    return True


def _plain(message: load.Message) -> dict[str, Any]:
    return {
        **message.payload,
        "id": message.id,
        "kind": message.kind,
        "document_id": message.document_id,
        "version": message.version,
        "created_at": message.created_at.isoformat(),
    }
