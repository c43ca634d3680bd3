"""
A file's signatures, judged together. Offline, and never fails on what it is given: what cannot be read is invalid.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import XRefSectionType
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields

from pipelines.model import Verification
from pipelines.sign.attachment import embedded
from pipelines.sign.container import orphans
from pipelines.sign.judging import Bench, Judged, judge
from pipelines.sign.reasons import reason
from pipelines.sign.running import run
from pipelines.sign.trust import load_anchors, material_of
from pipelines.sign.xmp import read_record

_ODD = (KeyError, AttributeError, AssertionError, ValueError, TypeError, IndexError)
"""What reading an odd object may raise besides PdfError."""

MOST_SIGNATURES = 30
"""Every signature is compared with all that follows it, so the work grows with the square of their number."""


def verify(pdf: Path | bytes, anchors: Path | Sequence[bytes], at: dt.datetime | None = None) -> Verification:
    """
    Judge all signatures of *pdf* against the trust *anchors* (a folder or file of certificates, or their bytes).

    *at* is the time at which certificates must be good when no trusted time stamp proves one: now, unless the caller
    knows that the file existed then. Raises OSError when the path cannot be read, ConfigError for an unreadable
    anchor; nothing else.
    """
    trusted = load_anchors(anchors)
    data = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
    if b"%PDF-" not in data[:1024]:
        return Verification("invalid", reasons=(reason("not_pdf"),))
    try:
        return run(_verify(data, trusted, at or dt.datetime.now(dt.UTC)))
    except Exception as error:  # noqa: BLE001 - hostile input fails in any way it likes; it is never valid
        return Verification("invalid", reasons=(reason("unreadable", error=type(error).__name__),))


async def _verify(data: bytes, anchors: tuple[bytes, ...], now: dt.datetime) -> Verification:
    reader = _open(data)
    if reader.encrypted and reader.decrypt(b"").status == AuthStatus.FAILED:
        return Verification("invalid", reasons=(reason("encrypted"),))
    fields = _filled_fields(reader)
    conversion, held = _conversion(data), embedded(data)
    doubts = _file_doubts(data, reader, {name for name, _ in fields})
    if orphans(data, {gap for _, field in fields if (gap := _gap(field))}):
        doubts.append(reason("orphan"))
    if not fields:
        return Verification("invalid" if doubts else "unsigned", (), conversion, tuple(doubts), held)
    if len(fields) > MOST_SIGNATURES:
        return Verification("invalid", (), conversion, (*doubts, reason("too_many", limit=MOST_SIGNATURES)), held)
    bench = Bench(data, reader, anchors, material_of(reader), now)
    stamps = [await judge(bench, name, field) for name, field in fields if _is_timestamp(field)]
    proofs = tuple(stamp for stamp in stamps if stamp.report.intact)
    others = [await judge(bench, name, field, proofs) for name, field in fields if not _is_timestamp(field)]
    judged = sorted([*stamps, *others], key=lambda one: one.revision)
    doubts += _after_the_last(data, reader, judged[-1], conversion)
    doubts += _hybrid_after(reader, judged[-1])
    doubts += _tail(data, reader, judged[-1])
    doubts += _record_changes(data, judged, conversion)
    reports = tuple(one.report for one in judged)
    if doubts or not all(report.intact for report in reports):
        verdict = "invalid"
    else:
        verdict = "valid" if all(report.trusted for report in reports) else "untrusted"
    return Verification(verdict, reports, conversion, tuple(dict.fromkeys(doubts)), held)


def _open(data: bytes) -> PdfFileReader:
    """
    A reader for *data*.

    A reference to an object that exists in no revision is null (ISO 32000-1, 7.3.10) and frequent in real files, but
    makes pyHanko's comparison of revisions fail; it counts here as something old, which nothing new may hide behind.
    """
    reader = PdfFileReader(io.BytesIO(data), strict=False)
    known = reader.xrefs.get_introducing_revision

    def introducing_revision(reference: Any) -> int:
        try:
            return int(known(reference))
        except KeyError:
            return -1

    reader.xrefs.get_introducing_revision = introducing_revision
    return reader


def _filled_fields(handler: Any) -> list[tuple[str, Any]]:
    return [(name, field) for name, _, field in enumerate_sig_fields(handler, filled_status=True)]


def _gap(field: Any) -> tuple[int, int] | None:
    try:
        _, start, end, _ = (int(number) for number in field.get_object()["/V"]["/ByteRange"])
    except (KeyError, ValueError, TypeError, AttributeError, PdfError):
        return None
    return start, end


def _is_timestamp(field: Any) -> bool:
    value = field.get_object()["/V"]
    return str(value.get("/Type", "")) == "/DocTimeStamp" or str(value.get("/SubFilter", "")) == "/ETSI.RFC3161"


def _file_doubts(data: bytes, reader: PdfFileReader, names: set[str]) -> list[str]:
    """What is wrong with the file as a whole, whatever its signatures say."""
    doubts = []
    if any(_names_at(reader, revision) - names for revision in range(reader.xrefs.total_revisions - 1)):
        doubts.append(reason("signature_removed"))
    if names and not _read_alike(data, reader):
        doubts.append(reason("two_readings"))
    return doubts


def _names_at(reader: PdfFileReader, revision: int) -> set[str]:
    """Names of the signatures that *revision* had; none when it is no whole document, as the first part of a linearized file."""
    try:
        return {name for name, _ in _filled_fields(reader.get_historical_resolver(revision))}
    except (PdfError, AssertionError, KeyError, TypeError, AttributeError):
        return set()


def _read_alike(data: bytes, reader: PdfFileReader) -> bool:
    """Whether qpdf sees the same document as pyHanko: same catalogue, same pages."""
    try:
        with pikepdf.open(io.BytesIO(data)) as other:
            root = reader.trailer.raw_get("/Root")
            same_root = other.Root.objgen == (root.idnum, root.generation)
            return same_root and len(other.pages) == int(reader.root["/Pages"]["/Count"])
    except pikepdf.PasswordError:
        return True
    except pikepdf.PdfError:
        return False


def _after_the_last(data: bytes, reader: PdfFileReader, last: Judged, conversion: dict[str, str]) -> list[str]:
    """
    After the last signature validation data may follow, and a form be filled in where a certification says so (DocMDP).

    Without one nobody signed for what a field shows now. A converted paper has nothing to fill in; and a new empty signature
    field would be a way to draw over the page.
    """
    if last.change in {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES}:
        return []
    if last.change == ModificationLevel.FORM_FILLING and not conversion:
        signed = PdfFileReader(io.BytesIO(data[: last.end]), strict=False)
        then = {name for name, _, _ in enumerate_sig_fields(signed)}
        if "/DocMDP" in signed.root.get("/Perms", {}) and {name for name, _, _ in enumerate_sig_fields(reader)} == then:
            return []
    return [reason("not_covered")]


def _tail(data: bytes, reader: PdfFileReader, last: Judged) -> list[str]:
    """What stands behind the end of the last revision belongs to nothing that anybody signed or permitted."""
    if last.end == len(data):
        return []
    added = reader.xrefs.total_revisions > last.revision + 1
    tail = data[data.rindex(b"%%EOF") + len(b"%%EOF") :] if added else data[last.end :]
    return [reason("tail")] if tail.strip(b"\r\n\t ") else []


def _hybrid_after(reader: PdfFileReader, last: Judged) -> list[str]:
    """Two cross-reference tables side by side are old habit in what was signed, and a trick in what was added."""
    for revision in range(last.revision + 1, reader.xrefs.total_revisions):
        if reader.xrefs.get_xref_container_info(revision).xref_section_type == XRefSectionType.HYBRID_MAIN:
            return [reason("hybrid")]
    return []


def _record_changes(data: bytes, judged: list[Judged], conversion: dict[str, str]) -> list[str]:
    """Metadata may be updated after signing, the conversion record may not."""
    signed = [_conversion(data[: one.end]) for one in judged if one.revision >= 0]
    if any(record and record != conversion for record in signed) or (conversion and not (signed and signed[-1])):
        return [reason("record_changed")]
    return []


def _conversion(data: bytes) -> dict[str, str]:
    """
    The record in the document that *data* is, or in the appearance of its signatures when it arrived signed.

    Read with a reader of its own, because reading metadata changes a reader.
    """
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            reader.decrypt(b"")
        holders = [reader.root, *(_appearance(field) for _, field in _filled_fields(reader))]
    except (PdfError, *_ODD):
        return {}
    found = (_record_of(holder) for holder in holders)
    return next((values for values in found if values), {})


def _appearance(field: Any) -> Any:
    try:
        return field.get_object()["/AP"]["/N"]
    except (PdfError, *_ODD):
        return {}


def _record_of(holder: Any) -> dict[str, str]:
    try:
        return read_record(holder["/Metadata"].data)
    except (PdfError, *_ODD):
        return {}
