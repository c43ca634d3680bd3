"""Truth for tuning: what people settled at the desk, as scans with truth files (``sohoa review export``)."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pikepdf

from pipelines.ledger import NO_FIELD, Case
from pipelines.model import HANDWRITTEN, Outcome, Value
from pipelines.services import Services

SETTLED = (Outcome.ON_THE_WAY, Outcome.LOADED)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    written: tuple[str, ...]
    """Ids of documents."""
    left_out: int
    """Papers of a picture that holds several: a truth file is about a whole file."""


def export(services: Services, folder: Path, batch_id: str | None = None) -> Exported:
    """
    For each document that a person vouched for a copy of the original and ``NAME.truth.json``, as ``sohoa evaluate`` and ``sohoa
    calibrate`` read them. NAME is the document's id. An event for each document tells that its data left the house.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written, left_out = [], 0
    for document in services.ledger.documents(SETTLED, batch_id=batch_id):
        case = services.ledger.case(document.id)
        fields = _vouched(services, case) if case is not None else {}
        if case is None or not fields:
            continue
        name = f"{document.id}{PurePosixPath(document.scan.path).suffix.lower()}"
        if document.page_range is not None and not name.endswith(".pdf"):
            left_out += 1
            continue
        with services.store.opened(services.ledger.artefacts(document.id)["original"].key) as original:
            _copy(original, folder / name, document.page_range)
        truth = json.dumps(_truth(case, fields), ensure_ascii=False, indent=2) + "\n"
        (folder / f"{name}.truth.json").write_text(truth, encoding="utf-8")
        written.append(document.id)
    services.ledger.exported(written, {"documents": len(written)})
    return Exported(tuple(written), left_out)


def vouched(case: Case) -> dict[str, Value]:
    """
    {field: a person's last word on it}, None where the paper has no such value; empty unless a person looked at the whole paper.

    A ruling on the whole names the type; what was said before the last one counts where nothing was said later.
    """
    whole = [word.revision for word in case.reviews if word.field == "document_type"]
    if not whole or not case.vouched:
        return {}
    return {word.field: word.human_value for word in case.reviews if word.field not in NO_FIELD}


def _vouched(services: Services, case: Case) -> dict[str, Value]:
    doctype = services.doctypes.get(case.document.document_type or "")
    return {name: value for name, value in vouched(case).items() if doctype is not None and name in doctype.fields}


def _truth(case: Case, fields: dict[str, Value]) -> dict[str, Any]:
    found = case.machine.fields
    by_hand = [name for name in fields if name in found and found[name].handwriting >= HANDWRITTEN]
    return {
        "document_type": case.document.document_type,
        "pages": case.document.pages,
        "fields": fields,
        "text": [],  # nobody vouched for every word
        "condition": "reviewed",
        "handwritten": bool(by_hand),
        "handwritten_fields": by_hand,
    }


def _copy(original: Path, to: Path, pages: tuple[int, int] | None) -> None:
    if pages is None:
        shutil.copyfile(original, to)
        return
    with pikepdf.open(original) as whole, pikepdf.new() as part:
        part.pages.extend(whole.pages[pages[0] - 1 : pages[1]])
        part.save(to)
