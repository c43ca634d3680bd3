"""
What was read from the paper, as a file inside the file (ISO 19005-3, 6.8; AFRelationship Data): both under one signature.

One JSON object: ``{"serial": …, "document_type": …, "fields": {name: value}}``, names and values as the registry has them.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from pipelines.clock import VIETNAM

FILE = "sohoa.json"
LARGEST = 4_000_000
"""Bytes of an embedded file that are looked at; more is hostile."""


def embed(document: pikepdf.Pdf, data: dict[str, Any], at: dt.datetime) -> None:
    """Put *data* into *document*, in place of what an earlier time put there; *at* is when it was true."""
    encoded = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode()
    zone = at.astimezone(VIETNAM).strftime("D:%Y%m%d%H%M%S+07'00'")
    stream = document.make_stream(
        encoded,
        Type=Name.EmbeddedFile,
        Subtype=Name("/application/json"),
        Params=Dictionary(Size=len(encoded), ModDate=String(zone)),
    )
    spec = document.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(FILE),
            UF=String(FILE),
            Desc=String("Dữ liệu đọc từ văn bản giấy / Data read from the paper"),
            AFRelationship=Name.Data,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    if FILE in document.attachments:
        del document.attachments[FILE]
    pikepdf.NameTree(_names(document))[FILE] = spec
    others = [one for one in document.Root.get("/AF", []) if str(one.get("/UF", "")) != FILE]
    document.Root.AF = Array([*others, spec])


def embedded(pdf: bytes) -> dict[str, Any] | None:
    """The data inside *pdf*; None where there is none, or nothing that `embed` could have written."""
    if b"/EmbeddedFile" not in pdf and b"/ObjStm" not in pdf:
        return None
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            found = [one for one in document.Root.get("/AF", []) if str(one.get("/UF", "")) == FILE]
            if len(found) != 1 or found[0].get("/AFRelationship") != Name.Data:
                return None
            encoded = found[0].EF.F.read_bytes()
    except (pikepdf.PdfError, pikepdf.PasswordError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    try:
        data = json.loads(encoded) if len(encoded) <= LARGEST else None
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _names(document: pikepdf.Pdf) -> pikepdf.Object:
    names = document.Root.get("/Names")
    if not isinstance(names, Dictionary):
        names = document.Root.Names = Dictionary()
    tree = names.get("/EmbeddedFiles")
    if not isinstance(tree, Dictionary):
        tree = names.EmbeddedFiles = document.make_indirect(Dictionary(Names=Array()))
    return tree
