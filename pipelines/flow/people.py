"""Who works with the pages: accounts, log-ins, and whose papers a person may see."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Collection
from functools import cache, lru_cache

import argon2

from pipelines import units
from pipelines.errors import ConfigError
from pipelines.ledger import EVERYWHERE, Person, Role, Scope, Session
from pipelines.model import Document
from pipelines.services import Services

LEAST_PASSWORD = 10
"""Letters; length is what protects (NIST SP 800-63B), rules about kinds of letters are not asked for."""
TRIES, TRIES_OF_ADDRESS = 5, 30
TRIES_WITHIN = dt.timedelta(minutes=15)
"""So many failed log-ins of a login, or from a network address, and no more is tried for a while."""

_HASHER = argon2.PasswordHasher()


@cache
def _of_nobody() -> str:
    """What a password is compared with that belongs to no login. Made at first use: it is as dear to make as a password's."""
    return _HASHER.hash(secrets.token_hex(16))


class TooManyTries(Exception):  # noqa: N818 - the person is refused, the program has no error
    """Log-ins failed too often lately; the password was not looked at."""


def add(
    services: Services,
    login: str,
    name: str,
    roles: Collection[Role],
    in_units: Collection[str],
    *,
    password: str | None = None,
    subject: str | None = None,
) -> Person:
    """
    A new account; *in_units* are codes of units, or ``*`` for all papers. Raises ConfigError that says what is wrong.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{0,99}", login):
        raise ConfigError(f"'{login}' is no login: write small letters, digits and . _ - @, for example an.nguyen")
    if not roles:
        raise ConfigError(f"an account needs a role: {', '.join(Role)}")
    if not in_units:
        raise ConfigError(f"name the units whose papers '{login}' may see, or '{EVERYWHERE}' for all")
    person = Person(login, name.strip() or login, frozenset(roles), frozenset(in_units))
    hashed = hash_password(password) if password is not None else None
    services.ledger.add_person(person, password=hashed, subject=subject)
    return person


def set_password(services: Services, login: str, password: str) -> None:
    """A new password; every browser of the person is logged out. Raises ConfigError."""
    services.ledger.change_person(login, "password_set", {"password": hash_password(password)})


def disable(services: Services, login: str) -> None:
    """The account stays, because events name it, and opens nothing any more. Raises ConfigError."""
    services.ledger.change_person(login, "person_disabled", {"disabled_at": dt.datetime.now(dt.UTC)})


def hash_password(password: str) -> str:
    """Argon2id (RFC 9106). Raises ConfigError for a password that is too short."""
    if len(password) < LEAST_PASSWORD:
        raise ConfigError(f"a password needs {LEAST_PASSWORD} letters or more; a sentence is easy to keep in mind")
    return _HASHER.hash(password)


def log_in(services: Services, login: str, password: str, address: str) -> tuple[str, Person] | None:
    """
    The token for the browser, and who it is; None when login and password do not belong together.

    Raises TooManyTries after ``TRIES`` failures of the login, or ``TRIES_OF_ADDRESS`` from the network *address*.
    """
    login = login.strip().lower()
    about = (_hashed(f"login {login}"), _hashed(f"address {address}"))
    for key, most in zip(about, (TRIES, TRIES_OF_ADDRESS), strict=True):
        if services.ledger.login_failures(key, TRIES_WITHIN) >= most:
            raise TooManyTries
    found = services.ledger.person(login)
    stored = found[1] if found else None
    nobody = _of_nobody()
    try:
        # An unknown login takes as long as a wrong password, so that logins cannot be found out.
        _HASHER.verify(stored or nobody, password)
    except argon2.exceptions.VerificationError:
        stored = None
    if found is None or stored is None or found[0].disabled:
        services.ledger.note_login_failure(found[0].login if found else None, about)
        return None
    return start_session(services, found[0]), found[0]


def log_in_by_subject(services: Services, subject: str) -> tuple[str, Person] | None:
    """The same for whom an OIDC provider vouches for; *subject* is its issuer and the person's id there."""
    person = services.ledger.person_of_subject(subject)
    if person is None or person.disabled:
        services.ledger.note_login_failure(person.login if person else None, [_hashed(f"subject {subject}")])
        return None
    return start_session(services, person), person


def start_session(services: Services, person: Person) -> str:
    """The token that the person's browser keeps; the ledger knows its hash alone."""
    token = secrets.token_urlsafe(32)
    services.acting_as(person.login).ledger.start_session(person.login, _hashed(token), secrets.token_urlsafe(32))
    return token


def session(services: Services, token: str) -> Session | None:
    """Who holds *token*, or None."""
    return services.ledger.session(_hashed(token))


def log_out(services: Services, token: str) -> None:
    """End the session of *token*."""
    services.ledger.end_session(_hashed(token))


def scope(person: Person) -> Scope:
    """Whose papers the person may see: those of the units that the account names, and of all units below them."""
    return _scope(person.units)


def may_see(person: Person, document: Document) -> bool:
    """Whether the paper is one of the person's units."""
    return scope(person).holds(document.scan.unit)


@lru_cache(maxsize=256)
def _scope(named: frozenset[str]) -> Scope:
    if EVERYWHERE in named:
        return Scope(everything=True)
    return Scope(units=named.union(*(units.below(code) for code in named)), dotted=named)


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
