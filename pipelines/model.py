# long: the nouns of the house stand side by side; a reader looks for them in one place
"""
The nouns of the house.

Frozen dataclasses that cross from one room to the next, and nothing that does anything. A page's coordinate
system is the *upright page image*: the picture a person would look at, after EXIF and PDF rotation and after
turning by ``Page.rotation``; origin top left, x to the right, y down, in pixels. Skew is not corrected in it.
Times are aware UTC datetimes; they become Vietnam time (+07:00) only where people read them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Box = tuple[int, int, int, int]
"""(x0, y0, x1, y1) in pixels of the upright page image; x1 and y1 lie just outside."""

Value = str | int | float | None
"""A normalised field value: ISO date, name, code … as text; amounts and areas as numbers."""


HANDWRITTEN = 0.5
"""``FieldValue.handwriting`` from which a value is taken for written by hand."""


class Stage(StrEnum):
    """A station of the line. A document's stage is the last one it has *finished*."""

    INGEST = "ingest"
    OCR = "ocr"
    EXTRACT = "extract"
    VALIDATE = "validate"
    REVIEW = "review"
    SIGN = "sign"
    LOAD = "load"


class Outcome(StrEnum):
    """Where a document is, seen from outside. Every received document has exactly one."""

    LOADED = "loaded"
    REVIEW = "review"
    SET_ASIDE = "set_aside"
    EXCLUDED = "excluded"
    DUPLICATE = "duplicate"
    ON_THE_WAY = "on_the_way"


class Decision(StrEnum):
    """What the machine proposes for a document once it is read and checked."""

    ACCEPT = "accept"
    REVIEW = "review"
    SET_ASIDE = "set_aside"
    EXCLUDE = "exclude"


class Level(StrEnum):
    """Level of government (Decision 468/QĐ-TTg). Districts ended on 1/7/2025; their stock did not."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Severity(StrEnum):
    """How much a finding weighs: an error or a doubt sends the document to a person, a note does not."""

    ERROR = "error"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Batch:
    """A delivery of scans that is counted together."""

    id: str
    unit: str | None
    """Code of the administrative unit that holds the papers, if known for the whole batch."""
    level: Level | None
    expected: int | None
    """How many documents the manifest announces; None without a manifest."""
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Scan:
    """A file as it was delivered, before anything is known about its inside."""

    path: str
    """Where it lay when it was received, relative to the folder that was named, or its bare name."""
    sha256: str
    size: int
    """Bytes."""
    media_type: str
    """From the content, not from the name; ``application/octet-stream`` when the content says nothing."""
    unit: str | None = None
    level: Level | None = None
    declared_type: str | None = None
    """Document type that the manifest declares; checked against what is read, never trusted blindly."""
    dossier_code: str | None = None
    owner_id: str | None = None
    sheets: int | None = None
    """Sheets of paper that the manifest counts."""
    seen: tuple[str, ...] = ()
    """Marks that people saw on the paper, whether a picture shows them or not: ``PAPER_MARKS``."""
    notes: str | None = None
    """What the manifest notes about the paper."""


@dataclass(frozen=True, slots=True)
class Document:
    """One row of the ledger."""

    id: str
    batch_id: str
    scan: Scan
    stage: Stage
    outcome: Outcome
    problem: str | None = None
    """Code of what is wrong (``errors``); None when nothing is."""
    message: str | None = None
    """The problem in Vietnamese, with what to do next."""
    duplicate_of: str | None = None
    """Id of the document that came first with the same bytes."""
    document_type: str | None = None
    pages: int | None = None
    attempts: int = 0
    """How often the next station was tried without finishing."""
    part_of: str | None = None
    """Id of the document whose file held this one too; None for a file of its own."""
    page_range: tuple[int, int] | None = None
    """First and last page of the file that are this paper's; None for the whole file."""
    updated_at: dt.datetime | None = None
    """When the row last changed: a person's word is about what stood then."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the recogniser saw it."""

    text: str
    """NFC, no white space."""
    confidence: float
    """0 to 1, the recogniser's own; not calibrated."""
    box: Box
    line: int
    """Number of the text line on its page, from 0, in reading order; words of one line share it."""
    block: int = 0
    """Number of the layout block on its page, from 0."""
    handwriting: float = 0.0
    """0 to 1: how much the ink under the word looks written by hand."""


