# long: one house on two databases, built once, serves every rule of the desk
"""The desk's rules, on both databases: who has what, where it goes, and who is kept out."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import threading
import uuid
from dataclasses import replace

import psycopg
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from pipelines.errors import DocumentProblem
from pipelines.flow import claims, desk, people
from pipelines.ledger import Order, Problem, Queue
from pipelines.ledger.claims import IDLE
from pipelines.ledger.tables import desk_claims
from pipelines.model import Extraction, FieldValue, Outcome, Page, Stage, Word
from pipelines.services import open_services
from tests.web.desk_house import OTHER_UNIT, PASSWORD, UNIT, Paper, furnish, lay, settings_of, told
from web import create_app

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f80f00010101005b9bd2ea0000000049454e44ae426082"
)


VALUES = {
    "document_number": "25",
    "full_name": "Trần Thị Thử",
    "date_of_birth": "2020-02-08",
    "sex": "Nữ",
    "ethnicity": "Kinh",
    "nationality": "Việt Nam",
    "place_of_birth": "Trạm y tế xã Thử",
    "home_town": "xã Thử",
    "mother_full_name": "Lê Thị Thử",
    "issuing_agency": "Ủy ban nhân dân xã Thử",
    "issue_date": "2020-02-20",
    "signer_name": "Ngô Văn Thử",
}


@pytest.fixture(scope="module")
def paper():
    """A page of few words; nothing here looks at its image."""
    words = tuple(Word(text, 0.9, (100 + 120 * k, 100, 200 + 120 * k, 140), 0) for k, text in enumerate(["Trần", "Thị", "Thử"]))
    page = Page(1, 1000, 1400, 120.0, words=words)
    fields = {name: FieldValue(name, str(v), v, 1.0, 1, (100, 100, 440, 140), "test") for name, v in VALUES.items()}
    fields["full_name"] = replace(fields["full_name"], confidence=0.5)
    return Paper(PNG, "image/png", (page,), Extraction("birth_certificate", 1.0, fields), {})


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def furnished(request, tmp_path_factory):
    """A house with people and no papers, set up once; a function that makes another one like it."""
    home = tmp_path_factory.mktemp("house")
    if request.param == "sqlite":
        furnish(settings_of(home, f"sqlite:///{home}/l.db", f"sqlite:///{home}/r.db"))

        def another(folder):
            shutil.copytree(home, folder, dirs_exist_ok=True)
            return open_services(settings_of(folder, f"sqlite:///{folder}/l.db", f"sqlite:///{folder}/r.db"))

        return another
    new, server = request.getfixturevalue("new_postgres_url"), request.getfixturevalue("postgres_server")
    ledger, results = new(), new()
    furnish(settings_of(home, ledger, results)).ledger.engine.dispose()

    def copied(folder):
        name = f"c{uuid.uuid4().hex[:12]}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {ledger.rsplit('/', 1)[1]}")
        return open_services(settings_of(folder, f"{ledger.rsplit('/', 1)[0]}/{name}", results))

    return copied


@pytest.fixture
def house(furnished, tmp_path):
    opened = furnished(tmp_path)
    yield opened
    opened.ledger.engine.dispose()


def person(house, login):
    return house.ledger.person(login)[0]


def acting(house, login):
    return house.acting_as(login), person(house, login)


def open_as(house, login):
    """A browser without eyes in which *login* is logged in, and the form's token."""
    client = TestClient(create_app(house))
    client.post("/login", data={"login": login, "password": PASSWORD})
    token = re.search(r'data-form-token="([^"]+)"', client.get("/lookup").text)[1]
    client.headers["X-Form-Token"] = token
    client.headers["Accept"] = "application/json"
    return client


def test_of_two_who_take_the_last_document_at_once_one_gets_it(house, paper):
    only = lay(house, paper)
    for _ in range(5):
        start, got = threading.Barrier(2), []

        def take(login, start=start, got=got):
            services, who = acting(house, login)
            start.wait()
            got.append((login, claims.take_next(services, who, Queue())))

        both = [threading.Thread(target=take, args=(login,)) for login in ("an.nguyen", "binh.le")]
        [thread.start() for thread in both]
        [thread.join() for thread in both]
        [(winner, found)] = [one for one in got if one[1]]
        assert found == only
        house.acting_as(winner).ledger.give_back(only)


