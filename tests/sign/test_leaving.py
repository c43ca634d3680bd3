"""A file that went wrong in any way that signing could go wrong does not leave; each fault has its name."""

import dataclasses
import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipelines import ocr
from pipelines.errors import DocumentProblem
from pipelines.model import Page, Word
from pipelines.sign import Kept, PadesLevel, may_leave, sign
from pipelines.sign.container import gap_of
from tests.sign import papers
from tests.sign.test_signing import arrive_signed

OCR = ocr.load_config(Path(__file__).parents[2] / "config" / "ocr.yaml")
FONT = ImageFont.truetype("FreeSerif.ttf", 30)


def sheet(number: int, size: tuple[int, int] = (1654, 2339)) -> tuple[Image.Image, Page]:
    """A page of invented print, and what a reader would have read of it."""
    image = Image.new("L", size, 250)
    draw = ImageDraw.Draw(image)
    words = []
    for line in range(12):
        left, top = 150, 260 + line * 70 + number * 23
        if top > size[1] - 60:
            break
        for text in f"Dòng {line} trang {number} chứng nhận ông Bịa Đặt số {number * 137 + line}".split():
            if left > size[0] - 200:
                break
            box = draw.textbbox((left, top), text, font=FONT)
            draw.text((left, top), text, font=FONT, fill=20)
            words.append(Word(text, 0.9, tuple(round(edge) for edge in box), line))
            left = box[2] + 14
    return image, Page(number, *size, 200.0, words=tuple(words))


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Kept:
    """Two pages: archive file, what was read, and the scan's pictures."""
    sheets = [sheet(1), sheet(2)]
    folder = tmp_path_factory.mktemp("scan")
    sheets[0][0].save(folder / "a.tif", save_all=True, append_images=[sheets[1][0]], dpi=(200, 200))
    pages = tuple(page for _, page in sheets)
    archive = ocr.make_archive_pdf(folder / "a.tif", pages, OCR)
    return Kept(archive, pages, lambda page: sheets[page.number - 1][0])


@pytest.fixture(scope="module")
def good(kept, identity, config) -> bytes:
    return sign(kept.archive, conversion(kept), identity, config)


def conversion(kept: Kept):
    return papers.conversion(kept.archive, pages=2)


def look(signed, kept, config, trust, least=PadesLevel.B) -> None:
    may_leave(
        signed, kept, conversion(kept), config, trust,
        least=least, read=lambda picture, dpi: ocr.read_print(picture, dpi, OCR),
    )  # fmt: skip


def stopped(signed, kept, config, trust, **more) -> str:
    with pytest.raises(DocumentProblem) as caught:
        look(signed, kept, config, trust, **more)
    assert caught.value.code == "sign_second_look"
    return str(caught.value.details["check"])


def test_a_good_file_leaves(good, kept, config, trust):
    look(good, kept, config, trust)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_good_file_of_turned_pages_leaves(degrees, kept, identity, config, trust):
    turned = papers.rotated(kept.archive, degrees)
    shown = dataclasses.replace(kept, archive=turned, picture=lambda page: kept.picture(page).rotate(-degrees, expand=True))
    look(sign(turned, conversion(kept), identity, config), shown, config, trust)


SIZES = [(2339, 1654), (3307, 2339), (2339, 3307), (900, 420), (1654, 2339)]


def test_a_file_of_pages_of_all_sizes_leaves_and_nothing_of_the_paper_is_covered(identity, config, trust, tmp_path):
    """A4 and A3 lying and standing, and a card: the strip stands above the first page whichever comes first."""
    config = dataclasses.replace(config, placement="strip")
    for shift in (0, 3):
        sizes = [*SIZES[shift:], *SIZES[:shift]]
        sheets = [sheet(number, size) for number, size in enumerate(sizes, start=1)]
        first, *others = [image for image, _ in sheets]
        first.save(tmp_path / "a.tif", save_all=True, append_images=others, dpi=(200, 200))
        pages = tuple(page for _, page in sheets)
        archive = ocr.make_archive_pdf(tmp_path / "a.tif", pages, OCR)
        record = papers.conversion(archive, pages=len(pages))
        signed = sign(archive, record, identity, config)
        kept = Kept(archive, pages, lambda page, sheets=sheets: sheets[page.number - 1][0])
        may_leave(
            signed, kept, record, config, trust,
            least=PadesLevel.B, read=lambda picture, dpi: ocr.read_print(picture, dpi, OCR),
        )  # fmt: skip
        before, after = papers.render(archive, tmp_path), papers.render(signed, tmp_path)
        strip = after.shape[0] - before.shape[0]
        assert strip > 60
        assert papers.differs(after[strip + 2 :, : before.shape[1]], before[2:]) < 0.003


def on_paper(tmp_path) -> Kept:
    """A page whose top is blank, so that the mark stands on the paper."""
    image, page = sheet(20)
    image.save(tmp_path / "a.tif", dpi=(200, 200))
    page = dataclasses.replace(page, number=1)
    return Kept(ocr.make_archive_pdf(tmp_path / "a.tif", (page,), OCR), (page,), lambda _: image)


