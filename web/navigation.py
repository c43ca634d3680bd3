"""The pages that the head of every page leads to."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.flow.claims import AT_THE_DESK
from pipelines.ledger import Person, Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A link; its text is ``nav.<name>`` of the catalogue."""

    name: str
    path: str
    roles: tuple[Role, ...] = ()
    """Who sees it; empty: everyone, logged in or not. The page itself says the same with ``requires``."""


ENTRIES = (
    Entry("overview", "/"),
    Entry("lookup", "/lookup"),
    Entry("verify", "/verify"),
    Entry("desk", "/desk", AT_THE_DESK),
    Entry("quality", "/quality", AT_THE_DESK),
    Entry("lots", "/lots", (Role.MANAGER,)),
    Entry("progress", "/progress", (Role.MANAGER, Role.OPERATOR)),
    Entry("plan", "/plan", (Role.MANAGER,)),
)


def entries(person: Person | None) -> list[Entry]:
    """The links that *person* may follow."""
    return [entry for entry in ENTRIES if not entry.roles or (person is not None and person.has(*entry.roles))]