BORN_DIGITAL = "born_digital"
"""Warning on the pages of a file that arrived signed and was never paper."""


class MarkKind(StrEnum):
    """What a mark is: a seal is the round one of a body; a stamp is text: a name, a title, the box of incoming mail."""

    SEAL = "seal"
    SIGNATURE = "signature"
    STAMP = "stamp"
    HANDWRITING = "handwriting"


DRY_SEAL = "dry_seal"
"""An embossed seal, which hardly ever shows in a scan: only who holds the paper can say that it is there."""

PAPER_MARKS = (MarkKind.SEAL.value, DRY_SEAL, MarkKind.STAMP.value, MarkKind.SIGNATURE.value)
"""Marks that give a paper its weight, as the conversion record names them; notes by hand are everywhere."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a page that no printer left: located, not read."""

    kind: MarkKind
    box: Box
    confidence: float
    """0 to 1: how sure it is that such a mark is there; not calibrated."""


class Grade(StrEnum):
    """What is to be done with a page's scan: nothing, a look at what was read, a new scan."""

    FINE = "fine"
    WARN = "warn"
    RESCAN = "rescan"


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a page's scan is, and how well it was probably read. Shares are 0 to 1."""

    grade: Grade
    expected_error: float
    """Estimated share of wrong characters."""
    reasons: tuple[str, ...] = ()
    """Codes of what was found, also on a page that is graded fine (``blank``); all of them stand in ``Page.warnings`` too."""
    blur: float = 0.0
    """Width of the edges of strokes in letter heights: about 0.1 sharp, above 0.2 blurred; 0 where nothing could be measured."""
    contrast: float = 1.0
    """How much darker than its paper the ink is."""
    cut: tuple[str, ...] = ()
    """Sides of the upright page image where text or tables run off it: ``left``, ``top``, ``right``, ``bottom``."""
    show_through: float = 0.0
    """Share of the bare paper that is gray, after shadows and yellowing are taken out."""
    ink: float = 0.0
    """Share of the page that is ink."""
    text: float = 0.0
    """Share of the page that words cover."""
    unread: float = 0.0
    """Ink in shapes like letters that was not read, as a share of the ink that was."""
    specks: float = 0.0
    """Specks a square centimetre."""
    confidence: float = 0.0
    """Mean confidence of what was read, a letter a vote."""
    plausibility: float = 0.0
    """Mean of how well words fit what stands on Vietnamese papers, a letter a vote."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, read. Words are in reading order."""

    number: int
    """From 1."""
    width: int
    height: int
    """Pixels of the upright page image."""
    dpi: float
    rotation: int = 0
    """Degrees clockwise (0, 90, 180, 270) by which the delivered page is turned to stand upright."""
    skew: float = 0.0
    """Degrees by which text lines rise to the right (positive = anticlockwise) in the upright page image."""
    words: tuple[Word, ...] = ()
    warnings: tuple[str, ...] = ()
    """Codes of what makes this page hard to read (``low_dpi``, ``blank`` …)."""
    marks: tuple[Mark, ...] = ()
    """Seals, signatures, stamps and handwriting, from top to bottom."""
    quality: Quality | None = None
    """None for pages that were read before quality was judged."""
    codes: tuple[str, ...] = ()
    """Texts of the QR and Code 128 symbols on a page that holds little else, such as a separator sheet."""

    @property
    def confidence(self) -> float:
        """Mean word confidence, 0 to 1; 0 for a page without words."""
        return sum(w.confidence for w in self.words) / len(self.words) if self.words else 0.0

    @property
    def text(self) -> str:
        """The page's text, a line a text line."""
        lines: dict[int, list[str]] = {}
        for word in self.words:
            lines.setdefault(word.line, []).append(word.text)
        return "\n".join(" ".join(words) for words in lines.values())


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value with where it came from."""

    name: str
    raw: str
    """The words as read, before any normalisation."""
    value: Value
    """Normalised; None when what was read is not a possible value."""
    confidence: float
    """0 to 1: how sure the machine is that the whole value is right."""
    page: int
    box: Box
    rule: str
    """Which rule of the type's YAML found it, and what it saw; for people who tune."""
    handwriting: float = 0.0
    """0 to 1: how much the value looks written by hand; from ``HANDWRITTEN`` it is never accepted unseen."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was understood of a document."""

    document_type: str | None
    type_confidence: float
    fields: dict[str, FieldValue] = field(default_factory=dict)
    """Only fields that were found; a missing one has no entry."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a rule has to say about a document or one of its fields."""

    rule: str
    field: str | None
    severity: Severity
    message: str
    """Vietnamese, says what to look at."""
    message_en: str


