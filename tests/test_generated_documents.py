"""Whether the truth of generated papers is true: what it says stands on the page, and agrees with itself."""

import json
import re
import unicodedata
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from benchmarks import documents
from benchmarks.documents import people, places
from benchmarks.documents.forms import LAYOUTS, OTHER
from benchmarks.documents.paper import Paper
from benchmarks.documents.pieces import Style

ALWAYS = {"issue_date", "issuing_agency", "signer_name"}
NAMED = {
    "birth_certificate": "full_name date_of_birth sex ethnicity nationality place_of_birth home_town mother_full_name "
    "mother_birth_year father_full_name father_birth_year declarant_full_name document_number",
    "marriage_certificate": " ".join(
        f"{who}_{what}"
        for who in ("wife", "husband")
        for what in ("full_name", "date_of_birth", "ethnicity", "nationality", "residence", "personal_id")
    )
    + " document_number",
    "death_extract": "full_name date_of_birth sex date_of_death place_of_death document_number",
    "marital_status_certificate": "full_name date_of_birth sex personal_id residence marital_status document_number",
    "household_business_registration": "business_name business_address business_lines capital_vnd owner_full_name "
    "owner_date_of_birth owner_personal_id document_number",
    "enterprise_registration": "enterprise_code enterprise_name head_office charter_capital_vnd representative_full_name",
    "construction_permit": "holder_full_name holder_address land_parcel map_sheet floor_area_m2 floors document_number",
    "land_use_certificate": "holder_full_name serial_number register_number land_parcel map_sheet area_m2 land_purpose term",
    "medical_practice_certificate": "full_name date_of_birth personal_id qualification practice_scope document_number",
    "pharmacy_practice_certificate": "full_name date_of_birth personal_id qualification practice_form practice_scope "
    "document_number",
    "criminal_record_certificate": "full_name date_of_birth sex personal_id criminal_record document_number",
    "decision": "subject document_number",
    "official_letter": "subject document_number",
}


def drawn(kind, layout, seed, way=None):
    """A paper of *layout* before anything happens to it."""
    rng = Random(f"{kind}/{seed}")
    leaders, face = rng.choice(("none", "dots", "rule")), rng.choice(("times", "helvetica", "serif"))
    style = Style(face, rng.uniform(12, 14), way or rng.choice(layout.ways), leaders=leaders, number_by_hand=rng.random() < 0.3)
    paper = Paper(kind, rng, style, layout.size)
    layout.draw(paper)
    return paper


@pytest.fixture(scope="module")
def papers():
    """A paper of every layout."""
    return [drawn(kind, layout, at) for kind, layouts in LAYOUTS.items() for at, layout in enumerate(layouts)]


