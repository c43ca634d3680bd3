# long: one drawn and read paper, one browser and one server serve every test of the page
"""
The desk in a real browser, on a real PostgreSQL: a paper that was drawn, read and understood for real.

With SOHOA_PICTURES=docs/pictures the pictures of the README are taken anew.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from pipelines.flow import claims, desk
from pipelines.ledger.tables import drafts, reviews
from pipelines.model import Outcome, Stage
from pipelines.review import shown
from pipelines.services import open_services
from tests.web.desk_house import (
    DOUBTFUL,
    OTHER_UNIT,
    PASSWORD,
    Process,
    Thread,
    backed,
    environment_of,
    furnish,
    lay,
    read_paper,
    settings_of,
    told,
)
from tests.web.serving import ARGS, CHROMIUM

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
SCREEN = {"width": 1366, "height": 768}
WATCH = """
window.jumps = 0;
new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.jumps += e.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    return read_paper(tmp_path_factory.mktemp("paper"))


@pytest.fixture(scope="module")
def place(tmp_path_factory, new_postgres_url):
    """Where a house is: its folder and the URLs of its two databases."""
    found = tmp_path_factory.mktemp("house"), new_postgres_url(), new_postgres_url()
    furnish(settings_of(*found))
    return found


@pytest.fixture
def house(place):
    """The house; what a test before left at the desk is put out of the way."""
    opened = open_services(settings_of(*place))
    for document in opened.ledger.queue(limit=1000):
        desk.reject(opened, document.id, "lại từ đầu")
    yield opened
    opened.ledger.engine.dispose()


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture
def served(house):
    with Thread(house) as running:
        yield running.address


@pytest.fixture
def come(browser):
    """Opens the pages as a person who logs in; everything the page complains of fails the test at its end."""
    contexts, wrong = [], []

    def open_page(address, login="an.nguyen"):
        context = browser.new_context(viewport=SCREEN, locale="vi-VN")
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None)
        page.goto(f"{address}/login?next=/desk")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("h1#desk")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def open_next(page):
    page.wait_for_selector("#next:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector("#values")
    ready(page)


def until(page, said):
    """Until *said* is true in the page; Playwright's own way would need ``eval``, which the policy of the pages forbids."""
    late = time.monotonic() + 15
    while not page.evaluate(said):
        assert time.monotonic() < late, said
        page.wait_for_timeout(30)


def ready(page):
    """The image is there and a field has the focus."""
    until(page, "document.getElementById('image').naturalWidth > 0")
    until(page, "document.activeElement.closest('.field, .end')")


def saved(page):
    until(page, "document.getElementById('saved').textContent === 'Đã lưu'")


def focused(page):
    return page.evaluate("document.activeElement.closest('.field')?.dataset.name ?? document.activeElement.id")


def typed_as(house, name, value):
    return shown(value, house.doctypes["birth_certificate"].fields[name])


# Whether the lit box lies in the view of the image, and the crop of the active field is no blank strip.
LIT_AND_CROPPED = """() => {
          const lit = document.getElementById("lit").getBoundingClientRect();
          const view = document.getElementById("viewer").getBoundingClientRect();
          const inside = lit.width > 20 && lit.left >= view.left && lit.right <= view.right
                      && lit.top >= view.top && lit.bottom <= view.bottom;
          const canvas = document.querySelector(".field.active canvas");
          const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          let dark = 0;
          for (let k = 0; k < data.length; k += 4) dark += data[k + 3] > 0 && data[k] < 110;
          return inside && dark > 50;
        }"""


def test_three_doubtful_fields_are_settled_by_keyboard_alone_in_twelve_key_presses(house, served, come, paper):
    only = lay(house, paper)
    page = come(served)
    pressed = 0
    open_next(page)
    pressed += 1
    assert page.locator("#doubtful .field").count() == 3
    for name in DOUBTFUL:
        assert focused(page) == name
        until(page, LIT_AND_CROPPED)
        if name == "date_of_birth":
            assert "Năm sinh không khớp số định danh" in page.locator(".field.active .why").first.inner_text()
            if folder := os.environ.get("SOHOA_PICTURES"):
                page.screenshot(path=Path(folder) / "desk.png")
        page.keyboard.insert_text(typed_as(house, name, paper.truth[name]))
        page.keyboard.press("Enter")
        pressed += 1
    assert focused(page) == "settle"
    page.keyboard.press("Enter")
    pressed += 1
    page.wait_for_selector("h1#desk")
    assert pressed <= 12
    case = desk.case(house, only)
    assert {name: case.values[name] for name in DOUBTFUL} == {name: paper.truth[name] for name in DOUBTFUL}
    assert (case.document.stage, case.document.outcome) == (Stage.EXTRACT, Outcome.ON_THE_WAY)
    assert {review.actor for review in case.reviews} == {"an.nguyen"}
    assert {review.field: review.machine_value for review in case.reviews}["ethnicity"] == "Kính"


def test_the_page_does_not_jump_fits_the_screen_and_keeps_to_the_rules_of_accessibility(house, served, come, paper):
    from axe_playwright_python.sync_playwright import Axe

    lay(house, paper)
    page = come(served)
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}

    def violations():
        return [(v["id"], [n["html"][:90] for n in v["nodes"]]) for v in Axe().run(page, options=rules).response["violations"]]

    assert violations() == []
    open_next(page)
    until(page, LIT_AND_CROPPED)
    assert page.evaluate("window.jumps") < 0.01
    assert page.evaluate(
        "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
    )
    # All that must be decided, and the word that ends it, are seen without scrolling.
    assert page.locator("#settle").evaluate("e => e.getBoundingClientRect().bottom <= innerHeight")
    assert violations() == []
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    page.keyboard.press("F1")
    assert page.locator("#help").is_visible()
    assert violations() == []


