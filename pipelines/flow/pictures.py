"""Pages as people see them on a screen, and the text in a part of a page."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from pipelines.errors import ConfigError
from pipelines.flow import pagetext
from pipelines.model import Box, Document, Page, Word
from pipelines.services import Services

WIDTHS = (800, 1600, 2400)
"""Pixels across, for a page beside its fields, the same zoomed in, and a look at fine print."""
_QUALITY = 78
_KEPT_BYTES = 96 * 2**20


@dataclass
class _Kept:
    """The JPEGs shown last in this process, by file, page, turn and width."""

    held: OrderedDict[tuple[str, int, int, int], bytes]
    lock: threading.Lock
    size: int = 0

    def get(self, key: tuple[str, int, int, int]) -> bytes | None:
        with self.lock:
            if key in self.held:
                self.held.move_to_end(key)
            return self.held.get(key)

    def put(self, key: tuple[str, int, int, int], data: bytes) -> None:
        with self.lock:
            self.size += len(data) - len(self.held.pop(key, b""))
            self.held[key] = data
            while self.size > _KEPT_BYTES and len(self.held) > 1:
                self.size -= len(self.held.popitem(last=False)[1])


_KEPT = _Kept(OrderedDict(), threading.Lock())
_EYES = threading.Lock()
"""What draws and reads pages is not shared between threads."""


def pages(services: Services, document: Document) -> tuple[Page, ...]:
    """What was read of each page of the document; empty when nothing was yet. Raises OutsideError."""
    kept = services.ledger.artefacts(document.id).get("pages")
    return _loaded(cast("Hashable", services.store), kept.key) if kept else ()


def picture(services: Services, document: Document, number: int, width: int) -> bytes:
    """
    JPEG of the upright page *number* (of the file, from 1), at most *width* pixels across, one of ``WIDTHS``; at its left and
    top edges as the boxes of its words count.

    Raises ConfigError for a page or width that there is not, DocumentProblem where it cannot be drawn, OutsideError.
    """
    from pipelines import ocr  # noqa: PLC0415 - slow to import

    page = _page(services, document, number)
    if width not in WIDTHS:
        raise ConfigError(f"a page is shown {WIDTHS} pixels across")
    original = services.ledger.artefacts(document.id)["original"]
    key = (original.sha256, number, page.rotation, width)
    if (ready := _KEPT.get(key)) is not None:
        return ready
    config = services.ocr_config
    with _EYES, services.store.opened(original.key) as path:
        if (ready := _KEPT.get(key)) is not None:
            return ready
        image = ocr.page_image(path, number, config, page.rotation)
        # Gray pages stay gray: a third of the bytes.
        image = image if image.mode in ("L", "RGB") else image.convert("RGB")
        image.thumbnail((width, 4 * width))
        out = io.BytesIO()
        image.save(out, "JPEG", quality=_QUALITY)
    _KEPT.put(key, out.getvalue())
    return out.getvalue()


def text_in(services: Services, document: Document, number: int, box: Box) -> str:
    """
    The text in *box* (pixels of the upright page): the words that were read there, else what a second look reads.

    Raises ConfigError for a page that there is not, DocumentProblem, OutsideError.
    """
    from pipelines import ocr  # noqa: PLC0415 - slow to import

    page = _page(services, document, number)
    inside = [word for word in page.words if _middle_in(word, box)]
    if not inside:
        config = services.ocr_config
        original = services.ledger.artefacts(document.id)["original"]
        with _EYES, services.store.opened(original.key) as path:
            inside = list(ocr.look_again(path, page, box, config))
    return " ".join(word.text for word in inside)


def _page(services: Services, document: Document, number: int) -> Page:
    found = next((page for page in pages(services, document) if page.number == number), None)
    if found is None:
        raise ConfigError(f"{document.id} has no page {number}")
    return found


def _middle_in(word: Word, box: Box) -> bool:
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


@lru_cache(maxsize=32)
def _loaded(store: Any, key: str) -> tuple[Page, ...]:
    """Bytes in the store are written once, so their key says all."""
    return pagetext.load(store.get(key))
