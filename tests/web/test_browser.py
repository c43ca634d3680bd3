"""The pages in a real browser: fitting the screen, readable, silent, printable."""

from __future__ import annotations

import pytest

from pipelines.model import Level
from tests.web.serving import ARGS, CHROMIUM, serving

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


# Contrast of every text with what lies behind it (WCAG 2.1, 1.4.3), in the page itself.
CONTRAST = """() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const linear = v => v / 255 <= .03928 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
  const light = c => { const [r, g, b] = parse(c).map(linear);
                       return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
                        if ((parse(c)[3] ?? 1) > .99) return c; } return 'rgb(255, 255, 255)'; };
  const poor = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const a = light(getComputedStyle(e).color), b = light(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push([e.tagName, e.className, e.textContent.trim().slice(0, 40), ratio]);
  }
  return poor;
}"""


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture
def address(filled, publish):
    """The filled house, served on the loopback."""
    publish("D-1")
    publish("D-2", unit=None, level=None)
    for k in range(3):
        publish(f"P-{k}", unit="79", level=Level.PROVINCE, document_type="construction_permit")
    with serving(filled) as opened:
        yield opened


@pytest.fixture
def page(browser, address):
    """A page that notes what it asked for and what went wrong."""
    opened = browser.new_page(viewport={"width": 1366, "height": 768})
    opened.asked, opened.wrong = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.wrong.append(message.text))
    opened.on("pageerror", lambda error: opened.wrong.append(str(error)))
    opened.goto(address)
    yield opened
    opened.close()


def test_the_overview_fits_the_screen_is_readable_and_asks_nobody_else(page, address):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # No table is cut off inside its box either.
    assert page.evaluate("[...document.querySelectorAll('.wide')].every(e => e.scrollWidth <= e.clientWidth)")
    assert page.evaluate(CONTRAST) == []
    assert page.wrong == []
    assert all(url.startswith(address + "/") for url in page.asked)
    assert len(page.asked) > 1
    # The whole of the progress table is seen without scrolling.
    table = page.locator("table.levels").bounding_box()
    assert table["y"] + table["height"] <= 768


def test_bars_are_as_long_as_the_share(page):
    bars = page.locator("table.levels tbody tr")
    assert bars.count() == 4
    assert page.locator("tr.overdue rect.fill").get_attribute("width") == "0.08"
    assert page.locator("tr.met rect.fill").get_attribute("width") == "100.00"
    assert page.locator("tr.uncounted rect").count() == 0
    # The style sheet is allowed to colour them, so the policy does not stand in its way.
    assert page.locator("tr.met rect.fill").evaluate("e => getComputedStyle(e).fill") != "rgb(0, 0, 0)"


def test_another_year_is_chosen_with_the_keyboard(page):
    page.focus("#year")
    page.keyboard.type("2024")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?year=2024")
    assert "75" in page.locator("table.levels tbody tr").nth(3).inner_text()


def test_a_code_is_looked_up_without_appearing_in_the_address(page, address):
    page.goto(address + "/lookup")
    page.fill("#code", "25/2020")
    page.press("#code", "Enter")
    page.wait_for_selector("tbody tr")
    assert page.url == address + "/lookup"
    assert page.locator("tbody tr").count() == 5
    assert page.evaluate(CONTRAST) == []
    assert page.wrong == []


def test_a_narrow_screen_needs_no_sideways_scrolling_of_the_page(page):
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_printed_page_holds_all_figures_and_no_controls(page, tmp_path):
    page.emulate_media(media="print")
    assert not page.locator("form").first.is_visible()
    assert page.locator("table.levels").is_visible()
    assert page.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True).startswith(b"%PDF")
