"""Who gets in, who does not, and what is written down about it."""

from __future__ import annotations

import dataclasses
import re
from typing import Annotated

import httpx
import pytest
import sqlalchemy as sa
from fastapi import APIRouter
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from pipelines import units
from pipelines.errors import ConfigError
from pipelines.flow import oidc, people
from pipelines.ledger import Person, Role
from pipelines.ledger.tables import events
from pipelines.ledger.tables import people as people_table
from pipelines.settings import Oidc
from tests.web.provider import CLIENT, SECRET, Provider
from web import create_app
from web.access import requires

PASSWORD = "một câu dễ nhớ"


@pytest.fixture
def an(services):
    return people.add(services, "an.nguyen", "Nguyễn Văn An", [Role.REVIEWER], ["568"], password=PASSWORD)


def log_in(client, login="an.nguyen", password=PASSWORD, to="/lookup"):
    return client.post("/login", data={"login": login, "password": password, "next": to}, follow_redirects=False)


def told(services, kind):
    with services.ledger.engine.connect() as connection:
        return connection.execute(sa.select(events.c.actor, events.c.detail).where(events.c.kind == kind)).all()


def form_token(page):
    return re.search(r'name="form_token" value="([^"]+)"', page.text)[1]


def test_without_an_account_the_page_says_what_to_run(client):
    assert "sohoa users add" in client.get("/login").text


def test_who_has_the_password_gets_in_and_out_again(services, client, an):
    answer = log_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/lookup")
    assert "Nguyễn Văn An" in client.get("/").text
    assert client.post("/logout", data={"form_token": form_token(client.get("/"))}).url.path == "/login"
    assert "Nguyễn Văn An" not in client.get("/").text
    assert [actor for actor, _ in told(services, "logged_in") + told(services, "logged_out")] == ["an.nguyen"] * 2


def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_http(services, an):
    plain = log_in(TestClient(create_app(services))).headers["set-cookie"]
    sure = log_in(TestClient(create_app(services), base_url="https://testserver")).headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Secure" not in plain
    assert "Secure" in sure


def test_neither_password_nor_token_can_be_read_from_the_database(services, client, an):
    log_in(client)
    with services.ledger.engine.connect() as connection:
        stored = "".join(
            str(row) for table in ("people", "sessions") for row in connection.execute(sa.text(f"SELECT * FROM {table}"))
        )
    assert "$argon2id$" in stored
    assert PASSWORD not in stored
    assert client.cookies["sohoa_session"] not in stored


@pytest.mark.parametrize(("login", "password"), [("an.nguyen", "sai mật khẩu"), ("ai.do", PASSWORD), ("", ""), ("an.nguyen", "")])
def test_a_wrong_word_opens_nothing_and_is_written_down_without_what_was_typed(services, client, an, login, password):
    answer = log_in(client, login, password)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    [(_, detail)] = told(services, "login_failed")
    assert "ai.do" not in detail


def test_after_five_failures_even_the_right_password_waits(services, client, an):
    for _ in range(people.TRIES):
        assert log_in(client, password="sai").status_code == 401
    assert log_in(client).status_code == 429
    # Others are not locked out by it.
    people.add(services, "binh.le", "Lê Thị Bình", [Role.MANAGER], ["*"], password=PASSWORD)
    assert log_in(client, "binh.le").status_code == 303


def test_one_address_cannot_try_every_login(services, client, an):
    for k in range(people.TRIES_OF_ADDRESS):
        log_in(client, f"ai.do{k}")
    assert log_in(client).status_code == 429


def test_a_locked_account_and_a_new_password_end_every_session(services, client, an):
    log_in(client)
    people.set_password(services, "an.nguyen", "mật khẩu khác hẳn")
    assert "Nguyễn Văn An" not in client.get("/").text
    assert log_in(client, password="mật khẩu khác hẳn").status_code == 303
    people.disable(services, "an.nguyen")
    assert "Nguyễn Văn An" not in client.get("/").text
    assert log_in(client, password="mật khẩu khác hẳn").status_code == 401


def test_a_session_ends_by_itself(services, client, an):
    log_in(client)
    with services.ledger.engine.begin() as connection:
        connection.execute(sa.text("UPDATE sessions SET seen_at = '2020-01-01 00:00:00'"))
    assert "Nguyễn Văn An" not in client.get("/").text


@pytest.mark.parametrize("to", ["https://example.com", "//example.com", "/\\example.com", "/a?b", "javascript:alert(1)"])
def test_a_link_to_the_log_in_leads_to_no_other_site(client, an, to):
    assert log_in(client, to=to).headers["location"] == "/"


def test_short_passwords_odd_logins_and_accounts_without_rights_are_refused(services):
    for login, roles, inside, password in (
        ("an", [Role.REVIEWER], ["*"], "ngắn"),
        ("An Nguyễn", [Role.REVIEWER], ["*"], PASSWORD),
        ("an", [], ["*"], PASSWORD),
        ("an", [Role.REVIEWER], [], PASSWORD),
    ):
        with pytest.raises(ConfigError):
            people.add(services, login, "", roles, inside, password=password)
    assert services.ledger.people() == []


