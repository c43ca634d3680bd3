"""
PAdES levels (ETSI EN 319 142-1): what level a file has, what its proofs rest on, and how it is lifted to a higher one.

Everything here only appends: validation material (the DSS, 5.4.2) and document time stamps (5.4.3). A signature that missed
its time stamp gets the proof of its time from a document time stamp, which table 1 allows in its place.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipelines.errors import ConfigError, DocumentProblem
from pipelines.sign.appending import DIGEST, FIELD, QuietWriter
from pipelines.sign.network import Network, Proof, ServiceDown, stamper_of
from pipelines.sign.policy import PadesLevel
from pipelines.sign.trust import material_of
from pipelines.sign.verifying import verify

STAMP_FIELD = "SohoaTime"
STAMP_RESERVE = 2 * 8192
"""Hex digits for a document time stamp."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a signed file has, by its form; whether it is to be believed is ``verify``'s question."""

    level: PadesLevel
    """Of the one of our signatures that has least."""
    ends: dt.datetime
    """When the newest proof ends: the certificate of the last time stamp, or of the signature where there is none."""
    digest: str
    """Digest algorithm of that proof."""
    stamps: int
    """Document time stamps."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """A file after ``lift``; the same bytes, with the reason, when nothing could be added."""

    pdf: bytes
    reached: PadesLevel
    reason: str | None = None
    """Code (``messages.yaml``) of what could not be added."""


@dataclass(frozen=True)
class _Form:
    signatures: tuple[EmbeddedPdfSignature, ...]
    stamps: tuple[EmbeddedPdfSignature, ...]
    has_material: bool
    archived: frozenset[int]
    """Revisions of the document time stamps that cover validation material."""


def standing(pdf: bytes) -> Standing:
    """The standing of a signed file. Raises DocumentProblem ``sign_unreadable`` for one that has no signature."""
    return _standing(_form(pdf))


def lift(pdf: bytes, wanted: PadesLevel, network: Network, *, renew: bool = False) -> Lifted:
    """
    Append what *pdf* lacks for level *wanted*; with *renew*, a new document time stamp over everything in any case.

    What the file has already is kept. Raises ConfigError when a certificate is revoked or belongs to no trusted root,
    DocumentProblem ``sign_unreadable``.
    """
    form = _form(pdf)
    before = _standing(form)
    if before.level.rank >= wanted.rank and not renew:
        return Lifted(pdf, before.level)
    unstamped = before.level == PadesLevel.B
    proof, missed = Proof(), None
    if renew or wanted.rank >= PadesLevel.LT.rank:
        try:
            proof = _proofs(form, network, newest=renew and form.has_material)
        except ServiceDown as down:
            missed = down.code
        except ConfigError:
            if not renew:
                raise
            missed = "level_refused"  # a stamp proves the time of all there is, also where more cannot be added
    # Material first, then the stamp over it: one revision where both are added.
    stamp = renew or unstamped or (wanted == PadesLevel.LTA and missed is None)
    lifted = pdf
    try:
        if stamp or proof.certificates:
            lifted = _append(pdf, proof, network if stamp else None)
    except ServiceDown as down:
        missed = missed or down.code
        # Material alone says nothing about a signature whose time nothing proves.
        if proof.certificates and not unstamped and not renew:
            lifted = _append(pdf, proof, None)
    after = _standing(_form(lifted))
    return Lifted(lifted, after.level, missed)


def look_again_at_lifted(before: bytes, lifted: Lifted, anchors: tuple[bytes, ...]) -> None:
    """
    Hold a lifted file against the one *before*, with *anchors* (DER) as trusted roots.

    Raises DocumentProblem ``sign_second_look`` when anything but the end has changed or a signature or stamp is not whole.
    """
    if lifted.pdf == before:
        return
    if not lifted.pdf.startswith(before):
        raise DocumentProblem("sign_second_look", check="prefix")
    judged = verify(lifted.pdf, anchors)
    if judged.verdict == "invalid" or not judged.signatures[-1].covers_whole_document:
        raise DocumentProblem("sign_second_look", check="verification")


def _proofs(form: _Form, network: Network, *, newest: bool) -> Proof:
    """Material for everything in the file, or only for its *newest* stamp: what is older is covered already."""
    whole = Proof()
    for certificate, others in _certificates(form, newest=newest):
        whole = whole + network.proof(certificate, others)
    return whole


def _certificates(form: _Form, *, newest: bool) -> Iterator[tuple[asn1_x509.Certificate, list[asn1_x509.Certificate]]]:
    """Certificates that something in the file was signed with, each with what came along of its chain."""
    embedded = form.stamps[-1:] if newest and form.stamps else () if newest else (*form.signatures, *form.stamps)
    for one in embedded:
        yield one.signer_cert, list(one.other_embedded_certs)
    for one in () if newest and form.stamps else form.signatures:
        for token in _tokens(one):
            stamper = stamper_of(token)
            yield stamper.certificate, stamper.others


def _tokens(embedded: EmbeddedPdfSignature) -> list[cms.ContentInfo]:
    attributes: Sequence[Any] = embedded.signer_info["unsigned_attrs"]
    found = [one["values"] for one in attributes if one["type"].native == "signature_time_stamp_token"]
    return [token for values in found for token in values]


def _append(pdf: bytes, proof: Proof, network: Network | None) -> bytes:
    """One more revision with *proof* in the DSS and, where *network* is given, a document time stamp over everything."""
    reserve = STAMP_RESERVE
    while True:
        try:
            writer = QuietWriter(io.BytesIO(pdf), strict=False)
            if proof.certificates:
                # No VRI: EN 319 142-1 advises against it, and everything in the file may use the whole store.
                DocumentSecurityStore.supply_dss_in_writer(
                    writer, None, certs=proof.certificates, ocsps=proof.ocsps, crls=proof.crls
                )
            if network is None:
                output = io.BytesIO()
                writer.write(output)
                return output.getvalue()
            embedder = _placeholder(writer, reserve)
            digest, output = embedder.send(SigIOSetup(md_algorithm=DIGEST))
        except (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            raise DocumentProblem("sign_unreadable") from error
        token = network.stamp(digest.document_digest)
        needed = 2 * len(token.dump())
        if needed <= reserve:
            embedder.send(token)
            stamped: bytes = output.getvalue()
            return stamped
        reserve = needed + 1024


def _placeholder(writer: QuietWriter, reserve: int) -> Any:
    taken = {name for name, _, _ in enumerate_sig_fields(writer.prev)}
    name = next(name for number in range(1, len(taken) + 2) if (name := f"{STAMP_FIELD}{number}") not in taken)
    embedder = PdfCMSEmbedder(new_field_spec=SigFieldSpec(name)).write_cms(field_name=name, writer=writer)
    next(embedder)
    embedder.send(SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=reserve)))
    return embedder


def _form(pdf: bytes) -> _Form:
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        fields = [(name, field) for name, value, field in enumerate_sig_fields(reader, filled_status=True) if value is not None]
        embedded = [EmbeddedPdfSignature(reader, field, name) for name, field in fields]
        revisions = [one.signed_revision for one in embedded if one.sig_object_type == "/DocTimeStamp"]
        archived = frozenset(number for number in revisions if "/DSS" in reader.get_historical_root(number))
    except (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise DocumentProblem("sign_unreadable") from error
    embedded.sort(key=lambda one: one.signed_revision)
    stamps = tuple(one for one in embedded if one.sig_object_type == "/DocTimeStamp")
    signatures = tuple(one for one in embedded if one not in stamps)
    # A file that arrived signed: the sender's chain is the sender's to prove, ours is what the policy speaks of.
    signatures = tuple(one for one in signatures if one.field_name.startswith(FIELD)) or signatures
    if not signatures:
        raise DocumentProblem("sign_unreadable")
    return _Form(signatures, stamps, material_of(reader).has_revocation, archived)


def _standing(form: _Form) -> Standing:
    levels = []
    for one in form.signatures:
        later = [stamp for stamp in form.stamps if stamp.signed_revision > one.signed_revision]
        if not later and not _tokens(one):
            levels.append(PadesLevel.B)
        elif not form.has_material:
            levels.append(PadesLevel.T)
        else:
            levels.append(PadesLevel.LTA if any(stamp.signed_revision in form.archived for stamp in later) else PadesLevel.LT)
    level = min(levels, key=lambda found: found.rank)
    newest = form.stamps[-1] if form.stamps else None
    ends, digest = [], DIGEST
    if newest is not None:
        ends, digest = [newest.signer_cert.not_valid_after], newest.md_algorithm
    else:
        for one in form.signatures:
            tokens = _tokens(one)
            ends.append(stamper_of(tokens[0]).certificate.not_valid_after if tokens else one.signer_cert.not_valid_after)
            digest = one.md_algorithm
    return Standing(level, min(ends), str(digest).lower(), len(form.stamps))
