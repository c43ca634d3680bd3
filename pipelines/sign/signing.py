"""
Mark, then signature, then a second look.

A file that arrives unsigned is marked (a new revision of the whole file) and then signed by an incremental update. A
file that arrives signed is never altered: only an incremental update is appended, whose signature carries the mark's
words in its own appearance.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pikepdf
from pikepdf import Name
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.stamp import BaseStampStyle

from pipelines.errors import DocumentProblem
from pipelines.model import Conversion
from pipelines.sign.arriving import has_signature
from pipelines.sign.config import SigningConfig
from pipelines.sign.drawing import Drawing, wrap
from pipelines.sign.fonts import find_typeface
from pipelines.sign.geometry import Matrix, Rect
from pipelines.sign.identity import Identity
from pipelines.sign.mark import draw_signature, mark_lines, put_mark, signature_lines
from pipelines.sign.placement import find_room
from pipelines.sign.running import run
from pipelines.sign.second_look import look_again_at_marked, look_again_at_signed
from pipelines.sign.times import VIETNAM, vietnam_time
from pipelines.sign.xmp import record, with_record

FIELD = "Sohoa"
"""Name of the signature field; numbered when taken."""

DIGEST = "sha256"


def sign(pdf: bytes, conversion: Conversion, identity: Identity, config: SigningConfig) -> bytes:
    """
    Mark *pdf* as converted from paper and sign it as PAdES B-B (ETSI EN 319 142-1) in the agency's name.

    Returns the signed file, which was opened again, verified and compared with what came in.
    Raises DocumentProblem: ``sign_encrypted``, ``sign_unreadable``, ``sign_forbidden``, ``sign_arrived_invalid``,
    ``sign_no_room``, ``sign_page_too_large``, ``sign_letter_missing``, ``sign_second_look``; ConfigError when the
    machine has no font.
    """
    moment = dt.datetime.now(VIETNAM).replace(microsecond=0)
    words = signature_lines(conversion.agency, identity.name, vietnam_time(moment), conversion.serial, config)
    if has_signature(pdf):
        return _sign_again(pdf, conversion, identity, config, words, moment)
    marked, rect, drawing, turn = _mark(pdf, conversion, config, words)
    signed = _append_signature(
        marked, identity, conversion, rect=rect, page=0, drawing=drawing, turn=turn, moment=moment, certify=config.certify
    )
    look_again_at_marked(pdf, marked, signed, record(conversion), identity, conversion.pages)
    return signed


def _mark(
    pdf: bytes, conversion: Conversion, config: SigningConfig, words: tuple[str, ...]
) -> tuple[bytes, Rect, Drawing, Matrix]:
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if document.is_encrypted:
                raise DocumentProblem("sign_encrypted")
            if not document.pages:
                raise DocumentProblem("sign_unreadable")
            place = put_mark(document, conversion, words, config)
            _put_record(document, record(conversion))
            buffer = io.BytesIO()
            document.save(buffer, min_version="1.7", linearize=False)
    except pikepdf.PasswordError:
        raise DocumentProblem("sign_encrypted") from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DocumentProblem("sign_unreadable") from error
    face = find_typeface(config.fonts)
    lines = [part for line in words for part in wrap(face, line, config.font_size, place.size[0])]
    return buffer.getvalue(), place.rect, draw_signature(lines, place.size, face, config.font_size), place.frame.turn()


def _put_record(document: pikepdf.Pdf, values: dict[str, str]) -> None:
    metadata = document.Root.get("/Metadata")
    packet = metadata.read_bytes() if isinstance(metadata, pikepdf.Stream) else None
    try:
        written = with_record(packet, values)
    except ValueError:
        written = with_record(None, values)  # a packet that is no XMP tells nobody anything
    stream = document.make_stream(written, Type=Name.Metadata, Subtype=Name.XML)
    document.Root.Metadata = stream


def _sign_again(
    pdf: bytes, conversion: Conversion, identity: Identity, config: SigningConfig, words: tuple[str, ...], moment: dt.datetime
) -> bytes:
    face = find_typeface(config.fonts)
    look_again_at_signed(pdf, None, identity)
    room = find_room(pdf, face, (*mark_lines(conversion, config), *words), config, config.lookup.format(serial=conversion.serial))
    signed = _append_signature(
        pdf,
        identity,
        conversion,
        rect=room.rect,
        page=room.page,
        drawing=room.drawing,
        turn=room.frame.turn(),
        moment=moment,
        certify=False,
        packet=with_record(None, record(conversion)),  # the file's own metadata may not change: the appearance carries it
    )
    look_again_at_signed(pdf, signed, identity)
    return signed


class _QuietWriter(IncrementalPdfFileWriter):  # type: ignore[misc]
    """pyHanko rewrites the XMP at every write, renames our prefix and breaks the extension schema; PDF/A is lost."""

    def _update_meta(self) -> None:
        """Leave the metadata as it is."""


class _Appearance(BaseStampStyle):  # type: ignore[misc]
    """A ready drawing as the appearance of a signature, turned with the page."""

    def __init__(self, drawing: Drawing, turn: Matrix, packet: bytes | None) -> None:
        super().__init__()
        object.__setattr__(self, "_packet", packet)
        object.__setattr__(self, "_drawing", drawing.to_bytes())
        object.__setattr__(self, "_turn", turn)

    def create_stamp(self, writer: Any, box: Any, text_params: dict[str, Any]) -> _Appearance:  # noqa: ARG002 - pyHanko's signature
        """Import the drawing into *writer*."""
        reference = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._drawing)))
        numbers = [generic.FloatObject(number) for number in self._turn]
        reference.get_object()[pdf_name("/Matrix")] = generic.ArrayObject(numbers)
        if self._packet is not None:
            entries = {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")}
            metadata = writer.add_object(generic.StreamObject(entries, stream_data=self._packet))
            reference.get_object()[pdf_name("/Metadata")] = metadata
        object.__setattr__(self, "_reference", reference)
        return self

    def apply_appearance(self, annotation: Any) -> None:
        """Set it as normal appearance."""
        normal = generic.DictionaryObject({pdf_name("/N"): self._reference})
        annotation[pdf_name("/AP")] = normal


def _append_signature(
    pdf: bytes,
    identity: Identity,
    conversion: Conversion,
    *,
    rect: Rect,
    page: int,
    drawing: Drawing,
    turn: Matrix,
    moment: dt.datetime,
    certify: bool,
    packet: bytes | None = None,
) -> bytes:
    try:
        writer = _QuietWriter(io.BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            raise DocumentProblem("sign_encrypted")
        field = _free_name(writer)
        signer = signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name=field,
                md_algorithm=DIGEST,
                subfilter=SigSeedSubFilter.PADES,
                location=conversion.agency,
                certify=certify,
                docmdp_permissions=MDPPerm.FILL_FORMS,
            ),
            signer=identity.signer,
            stamp_style=_Appearance(drawing, turn, packet),
            new_field_spec=SigFieldSpec(field, on_page=page, box=tuple(round(edge, 3) for edge in rect)),
        )
        session = signer.init_signing_session(writer)
        session.system_time = moment
        prepared = session.prepare_tbs_document(
            validation_info=None, bytes_reserved=_reserve(identity), appearance_text_params=None
        )
        digest, output = prepared.digest_tbs_document()
        attributes = PdfCMSSignedAttributes(signing_time=moment)
        run(prepared.perform_signature(document_digest=digest.document_digest, pdf_cms_signed_attrs=attributes))
    except SigningError as error:
        raise DocumentProblem("sign_forbidden") from error
    except (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise DocumentProblem("sign_unreadable") from error
    signed: bytes = output.getvalue()
    return signed


def _free_name(writer: IncrementalPdfFileWriter) -> str:
    taken = {name for name, _, _ in enumerate_sig_fields(writer.prev)}
    number, name = 1, FIELD
    while name in taken:
        number += 1
        name = f"{FIELD}{number}"
    return name


def _reserve(identity: Identity) -> int:
    """Hex digits for the CMS object: certificates, signature, attributes, and room to spare."""
    certificates = len(identity.certificate) + sum(map(len, identity.chain))
    return 2 * (certificates + 2048)
