import re
import shutil
import subprocess
import unicodedata
from functools import cache
from random import Random

import pytest
from rapidfuzz.distance import Levenshtein

from pipelines.samples import kinds
from pipelines.samples.conditions import CONDITIONS
from pipelines.samples.fonts import families
from pipelines.samples.paper import Look, Paper
from pipelines.samples.writer import draw


@cache
def drawn(kind, seed):
    """(lines of every page, what the paper says, least brightness at the right edge) of one undamaged paper."""
    serif, mono = families("serif")[0], families("typewriter")[0]
    rng = Random(f"{kind}/{seed}")
    paper = Paper(Look(serif, mono, serif), rng)
    sample = kinds.drawer(kind)(paper, rng, aged=False)
    edge = min(page.crop((page.width - 60, 0, *page.size)).convert("L").getextrema()[0] for page in paper.pages)
    return paper.texts, sample, edge


def papers(kind, count):
    for seed in range(count):
        texts, sample, _ = drawn(kind, seed)
        yield texts, sample


def test_birth_certificates_come_with_partial_dates_and_with_all_forms_of_number():
    numbers, dates, orders = set(), set(), set()
    for texts, sample in papers("birth_certificate", 60):
        numbers.add(bool(re.fullmatch(r"\d+", sample.fields["document_number"])))
        assert re.fullmatch(r"\d{1,3}|\d{2,3}/(19|20)\d\d", sample.fields["document_number"])
        dates.add(len(sample.fields["date_of_birth"]))
        text = "\n".join(texts[0]).lower()
        orders.add(text.index("mẹ:") < text.index("cha:") if "mẹ:" in text and "cha:" in text else "table")
    assert numbers == {True, False}
    assert dates >= {4, 7, 10}
    assert {True, False} <= orders  # the mother first since 2016, the father before


def test_personal_numbers_agree_with_the_child():
    seen = 0
    for _, sample in papers("birth_certificate", 60):
        if number := sample.fields.get("personal_id"):
            seen += 1
            assert number[4:6] == sample.fields["date_of_birth"][2:4]
            assert int(number[3]) % 2 == (sample.fields["sex"] == "Nữ")
    assert seen > 5


def test_the_copy_keeps_number_day_and_signer_of_the_original():
    for texts, sample in papers("birth_certificate", 120):
        text = "\n".join(line for page in texts for line in page)
        if "(BẢN SAO)" in text:
            after = text[text.index("(Đã ký)") :]
            assert after.split("\n")[1] == sample.fields["signer_name"]
            assert re.search(r"Số: \d+/GKS-BS", after)
            assert "GKS" not in sample.fields["document_number"]
            return
    pytest.fail("no copy among 120 certificates")


def test_floors_of_a_permit_are_what_is_printed():
    for texts, sample in papers("construction_permit", 20):
        text = " ".join(line for page in texts for line in page)
        assert int(re.search(r"số tầng: (\d+)", text)[1]) == sample.fields["floors"]
        area = re.search(r"Tổng diện tích sàn: ([\d.,]+) ?m", text)[1]
        assert float(area.replace(".", "").replace(",", ".")) == sample.fields["floor_area_m2"]


def test_decisions_run_over_several_pages_at_times_and_name_other_papers():
    pages, others = set(), 0
    for texts, sample in papers("decision", 20):
        pages.add(len(texts))
        text = " ".join(line for page in texts for line in page)
        others += len(set(re.findall(r"\d+/QĐ-UBND", text)) - {sample.fields["document_number"]})
    assert {1, 2} <= pages
    assert others > 10


def test_agencies_of_all_four_levels_write():
    levels = {sample.level for kind in ("decision", "official_letter") for _, sample in papers(kind, 20)}
    assert {level.value for level in levels} == {"central", "province", "district", "commune"}


def test_nothing_is_written_beyond_the_right_edge():
    for kind in kinds.types():
        assert all(drawn(kind, seed)[2] > 200 for seed in range(6))


def test_an_unknown_type_is_refused():
    with pytest.raises(KeyError):
        kinds.drawer("passport")


@pytest.mark.skipif(not shutil.which("tesseract"), reason="no tesseract on this machine")
def test_a_clean_decision_is_read_back_almost_whole(tmp_path):
    paper, _ = draw("decision", CONDITIONS["clean"], Random("legible"))
    picture = tmp_path / "page.png"
    paper.pages[0].convert("L").resize((1653, 2339)).save(picture, dpi=(200, 200))
    done = subprocess.run(
        ["tesseract", picture, "-", "-l", "vie"], capture_output=True, check=False, env={"OMP_THREAD_LIMIT": "1"}
    )
    if done.returncode:
        pytest.skip("tesseract has no Vietnamese model here")
    read = sorted(unicodedata.normalize("NFC", done.stdout.decode()).split())
    true = sorted(" ".join(paper.texts[0]).split())
    assert Levenshtein.distance(" ".join(read), " ".join(true)) < 0.25 * len(" ".join(true))
