"""The verb: pages → kind of paper → candidates for each field → the most certain one, with everything that spoke for it."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipelines.doctypes import DocumentType, FieldSpec, Where
from pipelines.extract import checks
from pipelines.extract.agency import agency_part
from pipelines.extract.candidate import Candidate, noted
from pipelines.extract.confidence import PRIOR, Model, by_hand
from pipelines.extract.envelope import ENVELOPE
from pipelines.extract.evidence import Evidence
from pipelines.extract.geometry import Sheet, lay_out
from pipelines.extract.halves import find_halves
from pipelines.extract.header import Header, number_under
from pipelines.extract.in_time import UNLISTED, in_time
from pipelines.extract.issued import agency_at_signature, cut_off, dated_at_signature, find_end
from pipelines.extract.kinds import is_unit_of_area, is_usual, parse
from pipelines.extract.labels import all_labels, find_labels
from pipelines.extract.leaf import agency_rows, head_of_leaf
from pipelines.extract.opinions import OTHER, SECOND, THIRD
from pipelines.extract.parts import Part
from pipelines.extract.recognise import Recognition, recognise
from pipelines.extract.second_look import LookAgain, find_lost_signer, same
from pipelines.extract.signer import Signer, find_signer, text_pages
from pipelines.extract.subject import letter_subject, titled_subject, unmarked_subject
from pipelines.extract.ways import Reading, candidates, of_block
from pipelines.extract.witnesses import read_further, read_thirdly
from pipelines.model import Extraction, FieldValue, MarkKind, Page

_NAMES = ("person_name", "party")
"""Kinds of value that are names of people, or may be."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything that was seen, chosen or not; ``extract`` keeps the chosen, ``explain`` shows all."""

    recognition: Recognition
    doctype: DocumentType | None
    header: Header | None
    signer: Signer
    candidates: dict[str, list[Candidate]] = field(default_factory=dict)
    """By field, the most certain first."""


def extract(
    pages: Sequence[Page],
    doctypes: Mapping[str, DocumentType],
    look_again: LookAgain | None = None,
    look_otherwise: LookAgain | None = None,
    model: Model = PRIOR,
    look_thirdly: LookAgain | None = None,
) -> Extraction:
    """
    The kind of paper and its fields.

    *pages* are all pages of one document in order; boxes in pixels of the upright page images. *look_again* reads a box of a
    page once more and returns its words in the same coordinates, *look_otherwise* does the same with a reader of another
    make, *look_thirdly*, asked where these three are not at one, with a third. *model* says how sure a value is; without one
    nothing is promised that a usual target would accept. A document of no known type gives ``document_type`` None and what its
    head and signature say (``envelope``); one without words gives no fields.
    """
    return extracted(understand(pages, doctypes, look_again, look_otherwise, look_thirdly), model)


def extracted(seen: Understanding, model: Model = PRIOR) -> Extraction:
    """What is kept of *seen*: the most certain value of each field."""
    fields = {name: _value(name, found[0], model) for name, found in seen.candidates.items() if found}
    return Extraction(seen.recognition.document_type, seen.recognition.confidence, fields)


def understand(
    pages: Sequence[Page],
    doctypes: Mapping[str, DocumentType],
    look_again: LookAgain | None = None,
    look_otherwise: LookAgain | None = None,
    look_thirdly: LookAgain | None = None,
) -> Understanding:
    """What ``extract`` does, with all that was not chosen."""
    sheets = [lay_out(page) for page in pages if page.words]
    if not sheets:
        return Understanding(Recognition(None, 0.0, None, ("no words",)), None, None, Signer(None, None))
    header = head_of_leaf(sheets)
    first = next((s for s in sheets if header is not None and s.page.number == header.page), sheets[0])
    block = letter_subject(first, header) if header is not None else None
    recognition = recognise(sheets, header, block is not None, doctypes)
    if recognition.document_type is None and header is None:
        return Understanding(recognition, None, None, Signer(None, None))
    doctype = doctypes[recognition.document_type] if recognition.document_type is not None else ENVELOPE
    body = text_pages(sheets)
    hits = find_labels(body, all_labels(doctype)) if _by_labels(doctype) else []
    end = find_end(hits, doctype.ends_at)
    issued = cut_off(body, end)
    signer = find_signer(issued)
    if look_again is not None and (signer.name is None or signer.title is None):
        signer = find_lost_signer(look_again, issued, signer)
    title = recognition.title
    subject = titled_subject(first, title.row) if title is not None else block
    if subject is None and title is None and header is not None:
        subject = unmarked_subject(first, header)
    reading = Reading(body, hits, find_halves(body, hits), end)
    number = header.number if header else None
    if number is None and title is not None:
        number = number_under(next((s for s in sheets if s.page.number == title.row.tokens[0].page), first), title.row)
    issued_at, date = (header.place, header.date) if header else (None, None)
    if date is None:
        issued_at, date = dated_at_signature(issued, signer)
    in_name_of = agency_rows(header, title, first.pitch) or agency_at_signature(issued, signer)
    blocks = {
        "number": number,
        "agency": agency_part(in_name_of, issued_at),
        "place": issued_at,
        "date": date,
        "subject": subject,
        "signer_name": signer.name,
        "signer_title": signer.title,
    }
    found = {name: _candidates(spec, reading, blocks, sheets, recognition.confidence) for name, spec in doctype.fields.items()}
    found = {name: ranked for name, ranked in found.items() if ranked}
    _cross_check(doctype, found)
    place = issued_at.raw if issued_at else None
    looks = {OTHER: look_otherwise, SECOND: look_again, THIRD: look_thirdly}
    further = {who: look for who, look in looks.items() if look}
    for name, ranked in found.items():
        read_further(further, doctype.fields[name], ranked, sheets, place)
    for name, parsed in in_time(doctype.fields, {name: ranked[0].parsed for name, ranked in found.items()}).items():
        judged = noted(found[name][0], note=parsed.note, certainty=parsed.certainty, unlisted=parsed.note in UNLISTED)
        found[name][0] = replace(judged, parsed=parsed)
    for name, ranked in found.items():
        best = read_thirdly(further, doctype.fields[name], ranked[0], sheets, place)
        usual = best.evidence.kind in _NAMES and best.parsed is not None and is_usual(str(best.parsed.value))
        ranked[0] = replace(best, evidence=replace(best.evidence, usual=usual))
    return Understanding(recognition, doctype, header, signer, found)


