"""The people who work with the pages: accounts, sessions, and which papers are theirs to see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from pipelines.errors import ConfigError
from pipelines.ledger import events
from pipelines.ledger.door import Door, now
from pipelines.ledger.tables import documents, login_failures, people, sessions

EVERYWHERE = "*"
"""As a unit: all papers, those of no known unit too."""
SESSION_IDLE = dt.timedelta(hours=2)
SESSION_LENGTH = dt.timedelta(hours=12)
"""A working day; after it, or after ``SESSION_IDLE`` without a request, the person logs in again."""
_NOTED_EVERY = dt.timedelta(minutes=1)


class Role(StrEnum):
    """What a person may do; a person has one or more. Admin grants the accounts and nothing of the papers."""

    OPERATOR = "operator"
    """Takes batches in and looks after the line."""
    REVIEWER = "reviewer"
    """Settles documents at the desk."""
    SIGNER = "signer"
    MANAGER = "manager"
    """Reads progress, gets what was escalated, decides on lots and plans."""
    ENGINEER = "engineer"
    """Tunes extraction; sends papers back through the line."""
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    login: str
    """The name that events carry."""
    name: str
    roles: frozenset[Role]
    units: frozenset[str]
    """Codes of units whose papers, and those of the units below, the person may see; ``EVERYWHERE`` for all; empty: none."""
    disabled: bool = False

    def has(self, *roles: Role) -> bool:
        """Whether the person has one of *roles*."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is logged in."""

    person: Person
    form_token: str
    """What a form must bring along, so that no other site can send it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Units whose papers may be seen, spelled out: what a person's units grant (``flow.people.scope`` makes it)."""

    everything: bool = False
    units: frozenset[str] = frozenset()
    dotted: frozenset[str] = frozenset()
    """Codes that grant all codes which begin with them and a dot (H29 → H29.153)."""

    def holds(self, unit: str | None) -> bool:
        """Whether papers of *unit* are inside."""
        if self.everything:
            return True
        return unit is not None and (unit in self.units or any(unit.startswith(f"{code}.") for code in self.dotted))

    def where(self, column: sa.ColumnElement[Any] = documents.c.unit) -> sa.ColumnElement[bool]:
        """The same as a condition on a column of units."""
        if self.everything:
            return sa.true()
        below = (column.startswith(f"{code}.", autoescape=True) for code in sorted(self.dotted))
        return sa.or_(column.in_(sorted(self.units)), *below)


class People(Door):
    """Accounts and sessions. Every change is an event with the actor; passwords and tokens come hashed and stay here."""

    def add_person(self, person: Person, *, password: str | None = None, subject: str | None = None) -> None:
        """A new account. Raises ConfigError when the login is taken."""
        row = {
            "login": person.login,
            "name": person.name,
            "password": password,
            "subject": subject,
            "roles": sorted(person.roles),
            "units": sorted(person.units),
            "added_at": now(),
        }
        with self._writing() as connection:
            if connection.execute(sa.select(people.c.login).where(people.c.login == person.login)).first():
                raise ConfigError(f"the login '{person.login}' is taken; 'sohoa users list' shows all")
            connection.execute(people.insert().values(row))
            detail = {"login": person.login, "roles": row["roles"], "units": row["units"], "oidc": subject is not None}
            events.append(connection, self.actor, "person_added", detail=detail)

    def change_person(self, login: str, kind: str, values: Mapping[str, Any]) -> None:
        """
        Set columns of an account and end its sessions; *kind* is the event (``person_disabled``, ``password_set`` …).

        Raises ConfigError when there is no such account.
        """
        with self._writing() as connection:
            if connection.execute(people.update().where(people.c.login == login).values(**values)).rowcount != 1:
                raise ConfigError(f"no account '{login}'; 'sohoa users list' shows all")
            connection.execute(sessions.delete().where(sessions.c.login == login))
            events.append(connection, self.actor, kind, detail={"login": login})

    def people(self) -> list[Person]:
        """All accounts, by login."""
        with self._reading() as connection:
            return [_person(row) for row in connection.execute(sa.select(people).order_by(people.c.login))]

    def person(self, login: str) -> tuple[Person, str | None] | None:
        """An account with the hash of its password."""
        with self._reading() as connection:
            row = connection.execute(sa.select(people).where(people.c.login == login)).one_or_none()
        return (_person(row), row.password) if row else None

    def person_of_subject(self, subject: str) -> Person | None:
        """The account of an OIDC issuer and subject."""
        with self._reading() as connection:
            row = connection.execute(sa.select(people).where(people.c.subject == subject)).one_or_none()
        return _person(row) if row else None

    def start_session(self, login: str, token: str, form_token: str) -> None:
        """Note that *login* is here with a browser that holds the token whose hash is *token*."""
        moment = now()
        row = {"token": token, "login": login, "form_token": form_token, "started_at": moment, "seen_at": moment}
        with self._writing() as connection:
            connection.execute(sessions.delete().where(_over(moment)))
            connection.execute(sessions.insert().values(row))
            events.append(connection, self.actor, "logged_in", detail={"login": login})

    def session(self, token: str) -> Session | None:
        """Who holds the token whose hash is *token*; None when nobody does any more."""
        moment = now()
        with self._reading() as connection:
            row = connection.execute(
                sa.select(people, sessions.c.form_token, sessions.c.seen_at)
                .join(sessions, sessions.c.login == people.c.login)
                .where(sessions.c.token == token, ~_over(moment), people.c.disabled_at.is_(None))
            ).one_or_none()
        if row is None:
            return None
        if moment - row.seen_at > _NOTED_EVERY:
            with self._writing() as connection:
                connection.execute(sessions.update().where(sessions.c.token == token).values(seen_at=moment))
        return Session(_person(row), row.form_token)

    def end_session(self, token: str) -> None:
        """The browser is logged out."""
        with self._writing() as connection:
            login = connection.scalar(sa.delete(sessions).where(sessions.c.token == token).returning(sessions.c.login))
            if login is not None:
                events.append(connection, self.actor, "logged_out", detail={"login": login})

    def note_login_failure(self, login: str | None, about: Iterable[str]) -> None:
        """A failed log-in, under each hash of *about*; *login* stands in the event when it is one of ours."""
        moment = now()
        with self._writing() as connection:
            connection.execute(login_failures.delete().where(login_failures.c.at < moment - dt.timedelta(days=1)))
            connection.execute(login_failures.insert(), [{"about": key, "at": moment} for key in about])
            events.append(connection, self.actor, "login_failed", detail={"login": login})

    def login_failures(self, about: str, within: dt.timedelta) -> int:
        """How many log-ins failed under the hash *about* lately."""
        recent = (login_failures.c.about == about) & (login_failures.c.at > now() - within)
        with self._reading() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(login_failures).where(recent)).scalar_one())

    def note(self, kind: str, document_id: str | None = None, detail: Mapping[str, Any] | None = None) -> None:
        """
        An event about what a person saw, or was kept from seeing: ``viewed``, ``image_viewed``, ``refused`` …

        *detail* never holds personal data.
        """
        with self._writing() as connection:
            events.append(connection, self.actor, kind, document_id=document_id, detail=dict(detail or {}))


def _over(moment: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.or_(sessions.c.seen_at < moment - SESSION_IDLE, sessions.c.started_at < moment - SESSION_LENGTH)


def _person(row: sa.Row[Any]) -> Person:
    roles = frozenset(Role(role) for role in row.roles)
    return Person(row.login, row.name, roles, frozenset(row.units), row.disabled_at is not None)
