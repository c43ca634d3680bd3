# long: the nouns of a type and the grammar that reads them stand side by side
"""
Document types as data: config/document_types/*.yaml → DocumentType, with errors that a person can mend.

A type's file says what announces the paper, which fields it has, where on the page they stand and how sure the machine
must be before nobody looks. A new type is such a file, a suite of expectations and golden pairs: no Python. The language
is described for its writers in ``docs/tuning.md``; this module is its grammar.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.config_node import Node, hint, read_yaml
from pipelines.errors import ConfigError

KINDS = (
    "person_name", "date", "year", "document_number", "agency", "place", "address", "sex", "ethnicity", "nationality",
    "personal_id", "identity_number", "tax_code", "code", "integer", "amount_vnd", "area_m2", "choice", "text", "position",
    "party",
)  # fmt: skip
"""Kinds of value; the extract room has one normaliser for each (a test compares)."""

BLOCKS = ("number", "agency", "place", "date", "subject", "signer_name", "signer_title")
"""Parts that all administrative papers share (Decree 30/2020, Appendix I), found without labels."""

DIRECTIONS = ("right", "below", "right_or_below", "next_column")
COLUMNS = ("whole", "left", "right")
PAGES = ("any", "first", "last", "beyond")

CHECKS = (
    "personal_id_sex", "personal_id_birth", "personal_id_place", "place_of_agency", "agency_of_signer", "number_year",
    "symbol_of_agency",
)  # fmt: skip
"""Comparisons between fields: the 12 digits tell sex, year and province of birth; a body sits in the place it is named after."""

TARGET, CRITICAL_TARGET = 0.995, 0.999
"""Share of the values accepted unseen that must be right, for a field and for a critical one, where the YAML says nothing."""
LEAST_TARGET, HIGHEST_TARGET = 0.9, 0.99999
"""What a type can name; what policy keeps from being accepted unseen stays under the lowest."""

KEYINGS = ("none", "desk", "all")
"""Whose critical fields a second person keys blind: nobody's, papers that a person settled, also those that went on unseen."""