@dataclass(frozen=True, slots=True)
class Triage:
    """Whether a document goes on by itself, and why not."""

    decision: Decision
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A person's word on one field; machine and human value side by side, never overwritten."""

    document_id: str
    revision: int
    """From 1; every decision on a document makes the next one."""
    field: str
    machine_value: Value
    human_value: Value
    actor: str
    at: dt.datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """
    The record of a conversion from paper (Law 20/2023 Art. 12.1; Decree 137/2024 Art. 4; Decree 45/2020 Art. 25.3).
    """

    serial: str
    """Number in the register of conversions; the document's id."""
    agency: str
    """Full name of the body that converts and answers for it."""
    person: str
    """Full name of the person who converted."""
    converted_at: dt.datetime
    pages: int
    sheets: int | None
    """Sheets of paper; None when nobody counted them."""
    original_sha256: str
    archive_sha256: str | None = None
    """Hash of the two-layer file before it was marked and signed; None for a scan that arrived signed."""
    seen: tuple[str, ...] = ()
    """Kinds of marks that were seen on the paper, of ``PAPER_MARKS``."""
    notes: str | None = None
    """What the manifest and the person who vouched for the paper noted about it."""
    statement: str | None = None
    """That the file matches the paper, in the words of who answers for it."""
    metadata: dict[str, str] = field(default_factory=dict)
    """What describes the paper (``docCode``, ``typeName`` …); goes into the file, and into the registry by its fields."""
    signature_level: str | None = None
    """PAdES level that the agency's signature reached; None until it is signed."""
    data: dict[str, Any] | None = None
    """What was read from the paper and goes into the file as JSON: serial, document_type, fields; None where nothing does."""


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature of a file, judged."""

    signer: str
    signed_at: dt.datetime | None
    level: str | None
    """PAdES level: B-B, B-T, B-LT, B-LTA; None for a signature that is no PAdES."""
    intact: bool
    covers_whole_document: bool
    trusted: bool
    reasons: tuple[str, ...] = ()
    """Why it is not what it should be, in Vietnamese; empty when all is well."""
    issuer: str | None = None
    """Who issued the signer's certificate."""
    revocation: str = "unknown"
    """Of the certificate, from what the file holds: ``good``, ``revoked``, or ``unknown`` when it holds nothing about it."""
    changed: str = "other"
    """What was added to the file since: ``nothing``, ``validation_data``, ``form`` (a later signature too), ``other``."""
    timestamp: bool = False
    """A time stamp of the whole file, which says when and not who."""


@dataclass(frozen=True, slots=True)
class Verification:
    """A file's signatures, judged together."""

    verdict: str
    """``valid``, ``untrusted`` (whole and unchanged, chain ends at no configured anchor), ``invalid``, ``unsigned``."""
    signatures: tuple[SignatureReport, ...] = ()
    conversion: dict[str, str] = field(default_factory=dict)
    """The conversion record in the file's XMP; empty when there is none."""
    reasons: tuple[str, ...] = ()
    """What is wrong with the file as a whole, in Vietnamese."""
    data: dict[str, Any] | None = None
    """What was read from the paper, where the file carries it: serial, document_type, fields."""


@dataclass(frozen=True, slots=True)
class Place:
    """The administrative units that one field of a paper names."""

    field: str
    units: tuple[str, ...]
    """Codes of province, district, commune, as far as named, in the list of ``valid_on``."""
    valid_on: dt.date
    """A day on which that list held."""
    list_version: str
    today: tuple[str, ...]
    """Codes of the units that follow the deepest one today: one, or more where it was divided."""


