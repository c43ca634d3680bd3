"""Types and suites that people write are checked whole, and shown in words."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from pipelines.cli.console import text
from pipelines.doctypes import BLOCKS, CHECKS, DIRECTIONS, KINDS, load_doctype
from pipelines.model import Severity
from pipelines.settings import ROOT
from tests.delivery import Ended, sohoa

TYPES = sorted(file.stem for file in (ROOT / "config" / "document_types").glob("*.yaml"))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A configuration of its own: the house's types and suites, to be spoilt."""
    shutil.copytree(ROOT / "config" / "document_types", tmp_path / "config" / "document_types")
    shutil.copytree(ROOT / "expectations", tmp_path / "expectations")
    return tmp_path


def run(house: Path, *arguments: str) -> Ended:
    return sohoa(house / "home", "doctypes", *arguments, SOHOA_CONFIG=str(house / "config"))


def spoil(file: Path, *changes: tuple[str, str]) -> Path:
    said = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in said
        said = said.replace(old, new, 1)
    file.write_text(said, encoding="utf-8")
    return file


def faults(house: Path) -> list[tuple[str, str]]:
    ended = run(house, "check", "--json")
    told = json.loads(ended.stdout)
    assert ended.returncode == (2 if told["faults"] else 0)
    return [(Path(fault["file"]).name, fault["what"]) for fault in told["faults"]]


def test_the_types_of_the_house_have_no_mistake(house: Path):
    ended = run(house, "check")
    assert ended.returncode == 0, ended.stdout
    assert json.loads(run(house, "check", "--json").stdout) == {"types": TYPES, "faults": []}


def test_every_mistake_of_every_file_is_named_with_file_place_and_remedy(house: Path):
    types, suites = house / "config" / "document_types", house / "expectations"
    spoil(
        types / "construction_permit.yaml",
        ("label_en: Construction permit", "labl_en: Construction permit"),
        ("kind: party", "kind: partie"),
        ("lines: 2, pattern", "lines: 200, pattern"),
        ("kind: area_m2", "kind: area_m2\n    patern: x"),
        ("checks: {place_of_agency: issuing_agency}", "checks: {place_of_agency: issuing_agncy}"),
    )
    spoil(
        suites / "construction_permit.json",
        ('"column": "floors"', '"column": "flors"'),
        ('"severity": "error"', '"severity": "bad"'),
    )
    spoil(suites / "decision.json", ('"rule": "date_real"', '"rul": "date_real"'))
    found = faults(house)

    wanted = [
        ("construction_permit.yaml", "unexpected key 'labl_en'; did you mean 'label_en'?"),
        ("construction_permit.yaml", "expected a text (at label_en)"),
        ("construction_permit.yaml", "'partie' is not known; did you mean 'party'?"),
        ("construction_permit.yaml", "expected a number from 1 to 40 (at fields.holder_full_name.where[0].lines)"),
        ("construction_permit.yaml", "unexpected key 'patern' at fields.floor_area_m2"),
        ("construction_permit.yaml", "no field 'issuing_agncy'; did you mean 'issuing_agency'? (at fields.issue_place.checks)"),
        ("construction_permit.json", "unknown column 'flors', did you mean 'floors'?"),
        ("construction_permit.json", "severity 'bad'; one of error, doubt, note"),
        ("decision.json", "meta lacks rule"),
    ]
    for name, what in wanted:
        assert any(name == file and what in said for file, said in found), what
    assert len(found) == len(wanted)

    told = run(house, "check").stdout
    assert all(re.search(rf"{name}: [^\n]*{re.escape(what)}", told) for name, what in wanted)


def test_a_file_that_is_no_yaml_does_not_hide_the_others(house: Path):
    types = house / "config" / "document_types"
    (types / "birth_certificate.yaml").write_text("label: [", encoding="utf-8")
    spoil(types / "decision.yaml", ("kind: text", "kind: txt"))
    assert [name for name, _ in faults(house)] == ["birth_certificate.yaml", "decision.yaml"]


def test_type_and_suite_of_one_name_belong_together(house: Path):
    (house / "expectations" / "decision.json").rename(house / "expectations" / "decison.json")
    (name, missing), (other, orphan) = faults(house)
    assert (name, other) == ("decision.json", "decison.json")
    assert "every document type has a suite" in missing
    assert "did you mean 'decision'?" in orphan


def test_a_field_that_no_suite_knows_is_a_mistake_until_the_suite_says_why(house: Path):
    suite = spoil(house / "expectations" / "decision.json", ('"issue_place", ', ""))
    assert faults(house) == [
        (
            "decision.json",
            "meta.fields: field 'issue_place' of the type is missing; list it, or say in meta.left_out why no rule names it",
        )
    ]
    spoil(suite, ('"meta": {', '"meta": {"left_out": {"issue_place": "Địa danh không có luật."},'))
    assert faults(house) == []
    assert "Địa danh không có luật." in run(house, "show", "decision").stdout


def test_a_suite_cannot_name_a_field_that_the_type_lacks(house: Path):
    spoil(house / "expectations" / "decision.json", ('"issue_place", ', '"issue_place", "isue_place", '))
    assert faults(house) == [("decision.json", "meta.fields: the type has no field 'isue_place'; did you mean 'issue_place'?")]


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_shown_with_its_titles_every_field_and_every_rule_in_both_languages(name: str, tmp_path: Path):
    doctype = load_doctype(ROOT / "config" / "document_types" / f"{name}.yaml")
    suite = json.loads((ROOT / "expectations" / f"{name}.json").read_text(encoding="utf-8"))
    told = sohoa(tmp_path, "doctypes", "show", name).stdout

    for said in (doctype.label, doctype.label_en, *doctype.titles, *doctype.never):
        assert said in told
    for spec in doctype.fields.values():
        assert f"{spec.name}: {spec.label} · {spec.label_en}" in told
        assert all(label in told for way in spec.where for label in way.labels)
    for rule in suite["expectations"]:
        assert rule["meta"]["vi"] in told
        assert rule["meta"]["en"] in told


def test_a_type_is_shown_as_json_for_programs(house: Path):
    told = json.loads(run(house, "show", "birth_certificate", "--json").stdout)
    by_name = {field["name"]: field for field in told["fields"]}

    assert told["name"] == "birth_certificate"
    assert told["titles"]
    assert by_name["full_name"]["kind"] == "person_name"
    assert by_name["full_name"]["required"] is True
    assert by_name["full_name"]["where"][0]["labels"]
    assert {"rule", "severity", "vi", "en", "type", "kwargs"} <= set(by_name["date_of_birth"]["expectations"][0])


def test_an_unknown_type_is_answered_with_the_nearest(house: Path):
    ended = run(house, "show", "birth_certifcate")
    assert ended.returncode == 2
    assert "did you mean 'birth_certificate'?" in ended.stderr


def test_all_words_of_the_language_can_be_said():
    for key in (
        *(f"kind.{kind}" for kind in KINDS),
        *(f"block.{block}" for block in BLOCKS),
        *(f"way.{direction}" for direction in DIRECTIONS),
    ):
        assert text(key, lines=1)
    assert all(text(f"check.{check}", other="x") for check in CHECKS)
    assert all(text(f"severity.{severity}", vi="x", en="y") for severity in Severity)