def test_many_who_take_at_once_get_as_many_documents(house, paper):
    laid = {lay(house, paper, f"{k}.png") for k in range(4)}
    for k in range(3):
        people.add(house, f"them{k}", "", ["reviewer"], ["568"], password=PASSWORD)
    start, got = threading.Barrier(4), []

    def take(login):
        services, who = acting(house, login)
        start.wait()
        got.append(claims.take_next(services, who, Queue()))

    all_ = [threading.Thread(target=take, args=(login,)) for login in ("an.nguyen", "them0", "them1", "them2")]
    [thread.start() for thread in all_]
    [thread.join() for thread in all_]
    assert set(got) == laid


def test_a_claim_comes_back_after_fifteen_idle_minutes_and_not_before(house, paper):
    only = lay(house, paper)
    an, who = acting(house, "an.nguyen")
    binh, other = acting(house, "binh.le")
    assert claims.take_next(an, who, Queue()) == only
    assert claims.take_next(binh, other, Queue()) is None
    assert claims.take(binh, other, only).holder == "an.nguyen"
    with house.ledger.engine.begin() as connection:
        until = connection.execute(sa.select(desk_claims.c.until)).scalar_one()
        assert abs(until - dt.datetime.now(dt.UTC) - IDLE) < dt.timedelta(minutes=1)
        connection.execute(desk_claims.update().values(until=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)))
    assert claims.take_next(binh, other, Queue()) == only
    # Who comes back late is told, and rules on nothing.
    seen = claims.version(house.ledger.document(only))
    with pytest.raises(DocumentProblem) as told_so:
        claims.rule(an, who, only, "settle", values={"full_name": "Trần Thị Thử"}, reason=None, seen=seen)
    assert told_so.value.code == "claimed_by_other"


def test_what_somebody_else_ruled_meanwhile_is_said_and_what_was_typed_is_kept(house, paper):
    only = lay(house, paper)
    an, who = acting(house, "an.nguyen")
    claims.take(an, who, only)
    seen = claims.version(house.ledger.document(only))
    claims.save_draft(an, who, only, [("full_name", "Trần Thị Thư", False)])
    desk.correct(house, only, {"full_name": "Trần Thị Thử"})
    with pytest.raises(DocumentProblem) as told_so:
        claims.rule(an, who, only, "settle", values={"full_name": "Trần Thị Thư"}, reason=None, seen=seen)
    assert told_so.value.code == "not_waiting"
    # The rules looked again and it is back: what the person saw is not what stands.
    house.ledger.advance(_claimed(house, only, Stage.EXTRACT), "t", Stage.VALIDATE, Outcome.REVIEW, found=())
    with pytest.raises(DocumentProblem) as told_so:
        claims.rule(an, who, only, "settle", values={"full_name": "Trần Thị Thư"}, reason=None, seen=seen)
    assert told_so.value.code == "changed_meanwhile"
    assert claims.take(an, who, only).drafts["full_name"].value == "Trần Thị Thư"
    assert claims.take(an, who, only).case.values["full_name"] == "Trần Thị Thử"


def _claimed(house, document_id, after):
    [document] = [d for d in house.ledger.claim(after, owner="t", limit=9, seconds=60) if d.id == document_id]
    return document


def test_the_word_at_the_page_is_the_word_of_who_is_logged_in(house, paper):
    only = lay(house, paper)
    client = open_as(house, "an.nguyen")
    page = client.get(f"/desk/d/{only}", headers={"Accept": "text/html"}).text
    seen = re.search(r'data-version="([^"]+)"', page)[1]
    word = {"action": "reject", "reason": "quét thiếu trang 2", "seen": seen}
    assert client.post(f"/desk/d/{only}/rule", json=word).status_code == 200
    case = desk.case(house, only)
    assert case.document.outcome is Outcome.SET_ASIDE
    assert {review.actor for review in case.reviews} == {"an.nguyen"}
    assert told(house, "rejected") == [("an.nguyen", only)]
    assert told(house, "viewed") == [("an.nguyen", only)]


