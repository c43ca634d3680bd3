"""The page of ``sohoa explain --html``."""

import io
import re
from html.parser import HTMLParser

import pytest
from PIL import Image

from pipelines.extract import understand
from pipelines.extract.explained import page_of
from tests.extract.papers import DOCTYPES, MODEL, birth, page


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 28), "white").save(out, "JPEG")
    return out.getvalue()


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def told(lines) -> tuple[str, Seen]:
    paper = page(lines)
    text = page_of([(understand([paper], DOCTYPES), [paper])], {1: jpeg()}, MODEL)
    seen = Seen()
    seen.feed(text)
    return text, seen


@pytest.fixture(scope="module")
def shown() -> tuple[str, Seen]:
    return told(birth())


def test_every_field_has_its_place_and_every_candidate_its_box(shown):
    _, seen = shown
    ids = {attrs["id"] for _, attrs in seen.tags if "id" in attrs}
    assert {f"p1-{name}" for name in DOCTYPES["birth_certificate"].fields} <= ids
    assert {attrs["href"].removeprefix("#") for tag, attrs in seen.tags if tag == "a"} <= ids
    assert sum(tag == "rect" for tag, _ in seen.tags) >= 15


def test_the_page_needs_nothing_from_elsewhere_and_names_nobody_in_an_address(shown):
    _, seen = shown
    addresses = [v for _, attrs in seen.tags for k, v in attrs.items() if k in ("src", "href", "srcset", "action")]
    assert all(a.startswith(("#p1-", "data:image/jpeg;base64,")) for a in addresses)
    assert not any(tag in ("script", "link", "iframe") for tag, _ in seen.tags)


def test_it_says_why_a_value_waits_vietnamese_first(shown):
    text, _ = shown
    why = "Trường quan trọng mà chỉ một lần đọc nói vậy"
    assert text.index(why) < text.index("critical, and only one reading says so")


def test_what_stands_on_the_paper_is_never_markup():
    text, seen = told([(x, y, t.replace("NÔNG CÔNG TÙNG", "<script>alert(1)</script>")) for x, y, t in birth()])
    assert not any(tag == "script" for tag, _ in seen.tags)
    assert not re.search("<script", text)


def test_a_paper_of_no_known_type_is_shown_too():
    text, _ = told([(100, 100, "Không là gì cả")])
    assert "Không nhận ra loại giấy" in text
