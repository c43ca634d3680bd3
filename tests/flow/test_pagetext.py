"""Pages survive the store."""

from pipelines.flow import pagetext
from pipelines.model import Grade, Mark, MarkKind, Page, Quality, Word


def test_pages_come_back_as_they_were():
    words = (Word("Nguyễn", 0.9876, (1, 2, 30, 40), 0, 1, 0.25), Word("Thị", 0.5, (35, 2, 50, 40), 0, 1))
    marks = (Mark(MarkKind.SEAL, (100, 200, 400, 500), 0.75), Mark(MarkKind.SIGNATURE, (300, 250, 600, 420), 0.5))
    quality = Quality(
        Grade.RESCAN, 0.125, ("cut_edges", "low_dpi"), 0.35, 0.5, ("left", "top"), 0.0625, 0.05, 0.25, 1.5, 0.75, 0.5
    )
    pages = (Page(1, 1654, 2339, 200.0, 90, -1.25, words, ("low_dpi",), marks, quality), Page(2, 10, 10, 300.0))

    assert pagetext.load(pagetext.dump(pages)) == pages
    assert pagetext.dump(pages) == pagetext.dump(pages)


def test_pages_stored_before_marks_were_known_still_load():
    stored = (
        '{"version":1,"pages":[{"number":1,"width":10,"height":20,"dpi":300.0,"rotation":0,"skew":0.5,"warnings":["blank"],'
        '"words":[["Số",0.9,[1,2,3,4],0,0,0.0]]}]}'
    )
    word = Word("Số", 0.9, (1, 2, 3, 4), 0)

    assert pagetext.load(stored.encode()) == (Page(1, 10, 20, 300.0, 0, 0.5, (word,), ("blank",)),)


def test_pages_stored_before_their_quality_was_judged_still_load():
    stored = (
        '{"version":2,"pages":[{"number":1,"width":10,"height":20,"dpi":300.0,"rotation":0,"skew":0.5,"warnings":[],'
        '"words":[],"marks":[["seal",[1,2,3,4],0.5]]}]}'
    )
    (page,) = pagetext.load(stored.encode())

    assert page == Page(1, 10, 20, 300.0, 0, 0.5, marks=(Mark(MarkKind.SEAL, (1, 2, 3, 4), 0.5),))
    assert page.quality is None