def test_keys_turn_zoom_and_help_and_letters_being_composed_are_left_alone(house, served, come, paper):
    lay(house, paper)
    page = come(served)
    open_next(page)
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    upright = page.locator("#sheet").bounding_box()
    page.keyboard.press("Alt+r")
    turned = page.locator("#sheet").bounding_box()
    assert turned["width"] > turned["height"] * 1.2
    assert upright["height"] > upright["width"] * 1.2
    page.keyboard.press("Alt+r")
    page.keyboard.press("Alt+r")
    page.keyboard.press("Alt+r")
    page.keyboard.press("Alt+=")
    assert page.locator("#sheet").bounding_box()["width"] > upright["width"] * 1.2
    # An input method that is at work on a letter sends keys of its own; they confirm nothing and go nowhere.
    page.evaluate(
        """document.activeElement.dispatchEvent(
             new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))"""
    )
    assert focused(page) == DOUBTFUL[0]
    page.keyboard.type("le?")
    assert not page.locator("#help").is_visible()
    assert page.locator("#f-full_name").input_value() == "le?"
    page.keyboard.press("Alt+z")
    assert page.locator("#f-full_name").input_value() == "Trân Thị Thư"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page) == DOUBTFUL[2]
    assert page.locator(".field.confirmed").count() == 0


def test_the_back_side_is_a_key_away_and_a_field_brings_its_own_side_back(house, served, come, paper):
    lay(house, backed(paper))
    page = come(served)
    open_next(page)
    shown_page = page.locator("#page-number")
    until(page, "/1\\.jpg/.test(document.getElementById('image').src)")
    first = shown_page.inner_text()
    page.keyboard.press("Alt+PageDown")
    until(page, "/2\\.jpg/.test(document.getElementById('image').src)")
    assert shown_page.inner_text() != first
    assert not page.locator("#lit").is_visible()
    page.keyboard.press("Alt+PageUp")
    until(page, "/1\\.jpg/.test(document.getElementById('image').src)")
    page.keyboard.press("Alt+PageDown")
    page.keyboard.press("Tab")
    until(page, "/1\\.jpg/.test(document.getElementById('image').src)")
    until(page, LIT_AND_CROPPED)


