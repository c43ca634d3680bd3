"""The page of the plan: as a manager asks, downloads and puts it into effect; and in a real browser."""

from __future__ import annotations

import io
import re

import icalendar
import openpyxl
import pytest
import sqlalchemy as sa

from pipelines.flow import people
from pipelines.ledger import Role
from pipelines.model import Holding, Level, Scan
from tests.web.serving import ARGS, CHROMIUM, serving

PASSWORD = "một câu dễ nhớ"
UNITS = {"99001": "Xã Thử Một", "99002": "Xã Thử Hai", "99003": "Phường Thử Ba"}


@pytest.fixture
def stocked(services):
    """Three communes with more on their shelves than the configured reviewers can settle in eight weeks."""
    kinds = ("birth_certificate", "land_use_certificate", "decision")
    services.ledger.import_holdings(
        [
            Holding(unit, name, Level.COMMUNE, kind, 9000 - 2000 * k, pages=2 * (9000 - 2000 * k), priority=k + 1)
            for unit, name in UNITS.items()
            for k, kind in enumerate(kinds)
        ]
    )
    services.ledger.open_batch("/in/a", batch_id="a", unit="99003", level=Level.COMMUNE)
    services.ledger.register(
        "a", Scan("1.pdf", "1" * 64, 9, "application/pdf", "99003", Level.COMMUNE, "birth_certificate"), "k1"
    )
    people.add(services, "quan.ly", "Trần Quản Lý", [Role.MANAGER], ["*"], password=PASSWORD)
    people.add(services, "mot.xa", "Phạm Một Xã", [Role.MANAGER], ["99001"], password=PASSWORD)
    people.add(services, "duyet", "Lê Duyệt", [Role.REVIEWER], ["*"], password=PASSWORD)
    return services


def log_in(client, login="quan.ly"):
    client.post("/login", data={"login": login, "password": PASSWORD, "next": "/lookup"})


def test_only_managers_see_the_plan(stocked, client):
    assert client.get("/plan", follow_redirects=False).status_code in (302, 303)
    log_in(client, "duyet")
    assert client.get("/plan").status_code == 403
    assert client.get("/plan.xlsx").status_code == 403
    assert 'href="/plan"' not in client.get("/").text


def test_a_house_without_stock_says_what_to_run(services, client):
    people.add(services, "quan.ly", "Trần Quản Lý", [Role.MANAGER], ["*"], password=PASSWORD)
    log_in(client)
    page = client.get("/plan")
    assert page.status_code == 200
    assert "sohoa holdings import" in page.text


def test_the_page_says_what_is_missing_and_more_reviewers_change_it(stocked, client):
    log_in(client)
    short = client.get("/plan?weeks=8").text
    extra = re.search(r"\+(\d+) người duyệt", short)

    assert extra
    assert "more weeks" in short
    enough = client.get(f"/plan?weeks=8&review={8 + int(extra[1])}").text
    assert "Đạt mọi mục tiêu" in enough
    almost = client.get(f"/plan?weeks=8&review={7 + int(extra[1])}").text
    assert "Đạt mọi mục tiêu" not in almost


@pytest.mark.parametrize("query", ["weeks=0", "weeks=x", "review=-1", "by=2027-13-01", "straight_through=300"])
def test_a_question_that_makes_no_sense_is_told_beside_the_form(stocked, client, query):
    log_in(client)
    page = client.get(f"/plan?{query}")
    assert page.status_code == 400
    assert "Chưa hiểu câu hỏi" in page.text


def test_workbook_and_calendar_hold_the_plan_of_the_same_question(stocked, client):
    log_in(client)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/plan.xlsx?weeks=8").content))
    days = icalendar.Calendar.from_ical(client.get("/plan.ics?weeks=8").content).walk("VEVENT")
    rows = list(book["Việc theo tuần"].iter_rows(min_row=2, values_only=True))
    scanned = sum(row[7] for row in rows if row[1] == "Quét")

    assert {row[3] for row in rows} == set(UNITS.values())
    assert sum(int(re.search(r"Quét: ([\d.]+)", str(day["summary"]))[1].replace(".", "")) for day in days
               if "Quét" in str(day["summary"])) == scanned  # fmt: skip


def test_putting_a_plan_into_effect_needs_the_form_and_moves_batches_under_the_manager_s_name(stocked, client):
    log_in(client)
    assert client.post("/plan/apply?weeks=8").status_code == 403
    token = re.search(r'name="form_token" value="([^"]+)"', client.get("/plan?weeks=8").text)[1]
    page = client.post("/plan/apply?weeks=8", data={"form_token": token})

    assert "1 lô đổi thứ tự" in page.text
    with stocked.ledger.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT priority FROM batches WHERE id = 'a'")) < 10
        actors = connection.scalars(sa.text("SELECT actor FROM events WHERE kind = 'plan_applied'")).all()
    assert actors == ["quan.ly"]


def test_a_manager_of_some_units_may_look_but_not_move_everybody_s_batches(stocked, client):
    log_in(client, "mot.xa")
    page = client.get("/plan?weeks=2").text
    assert "/plan/apply" not in page
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    assert client.post("/plan/apply?weeks=2", data={"form_token": token}).status_code == 403


# --- in a browser

playwright = pytest.importorskip("playwright.sync_api")


@pytest.fixture
def served(stocked):
    with serving(stocked) as opened:
        yield opened


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_a_manager_asks_what_if_with_the_keyboard_on_a_page_that_fits_and_that_axe_finds_no_fault_with(served, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGS)
        page = browser.new_page(viewport={"width": 1366, "height": 768}, accept_downloads=True)
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        page.goto(served + "/login?next=/lookup")
        page.fill("#login", "quan.ly")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("form.leave")
        page.goto(served + "/plan?weeks=8")
        assert "người duyệt" in page.locator(".findings").inner_text()

        faults = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in faults] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

        page.focus("#review")
        page.keyboard.type("80")
        page.keyboard.press("Enter")
        page.wait_for_url("**review=80**")
        assert "Đạt mọi mục tiêu" in page.locator(".findings").inner_text()
        assert page.locator("tr.met").count() == 1
        assert page.input_value("#review") == "80"
        with page.expect_download() as download:
            page.click("text=Tải bảng tính")
        assert download.value.suggested_filename.endswith(".xlsx")
        page.set_viewport_size({"width": 400, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert wrong == []
        browser.close()
