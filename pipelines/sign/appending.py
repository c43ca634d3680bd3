"""One signature, appended to a file as an incremental update; what was there before stays byte by byte."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError, simple_cms_attribute
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.stamp import BaseStampStyle

from pipelines.errors import DocumentProblem
from pipelines.sign.drawing import Drawing
from pipelines.sign.geometry import Matrix, Rect
from pipelines.sign.identity import Identity
from pipelines.sign.network import Network, ServiceDown
from pipelines.sign.running import run_lasting

FIELD = "Sohoa"
"""Name of the signature field; numbered when taken."""

DIGEST = "sha256"

_ODD = (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What a damaged file may raise while it is written to."""


class QuietWriter(IncrementalPdfFileWriter):  # type: ignore[misc]
    """pyHanko rewrites the XMP at every write, renames our prefix and breaks the extension schema; PDF/A is lost."""

    def _update_meta(self) -> None:
        """Leave the metadata as it is."""


class Appearance(BaseStampStyle):  # type: ignore[misc]
    """A ready drawing as the appearance of a signature, turned with the page."""

    def __init__(self, drawing: Drawing, turn: Matrix, packet: bytes | None) -> None:
        super().__init__()
        object.__setattr__(self, "_packet", packet)
        object.__setattr__(self, "_drawing", drawing.to_bytes())
        object.__setattr__(self, "_turn", turn)

    def create_stamp(self, writer: Any, box: Any, text_params: dict[str, Any]) -> Appearance:  # noqa: ARG002 - pyHanko's signature
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


@dataclass(frozen=True)
class Spot:
    """Where a signature shows, and how. *rect* in user space of *page*, from 0."""

    page: int
    rect: Rect
    appearance: Appearance


def append_signature(
    pdf: bytes,
    identity: Identity,
    spot: Spot | None,
    *,
    location: str,
    moment: dt.datetime,
    certify: bool = False,
    network: Network | None = None,
) -> tuple[bytes, str | None]:
    """
    *pdf* with the signature of *identity* at *spot* (None: it shows nowhere), PAdES B-B, or B-T where *network* stamps it.

    Returns the file, and the code of the reason when *network* was to stamp the signature and did not. The key signs first
    and the stamp comes after, so that an outage costs no signature. Raises DocumentProblem ``sign_forbidden``,
    ``sign_encrypted``, ``sign_unreadable``; OutsideError and ConfigError of the key.
    """
    reserve = _reserve(identity, stamped=network is not None)
    while True:
        try:
            prepared, digest, output = _prepare(pdf, identity, spot, location, moment, certify, reserve)
        except SigningError as error:
            raise DocumentProblem("sign_forbidden") from error
        except _ODD as error:
            raise DocumentProblem("sign_unreadable") from error
        attributes = PdfCMSSignedAttributes(signing_time=moment)
        work = identity.signer.async_sign(digest, DIGEST, use_pades=True, signed_attr_settings=attributes)
        signature: cms.ContentInfo = run_lasting(work)
        missed = _stamp(signature, network) if network is not None else None
        needed = 2 * len(signature.dump())
        if needed <= reserve:
            prepared.cms_writer.send(signature)
            signed: bytes = output.getvalue()
            return signed, missed
        # The place in the file is part of what is signed: a signature that does not fit is dropped and made anew.
        reserve = needed + 1024


def _prepare(
    pdf: bytes, identity: Identity, spot: Spot | None, location: str, moment: dt.datetime, certify: bool, reserve: int
) -> tuple[Any, bytes, io.BytesIO]:
    writer = QuietWriter(io.BytesIO(pdf), strict=False)
    if writer.prev.encrypted:
        raise DocumentProblem("sign_encrypted")
    name = _free_name(writer)
    if spot is None:
        place = SigFieldSpec(name, on_page=0)
    else:
        place = SigFieldSpec(name, on_page=spot.page, box=tuple(round(edge, 3) for edge in spot.rect))
    signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=name,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            location=location,
            certify=certify,
            docmdp_permissions=MDPPerm.FILL_FORMS,
        ),
        signer=identity.signer,
        stamp_style=spot.appearance if spot is not None else None,
        new_field_spec=place,
    )
    session = signer.init_signing_session(writer)
    session.system_time = moment
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserve, appearance_text_params=None)
    digest, output = prepared.digest_tbs_document()
    return prepared, digest.document_digest, output


def _stamp(signature: cms.ContentInfo, network: Network) -> str | None:
    """Put a time stamp over the signature's value into *signature*; the code of the reason when there is none."""
    info = signature["content"]["signer_infos"][0]
    try:
        token = network.stamp(hashlib.sha256(info["signature"].native).digest())
    except ServiceDown as down:
        return down.code
    info["unsigned_attrs"] = cms.CMSAttributes([simple_cms_attribute("signature_time_stamp_token", token)])
    return None


def _free_name(writer: IncrementalPdfFileWriter) -> str:
    taken = {name for name, _, _ in enumerate_sig_fields(writer.prev)}
    number, name = 1, FIELD
    while name in taken:
        number += 1
        name = f"{FIELD}{number}"
    return name


def _reserve(identity: Identity, *, stamped: bool) -> int:
    """Hex digits for the CMS object: certificates, signature, attributes, room to spare, and a time stamp with its chain."""
    certificates = len(identity.certificate) + sum(map(len, identity.chain))
    return 2 * (certificates + 2048 + (6144 if stamped else 0))