@pytest.mark.parametrize("turns", range(4))
def test_a_box_dragged_on_the_image_puts_its_text_into_the_field(house, served, come, paper, turns):
    lay(house, paper)
    page = come(served)
    open_next(page)
    for _ in range(turns):
        page.keyboard.press("Alt+r")
    lit = page.locator("#lit").bounding_box()
    page.mouse.move(lit["x"] + 2, lit["y"] + 2)
    page.mouse.down()
    page.mouse.move(lit["x"] + lit["width"] - 2, lit["y"] + lit["height"] - 2, steps=4)
    page.mouse.up()
    until(page, "document.getElementById('f-full_name').value !== 'Trân Thị Thư'")
    said = page.locator("#f-full_name").input_value()
    assert said.casefold() == str(paper.truth["full_name"]).casefold()
    saved(page)


def test_units_peoples_and_types_are_offered_and_taken_with_arrow_and_enter(house, served, come, paper):
    lay(house, paper)
    page = come(served)
    open_next(page)
    page.focus("#f-ethnicity")
    page.keyboard.type("kho")
    page.wait_for_selector("#offers li")
    page.keyboard.press("ArrowDown")
    offered = page.locator("#offers [aria-selected=true]").inner_text()
    page.keyboard.press("Enter")
    assert page.locator("#f-ethnicity").input_value() == offered
    assert offered.startswith("Kh")
    assert focused(page) == "ethnicity"
    page.focus("#f-document_type")
    page.keyboard.type("giấy chứng nhận kết")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-name=husband_full_name]")
    assert page.locator("#f-document_type").input_value().startswith("Giấy chứng nhận kết hôn")


def test_a_browser_closed_in_mid_typing_finds_its_draft_again(house, served, come, paper):
    only = lay(house, paper)
    page = come(served)
    open_next(page)
    page.keyboard.type("Le Hoa", delay=20)
    saved(page)
    page.keyboard.type("ng L")
    page.close()
    again = come(served)
    again.goto(f"{served}/desk/d/{only}")
    ready(again)
    assert again.locator("#f-full_name").input_value() in ("Le Hoa", "Le Hoan", "Le Hoang", "Le Hoang ", "Le Hoang L")
    # Nobody else sees what is not confirmed.
    other = come(served, "binh.le")
    other.goto(f"{served}/desk/d/{only}")
    assert other.locator("#f-full_name").input_value() == "Trân Thị Thư"
    assert "an.nguyen" in other.locator(".notice").all_inner_texts()[-1]
    assert other.locator("#settle").is_disabled()


def test_what_somebody_ruled_meanwhile_is_told_and_nothing_typed_is_lost(house, served, come, paper):
    only = lay(house, paper)
    page = come(served)
    open_next(page)
    page.keyboard.insert_text("Lê Hoàng Lon")
    saved(page)
    right = {name: typed_as(house, name, paper.truth[name]) for name in DOUBTFUL}
    desk.correct(house.acting_as("binh.le"), only, right)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#said:not([hidden])")
    assert "không còn chờ duyệt" in page.locator("#said").inner_text()
    assert page.locator("#f-full_name").input_value() == "Lê Hoàng Lon"
    assert desk.case(house, only).values["full_name"] == paper.truth["full_name"]


def test_a_refused_value_is_told_beside_its_field(house, served, come, paper):
    lay(house, paper)
    page = come(served)
    open_next(page)
    page.focus("#f-date_of_birth")
    page.keyboard.insert_text("31/02/2020")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#f-date_of_birth[aria-invalid]")
    assert focused(page) == "date_of_birth"
    assert page.locator("[data-name=date_of_birth] .refused").inner_text()


def test_two_clicks_send_a_paper_back_to_be_read_again(house, served, come, paper):
    only = lay(house, paper)
    page = come(served)
    open_next(page)
    page.select_option("#because", "illegible")
    page.click("[data-to=ocr]")
    page.wait_for_selector("h1#desk")
    document = house.ledger.document(only)
    assert (document.stage, document.outcome) == (Stage.INGEST, Outcome.ON_THE_WAY)
    assert told(house, "ocr_again")[-1] == ("an.nguyen", only)


