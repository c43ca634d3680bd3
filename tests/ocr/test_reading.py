import dataclasses

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipelines import ocr
from pipelines.errors import DocumentProblem
from pipelines.model import Page, Word
from tests.ocr import paper


@pytest.fixture(scope="module")
def scan(tmp_path_factory):
    return paper.save_pdf([paper.page()], tmp_path_factory.mktemp("scan") / "scan.pdf")


@pytest.fixture(scope="module")
def page(scan, config):
    (page,) = ocr.read(scan, config)
    return page


def test_a_clean_page_is_read(page):
    assert paper.share_read(paper.LINES, page.text) > 0.95
    assert page.confidence > 0.85
    assert (page.rotation, page.warnings) == (0, ())
    assert page.dpi == pytest.approx(200, abs=1)


def test_lines_are_numbered_in_reading_order(page):
    assert [line.split()[0] for line in page.text.splitlines()] == [line.split()[0] for line in paper.LINES]
    assert [w.line for w in page.words] == sorted(w.line for w in page.words)


def test_boxes_lie_on_the_ink_of_their_words(page, scan, config):
    picture = np.asarray(ocr.page_image(scan, 1, config).convert("L"))
    assert (page.width, page.height) == picture.shape[::-1]
    covered = np.zeros(picture.shape, bool)
    for word in page.words:
        x0, y0, x1, y1 = word.box
        assert 0 <= x0 < x1 <= page.width
        assert 0 <= y0 < y1 <= page.height
        assert (picture[y0:y1, x0:x1] < 128).any()
        covered[y0:y1, x0:x1] = True
    ink = picture < 128
    assert covered[ink].mean() > 0.97


