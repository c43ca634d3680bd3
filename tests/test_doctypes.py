from pathlib import Path

import pytest

from pipelines.doctypes import load_doctypes
from pipelines.errors import ConfigError

REAL = Path(__file__).parents[1] / "config" / "document_types"

GOOD = """
label: Giấy thử
label_en: Test paper
recognise:
  titles: ["GIẤY THỬ"]
fields:
  full_name:
    label: Họ tên
    label_en: Name
    kind: person_name
    where: [{labels: ["Họ tên"]}]
"""


def load(folder: Path, text: str):
    (folder / "paper.yaml").write_text(text, encoding="utf-8")
    return load_doctypes(folder)["paper"]


def test_what_a_national_register_holds_is_linked_to_it_and_what_soon_expires_is_excluded_by_its_age():
    types = load_doctypes(REAL)

    assert {name for name, type_ in types.items() if type_.master_register} == {
        "enterprise_registration",
        "criminal_record_certificate",
    }
    assert {
        name: [(rule.older_than_months, bool(rule.rule)) for rule in t.exclude] for name, t in types.items() if t.exclude
    } == {
        "marital_status_certificate": [(6, True)],
        "criminal_record_certificate": [(6, True)],
    }


def test_the_types_of_the_house_load_and_share_the_common_fields():
    types = load_doctypes(REAL)
    assert {"birth_certificate", "construction_permit", "decision", "official_letter"} <= set(types)
    for doctype in types.values():
        assert {"document_number", "issue_date", "issuing_agency", "signer_name"} <= set(doctype.fields)
        assert doctype.label
        assert doctype.label_en
    assert types["birth_certificate"].paper_code == "KQ.G15.000031"
    assert types["birth_certificate"].owner_field == "personal_id"
    assert types["decision"].paper_code is None


def test_a_small_file_is_enough_and_says_the_defaults(tmp_path):
    paper = load(tmp_path, GOOD)
    spec = paper.fields["full_name"]
    assert (paper.name, paper.exclude, paper.min_type_confidence, paper.required) == ("paper", (), 0.9, ("full_name",))
    assert (spec.required, spec.critical, spec.threshold, spec.where[0].value) == (True, False, 0.995, "right")
    assert (paper.four_eyes, paper.double_keying) == (False, "none"), "nothing is asked of people that nobody asked for"


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        (
            'where: [{labels: ["Họ tên"]}]',
            'where: [{labels: ["Họ tên"]}]\n    patern: x',
            "unexpected key 'patern' at fields.full_name",
        ),
        (
            '{labels: ["Họ tên"]}',
            '{labels: ["Họ tên"], patern: x}',
            "unexpected key 'patern' at fields.full_name.where[0]; did you mean 'pattern'?",
        ),
        ("recognise:", "recognize:", "unexpected key 'recognize'; did you mean 'recognise'?"),
        ("kind: person_name", "kind: person_nam", "'person_nam' is not known; did you mean 'person_name'?"),
        ('{labels: ["Họ tên"]}', '{labels: "Họ tên"}', "expected a list of texts (at fields.full_name.where[0].labels)"),
        ('{labels: ["Họ tên"]}', "{lines: 2}", "says no place"),
        ('{labels: ["Họ tên"]}', '{block: number, labels: ["Số"]}', "does not go with 'block'"),
        ('{labels: ["Họ tên"]}', '{labels: ["Họ tên"], before: ["Cha"]}', "needs 'after'"),
        ('{labels: ["Họ tên"]}', "{zone: [0.5, 0, 0.2, 1]}", "expected [x0, y0, x1, y1]"),
        ('{labels: ["Họ tên"]}', "{labels: [x], pattern: '('}", "not a regular expression"),
        (
            "kind: person_name",
            "kind: person_name\n    required: sometimes",
            "expected true or false (at fields.full_name.required)",
        ),
        ("kind: person_name", "kind: person_name\n    target_accuracy: 1.5", "expected a number from 0.9 to 0.99999"),
        ("kind: person_name", "kind: choice", "belong together"),
        ("kind: person_name", "kind: person_name\n    checks: {personal_id_sex: sexx}", "no field 'sexx'"),
        ("label: Giấy thử", "label: Giấy thử\nowner_field: fullname", "no field 'fullname'; did you mean 'full_name'?"),
        ('titles: ["GIẤY THỬ"]', "never: [X]", "nothing announces this paper"),
        ("label: Giấy thử", "label: Giấy thử\nlabel: Giấy khác", "stands twice"),
        ("label: Giấy thử", "label: [", "not YAML"),
        ("full_name:", "Full-Name:", "lower case English"),
        ("    label: Họ tên\n", "", "expected a text (at fields.full_name.label)"),
        ("label: Giấy thử", "label: Giấy thử\nfour_eyes: maybe", "expected true or false (at four_eyes)"),
        ("label: Giấy thử", "label: Giấy thử\ndouble_keying: twice", "known: none, desk, all"),
        ("label: Giấy thử", "label: Giấy thử\ndouble_keying: desk", "no field is critical, so nothing would be keyed twice"),
    ],
)
def test_a_mistake_is_named_with_file_place_and_remedy(tmp_path, good, bad, says):
    assert good in GOOD
    with pytest.raises(ConfigError) as error:
        load(tmp_path, GOOD.replace(good, bad, 1))
    assert says in str(error.value)
    assert "paper.yaml" in str(error.value)


def test_an_empty_folder_and_a_file_that_is_no_text_are_named(tmp_path):
    with pytest.raises(ConfigError, match="no document type"):
        load_doctypes(tmp_path)
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00label")
    with pytest.raises(ConfigError, match=r"x\.yaml"):
        load_doctypes(tmp_path)
    (tmp_path / "x.yaml").write_text("- just\n- a list\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="expected names with values"):
        load_doctypes(tmp_path)