def test_a_dry_seal_is_noted_at_the_page_once_the_paper_is_settled(house, paper):
    only = lay(house, paper)
    client = open_as(house, "an.nguyen")
    seen = claims.version(house.ledger.document(only))
    refused = {"action": "settle", "values": {"date_of_birth": "31/02/2020"}, "seen": seen, "dry_seal": True}
    assert client.post(f"/desk/d/{only}/rule", json=refused).status_code == 422
    assert house.ledger.document(only).scan.seen == ()
    word = {"action": "settle", "values": {"full_name": "Trần Thị Thử"}, "seen": seen, "dry_seal": True}
    assert client.post(f"/desk/d/{only}/rule", json=word).status_code == 200
    assert house.ledger.document(only).scan.seen == ("dry_seal",)
    assert told(house, "seen_on_paper") == [("an.nguyen", only)]


def test_a_refused_word_says_why_at_each_field_and_changes_nothing(house, paper):
    only = lay(house, paper)
    client = open_as(house, "an.nguyen")
    seen = claims.version(house.ledger.document(only))
    word = {"action": "settle", "values": {"date_of_birth": "31/02/2020"}, "seen": seen}
    answer = client.post(f"/desk/d/{only}/rule", json=word)
    assert answer.status_code == 422
    assert "date_of_birth" in [one["field"] for one in answer.json()["refused"]]
    assert claims.version(house.ledger.document(only)) == seen


@pytest.mark.parametrize(
    ("to", "stage", "outcome"),
    [
        ("ocr", Stage.INGEST, Outcome.ON_THE_WAY),
        ("extract", Stage.OCR, Outcome.ON_THE_WAY),
        ("rescan", Stage.VALIDATE, Outcome.SET_ASIDE),
    ],
)
def test_a_document_is_sent_back_and_the_steps_after_run_again(house, paper, to, stage, outcome):
    only = lay(house, paper)
    client = open_as(house, "an.nguyen")
    seen = claims.version(house.ledger.document(only))
    way = {"to": to, "reason": "illegible", "seen": seen}
    assert client.post(f"/desk/d/{only}/elsewhere", json=way).status_code == 200
    document = house.ledger.document(only)
    assert (document.stage, document.outcome) == (stage, outcome)
    if outcome is Outcome.ON_THE_WAY:
        assert [d.id for d in house.ledger.claim(stage, owner="t", limit=1, seconds=60)] == [only]
    else:
        assert document.problem == "rescan_wanted"
    assert client.post(f"/desk/d/{only}/elsewhere", json=way).status_code == 409


def test_what_one_skips_goes_to_the_others_and_what_is_escalated_to_a_manager(house, paper):
    first, second = lay(house, paper, "1.png"), lay(house, paper, "2.png")
    an, who = acting(house, "an.nguyen")
    binh, other = acting(house, "binh.le")
    chief, manager = acting(house, "chi.pham")
    claims.take(an, who, first)
    claims.put_off(an, who, first, "skipped", "unsure", "chữ mờ", claims.version(house.ledger.document(first)))
    assert claims.take_next(an, who, Queue()) == second
    assert claims.take_next(binh, other, Queue()) == first
    claims.put_off(binh, other, first, "escalated", "paper_needed", None, claims.version(house.ledger.document(first)))
    an.ledger.give_back(second)
    assert claims.take_next(binh, other, Queue()) == second
    assert claims.take_next(chief, manager, Queue(escalated=True)) == first
    assert [(n.kind, n.login, n.reason) for n in claims.take(chief, manager, first).notes] == [
        ("escalated", "binh.le", "paper_needed"),
        ("skipped", "an.nguyen", "unsure"),
    ]
    with house.ledger.engine.connect() as connection:
        assert "chữ mờ" not in str(connection.execute(sa.text("SELECT detail FROM events")).all())


