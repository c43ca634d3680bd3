"""The mark in a strip above the paper; on the paper itself: ``test_placement``."""

import dataclasses
import io

import numpy as np
import pikepdf
import pytest
import zxingcpp

from pipelines.errors import ConfigError, DocumentProblem
from pipelines.sign import sign
from pipelines.sign.fonts import find_typeface
from tests.sign import papers


@pytest.fixture(scope="module")
def config(config):
    """Always in a strip above the paper."""
    return dataclasses.replace(config, placement="strip")


@pytest.fixture(scope="module")
def signed(archive_file, identity, config) -> bytes:
    return put(archive_file, identity, config)


def put(pdf, identity, config, **other) -> bytes:
    return sign(pdf, papers.conversion(pdf, **other), identity, config)


def without_signature(pdf: bytes) -> bytes:
    """The file as the paper and the mark make it: viewers draw the signature's widget on top."""
    return papers.changed(pdf, lambda document: document.pages[0].obj.__delitem__("/Annots"))


def test_the_words_of_the_law_can_be_read(signed, tmp_path):
    text = papers.text(signed, tmp_path)
    for words in ("BẢN ĐIỆN TỬ ĐƯỢC CHUYỂN ĐỔI TỪ VĂN BẢN GIẤY", papers.PERSON, "2026-03-02T09:05:00+07:00", papers.SERIAL):
        assert words in text
    assert "Số trang: 1; số tờ giấy: 2" in text
    assert papers.AGENCY.split(",")[0] in text


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_mark_stands_upright_above_the_paper_however_the_page_is_turned(degrees, identity, config, tmp_path):
    pdf = papers.rotated(papers.scan(), degrees)
    before = papers.render(pdf, tmp_path)
    signed = put(pdf, identity, config)
    after = papers.render(signed, tmp_path)
    strip = after.shape[0] - before.shape[0]
    assert 60 < strip < 130
    assert after.shape[1] == before.shape[1]
    # Nothing of the paper is covered, moved or scaled: only a hair of resampling at the seam may differ.
    assert papers.differs(after[strip + 2 :], before[2:]) < 0.002
    read = papers.words(signed, tmp_path)
    heading = [word for word in read if word[0] in {"BẢN", "ĐIỆN", "TỬ"}]
    assert all(y1 < strip for *_, y1 in heading)
    assert [word[0] for word in sorted(heading, key=lambda word: word[1])][:3] == ["BẢN", "ĐIỆN", "TỬ"]
    assert all(x1 - x0 > (y1 - y0) * 0.8 for _, x0, y0, x1, y1 in heading)  # wider than high: upright


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_signature_stands_upright_at_the_top_right(degrees, identity, config, tmp_path):
    signed = put(papers.rotated(papers.scan(), degrees), identity, config)
    dark, plain = papers.render(signed, tmp_path), papers.render(without_signature(signed), tmp_path)
    rows, columns = np.nonzero(np.abs(dark - plain) > 60)
    assert rows.max() < 110
    assert columns.min() > dark.shape[1] * 0.5
    assert columns.max() - columns.min() > 2 * (rows.max() - rows.min())  # lines of text run across
    lines = np.flatnonzero(np.diff((np.abs(dark - plain) > 60).any(axis=1).astype(int)) == 1)
    assert 2 <= len(lines) <= 8


def test_the_qr_code_holds_the_reference_and_no_person(signed, tmp_path):
    image = papers.render(signed, tmp_path, dpi=200).astype(np.uint8)
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [f"SOHOA:{papers.SERIAL}"]


def test_the_two_places_may_be_exchanged(identity, config, tmp_path):
    swapped = dataclasses.replace(config, person_position="top-right", agency_position="top-left")
    words = papers.words(put(papers.scan(), identity, swapped), tmp_path)
    assert next(x0 for word, x0, *_ in words if word == "BẢN") > 250


def test_a_user_unit_changes_neither_scale_nor_letters(identity, config, tmp_path):
    def coarse(document):
        page = document.pages[0].obj
        page.MediaBox = pikepdf.Array([float(edge) / 2 for edge in page.MediaBox])
        page.UserUnit = 2
        page.Contents = document.make_stream(b"0.5 0 0 0.5 0 0 cm " + page.Contents.read_bytes())

    plain = papers.render(put(papers.scan(), identity, config), tmp_path)
    unit = papers.render(put(papers.changed(papers.scan(), coarse), identity, config), tmp_path)
    small, large = sorted((plain.shape, unit.shape))
    assert small == large or abs(large[0] - 2 * small[0]) <= 2  # poppler before 23 ignores UserUnit


def test_an_origin_elsewhere_does_not_matter(identity, config, tmp_path):
    def shift(document):
        page = document.pages[0].obj
        x0, y0, x1, y1 = (float(edge) for edge in page.MediaBox)
        page.MediaBox = pikepdf.Array([x0 - 300, y0 + 170, x1 - 300, y1 + 170])
        page.Contents = document.make_stream(b"1 0 0 1 -300 170 cm " + page.Contents.read_bytes())

    there = papers.render(put(papers.changed(papers.scan(), shift), identity, config), tmp_path)
    here = papers.render(put(papers.scan(), identity, config), tmp_path)
    strip = 110  # the signing time differs from call to call
    assert papers.differs(there[strip:], here[strip:]) < 0.02
    assert papers.differs(there[strip + 8 :], here[strip:-8]) > 0.05  # what a wrong place would look like


