"""
A further kind of paper with YAML, suite and golden pairs only: the files of ``new_type`` and no Python.

They are laid beside the house's own types in a configuration of their own; nothing of the program knows the kind.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipelines.doctypes import DocumentType, load_doctypes
from pipelines.extract import extract
from pipelines.extract.score import is_right
from pipelines.settings import ROOT
from tests.delivery import Ended, sohoa
from tests.extract.vessels import vessel
from tests.golden.make import pages_from_json

FILES = Path(__file__).parent / "new_type"
NAME = "fishing_vessel_registration"
PAIRS = sorted(FILES.glob("*.pages.json"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house's configuration with one type more."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "config", folder / "config")
    shutil.copytree(ROOT / "expectations", folder / "expectations")
    shutil.copy(FILES / f"{NAME}.yaml", folder / "config" / "document_types")
    shutil.copy(FILES / f"{NAME}.json", folder / "expectations")
    return folder


@pytest.fixture(scope="module")
def types(house: Path) -> dict[str, DocumentType]:
    return load_doctypes(house / "config" / "document_types")


@pytest.fixture(scope="module")
def read(house: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """{file: (its line of ``sohoa extract --jsonl``, what it says)} of a sound paper and of one that was built too late."""
    scans = tmp_path_factory.mktemp("scans")
    said = {str(file): truth for file, truth in (vessel(scans, 4), vessel(scans, 5, built_in=2026))}
    ended = run(house, "extract", *said, "--jsonl")
    assert ended.returncode == 0, ended.stderr
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    return {Path(line["file"]).stem: (line, said[line["file"]]) for line in lines}


def run(house: Path, *arguments: str) -> Ended:
    return sohoa(house / "home", *arguments, SOHOA_CONFIG=str(house / "config"))


def test_the_house_itself_does_not_know_the_kind(types: dict[str, DocumentType]):
    assert NAME not in load_doctypes(ROOT / "config" / "document_types")
    assert len(types) >= 13
    own = {name: doctype for name, doctype in types.items() if name != NAME}
    found = extract(pages_from_json(PAIRS[0].read_text(encoding="utf-8")), own)
    assert found.document_type is None


def test_its_files_have_no_mistake(house: Path):
    assert run(house, "doctypes", "check").returncode == 0
    assert "Giấy chứng nhận đăng ký tàu cá" in run(house, "doctypes", "show", NAME).stdout


@pytest.mark.parametrize("file", PAIRS, ids=lambda file: file.name.split(".")[0])
def test_its_golden_papers_are_understood_among_all_types(file: Path, types: dict[str, DocumentType]):
    expected = json.loads(file.with_name(file.name.replace(".pages.", ".expected.")).read_text(encoding="utf-8"))
    found = extract(pages_from_json(file.read_text(encoding="utf-8")), types)
    assert found.document_type == expected["document_type"] == NAME
    assert set(expected["fields"]) == set(types[NAME].fields)
    for name, value in expected["fields"].items():
        assert is_right(value, found.fields[name].value), name


def test_there_are_three_golden_pairs():
    assert len(PAIRS) >= 3


def test_the_command_line_reads_its_scans(read: dict[str, tuple[dict[str, Any], dict[str, Any]]]):
    line, said = read["vessel4"]
    assert line["document_type"] == NAME
    assert {name: field["value"] for name, field in line["fields"].items()} == said
    assert not any(finding["rule"].startswith(("vessel_number", "built_")) for finding in line["findings"])


def test_the_command_line_applies_its_suite(read: dict[str, tuple[dict[str, Any], dict[str, Any]]]):
    line, _ = read["vessel5"]
    assert "built_before_registered" in [finding["rule"] for finding in line["findings"]]
    assert line["decision"] == "review"