def test_queues_are_parts_of_what_waits_and_count_it(house, paper):
    ours, theirs = lay(house, paper, "1.png"), lay(house, paper, "2.png", unit=OTHER_UNIT)
    untyped = replace(paper, extraction=Extraction(None, 0.0, {}))
    third = lay(house, untyped, "3.png", rules=False)
    chief, manager = acting(house, "chi.pham")
    scope = people.scope(manager)
    assert sum(group.count for group in chief.ledger.groups(scope, Queue())) == 3

    def ids(queue):
        return [waiting.document.id for waiting in chief.ledger.listed(scope, queue, 10)]

    assert ids(Queue()) == sorted([ours, theirs, third])
    assert ids(Queue(order=Order.NEWEST)) == sorted([ours, theirs, third], reverse=True)
    assert ids(Queue(unit=UNIT)) == sorted([ours, third])
    assert ids(Queue(document_type="")) == [third]
    assert ids(Queue(batch_id=house.ledger.document(theirs).batch_id)) == [theirs]
    reason = chief.ledger.listed(scope, Queue(), 1)[0].reason
    assert ours in ids(Queue(reason=reason))
    assert ids(Queue(reason="no_such_rule")) == []


def test_a_class_of_failures_goes_back_at_once_with_an_event_each_and_only_of_ones_units(house, paper):
    laid = [lay(house, paper, f"{k}.png") for k in range(3)]
    elsewhere = lay(house, paper, "9.png", unit=OTHER_UNIT)
    people.add(house, "em.vo", "", ["operator", "reviewer"], ["568"], password=PASSWORD)
    for document_id in (*laid, elsewhere):
        document = house.ledger.document(document_id)
        house.ledger.send_back(document, "rescan_wanted", Stage.OCR, "other", Problem("worker_died", "x", "x"))
    client = open_as(house, "em.vo")
    answer = client.post("/desk/retry", data={"problem": "worker_died"})
    assert "<strong>3" in answer.text or "3 giấy" in answer.text
    assert sorted(told(house, "retried")) == sorted(("em.vo", document_id) for document_id in laid)
    assert {house.ledger.document(d).outcome for d in laid} == {Outcome.ON_THE_WAY}
    assert house.ledger.document(elsewhere).outcome is Outcome.SET_ASIDE
    assert house.ledger.faults() == []
    assert open_as(house, "an.nguyen").post("/desk/retry", data={"problem": "worker_died"}).status_code == 403


def ways_in(document_id):
    seen = {"reason": "other", "seen": "x"}
    return [
        ("GET", f"/desk/d/{document_id}", None),
        ("GET", f"/desk/d/{document_id}/page/1.jpg", None),
        ("GET", f"/desk/d/{document_id}/page/1.jpg?w=800", None),
        ("POST", f"/desk/d/{document_id}/text", {"page": 1, "box": [0, 0, 900, 900]}),
        ("POST", f"/desk/d/{document_id}/draft", {"typed": [{"field": "full_name", "value": "x"}]}),
        ("POST", f"/desk/d/{document_id}/draft", {"typed": []}),
        ("POST", f"/desk/d/{document_id}/rule", {"action": "reject", **seen}),
        ("POST", f"/desk/d/{document_id}/elsewhere", {"to": "ocr", **seen}),
    ]


def test_papers_of_another_unit_are_neither_listed_nor_opened_nor_guessed_nor_seen(house, paper):
    secret = lay(house, paper)
    client = open_as(house, "xa.tran")
    html = {"Accept": "text/html"}
    parts = (f"unit={UNIT}", "order=newest", "order=priority", "due=none&age=day", "escalated=1")
    for page in ("/desk", *(f"/desk?{part}" for part in parts)):
        assert secret not in client.get(page, headers=html).text
    assert client.post("/desk/next").json() == {"next": "/desk"}
    before = house.ledger.document(secret)
    # What is there and what is not get the same answer, byte for byte.
    for (method, way, sent), (_, nowhere, _) in zip(ways_in(secret), ways_in("20200101-0000000000"), strict=True):
        answer, same = client.request(method, way, json=sent), client.request(method, nowhere, json=sent)
        assert answer.status_code == same.status_code == 404, way
        assert answer.content == same.content
        assert "Trần" not in answer.text
    assert house.ledger.document(secret) == before
    assert told(house, "refused").count(("xa.tran", secret)) == len(ways_in(secret))
    assert told(house, "viewed") == []


