"""Several files for one paper (front and back, a page a file): joined into one PDF in the order of the manifest."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path


def joined(files: Sequence[Path]) -> bytes | None:
    """
    One PDF of all pages of *files* (PDF, TIFF, JPEG, PNG); image data are passed through, never resampled or compressed anew.

    The same files give the same bytes. None when one of them cannot be joined (broken, encrypted, signed, an image with
    transparency): then each is received as it is, and nothing is lost. Raises OSError for a file that cannot be read from disk.
    """
    import img2pdf  # noqa: PLC0415 - slow to import, and few papers come in several files
    import pikepdf  # noqa: PLC0415

    try:
        with pikepdf.new() as whole:
            for file in files:
                data = file.read_bytes()
                if b"%PDF-" not in data[:1024]:
                    data = img2pdf.convert(data, nodate=True, rotation=img2pdf.Rotation.ifvalid) or b""
                with pikepdf.open(io.BytesIO(data)) as opened:
                    if "/AcroForm" in opened.Root or opened.is_encrypted:
                        return None
                    whole.pages.extend(opened.pages)
            out = io.BytesIO()
            whole.save(out, deterministic_id=True)
            return out.getvalue()
    except (pikepdf.PdfError, ValueError, img2pdf.PdfTooLargeError, img2pdf.ImageOpenError, img2pdf.AlphaChannelError):
        return None