def _by_labels(doctype: DocumentType) -> bool:
    return any(way.block is None for spec in doctype.fields.values() for way in (*spec.where, *spec.also))


def _candidates(
    spec: FieldSpec, reading: Reading, blocks: Mapping[str, Part | None], sheets: Sequence[Sheet], type_sure: float
) -> list[Candidate]:
    found: list[Candidate] = []
    for order, way in enumerate(spec.where):
        block = blocks.get(way.block) if way.block is not None else None
        parts = list(of_block(block, way)) if block is not None else list(candidates(reading, way))
        found += [_candidate(spec, way, order, part, sheets, type_sure) for part in parts]
    found.sort(key=lambda c: (-c.merit, c.order))
    if spec.in_order:
        found = _earliest(found)
    if not found:
        return []
    best = found[0]
    if spec.also and best.parsed is not None:
        said = [
            p for way in spec.also for part in candidates(reading, way) if (p := parse(part.text or part.raw, spec)) is not None
        ]
        if said:
            agrees = any(same(best.parsed.value, p.value) for p in said)
            best = noted(
                best, agreement=1 if agrees else -1, note="said twice alike" if agrees else f"said otherwise: {said[0].value}"
            )
    rivals = [c.merit for c in found[1:] if c.parsed and best.parsed and not same(c.parsed.value, best.parsed.value)]
    if rivals and max(rivals) > 0.3:
        best = noted(best, rival=max(rivals), note="a rival value was found")
    return [best, *found[1:]]


def _earliest(found: Sequence[Candidate]) -> list[Candidate]:
    """
    What the earliest way found that found anything; what ways behind it found only when that makes no value, and then doubtful.

    A printed blank that nobody filled in («lần thứ ……, ngày …… tháng …… năm 20……») is nothing.
    """
    written = [c for c in found if c.parsed or re.search("[0-9]", re.sub(r"\b(?:19|20)[0-9]?(?![0-9])", "", c.raw))]
    if not written:
        return list(found)
    first = min(c.order for c in written)
    kept = [c for c in written if c.order == first]
    if any(c.parsed for c in kept):
        return kept
    doubt = "an earlier place holds what cannot be read"
    return [noted(c, fit=min(c.evidence.fit, 0.4), note=doubt) for c in found if c.parsed] or kept


def _candidate(spec: FieldSpec, way: Where, order: int, part: Part, sheets: Sequence[Sheet], type_sure: float) -> Candidate:
    raw = part.text or part.raw
    parsed = parse(raw, spec)
    page = next(s.page for s in sheets if s.page.number == part.page)
    said = [t for t in part.tokens if not (spec.kind == "area_m2" and is_unit_of_area(t.text))] or part.tokens
    # Commas and dashes are often read badly and change nothing; any other sign may be a letter or digit misread.
    judged = [t.confidence for t in said if t.text.strip(",.:;-/()\"'")] or [t.confidence for t in said]
    left_open = part.left_open and not (parsed is not None and parsed.whole)
    evidence = Evidence(
        weakest=min(judged),
        mean=statistics.fmean(judged),
        certainty=parsed.certainty if parsed else 0.0,
        fit=min(part.fit, 0.4) if left_open else part.fit,
        page=page.confidence,
        handwriting=by_hand((t.text, t.handwriting) for t in said),
        critical=spec.critical,
        kind=spec.kind,
        digits=min((t.confidence for t in said if any(map(str.isdigit, t.text))), default=1.0),
        error=page.quality.expected_error if page.quality is not None else 0.0,
        sealed=_share_sealed(part, page),
        type_sure=type_sure,
    )
    return Candidate(way, order, part, raw, parsed, evidence, (parsed.note,) if parsed and parsed.note else ())


def _cross_check(doctype: DocumentType, found: dict[str, list[Candidate]]) -> None:
    """Compares fields with each other (``checks`` of the YAML); contradiction lowers both, agreement lifts the number."""
    best = {name: ranked[0].parsed for name, ranked in found.items()}
    for name, note, changes in checks.compare(doctype.fields, best):
        if changes.get("agreement", 0) <= 0 or found[name][0].evidence.agreement == 0:
            found[name][0] = noted(found[name][0], note=note, **changes)


def _share_sealed(part: Part, page: Page) -> float:
    """Share of the words of *part* whose middle lies under a seal."""
    seals = [mark.box for mark in page.marks if mark.kind is MarkKind.SEAL]
    middles = [((t.box[0] + t.box[2]) / 2, (t.box[1] + t.box[3]) / 2) for t in part.tokens]
    return sum(any(s[0] <= x <= s[2] and s[1] <= y <= s[3] for s in seals) for x, y in middles) / len(middles)


def _value(name: str, c: Candidate, model: Model) -> FieldValue:
    rule = "; ".join([c.part.rule, *c.notes])
    return FieldValue(
        name,
        c.part.raw,
        c.parsed.value if c.parsed else None,
        model.probability(c.evidence) if c.parsed else 0.0,
        c.part.page,
        c.part.box,
        rule,
        c.evidence.handwriting,
    )
