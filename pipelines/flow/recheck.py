"""
A look at what is already published: a random sample of papers that passed unseen, and papers that somebody doubts.

What is right goes back to where it was. What is wrong is corrected at the desk like any other paper, checked by the rules, signed
anew and published as the next edition of the same serial: the file before it is known as superseded. A result that cannot be put
right is revoked (Decree 45/2020 Art. 15); until then its paper cannot be set aside, for the registry still vouches for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines import load
from pipelines.errors import ConfigError, DocumentProblem
from pipelines.ledger import Scope
from pipelines.ledger.published import DOUBT, SAMPLE
from pipelines.model import Document, Outcome
from pipelines.review import sampling
from pipelines.services import Services


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample of published papers; with the seed it can be drawn again from the same population."""

    ids: tuple[str, ...]
    population: int
    """Published papers that nobody had looked at, of which it is a sample."""
    seed: str


def draw_sample(
    services: Services,
    count: int,
    *,
    scope: Scope | None = None,
    batch: str | None = None,
    unit: str | None = None,
    document_type: str | None = None,
    seed: str | None = None,
) -> Drawn:
    """
    Lay *count* published papers that passed unseen before people, each as likely as any other of the *batch*, *unit* and type.
    What is found counts in the error rates of fields.

    Raises DocumentProblem ``sample_empty`` when everything published was looked at.
    """
    seed = seed or secrets.token_hex(8)
    population = 0

    def counted() -> Iterator[str]:
        nonlocal population
        chosen = {"batch": batch, "unit": unit, "document_type": document_type}
        for document_id in services.ledger.loaded_unseen(scope or Scope(everything=True), **chosen):
            population += 1
            yield document_id

    drawn = sampling.draw(counted(), count, seed)
    standing = [document_id for document_id in drawn if _stands(services, document_id)]
    if not standing:
        raise DocumentProblem("sample_empty")
    told = {"seed": seed, "population": population, "drawn": len(standing)}
    return Drawn(tuple(services.ledger.open_again(standing, SAMPLE, told)), population, seed)


def reopen(services: Services, document_id: str, reason: str) -> Document:
    """
    Somebody doubts a published result: its paper lies at the desk again, with the *reason*.

    Raises ConfigError (no such paper, no reason), DocumentProblem ``not_published`` (it is not loaded, or its result is revoked).
    """
    document = services.ledger.document(document_id)
    if document is None:
        raise ConfigError(f"no document '{document_id}'; 'sohoa lookup' finds serials")
    if not reason.strip():
        raise ConfigError("say what is doubted; whoever looks at the paper reads it")
    if not _stands(services, document_id) or not services.ledger.open_again([document_id], DOUBT, {}, reason=reason.strip()):
        raise DocumentProblem("not_published", document=document_id)
    return document


def must_stay(services: Services, document: Document) -> None:
    """
    Refuse to set a paper aside whose result the registry vouches for.

    Raises DocumentProblem ``published_stands``.
    """
    if "published" in services.ledger.artefacts(document.id) and _stands(services, document.id):
        raise DocumentProblem("published_stands", document=document.id)


def stranded(services: Services) -> tuple[set[str], set[str]]:
    """(papers that are published and looked at again, those of them that are set aside though their result still stands)."""
    again = services.ledger.published_elsewhere()
    aside = {document.id for document in again if document.outcome is Outcome.SET_ASIDE and _stands(services, document.id)}
    return {document.id for document in again}, aside


def edition(services: Services, document_id: str) -> str:
    """What the key of the next signed file ends in: nothing for the first, ``-2`` for what follows the one published, and on."""
    if "published" not in services.ledger.artefacts(document_id):
        return ""
    return f"-{len(load.editions(services.registry, document_id)) + 1}"


def _stands(services: Services, document_id: str) -> bool:
    found = [one for one in load.lookup(services.registry, document_id) if one.document_id == document_id]
    return bool(found) and found[0].revoked_at is None
