"""The dashboards in a real browser, walked as a manager would, and held against the rules of axe."""

from __future__ import annotations

import time

import pytest

from pipelines.flow import reporting
from tests.web import dashboard_house
from tests.web.serving import ARGS, CHROMIUM, serving

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

WALK = ("units", "forecast", "batches", "quality", "legal", "operations", "dossiers", "process", "reports", "overview")


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, country):
    """The manager's browser on the first dashboard; it notes what it asked for and what went wrong."""
    reporting.frozen(country, "2026-H2")
    with serving(country) as address:
        opened = browser.new_page(viewport={"width": 1366, "height": 768})
        opened.set_default_timeout(60_000)
        opened.asked, opened.wrong = [], []
        opened.on("request", lambda request: opened.asked.append(request.url))
        opened.on("console", lambda message: opened.wrong.append(message.text))
        opened.on("response", lambda answer: opened.wrong.append(answer.url) if answer.status >= 400 else None)
        opened.address = address
        opened.goto(opened.address + "/progress")
        opened.fill("[name=login]", "chi.pham")
        opened.fill("[name=password]", dashboard_house.PASSWORD)
        opened.press("[name=password]", "Enter")
        opened.wait_for_url("**/progress")
        yield opened
        opened.close()


def pictures_are_drawn(page):
    """Wait for the charts; whether each has something to show."""
    page.evaluate("document.querySelectorAll('img').forEach(i => i.loading = 'eager')")
    until = time.monotonic() + 60
    while not page.evaluate("[...document.images].every(i => i.complete)") and time.monotonic() < until:
        time.sleep(0.1)
    return page.evaluate("[...document.images].every(i => i.naturalWidth > 100)")


def serious(page):
    """What axe finds that keeps people out."""
    found = axe.Axe().run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:120]) for v in found if v["impact"] in ("serious", "critical")]


def test_a_manager_walks_every_dashboard_and_nothing_keeps_anybody_out(page):
    for part in WALK:
        page.click(f'nav.parts a[href="/progress{"" if part == "overview" else "/" + part}"]')
        assert page.locator("h1").count() == 1
        assert pictures_are_drawn(page), part
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), part
        assert page.evaluate("[...document.querySelectorAll('.wide')].every(e => e.scrollWidth <= e.clientWidth)"), part
        assert serious(page) == [], part
    assert page.wrong == []
    assert all(url.startswith(page.address + "/") for url in page.asked)


def test_from_the_country_to_a_paper_and_to_its_curve_by_links_alone(page):
    page.click("nav.parts a[href='/progress/units']")
    for name in ("tỉnh Khánh Hòa", "huyện Vạn Ninh", "xã Vạn Ninh", "vn-2026-001"):
        page.click(f'tbody a:text-is("{name}")')
        assert page.locator("h1").inner_text() == name
    assert page.locator("tbody tr").count() == 12
    assert serious(page) == []
    page.go_back()
    page.click(".files a[href^='/progress/curve']")
    assert pictures_are_drawn(page)
    assert "1.074" in page.locator(".findings").inner_text()
    assert serious(page) == []
    assert page.wrong == []


def test_tables_and_reports_are_downloaded(page):
    with page.expect_download() as told:
        page.click("section[aria-labelledby=provinces] a:text('XLSX')")
    assert told.value.suggested_filename == "provinces.xlsx"
    page.goto(page.address + "/progress/reports")
    with page.expect_download() as told:
        page.click("tbody a:text('PDF')")
    assert told.value.suggested_filename == "bao-cao-2026-H2-v1.pdf"


def test_a_phone_needs_no_sideways_scrolling_and_paper_no_controls(page, tmp_path):
    page.set_viewport_size({"width": 390, "height": 844})
    for path in [
        f"/progress{part}" for part in ("", "/units?under=571", "/curve", "/batches", "/forecast", "/dossiers", "/process")
    ]:
        page.goto(page.address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(page.address + "/progress")
    page.emulate_media(media="print")
    assert not page.locator("nav.parts").is_visible()
    assert page.locator("table.matrix").is_visible()
    assert page.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True).startswith(b"%PDF")