TOP_KEYS = (
    "label", "label_en", "recognise", "other_labels", "ends_at", "paper_code", "owner_field", "exclude", "master_register",
    "min_type_confidence", "target_accuracy", "critical_accuracy", "four_eyes", "double_keying", "fields",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Where:
    """One way to find a value. A field's ways are all tried; the most certain value wins, earlier ways on a tie."""

    block: str | None = None
    """One of ``BLOCKS``; then nothing else is set except ``pages`` and ``pattern``."""
    labels: tuple[str, ...] = ()
    """Printed words that announce the value, in every spelling met, historical ones too."""
    value: str = "right"
    """Where the value stands from its label, one of ``DIRECTIONS``; it always ends at the next label."""
    lines: int = 3
    """Most text lines that the value may take."""
    column: str = "whole"
    """Half of a two-column paper in which the label stands, one of ``COLUMNS``."""
    under: tuple[str, ...] = ()
    """Heading of the table column in which the value stands; ``labels`` then name the row (none: the first row)."""
    after: tuple[str, ...] = ()
    """Section that the label must follow, by the labels that open it."""
    before: tuple[str, ...] = ()
    """Labels that close the section."""
    zone: tuple[float, float, float, float] | None = None
    """(x0, y0, x1, y1) as shares of the page (0 to 1); label, or value where there is no label, must lie inside."""
    pages: str = "any"
    pattern: str | None = None
    """Regular expression that picks the value out of the text found; group ``value``, else the whole match."""
    stop: tuple[str, ...] = ()
    """Words that end the value, beside the labels of the type."""
    join: str | None = None
    """What the cells of a column (``under``) or the lines of a list (below a label) are joined with; None: running text."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What a type's YAML says of one field."""

    name: str
    label: str
    """Vietnamese, for people."""
    label_en: str
    kind: str
    required: bool = True
    critical: bool = False
    """A wrong value does harm: a second look is always taken, where there is one to take."""
    threshold: float = TARGET
    """0 to 1: accepted unseen at or above. Confidences are calibrated, so this is the accuracy that is promised
    (``target_accuracy`` of the YAML)."""
    where: tuple[Where, ...] = ()
    also: tuple[Where, ...] = ()
    """Second places that say the same (a date in words): agreement raises the confidence, contradiction ends it."""
    in_order: bool = False
    """The earliest way that finds anything holds, whatever later ones find (the last change's date before the first one's)."""
    checks: Mapping[str, str] = field(default_factory=dict)
    """{check of ``CHECKS``: name of the field to compare with}."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For kind ``choice``: {value: its spellings on paper}."""
    usual: tuple[str, ...] = ()
    """For kind ``text``: what most papers say in this place («Không có án tích»), a list that is never complete."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why papers of a kind are not digitized."""

    because: str
    """Vietnamese, for people."""
    because_en: str
    rule: str
    """Article that says so."""
    older_than_months: int | None = None
    """Only papers issued longer ago than this; None for every paper of the kind."""


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of paper."""

    name: str
    label: str
    label_en: str
    titles: tuple[str, ...] = ()
    """Lines that announce the paper; empty for a paper without a title (công văn)."""
    symbols: tuple[str, ...] = ()
    """What the symbol of its number begins with (QĐ); empty when numbers say nothing."""
    openings: tuple[str, ...] = ()
    """Words with which one of its lines must begin (Kính gửi), for papers without a title."""
    never: tuple[str, ...] = ()
    """Titles that make it another paper."""
    labels_at_least: int = 0
    """How many different field labels must be found before it is believed to be this form."""
    other_labels: tuple[str, ...] = ()
    """Labels printed on it that no field needs; they end the value before them."""
    ends_at: tuple[str, ...] = ()
    """Headings of what others wrote on it later (changes, endorsements); the paper as issued ends above them."""
    paper_code: str | None = None
    """Code of the kind of paper in the national catalogue of procedures (KQ.…); None when unknown."""
    owner_field: str | None = None
    """Field that holds the owner's personal or enterprise number, for the code of Decision 468/QĐ-TTg."""
    exclude: tuple[Exclusion, ...] = ()
    """The rules by which papers of this kind are not digitized; empty when all are."""
    master_register: str | None = None
    """National register that holds these results already, in Vietnamese: a paper is linked to it and is no second master."""
    min_type_confidence: float = 0.9
    """0 to 1: below it a person says what the paper is."""
    four_eyes: bool = False
    """A corrected paper waits for the consent of somebody else than who corrected it."""
    double_keying: str = "none"
    """One of ``KEYINGS``."""
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the fields that the paper must have."""
        return tuple(f.name for f in self.fields.values() if f.required)


def load_doctypes(folder: Path) -> dict[str, DocumentType]:
    """
    All types of *folder*, by name, in alphabetical order.

    Raises ConfigError that names file, place and remedy.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise ConfigError(f"{folder}: no document type (*.yaml) here; copy one from the project's config/document_types/")
    return {t.name: t for t in map(load_doctype, files)}


def mistakes(file: Path) -> list[str]:
    """Everything that is wrong with the type in *file*, each with file, place and remedy; empty when nothing is."""
    noted: list[ConfigError] = []
    try:
        load_doctype(file, noted)
    except ConfigError as error:
        noted.append(error)
    return [str(error) for error in noted]


def load_doctype(file: Path, noted: list[ConfigError] | None = None) -> DocumentType:
    """
    One type. Raises ConfigError that names file, place and remedy.

    With *noted*, mistakes go there and the type holds harmless values in their place; only what is no YAML is still raised.
    """
    top = read_yaml(file, noted)
    top.only(*TOP_KEYS)
    how = top.node("recognise")
    how.only("titles", "symbols", "openings", "never", "labels_at_least")
    specs = top.node("fields")
    targets = (
        top.number("target_accuracy", TARGET, LEAST_TARGET, HIGHEST_TARGET),
        top.number("critical_accuracy", CRITICAL_TARGET, LEAST_TARGET, HIGHEST_TARGET),
    )
    fields = {name: _field_spec(name, specs.node(name), targets) for name in specs.mapping}
    found = DocumentType(
        name=file.stem,
        label=top.text("label"),
        label_en=top.text("label_en"),
        titles=how.texts("titles"),
        symbols=how.texts("symbols"),
        openings=how.texts("openings"),
        never=how.texts("never"),
        labels_at_least=int(how.number("labels_at_least", 0, 0, 50)),
        other_labels=top.texts("other_labels"),
        ends_at=top.texts("ends_at"),
        paper_code=top.optional("paper_code"),
        owner_field=top.optional("owner_field"),
        exclude=tuple(_exclusion(node) for node in top.nodes("exclude")),
        master_register=top.optional("master_register"),
        min_type_confidence=top.number("min_type_confidence", 0.9, 0.5, 1.0),
        four_eyes=top.flag("four_eyes", False),
        double_keying=top.word("double_keying", KEYINGS, "none"),
        fields=fields,
    )
    if not found.titles and not found.openings:
        how.wrong("titles or openings", "nothing announces this paper; give its title lines or how one of its lines begins", None)
    if not fields:
        top.wrong("fields", "no fields", None)
    if found.owner_field is not None and found.owner_field not in fields:
        top.wrong("owner_field", f"no field '{found.owner_field}'{hint(found.owner_field, fields)}", None)
    if found.double_keying != "none" and not any(spec.critical for spec in fields.values()):
        top.wrong(
            "double_keying", "no field is critical, so nothing would be keyed twice; mark fields with 'critical: true'", None
        )
    for spec in fields.values():
        for other in spec.checks.values():
            if other not in fields:
                specs.node(spec.name).wrong("checks", f"no field '{other}'{hint(other, fields)}", None)
    return found


def _exclusion(node: Node) -> Exclusion:
    node.only("because", "because_en", "rule", "older_than_months")
    months = node.number("older_than_months", 0, 0, 1200)
    return Exclusion(node.text("because"), node.text("because_en"), node.text("rule"), int(months) or None)


def _field_spec(name: str, node: Node, targets: tuple[float, float] = (TARGET, CRITICAL_TARGET)) -> FieldSpec:
    """*targets*: of a field and of a critical one, where the field names none."""
    critical = node.flag("critical", False)
    node.only(
        "label", "label_en", "kind", "required", "critical", "target_accuracy", "where", "also", "in_order", "checks", "choices",
        "usual",
    )  # fmt: skip
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        node.wrong("", "a field's name is lower case English: letters, digits, _", None)
    checks = node.node("checks", optional=True)
    checks.only(*CHECKS)
    choices = node.node("choices", optional=True)
    spec = FieldSpec(
        name=name,
        label=node.text("label"),
        label_en=node.text("label_en"),
        kind=node.word("kind", KINDS),
        required=node.flag("required", True),
        critical=critical,
        threshold=node.number("target_accuracy", targets[critical], LEAST_TARGET, HIGHEST_TARGET),
        where=tuple(_where(n) for n in node.nodes("where")),
        also=tuple(_where(n) for n in node.nodes("also")),
        in_order=node.flag("in_order", False),
        checks={key: checks.text(key) for key in checks.mapping},
        choices={str(key): choices.texts(key) for key in choices.mapping},
        usual=node.texts("usual"),
    )
    if not spec.where:
        node.wrong("where", "missing; say where the value stands (block, labels or zone)", None)
    if node.mapping.get("kind") in KINDS and (spec.kind == "choice") != bool(spec.choices):
        node.wrong("choices", "kind 'choice' and the list of choices belong together", None)
    if spec.usual and spec.kind != "text":
        node.wrong("usual", "only for kind 'text'; a closed list is kind 'choice' with 'choices'", None)
    return spec


def _where(node: Node) -> Where:
    node.only(
        "block", "labels", "value", "lines", "column", "under", "after", "before", "zone", "pages", "pattern", "stop", "join",
    )  # fmt: skip
    pattern = node.optional("pattern")
    if pattern is not None:
        try:
            re.compile(pattern)
        except re.error as error:
            pattern = node.wrong("pattern", f"not a regular expression: {error}", None)
    way = Where(
        block=node.word("block", BLOCKS) if "block" in node.mapping else None,
        labels=node.texts("labels"),
        value=node.word("value", DIRECTIONS, "right"),
        lines=int(node.number("lines", 3, 1, 40)),
        column=node.word("column", COLUMNS, "whole"),
        under=node.texts("under"),
        after=node.texts("after"),
        before=node.texts("before"),
        zone=node.zone("zone"),
        pages=node.word("pages", PAGES, "any"),
        pattern=pattern,
        stop=node.texts("stop"),
        join=str(node.mapping["join"]) if "join" in node.mapping else None,
    )
    if way.block is not None and (extra := set(node.mapping) - {"block", "pages", "pattern"}):
        node.wrong(min(extra), "does not go with 'block', which already says where", None)
    if way.block is None and not way.labels and not way.under and way.zone is None:
        node.wrong("", "says no place; give 'block', 'labels', 'under' or 'zone'", None)
    if way.join is not None and not (way.value in ("below", "right_or_below") or (way.under and not way.labels)):
        what = "joins the cells of a column ('under' without 'labels') or the lines of a list ('value: below')"
        node.wrong("join", what, None)
    if way.before and not way.after:
        node.wrong("before", "needs 'after': a section has a beginning", None)
    return way
