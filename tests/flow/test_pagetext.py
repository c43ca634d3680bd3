"""Pages survive the store."""

from pipelines.flow import pagetext
from pipelines.model import Page, Word


def test_pages_come_back_as_they_were():
    words = (Word("Nguyễn", 0.9876, (1, 2, 30, 40), 0, 1, 0.25), Word("Thị", 0.5, (35, 2, 50, 40), 0, 1))
    pages = (Page(1, 1654, 2339, 200.0, 90, -1.25, words, ("low_dpi",)), Page(2, 10, 10, 300.0))

    assert pagetext.load(pagetext.dump(pages)) == pages
    assert pagetext.dump(pages) == pagetext.dump(pages)
