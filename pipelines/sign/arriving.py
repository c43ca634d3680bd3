"""Does a file arrive signed? Asked of every file, hostile ones too, so it answers False rather than fail."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name

DEEPEST = 32
"""Levels of the field tree that are looked at."""
MOST = 10_000
"""Fields that are looked at."""


def has_signature(pdf: Path | bytes) -> bool:
    """
    True when *pdf* has a signature field with contents, in its form or on one of its pages.

    A broken, encrypted or other file gives False. Raises OSError when the path cannot be read.
    """
    data = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    if b"/ByteRange" not in data and b"/ObjStm" not in data and b"#" not in data:
        return False  # the name is in no object, not even one written with escapes
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            return _in_form(document) or _on_pages(document)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def _in_form(document: pikepdf.Pdf) -> bool:
    form = document.Root.get("/AcroForm")
    if not isinstance(form, Dictionary) or not isinstance(form.get("/Fields"), pikepdf.Array):
        return False
    level, looked = [(field, None) for field in form.Fields], 0
    for _ in range(DEEPEST):
        below = []
        for field, kind in level:
            looked += 1
            if looked > MOST:
                return False
            if not isinstance(field, Dictionary):
                continue
            own = field.get("/FT", kind)
            if own == Name.Sig and _filled(field):
                return True
            kids = field.get("/Kids")
            if isinstance(kids, pikepdf.Array):
                below += [(kid, own) for kid in kids]
        level = below
    return False


def _on_pages(document: pikepdf.Pdf) -> bool:
    for page in document.pages:
        annotations = page.obj.get("/Annots")
        if isinstance(annotations, pikepdf.Array):
            for note in annotations:
                if isinstance(note, Dictionary) and note.get("/FT") == Name.Sig and _filled(note):
                    return True
    return False


def _filled(field: pikepdf.Object) -> bool:
    value = field.get("/V")
    return isinstance(value, Dictionary) and isinstance(value.get("/Contents"), pikepdf.String) and len(bytes(value.Contents)) > 0
