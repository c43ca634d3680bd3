"""
One signature, judged: first whether its bytes are whole, then whether its chain is to be believed.

*invalid* is what was changed or was never good (a certificate outside its validity or revoked when it signed);
*untrusted* is what is whole, but cannot be shown to be good: no chain to an anchor, an algorithm too weak, a
certificate that expired since without a time stamp from before (Decree 23/2025 Art. 13-17; ETSI EN 319 102-1 5.5).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import (
    SignatureCoverageLevel,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipelines.model import SignatureReport
from pipelines.sign.container import check_gap, check_unsigned_parts
from pipelines.sign.reasons import reason
from pipelines.sign.times import vietnam_time
from pipelines.sign.trust import USAGE, Material, context

UNKNOWN_SIGNER = "?"

_CHANGES = {
    ModificationLevel.NONE: "nothing",
    ModificationLevel.LTA_UPDATES: "validation_data",
    ModificationLevel.FORM_FILLING: "form",
}

TOLERANCE = dt.timedelta(minutes=10)
"""How far a signer's clock may run ahead."""


@dataclass(frozen=True)
class Judged:
    """A signature with what the file's verdict needs of it."""

    report: SignatureReport
    revision: int = -1
    """Number of the revision that it signs, from 0; -1 when that cannot be said."""
    end: int = 0
    """Bytes of the file that it covers, from the first."""
    timestamp: bool = False
    """A document time stamp, which tells when, not who."""
    change: ModificationLevel = ModificationLevel.OTHER
    """What happened to the file after it."""
    moment: dt.datetime | None = None
    """The time that a trusted time stamp proves."""


@dataclass
class _Findings:
    bad: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Bench:
    """What every signature of a file is judged with."""

    pdf: bytes
    reader: PdfFileReader
    anchors: tuple[bytes, ...]
    material: Material
    now: dt.datetime


def broken(code: str, **details: object) -> Judged:
    """The judgement of a signature that cannot be read at all."""
    return Judged(SignatureReport(UNKNOWN_SIGNER, None, None, False, False, False, (reason(code, **details),)))


async def judge(bench: Bench, name: str, signature_field: Any, proofs: tuple[Judged, ...] = ()) -> Judged:
    """Judge the signature in *signature_field*; *proofs* are the document time stamps of the file, already judged."""
    form = str(signature_field.get_object()["/V"].get("/SubFilter", ""))
    if form not in {filter_.value for filter_ in SigSeedSubFilter}:
        return broken("unsupported_form", form=form[1:40] or UNKNOWN_SIGNER)
    try:
        embedded = EmbeddedPdfSignature(bench.reader, signature_field, name)
        signer = embedded.signer_cert
        byte_range = [int(number) for number in embedded.byte_range]
    except Exception as error:  # noqa: BLE001 - hostile input fails in any way it likes
        return broken("field_broken", error=type(error).__name__)
    timestamp = embedded.sig_object_type == "/DocTimeStamp"
    findings = _Findings()
    code = check_gap(bench.pdf, byte_range, embedded.pkcs7_content) or check_unsigned_parts(embedded.signed_data, bench.anchors)
    if code is not None:
        findings.bad.append(reason(code, error="CMS"))
    judged = Judged(
        SignatureReport(
            _name(signer),
            _aware(_reported(embedded)),
            None,
            False,
            False,
            False,
            issuer=_named(signer.issuer),
            timestamp=timestamp,
        ),
        revision=embedded.signed_revision,
        end=sum(byte_range[2:4]),
        timestamp=timestamp,
    )
    try:
        embedded.compute_integrity_info()
        judged = replace(judged, change=_change(embedded, findings))
        judge_kind = _judge_timestamp if timestamp else _judge_signature
        return await judge_kind(bench, embedded, judged, findings, proofs)
    except Exception as error:  # noqa: BLE001 - as above; what cannot be judged is not valid
        findings.bad.append(reason("cms", error=type(error).__name__))
        return _close(judged, findings)


def _change(embedded: EmbeddedPdfSignature, findings: _Findings) -> ModificationLevel:
    """What happened after the signature, as far as its own permissions (DocMDP, FieldMDP) allow it."""
    if embedded.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        findings.bad.append(reason("byte_range"))
        return ModificationLevel.OTHER
    if not isinstance(embedded.diff_result, DiffResult) or not embedded.summarise_integrity_info()["docmdp_ok"]:
        findings.bad.append(reason("forbidden_change"))
        return ModificationLevel.OTHER
    return embedded.diff_result.modification_level


async def _judge_timestamp(
    bench: Bench, embedded: EmbeddedPdfSignature, judged: Judged, findings: _Findings, _: tuple[Judged, ...]
) -> Judged:
    status = await async_validate_pdf_timestamp(embedded, context(bench.anchors, bench.now, bench.material), skip_diff=True)
    _judge_value(status, findings)
    _judge_chain(status, bench.now, findings)
    report = replace(judged.report, signed_at=_aware(status.timestamp), trusted=not findings.bad and not findings.doubts)
    return _close(replace(judged, report=report, moment=_aware(status.timestamp) if report.trusted else None), findings)