def checked(signed, kept, config, trust) -> None:
    record = papers.conversion(kept.archive)
    may_leave(
        signed, kept, record, config, trust,
        least=PadesLevel.B, read=lambda picture, dpi: ocr.read_print(picture, dpi, OCR),
    )  # fmt: skip


def test_a_mark_on_the_paper_leaves(identity, config, trust, tmp_path):
    kept = on_paper(tmp_path)
    signed = sign(kept.archive, papers.conversion(kept.archive), identity, config)
    with pikepdf.open(io.BytesIO(signed)) as new, pikepdf.open(io.BytesIO(kept.archive)) as old:
        assert new.pages[0].mediabox == old.pages[0].mediabox
    checked(signed, kept, config, trust)


def test_a_mark_that_covers_something_of_the_paper_does_not_leave(identity, config, trust, tmp_path):
    """A pale line on the paper where the finished file shows the mark, as if nobody had seen it when the mark was placed."""

    def draw(document):
        page = document.pages[0].obj
        line = document.make_stream(b"\nq 0.8 g 90 770 120 5 re f Q")
        page.Contents = pikepdf.Array([*page.Contents, line])

    kept = on_paper(tmp_path)
    signed = sign(kept.archive, papers.conversion(kept.archive), identity, config)
    covered = dataclasses.replace(kept, archive=papers.changed(kept.archive, draw))
    with pytest.raises(DocumentProblem) as caught:
        checked(signed, covered, config, trust)
    assert caught.value.details["check"] == "covered"


@pytest.mark.parametrize("where", [(150, 400), (60, 800)], ids=["in the text", "in the margin"])
def test_anything_else_that_was_drawn_on_the_paper_does_not_leave(where, kept, identity, config, trust):
    def draw(document):
        page = document.pages[0].obj
        page.Contents = pikepdf.Array([*page.Contents, document.make_stream(b"\nq 0 g %d %d 30 9 re f Q" % where)])

    drawn = sign(papers.changed(kept.archive, draw), conversion(kept), identity, config)
    assert stopped(drawn, kept, config, trust) in {"covered", "images"}


def test_another_picture_does_not_leave(kept, identity, config, trust, tmp_path):
    """The archive file holds another paper's second page under the right words, and all that followed was done right."""
    sheet(1)[0].save(tmp_path / "a.tif", save_all=True, append_images=[sheet(3)[0]], dpi=(200, 200))
    wrong = ocr.make_archive_pdf(tmp_path / "a.tif", kept.pages, OCR)
    assert stopped(sign(wrong, conversion(kept), identity, config), kept, config, trust) == "images"


def test_pages_in_another_order_do_not_leave(kept, identity, config, trust):
    wrong = papers.changed(kept.archive, lambda document: document.pages.reverse())
    assert stopped(sign(wrong, conversion(kept), identity, config), kept, config, trust) == "images"


def test_a_page_without_its_text_layer_does_not_leave(kept, identity, config, trust):
    def drop(document):
        document.pages[1].obj.Contents = document.pages[1].obj.Contents[0]

    wrong = papers.changed(kept.archive, drop)
    assert stopped(sign(wrong, conversion(kept), identity, config), kept, config, trust) == "text"


def test_a_file_without_the_mark_does_not_leave(kept, authority, config, trust):
    assert stopped(arrive_signed(kept.archive, authority), kept, config, trust) == "mark"


@pytest.mark.parametrize(("change", "check"), [({"serial": "01J9ZANDERER"}, "qr"), ({"person": "Trần Văn Khác"}, "mark")])
def test_somebody_elses_mark_does_not_leave(change, check, kept, identity, config, trust):
    wrong = sign(kept.archive, dataclasses.replace(conversion(kept), **change), identity, config)
    assert stopped(wrong, kept, config, trust) == check


def test_a_file_that_is_no_archive_file_does_not_leave(kept, identity, config, trust):
    def spoil(document):
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    wrong = papers.changed(kept.archive, spoil)
    assert stopped(sign(wrong, conversion(kept), identity, config), kept, config, trust) == "pdfa"


def test_a_lost_page_does_not_leave(kept, identity, config, trust):
    shorter = papers.changed(kept.archive, lambda document: document.pages.__delitem__(1))
    wrong = sign(shorter, dataclasses.replace(conversion(kept), pages=1), identity, config)
    assert stopped(wrong, kept, config, trust) == "page_count"


@pytest.mark.parametrize("where", [0.2, 0.5, 0.9])
def test_one_changed_byte_does_not_leave(where, good, kept, config, trust):
    start, _ = gap_of(good)
    wrong = bytearray(good)
    wrong[round(start * where)] ^= 1
    assert stopped(bytes(wrong), kept, config, trust) == "verification"


def test_an_unsigned_file_does_not_leave(kept, config, trust):
    assert stopped(kept.archive, kept, config, trust) == "verification"


def test_a_level_that_was_not_reached_does_not_leave(good, kept, config, trust):
    assert stopped(good, kept, config, trust, least=PadesLevel.T) == "level"