@pytest.mark.parametrize("turn", [90, 270])
def test_a_page_stored_sideways_and_shown_upright_by_rotate_is_drawn_upright(turn, tmp_path, config):
    import pikepdf

    upright = paper.page(size=(7, 4))
    paper.save_pdf([upright.rotate(turn, expand=True)], tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        pdf.pages[0].obj["/Rotate"] = turn
        pdf.save(tmp_path / "b.pdf")
    (page,) = ocr.read(tmp_path / "b.pdf", config)
    assert (page.rotation, page.width, page.height) == (0, *upright.size)
    assert paper.share_read(paper.LINES, page.text) > 0.9


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_set_upright(turn, tmp_path, config):
    upright = paper.page(paper.LINES, size=(7, 4))
    file = tmp_path / "turned.png"
    upright.rotate(turn, expand=True).save(file, dpi=(200, 200))  # Pillow turns anticlockwise
    (page,) = ocr.read(file, config)
    assert page.rotation == turn
    assert (page.width, page.height) == upright.size
    assert paper.share_read(paper.LINES, page.text) > 0.9
    assert ocr.page_image(file, 1, config, page.rotation).size == upright.size


def test_a_pages_own_rotate_entry_is_obeyed(tmp_path, scan, config):
    import pikepdf

    with pikepdf.open(scan) as pdf:
        pdf.pages[0].obj["/Rotate"] = 180
        pdf.save(tmp_path / "rotated.pdf")
    (page,) = ocr.read(tmp_path / "rotated.pdf", config)
    assert page.rotation == 180, "the viewer shows it head down, so it must be turned once more"


def test_a_half_empty_page_of_few_words_stays_as_it_was_delivered(tmp_path, config):
    paper.page(("Trang 2",), size=(5, 4)).save(tmp_path / "few.png", dpi=(200, 200))
    (page,) = ocr.read(tmp_path / "few.png", config)
    assert page.rotation == 0
    assert "Trang" in page.text


@pytest.mark.parametrize("degrees", [-3.0, 4.0])
def test_a_leaning_page_is_read_and_its_boxes_follow_the_lean(degrees, tmp_path, config):
    file = tmp_path / "lean.png"
    straight = paper.page(size=(8.27, 4.5))
    straight.rotate(degrees, expand=False, fillcolor="white", resample=Image.Resampling.BICUBIC).save(file, dpi=(200, 200))
    (page,) = ocr.read(file, config)
    assert page.skew == pytest.approx(degrees, abs=0.35)
    assert paper.share_read(paper.LINES, page.text) > 0.9
    picture = np.asarray(ocr.page_image(file, 1, config).convert("L")) < 128
    covered = np.zeros(picture.shape, bool)
    for x0, y0, x1, y1 in (w.box for w in page.words):
        covered[y0:y1, x0:x1] = True
    assert covered[picture].mean() > 0.95


def test_text_under_a_red_seal_and_on_yellowed_paper_is_read(tmp_path, config):
    picture = paper.yellowed(paper.seal(paper.page(), (800, 420), 230))
    picture.save(tmp_path / "seal.jpg", quality=85, dpi=(200, 200))
    (page,) = ocr.read(tmp_path / "seal.jpg", config)
    assert paper.share_read(paper.LINES, page.text) > 0.9


def test_a_red_title_is_not_taken_for_a_seal(tmp_path, config):
    picture = paper.page()
    title = "GIẤY CHỨNG NHẬN KIỂM ĐỊNH"
    ImageDraw.Draw(picture).text((300, 30), title, fill=(205, 25, 35), font=paper.font(52, "Bold"))
    picture.save(tmp_path / "title.png", dpi=(200, 200))
    (page,) = ocr.read(tmp_path / "title.png", config)
    assert paper.share_read((title,), page.text) > 0.7


def test_text_on_dotted_and_ruled_lines_is_read(tmp_path, config):
    picture = paper.page()
    draw = ImageDraw.Draw(picture)
    for number in range(len(paper.LINES)):
        y = round((0.7 + 0.4 * number) * 200) + 40
        if number % 2:
            draw.line((100, y, 1550, y), fill="black", width=2)
        else:
            for x in range(100, 1550, 8):
                draw.ellipse((x, y, x + 2, y + 2), fill="black")
    picture.save(tmp_path / "form.png", dpi=(200, 200))
    (page,) = ocr.read(tmp_path / "form.png", config)
    assert paper.share_read(paper.LINES, page.text) > 0.8


def test_blank_pages_are_kept_and_warned(tmp_path, config):
    blank = Image.new("RGB", (1000, 1400), "white")
    pages = ocr.read(paper.save_pdf([paper.page(size=(6, 4)), blank], tmp_path / "two.pdf"), config)
    assert [p.number for p in pages] == [1, 2]
    assert pages[1].warnings == ("blank",)
    assert pages[1].words == ()


def test_every_picture_of_a_tiff_is_a_page(tmp_path, config):
    pictures = [paper.page((f"Trang số {n} của tệp",), size=(5, 2)).convert("1") for n in (1, 2, 3)]
    pictures[0].save(tmp_path / "three.tif", save_all=True, append_images=pictures[1:], compression="group4", dpi=(200, 200))
    pages = ocr.read(tmp_path / "three.tif", config)
    assert [p.number for p in pages] == [1, 2, 3]
    assert [str(p.number) in p.text for p in pages] == [True] * 3


def test_a_file_is_opened_by_its_content(tmp_path, scan, config):
    disguised = tmp_path / "scan.jpg"
    disguised.write_bytes(scan.read_bytes())
    assert len(ocr.read(disguised, config)) == 1


def test_a_low_resolution_is_warned(tmp_path, config):
    paper.page(dpi=96).save(tmp_path / "low.png", dpi=(96, 96))
    (page,) = ocr.read(tmp_path / "low.png", config)
    assert "low_dpi" in page.warnings
    assert paper.share_read(paper.LINES, page.text) > 0.5


def test_a_photo_without_dpi_is_taken_for_a4(tmp_path, config):
    paper.page(size=(8.27, 11.69)).save(tmp_path / "photo.jpg", quality=85)
    (page,) = ocr.read(tmp_path / "photo.jpg", config)
    assert page.dpi == pytest.approx(200, abs=1)


def test_a_second_look_reads_the_same_words_at_the_same_place(page, scan, config):
    line = [w for w in page.words if w.line == 2]
    box = (min(w.box[0] for w in line), min(w.box[1] for w in line), max(w.box[2] for w in line), max(w.box[3] for w in line))
    again = ocr.look_again(scan, page, box, config)
    assert paper.share_read((" ".join(w.text for w in line),), " ".join(w.text for w in again)) > 0.8
    same = [(w, a) for w in line for a in again if a.text == w.text]
    assert len(same) > 5
    for word, twin in same[:5]:
        assert word.box == pytest.approx(twin.box, abs=8) or word.text in {x.text for x, _ in same if x is not word}


def test_a_third_reader_reads_the_same_words_line_by_line(page, scan, config):
    lines = [w for w in page.words if w.line in (2, 3)]
    box = (min(w.box[0] for w in lines), min(w.box[1] for w in lines), max(w.box[2] for w in lines), max(w.box[3] for w in lines))
    third = ocr.look_thirdly(scan, page, box, config)
    assert paper.share_read((" ".join(w.text for w in lines),), " ".join(w.text for w in third)) > 0.8
    assert {w.line for w in third} == {2, 3}


def test_wide_type_over_a_row_of_dots_is_read_by_a_second_look(tmp_path, config):
    sheet = Image.new("L", (1240, 400), 255)
    pen = ImageDraw.Draw(sheet)
    pen.text((100, 160), "HOÀNG DUY BÌNH", font=ImageFont.truetype("FreeMonoBold.ttf", 54), fill=30, anchor="ls")
    for x in range(95, 560, 16):
        pen.ellipse((x, 164, x + 4, 168), fill=30)
    sheet.save(tmp_path / "form.png", dpi=(300, 300))
    box = (95, 110, 560, 170)
    form = Page(1, sheet.width, sheet.height, 300, words=(Word("HOÀNG", 0.9, box, 1),))
    assert "DUY" in " ".join(w.text for w in ocr.look_again(tmp_path / "form.png", form, box, config))
    assert "HOÀNG" in " ".join(w.text for w in ocr.look_thirdly(tmp_path / "form.png", form, box, config))


def test_a_second_look_at_nothing_finds_nothing(page, scan, config):
    assert ocr.look_again(scan, page, (5, 5, 7, 7), config) == ()


def test_a_page_that_takes_too_long_is_given_up(tmp_path, config):
    hurried = dataclasses.replace(config, seconds_per_page=0.05)
    paper.page().save(tmp_path / "long.png", dpi=(200, 200))
    with pytest.raises(DocumentProblem) as caught:
        ocr.read(tmp_path / "long.png", hurried)
    assert caught.value.code == "page_timed_out"
    assert caught.value.details["page"] == "1"
