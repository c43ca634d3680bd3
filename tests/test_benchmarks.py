import json
import math
import re
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from benchmarks import contenders, damage, layouts, measure, ocr, pages, papers, words
from benchmarks.contenders import Batch, Reading
from benchmarks.papers import Paper


def test_one_letter_read_otherwise_is_one_character_error_and_white_space_is_none():
    found = measure.compare("Sở  Tài\n\nchinh", "Sở Tài chính")
    assert (found.edits, found.characters) == (1, 12)
    assert found.cer == pytest.approx(1 / 12)


def test_decomposed_letters_are_the_same_letters():
    assert measure.compare(unicodedata.normalize("NFD", "Đường Nguyễn Huệ"), "Đường Nguyễn Huệ").edits == 0


def test_rows_of_dots_count_on_neither_side_but_a_full_stop_does():
    assert measure.compare("Họ tên: ........ Lê Na …. ", "Họ tên: Lê Na").edits == 0
    assert measure.compare("Họ tên: Lê Na", "Họ tên: Lê Na.").edits == 1


def test_lines_in_another_order_cost_characters_but_no_words():
    found = measure.compare("Độc lập - Tự do\nSố: 12/BC", "Số: 12/BC\nĐộc lập - Tự do")
    assert found.cer > 0.5
    assert found.unordered == 0


def test_words_that_were_invented_count_as_much_as_words_that_were_lost():
    assert measure.compare("một hai ba bốn", "một hai").words_off == 2
    assert measure.compare("một", "một hai ba").words_off == 2
    assert measure.compare("", "một hai").cer == 1


def test_a_syllable_with_the_right_letters_and_a_wrong_mark_is_a_tone_mark_error():
    found = measure.compare("dương quyên hạn, Ủy ban", "đường quyền hạn; Ủy ban")
    assert (found.marks_off, found.syllables) == (2, 5)


def test_wrong_letters_numbers_and_capitals_are_no_tone_mark_errors():
    found = measure.compare("CHỦ TỊCH xā 12 bàm", "Chủ tịch xã 13 bàn")
    assert (found.marks_off, found.syllables) == (1, 3)  # the ā for ã; "bàm" is another syllable, "13" none


def test_errors_of_pages_add_up_by_characters_not_by_pages():
    both = measure.compare("a" * 90, "a" * 100) + measure.compare("", "bb")
    assert both.cer == pytest.approx(12 / 102)


def test_text_that_the_publisher_leaves_out_does_not_count_and_what_stands_between_does():
    body = "Căn cứ Luật Đầu tư ngày 29 tháng 11 năm 2005; " + "".join(
        f"{n}. Điều khoản thứ {n} của văn bản này. " for n in range(40)
    )
    printed = f"CHÍNH PHỦ Số: 01/2010 {body} Nguyễn Văn Lượm Nơi nhận: Ban Bí thư; VPCP"
    known = Paper(Path("x.pdf"), 1, body + " Nguyễn Văn Lượm", "2010 scan", papers.SCANS, partial=True)
    assert known.errors(printed).edits == 0
    assert known.errors(printed.replace("20. Điều", "20. Diêu")).edits == 2
    assert known.errors("").cer == 1


def test_of_a_published_text_head_and_signers_block_are_left_out(tmp_path):
    for name in ("scans", "scans_text"):
        (tmp_path / name).mkdir()
    Image.new("1", (100, 100), 1).save(tmp_path / "scans" / "7.pdf")
    text = "NGHỊ ĐỊNH\nSỐ 7\n\n   Căn cứ Hiến pháp;\n\nĐiều 1. Ban hành./.\n\n" + " " * 30 + "THỦ TƯỚNG\n" + " " * 30 + "Lê Na\n"
    (tmp_path / "scans_text" / "7.txt").write_text(text, encoding="utf-8")
    (tmp_path / "scans_text" / "8.txt").write_text(text, encoding="utf-8")
    (known,) = papers.real(tmp_path)
    assert (known.pages, known.group) == (1, papers.SCANS)
    assert known.truth.split() == ["Căn", "cứ", "Hiến", "pháp;", "Điều", "1.", "Ban", "hành./."]


def test_the_generator_makes_the_same_pages_for_the_same_seed_and_others_for_another(tmp_path):
    kinds = ("photocopy",)
    one, same, other = (pages.write(tmp_path / name, seed, 1, kinds)[0] for name, seed in (("a", 5001), ("b", 5001), ("c", 5002)))
    assert np.array_equal(picture(one), picture(same))
    assert not np.array_equal(picture(one), picture(other))
    truths = [json.loads(Path(f"{path}.truth.json").read_text(encoding="utf-8")) for path in (one, same, other)]
    assert truths[0] == truths[1]
    assert truths[0]["text"] != truths[2]["text"]
    assert truths[0]["condition"] == "photocopy"
    assert truths[0]["signer"] in truths[0]["text"][0]


def picture(path):
    """Pixels of a one-page file; a PDF's only picture as it is stored."""
    if path.suffix != ".pdf":
        return np.asarray(Image.open(path).convert("L"))
    with pikepdf.open(path) as opened:
        return np.asarray(pikepdf.PdfImage(next(iter(opened.pages[0].images.values()))).as_pil_image().convert("L"))