def test_what_was_cut_off_stays_cut_off(identity, config, tmp_path):
    """The crop box hides a black bar just above the visible page; the strip must not bring it back."""

    def crop(document):
        page = document.pages[0].obj
        _, _, x1, y1 = (float(edge) for edge in page.MediaBox)
        page.CropBox = pikepdf.Array([0, 0, x1, y1 * 0.75])
        page.Contents = document.make_stream(page.Contents.read_bytes() + b"\n0 g 0 %f 2000 150 re f" % (y1 * 0.75))

    signed = put(papers.changed(papers.scan(), crop), identity, config)
    strip = papers.render(signed, tmp_path)[:60]
    assert np.mean(strip < 100) < 0.2
    assert "BẢN ĐIỆN TỬ" in papers.text(signed, tmp_path)


def test_a_paper_that_leaves_its_graphics_state_behind_does_not_disturb_the_mark(identity, config, tmp_path):
    def spoil(document):
        page = document.pages[0].obj
        page.Contents = document.make_stream(b"q q 0.1 0 0 0.1 50 50 cm 1 g 3 Tr " + page.Contents.read_bytes())

    clean = papers.render(put(papers.scan(), identity, config), tmp_path)[:100, :320]
    spoilt = papers.render(put(papers.changed(papers.scan(), spoil), identity, config), tmp_path)[:100, :320]
    assert np.abs(clean - spoilt).max() == 0


def test_a_narrow_page_grows_to_the_side_and_keeps_its_words(identity, config, tmp_path):
    import img2pdf

    card = img2pdf.convert(papers.picture(width=340, height=215, dpi=100))
    signed = put(card, identity, config)
    with pikepdf.open(io.BytesIO(signed)) as document:
        width = float(document.pages[0].mediabox[2])
    assert width == pytest.approx(300, abs=1)
    text = " ".join(papers.text(signed, tmp_path).split())
    assert "BẢN ĐIỆN TỬ" in text
    assert "Ký số" in text


def test_a_page_with_a_wrong_resolution_gets_a_mark_in_proportion(identity, config, tmp_path):
    def blow_up(document):
        page = document.pages[0].obj
        page.MediaBox = pikepdf.Array([float(edge) * 8 for edge in page.MediaBox])
        page.Contents = document.make_stream(b"8 0 0 8 0 0 cm " + page.Contents.read_bytes())

    words = papers.words(put(papers.changed(papers.scan(), blow_up), identity, config), tmp_path)
    _, _, top, _, bottom = next(word for word in words if word[0] == "BẢN")
    assert bottom - top > 30


def test_a_page_that_cannot_grow_is_set_aside(identity, config):
    huge = papers.changed(papers.scan(), lambda document: document.pages[0].obj.__setitem__("/MediaBox", [0, 0, 14000, 14390]))
    with pytest.raises(DocumentProblem) as caught:
        put(huge, identity, config)
    assert caught.value.code == "sign_page_too_large"


def test_a_name_with_a_letter_that_no_font_has_is_never_misspelt(identity, config):
    with pytest.raises(DocumentProblem) as caught:
        put(papers.scan(), identity, config, person="Nguyễn 漢 Bịa")
    assert caught.value.code == "sign_letter_missing"
    assert "Nguyễn" not in caught.value.message


def test_decomposed_names_are_written_composed(identity, config, tmp_path):
    import unicodedata

    signed = put(papers.scan(), identity, config, person=unicodedata.normalize("NFD", papers.PERSON))
    assert papers.PERSON in papers.text(signed, tmp_path)


def test_a_machine_without_fonts_says_which_package_to_install():
    with pytest.raises(ConfigError, match="fonts-freefont-ttf"):
        find_typeface(("NoSuchFont.ttf",))


def test_a_font_without_vietnamese_is_passed_over():
    with pytest.raises(ConfigError):
        find_typeface(("LiberationMono-Regular.ttf",) if not _has_vietnamese("LiberationMono-Regular.ttf") else ("none.ttf",))


def _has_vietnamese(name: str) -> bool:
    from fontTools.ttLib import TTFont

    from pipelines.sign.fonts import _files

    return any(0x1EC7 in TTFont(file, lazy=True).getBestCmap() for file in _files(name))


def test_other_pages_that_share_resources_do_not_learn_of_the_mark(identity, config):
    def share(document):
        document.pages[1].obj.Resources = document.pages[0].obj.Resources = document.make_indirect(
            document.pages[0].obj.Resources
        )

    pdf = papers.changed(papers.scan(2), share)
    with pikepdf.open(io.BytesIO(put(pdf, identity, config, pages=2))) as document:
        assert "/SohoaMark" in document.pages[0].Resources.XObject
        assert "/SohoaMark" not in document.pages[1].Resources.XObject
