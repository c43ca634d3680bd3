import io
import json
import re
import unicodedata
from pathlib import Path

import pikepdf
import pytest
import yaml
from PIL import Image

from pipelines import samples
from pipelines.errors import ConfigError
from pipelines.samples.writer import plan

HEAD = {"document_number", "issue_date", "issuing_agency", "issue_place", "signer_name", "signer_title"}
OWN = {
    "birth_certificate": {
        *("full_name", "date_of_birth", "sex", "ethnicity", "nationality", "place_of_birth", "home_town", "personal_id"),
        *("mother_full_name", "mother_birth_year", "father_full_name", "father_birth_year", "declarant_full_name"),
    },
    "construction_permit": {"holder_full_name", "holder_address", "land_parcel", "map_sheet", "floor_area_m2", "floors"},
    "criminal_record_certificate": {"full_name", "date_of_birth", "sex", "personal_id", "criminal_record"},
    "death_extract": {"full_name", "date_of_birth", "sex", "personal_id", "date_of_death", "place_of_death"},
    "decision": {"subject"},
    "enterprise_registration": {
        *(
            "enterprise_code",
            "enterprise_name",
            "head_office",
            "charter_capital_vnd",
            "representative_full_name",
            "change_number",
        ),
    },
    "household_business_registration": {
        *("business_name", "business_address", "business_lines", "capital_vnd", "owner_full_name", "owner_date_of_birth"),
        *("owner_personal_id", "change_number"),
    },
    "land_use_certificate": {
        *("holder_full_name", "serial_number", "register_number", "land_parcel", "map_sheet", "area_m2", "land_purpose", "term"),
    },
    "medical_practice_certificate": {"full_name", "date_of_birth", "personal_id", "qualification", "practice_scope"},
    "pharmacy_practice_certificate": {
        *("full_name", "date_of_birth", "personal_id", "qualification", "practice_form", "practice_scope"),
    },
    "marital_status_certificate": {"full_name", "date_of_birth", "sex", "personal_id", "residence", "marital_status"},
    "marriage_certificate": {
        f"{who}_{field}"
        for who in ("wife", "husband")
        for field in ("full_name", "date_of_birth", "ethnicity", "nationality", "residence", "personal_id")
    },
    "official_letter": {"subject"},
}
OPTIONAL = {"issue_place", "signer_title", "personal_id", "declarant_full_name", "change_number", "document_number"}
PERSONAL = {"owner_personal_id", "wife_personal_id", "husband_personal_id"}