@dataclass(frozen=True, slots=True)
class Result:
    """The row of the registry: one digitized paper."""

    document_id: str
    document_type: str
    unit: str | None
    level: Level | None
    fields: dict[str, Value]
    conversion: Conversion
    file_key: str
    """Permanent key of the signed file in the object store."""
    file_sha256: str
    dossier_code: str | None = None
    owner_id: str | None = None
    result_code: str | None = None
    """Mã hồ sơ TTHC-KQn (Decree 45/2020 Art. 14); None when the paper has no dossier code. Never invented."""
    paper_code: str | None = None
    """<owner>.<paper type> (Decision 468/QĐ-TTg); None while the owner's identity or the type's code is unknown."""
    loaded_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    revoked_reason: str | None = None
    places: tuple[Place, ...] = ()
    """Of the fields whose units were found; derived from them, and no part of the result's content."""


class StockState(StrEnum):
    """Whether counted papers belong to the stock; only valid ones are in the denominator."""

    VALID = "valid"
    EXPIRED = "expired"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Holding:
    """Stock still to be digitized, as counted on the shelf."""

    unit: str
    unit_name: str
    level: Level
    document_type: str
    count: int
    """Still-valid results, the denominator of Decision 468."""
    year: int | None = None
    """In which the papers were issued."""
    shelf: str | None = None
    box: str | None = None
    pages: int | None = None
    """Estimated, of all papers of the line."""
    priority: int | None = None
    """1 goes first; None where nobody gave one."""
    state: StockState = StockState.VALID
    reason: str | None = None
    """Why papers left the stock."""
    successor: str | None = None
    """Code of the unit that took the papers over, where people settled it."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A one-stop shop (bộ phận một cửa), and whether it works by the digitization process of Decision 468."""

    unit: str
    unit_name: str
    level: Level
    since: dt.date | None
    """First day on which it works by the process; None: not yet."""
    closed: dt.date | None
    """First day on which there is no such shop any more, as of districts on 1 July 2025."""
    reported_by: str
    """The report or office that says so."""


@dataclass(frozen=True, slots=True)
class Chain:
    """
    The chain of numbers of some part of the stock: in stock → scanned → read → reviewed → signed → loaded → reused.

    ``pipelines/ledger/steps.py`` says what each counts.
    """

    counted: int = 0
    excluded: int = 0
    in_stock: int = 0
    scanned: int = 0
    read: int = 0
    reviewed: int = 0
    signed: int = 0
    loaded: int = 0
    reused: int = 0
    covered: int = 0
    """Loaded, as far as each unit's own stock of a type reaches."""
    duplicates: int = 0
    waiting: int = 0
    """For a person's decision."""
    aside: int = 0

    @property
    def percent(self) -> float:
        """Share loaded of what is in stock; above 100 when more was done than counted; 0 for an empty stock."""
        return 100.0 * self.loaded / self.in_stock if self.in_stock else 0.0

    @property
    def left(self) -> int:
        """Stock still to be digitized; a surplus at one unit does not make up for what another one lacks."""
        return max(0, self.in_stock - self.covered)

    @property
    def surplus(self) -> int:
        """Loaded beyond the counted stock."""
        return self.loaded - self.covered


@dataclass(frozen=True, slots=True)
class Target:
    """The legal share for a level and a year."""

    level: Level
    year: int
    percent: float
    """Cumulative share of the stock that must be digitized by 31 December of the year."""
    source: str
    """Article that says so."""
    overdue: bool = False
    """The year lies after the last legal deadline: all that is left is overdue."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A level's stock, what is done, and the target of a year."""

    level: Level
    year: int
    stock: int
    done: int
    target: Target
    surplus: int = 0
    """Part of ``done`` beyond the counted stock of its unit and type: the shelf was counted short, or not at all."""

    @property
    def percent(self) -> float:
        """Share done; above 100 when more was done than counted; 0 for an empty stock."""
        return 100.0 * self.done / self.stock if self.stock else 0.0

    @property
    def left(self) -> int:
        """Stock still to be digitized; a surplus at one unit does not make up for what another one lacks."""
        return max(0, self.stock - (self.done - self.surplus))

    @property
    def overdue(self) -> int:
        """How much of the stock is left after the legal deadline."""
        return self.left if self.target.overdue else 0


@dataclass(frozen=True, slots=True)
class Tally:
    """What one run of one station did. The sum of all counts is how many documents it took up."""

    stage: Stage
    passed: int = 0
    review: int = 0
    set_aside: int = 0
    excluded: int = 0
    retry: int = 0
    """Tried without finishing; still on the way."""
