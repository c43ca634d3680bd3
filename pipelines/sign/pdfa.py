"""
Is a file still an archive file (PDF/A, ISO 19005-2 and -3) with its mark, signatures and time stamps in it?

The judge is pikepdf's validator, which allows only what it knows, and names what it does not: forms, permissions and the
validation material, which ISO 19005-2 6.4.3 and ISO 14533-3 permit, and extension schemas of XMP, which 6.6.2.3.3 permits.
"""

from __future__ import annotations

import io
import re

from pipelines.sign.attachment import embedded

_UNKNOWN_BY_DESIGN = re.compile(
    r"\[unsupported\] .*(interactive forms \(/AcroForm\)|unrecognized key\(s\) (/(Perms|DSS|Extensions)(, )?)+ are not checked)"
    r"|ISO_19005_[23]:6\.6\.2\.3\.1-1 .*XMP (namespace|property) (sohoa|pdfaExtension|pdfaSchema|pdfaProperty)[:=]"
)


_EMBEDDED = re.compile(r"\[unsupported\] pikepdf:(embedded-file|associated-files)\b")


def archive_faults(pdf: bytes) -> tuple[str, ...]:
    """What keeps *pdf* from being PDF/A-2b or PDF/A-3b, in the validator's English; empty when nothing does."""
    held = embedded(pdf)
    flavour = "3b" if held is not None or re.search(rb"pdfaid:part(?:=\"|>)3", pdf) else "2b"
    found = _faults(pdf, flavour)
    first = pdf[: pdf.find(b"%%EOF") + 5]
    if held is not None and len(first) < len(pdf) and embedded(first) == held:
        # The validator does not walk on behind a form: what is embedded is judged in the revision before the signatures.
        found = [fault for fault in found if not _EMBEDDED.match(fault)] + _faults(first, flavour)
    return tuple(found)


def _faults(pdf: bytes, flavour: str) -> list[str]:
    from pikepdf import pdfa  # noqa: PLC0415 - slow to import, and only who signs needs it

    found = [str(finding) for finding in pdfa.validate_written(io.BytesIO(pdf), flavour).findings]
    return [finding for finding in found if not _UNKNOWN_BY_DESIGN.search(finding)]