def truth_of(file: Path) -> dict:
    return json.loads(file.with_name(file.name + ".truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return samples.write(tmp_path_factory.mktemp("mixed"), len(samples.types()), seed=7)


def levelled(text: str) -> str:
    """Case, white space and the place of the tone mark levelled, by letters and marks of the whole text separately."""
    apart = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", letters)


def test_every_type_comes_up_and_every_file_has_its_truth(written):
    truths = [truth_of(file) for file in written]
    assert {truth["document_type"] for truth in truths} == set(samples.types()) == set(OWN)
    for file, truth in zip(written, truths, strict=True):
        assert file.name.split("_", 1)[1].startswith(f"{truth['document_type']}_{truth['condition']}.")
        names = set(truth["fields"])
        expected = HEAD | OWN[truth["document_type"]]
        assert names <= expected
        assert expected - OPTIONAL - PERSONAL <= names
        assert len(truth["text"]) == truth["pages"] >= 1
        assert truth["text"] == [unicodedata.normalize("NFC", page) for page in truth["text"]]
        assert truth["handwritten"] == bool(truth.get("handwritten_fields"))
        assert set(truth.get("handwritten_fields", ())) <= names


@pytest.mark.parametrize("kind", OWN)
def test_field_names_are_those_of_the_type_s_own_file(kind):
    file = Path(samples.__file__).parents[2] / "config" / "document_types" / f"{kind}.yaml"
    assert set(yaml.safe_load(file.read_text(encoding="utf-8"))["fields"]) == HEAD | OWN[kind]


def test_values_have_the_agreed_formats(written):
    for file in written:
        truth = truth_of(file)
        fields = truth["fields"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", fields["issue_date"])
        assert "V/v" not in fields.get("subject", "")
        assert not re.search(r"\s", fields.get("document_number", ""))
        assert not re.search(r"\b(UBND|UB)\b", fields["issuing_agency"])
        if "date_of_birth" in fields:
            assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", fields["date_of_birth"])
            assert fields.get("sex", "Nam") in ("Nam", "Nữ")
            assert re.fullmatch(r"\d{4}", fields.get("mother_birth_year", "1960"))
        if "floors" in fields:
            assert isinstance(fields["floors"], int)
            assert isinstance(fields["floor_area_m2"], float | int)


def test_what_the_truth_claims_stands_in_the_text(written):
    for file in written:
        truth = truth_of(file)
        text = levelled(" ".join(truth["text"]))
        for name, value in truth["fields"].items():
            if not isinstance(value, str) or re.search("date_of|_date", name):
                continue
            # The head may say UBND for the committee, and leaves out the kind of unit.
            if name in ("serial_number", "register_number"):
                continue  # printed in groups, kept without spaces
            shown = re.sub("^(Ủy ban nhân dân|Sở|Bộ) |(tỉnh|thành phố) ", "", str(value))
            for word in levelled(shown).split():
                assert word in text, (file.name, name, value)


def test_same_seed_same_bytes_and_a_greater_count_only_adds(tmp_path):
    conditions = ["bilevel_200", "low_dpi", "handwritten"]
    first = samples.write(tmp_path / "a", 3, seed=5, conditions=conditions)
    again = samples.write(tmp_path / "b", 4, seed=5, conditions=conditions)
    other = samples.write(tmp_path / "c", 3, seed=6, conditions=conditions)
    assert [file.name for file in first] == [file.name for file in again[:3]]
    for one, two in zip(first, again, strict=False):
        assert one.read_bytes() == two.read_bytes()
        assert truth_of(one) == truth_of(two)
    assert [truth_of(file) for file in first] != [truth_of(file) for file in other]


def test_files_hold_as_many_page_images_as_the_truth_says_and_no_text(written):
    for file in written:
        pages = truth_of(file)["pages"]
        if file.suffix == ".pdf":
            with pikepdf.open(io.BytesIO(file.read_bytes())) as pdf:
                assert len(pdf.pages) == pages
                assert all("/Font" not in page.get("/Resources", {}) for page in pdf.pages)
                width, height = (float(value) for value in list(pdf.pages[0].MediaBox)[2:])
                assert sorted((round(width), round(height))) == [595, 842]  # A4 in points
        else:
            with Image.open(file) as image:
                assert getattr(image, "n_frames", 1) == pages


def test_a_bilevel_scan_is_one_bit_group_4_at_200_dpi(tmp_path):
    for file in samples.write(tmp_path, 4, conditions=["bilevel_200"], types=["decision"], seed=2):
        if file.suffix == ".pdf":
            with pikepdf.open(file) as pdf:
                (image,) = pdf.pages[0].images.values()
                assert image.BitsPerComponent == 1
                assert "/CCITTFaxDecode" in str(image.Filter)
                assert image.Width == round(2480 * 200 / 300)
        else:
            with Image.open(file) as scan:
                assert (scan.mode, scan.info["compression"], round(scan.info["dpi"][0])) == ("1", "group4", 200)


def test_handwriting_touches_number_and_day_of_a_letter_and_all_values_of_a_form(tmp_path):
    types = ["birth_certificate", "construction_permit", "decision", "official_letter"]
    files = samples.write(tmp_path, 4, types=types, conditions=["handwritten"], seed=3)
    by_type = {truth_of(file)["document_type"]: truth_of(file) for file in files}
    assert by_type["decision"]["handwritten_fields"] == ["document_number", "issue_date"]
    assert by_type["official_letter"]["handwritten"] is True
    assert {"full_name", "date_of_birth", "mother_full_name", "document_number"} <= set(
        by_type["birth_certificate"]["handwritten_fields"]
    )
    assert {"holder_full_name", "land_parcel"} <= set(by_type["construction_permit"]["handwritten_fields"])


def test_conditions_and_types_can_be_restricted_and_progress_is_told(tmp_path):
    told = []
    files = samples.write(tmp_path, 2, types=["decision"], conditions=["skew"], progress=told.append)
    assert told == [1, 2]
    assert {(truth_of(file)["document_type"], truth_of(file)["condition"]) for file in files} == {("decision", "skew")}


@pytest.mark.parametrize(
    "wrong", [{"types": ["passport"]}, {"conditions": ["burnt"]}, {"types": []}, {"conditions": []}, {"count": -1}]
)
def test_unknown_wishes_are_named(tmp_path, wrong):
    with pytest.raises(ConfigError, match=r"passport|burnt|empty|-1"):
        samples.write(tmp_path, **({"count": 1} | wrong))


def test_real_life_conditions_are_the_most_frequent():
    names = [condition.name for _, condition in plan(420, None, None, 1)]
    share = {name: names.count(name) / len(names) for name in samples.CONDITIONS}
    assert set(names) == set(samples.CONDITIONS)
    assert share["bilevel_200"] > 0.1
    assert share["handwritten"] > 0.1
    assert max(share, key=share.__getitem__) in ("bilevel_200", "handwritten")


def test_each_type_meets_many_conditions():
    for kind in samples.types():
        assert len({condition.name for name, condition in plan(650, None, None, 0) if name == kind}) >= 12