def test_truth_runs_row_by_row_with_the_left_column_first():
    lines = layouts.letter(Random(5), "times", 13).truth().split("\n")
    assert lines[0].endswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert lines[0] != "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert re.match(r"Số: \S+ .+, ngày \d\d tháng \d\d năm \d{4}$", lines[2])
    assert any(line.startswith("Nơi nhận:") for line in lines)


@pytest.mark.parametrize("face", ["times", "noto", "dejavu", "typewriter"])
def test_nothing_that_the_truth_holds_is_printed_beyond_the_edge_of_the_sheet(face):
    for seed in (5010, 5011):
        points = 11 if face == "typewriter" else 13
        for sheet in (layouts.letter(Random(seed), face, points, table=True), layouts.form(Random(seed), face, points)):
            ink = np.asarray(sheet.image.convert("L")) < 128
            assert not ink[:, :60].any()
            assert not ink[:, -60:].any()
            assert max(y for y, _, _ in sheet.runs) < sheet.image.height - 60


def test_runs_on_one_row_do_not_overlap():
    for seed in range(5020, 5026):
        sheet = layouts.letter(Random(seed), "times", 13, table=True, seal=False)
        rows = {}
        for y, x, text in sheet.runs:
            rows.setdefault(y, []).append((x, text))
        for runs in rows.values():
            for (x, text), (after, _) in pairwise(sorted(runs)):
                assert x + sheet.width(text, grow=-3.6) < after, text


def test_invented_syllables_are_spelled_by_the_rules():
    rng = Random(5)
    made = {words.syllable(rng) for _ in range(3000)}
    assert len(made) > 1500
    assert not [s for s in made if re.match(r"(c|g|ng)[eêiy]", measure.letters(s)) and not re.match(r"gi", measure.letters(s))]
    assert not [
        s for s in made if re.search(r"(c|ch|p|t)$", s) and not re.search("[\u0301\u0323]", unicodedata.normalize("NFD", s))
    ]


def test_a_leaning_page_leans_by_the_degrees_its_truth_says():
    page = np.full((1200, 1600, 3), 255, np.uint8)
    cv2.line(page, (300, 600), (1300, 600), (0, 0, 0), 5)
    y, x = np.nonzero(damage.skewed(page, 3.0)[..., 0] < 128)
    assert math.degrees(math.atan(-np.polyfit(x, y, 1)[0])) == pytest.approx(3.0, abs=0.05)


def test_the_first_papers_of_a_small_run_are_of_all_kinds_and_of_both_layouts():
    made = [Paper(Path(f"{kind}{n}"), 1, "", str(kind)) for kind in range(6) for n in (1, 2)]
    chosen = ocr.spread(made, 6)
    assert [paper.condition for paper in chosen] == [str(kind) for kind in range(6)]
    assert {paper.path.name[-1] for paper in chosen} == {"1", "2"}
    assert len(ocr.spread(made, 100)) == 12


def test_the_report_gives_ratios_of_cost_and_error_and_each_kind_its_line():
    read = [Paper(Path("a"), 1, "bốn chữ ở đây", "clean"), Paper(Path("b"), 3, "tám", "faded")]
    ours = Batch((Reading("bốn chữ ở đây", 2, 300), Reading("tam", 2, 310)), 2)
    theirs = Batch((Reading("bôn chữ ở đây", 8), Reading("", 8, failed="torn")), 8)
    said = ocr.report({"ours": [ours], "OCRmyPDF": [theirs]}, read, 2)
    assert "| ours / OCRmyPDF | 0.25 (0.25–0.25) | 0.25 | 0.25 |" in said
    assert "| ours | 1.00 | 0.50 | 310 | – |" in said
    assert "| OCRmyPDF | 4.00 | 2.00 | – | 1 |" in said
    assert "| faded | 33.3 | 100.0 |" in said


@pytest.fixture(scope="module")
def slip(tmp_path_factory):
    """A small page with two lines, as PDF."""
    folder = tmp_path_factory.mktemp("slip")
    sheet = layouts.certificate(Random(5031), "times", 13, seal=False)
    Image.fromarray(np.asarray(sheet.image)[:1300, :]).convert("L").save(folder / "slip.png", dpi=(300, 300))
    return folder / "slip.png"


def test_every_contender_reads_a_page_and_its_cost_is_counted(slip):
    known = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    config = contenders.ocr.OcrConfig()
    for read in (contenders.Ours(config), contenders.OcrMyPdf(()), contenders.bare):
        with ThreadPoolExecutor(1) as pool:
            batch = contenders.Contender("somebody", read, pool).batch([slip])
        assert batch.readings[0].failed == ""
        assert known in batch.readings[0].text
        assert 0.05 < batch.readings[0].cpu < 60


def test_a_file_that_a_contender_cannot_read_is_reported_as_failed(tmp_path):
    (tmp_path / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n torn")
    assert contenders.bare(tmp_path / "torn.png").failed


def test_cpu_seconds_of_a_command_include_those_of_its_children():
    burn = "import time\nwhile time.process_time() < 0.4: pass"
    code, cpu, _ = contenders.run(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"]
    )
    assert code == 0
    assert cpu >= 0.4


def test_the_command_line_names_its_options():
    said = subprocess.run([sys.executable, "-m", "benchmarks.ocr", "--help"], capture_output=True, text=True, check=True).stdout
    assert all(option in said for option in ("--rounds", "--only", "--scans", "-o"))