def test_a_unit_grants_what_lies_below_it_and_nothing_else():
    scope = people.scope(Person("a", "a", frozenset({Role.REVIEWER}), frozenset({"568", "H29"})))
    commune = next(iter(sorted(units.below("568"))))
    assert scope.holds("568")
    assert scope.holds(commune)
    assert scope.holds("H29.153")
    assert not scope.holds("56")
    assert not scope.holds("567")
    assert not scope.holds("H290")
    assert not scope.holds(None)


def test_pages_ask_for_log_in_role_and_form_token(services, an):
    app = create_app(services)
    pages = APIRouter()

    @pages.get("/only-managers")
    def only(person: Annotated[Person, requires(Role.MANAGER)]) -> str:
        return person.login

    @pages.post("/change")
    def change(person: Annotated[Person, requires(Role.REVIEWER)]) -> str:
        return person.login

    app.include_router(pages)
    client = TestClient(app)
    assert client.get("/only-managers", follow_redirects=False).headers["location"] == "/login?next=/only-managers"
    assert client.post("/change").status_code == 401
    log_in(client)
    assert client.get("/only-managers").status_code == 403
    assert told(services, "refused")[0].actor == "an.nguyen"
    token = form_token(client.get("/"))
    assert client.post("/change").status_code == 403
    assert client.post("/change", data={"form_token": "x" + token}).status_code == 403
    assert client.post("/change", headers={"X-Form-Token": token}).json() == "an.nguyen"
    assert client.post("/change", data={"form_token": token}).json() == "an.nguyen"
    foreign = {"X-Form-Token": token, "Origin": "https://example.com"}
    assert client.post("/change", headers=foreign).status_code == 403


# --- the agency's own accounts


@pytest.fixture(scope="module")
def provider():
    with Provider() as running:
        yield running


@pytest.fixture
def joined(services, provider):
    """The pages, with the provider configured; the provider tells the truth."""
    provider.lie, provider.signing_key = {}, provider.key
    provider.person = {"sub": "u-0001", "preferred_username": "an.nguyen"}
    settings = dataclasses.replace(services.settings, oidc=Oidc(provider.issuer, CLIENT, SECRET))
    return dataclasses.replace(services, settings=settings)


@pytest.fixture
def expected(joined):
    subject = oidc.expected(joined.settings.oidc, "an.nguyen")
    people.add(joined, "an.nguyen", "Nguyễn Văn An", [Role.REVIEWER], ["568"], subject=subject)


def through(services):
    """A browser's way to the provider and back."""
    client = TestClient(create_app(services))
    away = client.get("/login/oidc?next=/lookup", follow_redirects=False).headers["location"]
    return client, httpx.get(away, trust_env=False).headers["location"]


def test_the_provider_vouches_once_by_name_and_then_by_subject(joined, provider, expected):
    client, back = through(joined)
    assert client.get(back, follow_redirects=False).headers["location"] == "/lookup"
    assert "Nguyễn Văn An" in client.get("/").text
    # The name goes to somebody else: the account does not.
    provider.person = {"sub": "u-0002", "preferred_username": "an.nguyen"}
    other, back = through(joined)
    assert other.get(back).status_code == 403
    provider.person = {"sub": "u-0001", "preferred_username": "an.nguyen-2"}
    same, back = through(joined)
    assert same.get(back, follow_redirects=False).status_code == 303


def test_whom_nobody_added_does_not_get_in(joined, provider):
    client, back = through(joined)
    answer = client.get(back)
    assert answer.status_code == 403
    assert "sohoa users add" in answer.text
    assert "sohoa_session" not in client.cookies


@pytest.mark.parametrize(
    "lie", [{"aud": "other"}, {"iss": "http://example.com"}, {"exp": 1}, {"nonce": "other"}, {"sub": None}, "key"], ids=str
)
def test_a_token_that_does_not_prove_it_opens_nothing(joined, provider, expected, lie):
    if lie == "key":
        provider.signing_key = RSAKey.generate_key(2048, {"kid": "k1"})
    else:
        provider.lie = lie
    client, back = through(joined)
    assert client.get(back).status_code in (401, 403)
    assert "sohoa_session" not in client.cookies


def test_an_answer_that_another_browser_fetched_opens_nothing(joined, expected):
    _, back = through(joined)
    client, _ = through(joined)
    assert client.get(back).status_code == 401
    assert TestClient(create_app(joined)).get(back).status_code == 401
    assert "sohoa_session" not in client.cookies


def test_an_account_of_the_provider_has_no_password(joined, expected):
    assert log_in(TestClient(create_app(joined)), password="").status_code == 401
    with joined.ledger.engine.connect() as connection:
        assert connection.execute(sa.select(people_table.c.password)).scalar() is None
