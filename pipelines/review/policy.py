"""What people decide about checks on the work: ``config/quality.yaml``, and the type's own YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.config_node import Node, hint, read_yaml
from pipelines.doctypes import KEYINGS, DocumentType
from pipelines.review.sampling import AQLS, LEVELS

ALL = "*"


@dataclass(frozen=True, slots=True)
class Policy:
    """How the work is checked."""

    share: float = 0.01
    """Of the papers that would go on unseen, 0 to 1: shown to a person all the same."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """{type: share of its own}."""
    seed: str = "sohoa"
    aql: float = 1.0
    """Acceptance quality limit of a lot, per cent of papers with a wrong value."""
    level: str = "II"
    reduced: bool = False
    """Whether reduced inspection of a source that earned it is agreed to."""
    required: bool = False
    """Whether only papers of accepted lots are signed."""
    four_eyes: frozenset[str] = frozenset()
    double_keying: Mapping[str, str] = field(default_factory=dict)

    def share_of(self, doctype: DocumentType) -> float:
        """Share of the type's unseen papers that a person looks at."""
        return self.shares.get(doctype.name, self.share)

    def asks_four_eyes(self, doctype: DocumentType | None) -> bool:
        """Whether a corrected paper of the type waits for another person's consent."""
        return doctype is not None and (doctype.four_eyes or not self.four_eyes.isdisjoint((ALL, doctype.name)))

    def keying_of(self, doctype: DocumentType) -> str:
        """Which papers of the type have their critical fields keyed twice, one of ``KEYINGS``; the stricter word holds."""
        said = (doctype.double_keying, self.double_keying.get(doctype.name, "none"), self.double_keying.get(ALL, "none"))
        return max(said, key=KEYINGS.index)


def load_policy(file: Path, types: Mapping[str, DocumentType]) -> Policy:
    """
    Read *file*; a file that is not there means the defaults. Raises ConfigError that names file, place and remedy.
    """
    if not file.exists():
        return Policy()
    top = read_yaml(file)
    top.only("sample", "lots", "four_eyes", "double_keying")
    sample, lots, keying = (top.node(key, optional=True) for key in ("sample", "lots", "double_keying"))
    sample.only("share", "types", "seed")
    lots.only("aql", "level", "reduced", "required")
    own, default = sample.node("types", optional=True), Policy()
    found = Policy(
        share=sample.number("share", default.share, 0, 1),
        shares={name: own.number(name, default.share, 0, 1) for name in own.mapping},
        seed=sample.optional("seed") or default.seed,
        aql=lots.number("aql", default.aql, AQLS[0], AQLS[-1]),
        level=lots.word("level", tuple(LEVELS), default.level),
        reduced=lots.flag("reduced", default.reduced),
        required=lots.flag("required", default.required),
        four_eyes=frozenset(top.texts("four_eyes")),
        double_keying={name: keying.word(name, KEYINGS) for name in keying.mapping},
    )
    if found.aql not in AQLS:
        lots.wrong("aql", f"no AQL of ISO 2859-1; they are {', '.join(f'{aql:g}' for aql in AQLS)}", None)
    _known(own, found.shares, types)
    _known(top, found.four_eyes, types, "four_eyes")
    _known(keying, found.double_keying, types)
    return found


def _known(node: Node, named: Mapping[str, object] | frozenset[str], types: Mapping[str, DocumentType], key: str = "") -> None:
    for name in named:
        if name not in types and not (name == ALL and key != "types"):
            node.wrong(key or name, f"no document type '{name}'{hint(name, types)}", None)