def level(text):
    """Letters and digits alone, in small letters."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", text).lower())


def stands(value, name, text):
    """Whether *value* of field *name* can be read in *text*, whichever way it is written there."""
    flat = level(text)
    if isinstance(value, int | float):
        digits = f"{value:g}" if value < 10**6 else str(value)
        return digits.replace(".", "") in flat
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", value) and "number" not in name:
        year, month, day = (f"{value}-0-0".split("-"))[:3]
        ways = (
            [year]
            if not int(month)
            else [f"{int(month):02d}{year}", f"tháng{int(month)}năm{year}", f"tháng{int(month):02d}năm{year}"]
        )
        if int(day):
            ways = [f"{int(day):02d}{way}" for way in ways] + [f"ngày{int(day):02d}{way}" for way in ways]
        if name.startswith(("wife", "husband")):  # in two columns a date may be broken where the other column stands between
            return all(re.search(rf"\b0?{int(part)}\b", text) for part in (year, month, day) if int(part))
        return any(level(way) in flat for way in ways)
    if name == "issuing_agency":
        body, _, rest = value.partition(" ") if value.startswith("UBND") else ("", "", value)
        words = re.sub(r"^Ủy ban nhân dân ", "", rest).split()
        return all(level(word) in flat for word in [*words, body])
    return level(value) in flat or all(level(word) in flat for word in value.split())


def test_every_value_of_the_truth_stands_on_its_paper(papers):
    for paper in papers:
        text = "\n".join(leaf.truth() for leaf in paper.leaves)
        missing = {name: value for name, value in paper.fields.items() if paper.kind != OTHER and not stands(value, name, text)}
        assert not missing, (paper.kind, missing, text)


def test_every_type_has_the_fields_that_its_contract_names(papers):
    for paper in papers:
        if paper.kind != OTHER:
            assert set(NAMED[paper.kind].split()) | ALWAYS <= set(paper.fields), paper.kind


def test_every_type_has_three_forms_of_different_years():
    assert set(NAMED) == set(documents.TYPES)
    assert all(len({layout.draw for layout in layouts}) >= 3 for layouts in LAYOUTS.values())


def test_twelve_digits_agree_with_sex_and_year_and_no_tax_code_has_a_wrong_check_digit():
    rng = Random(3)
    for _ in range(300):
        who = people.person(rng, 1930, 2024)
        if len(who.number) == 12:
            assert int(who.number[3]) % 2 == (who.sex == "Nữ")
            assert 1900 + int(who.number[3]) // 2 * 100 + int(who.number[4:6]) == who.born.year
        code = people.tax_code(rng)
        weighted = sum(int(d) * w for d, w in zip(code, (31, 29, 23, 19, 17, 13, 7, 5, 3, 0), strict=True))
        assert weighted % 11 == 10 - (int(code[9]) or 10) or int(code[9]) == 10 - weighted % 11


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1990, "một nghìn chín trăm chín mươi"), (2011, "hai nghìn không trăm mười một"), (2005, "hai nghìn không trăm linh năm"),
        (21, "hai mươi mốt"), (15, "mười lăm"), (1_500_000_000, "một tỷ năm trăm triệu"), (45_000_000, "bốn mươi lăm triệu"),
        (12_345_000_000_000, "mười hai nghìn ba trăm bốn mươi lăm tỷ"), (104, "một trăm linh bốn"), (100_000, "một trăm nghìn"),
    ],
)  # fmt: skip
def test_numbers_are_said_as_they_are_said_in_the_north(number, words):
    assert people.said(number) == words


def test_places_of_today_have_no_district_and_those_of_before_have_one():
    rng = Random(9)
    assert all(not places.place(rng, 2026).district for _ in range(50))
    assert all(places.place(rng, 2020).district for _ in range(50))


def test_fields_written_by_hand_are_named_and_those_of_printed_papers_are_none():
    layout = LAYOUTS["birth_certificate"][1]
    by_hand, printed = (drawn("birth_certificate", layout, 5, way) for way in ("hand", "printed"))
    assert {"full_name", "date_of_birth", "home_town", "document_number"} <= by_hand.written
    assert not printed.written - {"document_number", "issue_date"}


def test_the_same_seed_makes_the_same_papers_and_another_seed_others(tmp_path):
    one, same, other = (
        documents.write(tmp_path / name, 1, seed, ["official_letter"], ["1-bit 200 dpi"])
        for name, seed in (("a", 11), ("b", 11), ("c", 12))
    )
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in same]
    assert [path.read_bytes() for path in one] != [path.read_bytes() for path in other]


def test_a_file_with_its_truth_lies_beside_it_and_has_as_many_pages_as_it_says(tmp_path):
    (path,) = documents.write(tmp_path, 1, 4, types=["land_use_certificate"], conditions=["1-bit 200 dpi"])
    truth = json.loads(Path(f"{path}.truth.json").read_text(encoding="utf-8"))
    assert truth["document_type"] == "land_use_certificate"
    assert truth["pages"] == len(truth["text"])
    assert truth["condition"] == "1-bit 200 dpi"
    assert set(truth["handwritten_fields"]) <= set(truth["fields"])


def test_all_types_and_conditions_come_up_in_a_set_and_one_paper_in_twenty_is_foreign():
    found = [documents.drawn(number, 5, (), ()) for number in range(640)]
    assert {kind for kind, *_ in found} == {*documents.TYPES, OTHER}
    assert {condition for _, condition, *_ in found} == set(documents.CONDITIONS)
    assert sum(kind == OTHER for kind, *_ in found) == 32
    counts = [sum(kind == name for kind, *_ in found) for name in documents.TYPES]
    assert max(counts) - min(counts) <= 2


def test_ink_lies_on_the_sheet_and_the_truth_is_no_blank(papers):
    for paper in papers:
        for leaf in paper.leaves:
            ink = np.asarray(leaf.image.convert("L")) < 128
            framed = paper.size[0] > paper.size[1]
            assert framed or not ink[:, :40].any(), paper.kind
            assert framed or not ink[:, -30:].any(), paper.kind
            assert max(y for y, _, _ in leaf.runs) < leaf.image.height - 40


def test_a_black_and_white_paper_is_stored_in_one_bit(tmp_path):
    (path,) = documents.write(tmp_path, 1, 3, types=["official_letter"], conditions=["1-bit 300 dpi"])
    if path.suffix != ".pdf":
        with Image.open(path) as opened:
            assert opened.mode == "1"
    else:
        assert b"CCITTFax" in path.read_bytes()