def test_nobody_reaches_a_paper_without_logging_in(house, paper):
    secret = lay(house, paper)
    client = TestClient(create_app(house), follow_redirects=False)
    for method, way, sent in [("GET", "/desk", None), ("POST", "/desk/next", None), *ways_in(secret)]:
        answer = client.request(method, way, json=sent)
        assert answer.status_code in (303, 401), (way, answer.status_code)
        assert answer.headers.get("location", "/login").startswith("/login")
        assert "Trần" not in answer.text


@pytest.mark.parametrize("way", ["/desk/d/%2e%2e%2fusers", "/desk/d/x' OR '1'='1", "/desk/d/" + "x" * 3000])
def test_odd_addresses_lead_nowhere(house, way):
    assert open_as(house, "an.nguyen").get(way).status_code == 404


def test_no_address_holds_what_is_on_a_paper_and_no_event_tells_it(house, paper):
    only = lay(house, paper)
    client = open_as(house, "an.nguyen")
    page = client.get(f"/desk/d/{only}", headers={"Accept": "text/html"})
    assert "Trần Thị Thử" in page.text
    for target in re.findall(r'(?:href|src|action)="([^"]+)"', page.text):
        assert "Tr" not in target
    client.post(f"/desk/d/{only}/draft", json={"typed": [{"field": "full_name", "value": "Trần Thị Thư"}]})
    with house.ledger.engine.connect() as connection:
        assert "Trần" not in str(connection.execute(sa.text("SELECT detail FROM events")).all())


def test_the_words_in_a_box_are_the_words_that_were_read_there(house, paper):
    only = lay(house, paper)
    client = open_as(house, "an.nguyen")
    inside = {"page": 1, "box": [210, 90, 450, 150]}
    assert client.post(f"/desk/d/{only}/text", json=inside).json() == {"text": "Thị Thử"}
    assert client.post(f"/desk/d/{only}/text", json={"page": 7, "box": [0, 0, 9, 9]}).status_code == 400


def test_suggestions_are_for_who_works_at_the_desk(house):
    asked = {"field": "ethnicity", "kind": "ethnicity", "typed": "kin"}
    assert open_as(house, "an.nguyen").post("/desk/suggest", json=asked).json() == ["Kinh"]
    assert TestClient(create_app(house)).post("/desk/suggest", json=asked).status_code == 401


def test_what_people_vouched_for_is_offered_to_their_own_units_alone_and_never_a_persons_name(house, paper):
    mine, theirs = lay(house, paper, "1.png"), lay(house, paper, "2.png", unit=OTHER_UNIT)
    body, other = "Ủy ban nhân dân xã Bịa Đặt Một", "Ủy ban nhân dân xã Bịa Đặt Hai"
    for document_id, value, signer in ((mine, body, "Ngô Văn Bịa"), (theirs, other, "Ngô Văn Đặt")):
        typed = {"issuing_agency": value, "signer_title": "Chủ tịch xã Bịa Đặt", "signer_name": signer}
        desk.correct(house.acting_as("chi.pham"), document_id, typed)

    def offered(login, field, kind, typed):
        answer = open_as(house, login).post("/desk/suggest", json={"field": field, "kind": kind, "typed": typed})
        return answer.json()

    assert offered("an.nguyen", "issuing_agency", "agency", "uy ban nhan dan xa bia")[0] == body
    assert offered("xa.tran", "issuing_agency", "agency", "Ủy ban nhân dân xã Bịa")[0] == other
    assert set(offered("chi.pham", "issuing_agency", "agency", "ủy ban nhân dân xã bịa")) >= {body, other}
    assert offered("an.nguyen", "signer_title", "position", "chu tich xa") == ["Chủ tịch xã Bịa Đặt"]
    for field in ("signer_name", "full_name"):
        assert offered("chi.pham", field, "person_name", "Ngô") == []