def test_an_image_is_sized_for_the_screen_and_asked_for_again_each_time(house, served, come, paper):
    only = lay(house, paper)
    page = come(served)
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    with httpx.Client(base_url=served, cookies=cookies, trust_env=False) as client:
        for width in (800, 1600, 2400):
            image = client.get(f"/desk/d/{only}/page/1.jpg?w={width}")
            assert image.headers["content-type"] == "image/jpeg"
            assert len(image.content) < 2_000_000
            tag = image.headers["etag"]
        assert image.headers["cache-control"] == "private, no-cache"
        assert client.get(f"/desk/d/{only}/page/1.jpg?w=2400", headers={"If-None-Match": tag}).status_code == 304
        assert client.get(f"/desk/d/{only}/page/1.jpg?w=9999").status_code == 404
        assert client.get(f"/desk/d/{only}/page/2.jpg").status_code == 404
        client.cookies.clear()
        assert client.get(f"/desk/d/{only}/page/1.jpg?w=2400", headers={"If-None-Match": tag}).status_code == 303


def test_a_clerk_without_rights_on_the_unit_sees_nothing_and_the_attempt_is_written_down(house, served, come, paper):
    only = lay(house, paper)
    page = come(served, "xa.tran")
    assert only not in page.content()
    for way in (f"/desk/d/{only}", f"/desk/d/{only}/page/1.jpg"):
        answer = page.goto(served + way)
        assert answer.status == 404
    assert told(house, "refused")[-2:] == [("xa.tran", only)] * 2
    ours = lay(house, paper, "2.png", unit=OTHER_UNIT)
    page.goto(f"{served}/desk")
    assert ours in page.content()


def test_a_server_killed_in_mid_save_loses_nothing_that_it_confirmed(place, house, come, paper):
    laid = [lay(house, paper, f"{k}.png") for k in range(12)]
    server = Process(environment_of(*place))
    try:
        page = come(server.address)
        page.goto(f"{server.address}/desk/d/{laid[0]}")
        ready(page)
        token = page.evaluate("document.body.dataset.formToken")
        cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
        confirmed_drafts, confirmed_rulings = [], []
        client = httpx.Client(base_url=server.address, cookies=cookies, trust_env=False, headers={"X-Form-Token": token})

        def type_on():
            for k in range(10_000):
                client.post(
                    f"/desk/d/{laid[1]}/draft", json={"typed": [{"field": "full_name", "value": f"Lê {k}"}]}
                ).raise_for_status()
                confirmed_drafts.append(k)

        def rule_on():
            for document_id in laid[2:]:
                seen = claims.version(house.ledger.document(document_id))
                word = {"action": "reject", "reason": "thử", "seen": seen}
                client.post(f"/desk/d/{document_id}/rule", json=word).raise_for_status()
                confirmed_rulings.append(document_id)

        def until_killed(work):
            def run():
                with contextlib.suppress(httpx.HTTPError):
                    work()

            thread = threading.Thread(target=run)
            thread.start()
            return thread

        at_work = [until_killed(type_on), until_killed(rule_on)]
        late = time.monotonic() + 30
        while (len(confirmed_drafts) < 5 or len(confirmed_rulings) < 2) and time.monotonic() < late:
            time.sleep(0.01)
        server.kill()
        [thread.join(30) for thread in at_work]
        assert confirmed_drafts
        assert confirmed_rulings
        # Somebody goes on typing: the page says that it is not saved, and saves when the server is back.
        page.keyboard.insert_text("Lê Hoàng Long")
        until(page, "document.getElementById('saved').textContent.startsWith('Chưa lưu')")
        server = Process(environment_of(*place), server.port)
        saved(page)
    finally:
        server.kill()
    with house.ledger.engine.connect() as connection:
        kept = connection.execute(sa.select(drafts.c.document_id, drafts.c.value)).all()
        ruled = set(connection.scalars(sa.select(reviews.c.document_id)).all())
    assert (laid[0], "Lê Hoàng Long") in [tuple(row) for row in kept]
    [last] = [int(row.value.split()[1]) for row in kept if row.document_id == laid[1]]
    assert last >= confirmed_drafts[-1]
    assert set(confirmed_rulings) <= ruled
    assert house.ledger.faults() == []