async def _judge_signature(
    bench: Bench, embedded: EmbeddedPdfSignature, judged: Judged, findings: _Findings, proofs: tuple[Judged, ...]
) -> Judged:
    at_now = context(bench.anchors, bench.now, bench.material)
    status = await async_validate_pdf_signature(embedded, at_now, key_usage_settings=USAGE, skip_diff=True)
    stamp = status.timestamp_validity
    later = [proof for proof in proofs if proof.revision > judged.revision]
    moments = [proof.moment for proof in later if proof.moment is not None]
    if stamp is not None and not (stamp.intact and stamp.valid):
        findings.bad.append(reason("timestamp_broken"))
    elif stamp is not None and stamp.trusted:
        moments.append(_aware(stamp.timestamp))
    elif stamp is not None:
        findings.doubts.append(reason("timestamp_untrusted"))
    proven = min(moments, default=None)
    if proven is not None:
        at_proven = context(bench.anchors, proven, bench.material)
        fresh = context(bench.anchors, bench.now, bench.material)
        status = await async_validate_pdf_signature(embedded, at_proven, fresh, key_usage_settings=USAGE, skip_diff=True)
    claimed = proven or judged.report.signed_at
    _judge_value(status, findings)
    _judge_time(embedded.signer_cert, claimed, bench.now, findings)
    _judge_chain(status, proven or bench.now, findings, claimed=claimed, proven=proven is not None)
    # A stamp archives what it covers: validation material that came after it is not under it (EN 319 142-1, 5.4.3).
    archived = any("/DSS" in bench.reader.get_historical_root(proof.revision) for proof in later)
    level = _level(embedded, stamped=stamp is not None or any(p.report.intact for p in later), bench=bench, archived=archived)
    trusted = not findings.bad and not findings.doubts
    known = (
        "revoked" if status.revocation_details is not None else "good" if bench.material.tells_of(embedded.signer_cert) else None
    )
    report = replace(judged.report, signed_at=claimed, level=level, trusted=trusted, revocation=known or "unknown")
    return _close(replace(judged, report=report, moment=proven), findings)


def _judge_value(status: Any, findings: _Findings) -> None:
    if not status.intact:
        findings.bad.append(reason("digest"))
    if not status.valid:
        findings.bad.append(reason("signature_value"))


def _judge_time(signer: asn1_x509.Certificate, claimed: dt.datetime | None, now: dt.datetime, findings: _Findings) -> None:
    if claimed is None:
        return
    if not signer.not_valid_before <= claimed <= signer.not_valid_after:
        start, end = vietnam_time(signer.not_valid_before), vietnam_time(signer.not_valid_after)
        findings.bad.append(reason("outside_validity", time=vietnam_time(claimed), start=start, end=end))
    elif claimed > now + TOLERANCE:
        findings.doubts.append(reason("signed_in_future", time=vietnam_time(claimed)))


def _judge_chain(
    status: Any, moment: dt.datetime, findings: _Findings, *, claimed: dt.datetime | None = None, proven: bool = True
) -> None:
    if status.revocation_details is not None:
        when = _aware(status.revocation_details.revocation_date)
        if claimed is None or when <= claimed:
            findings.bad.append(reason("revoked", time=vietnam_time(when)))
        elif not proven:
            findings.doubts.append(reason("revoked_later", time=vietnam_time(when)))
        else:
            findings.doubts.append(reason("chain", error="REVOKED"))
        return
    problem = status.trust_problem_indic
    if problem is None and status.validation_path is not None:
        return
    end = status.signing_cert.not_valid_after
    if problem in {AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE}:
        findings.doubts.append(reason("weak_algorithm", algorithm=status.md_algorithm))
    elif status.validation_path is None or problem == AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        findings.doubts.append(reason("no_anchor"))
    elif problem == AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE:
        findings.doubts.append(reason("usage"))
    elif end < moment:
        findings.doubts.append(reason("expired_since", end=vietnam_time(end)))
    else:
        findings.doubts.append(reason("chain", error=problem.name))


def _level(embedded: EmbeddedPdfSignature, *, stamped: bool, bench: Bench, archived: bool) -> str | None:
    """PAdES level by form (ETSI EN 319 142-1 table 1): a trusted verdict is another matter."""
    if str(embedded.sig_object.get("/SubFilter")) != SigSeedSubFilter.PADES.value:
        return None
    names = {attribute["type"].native for attribute in embedded.signer_info["signed_attrs"]}
    if not names & {"signing_certificate", "signing_certificate_v2"}:
        return None
    if not stamped:
        return "B-B"
    if not bench.material.has_revocation:
        return "B-T"
    return "B-LTA" if archived else "B-LT"


def _close(judged: Judged, findings: _Findings) -> Judged:
    covers = judged.change in {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES}
    report = replace(
        judged.report,
        intact=not findings.bad,
        covers_whole_document=covers,
        trusted=judged.report.trusted and not findings.bad and not findings.doubts,
        reasons=tuple(dict.fromkeys([*findings.bad, *findings.doubts])),
        changed=_CHANGES.get(judged.change, "other"),
    )
    return replace(judged, report=report)


def _name(certificate: asn1_x509.Certificate) -> str:
    return _named(certificate.subject)


def _named(subject: asn1_x509.Name) -> str:
    name = subject.native.get("common_name") or subject.native.get("organization_name") or subject.human_friendly
    return str(name[0] if isinstance(name, list) else name)


def _reported(embedded: EmbeddedPdfSignature) -> dt.datetime | None:
    try:
        moment: dt.datetime | None = embedded.self_reported_timestamp
    except Exception:  # noqa: BLE001 - a date that cannot be read tells nothing
        return None
    return moment


def _aware(moment: Any) -> Any:
    if isinstance(moment, dt.datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC) if isinstance(moment, dt.datetime) else None
