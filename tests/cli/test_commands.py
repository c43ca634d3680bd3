"""The command line keeps its contracts: what it prints for programs, how it ends, what it says when something is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pdf2image
import pytest

from pipelines import samples
from pipelines.settings import ROOT
from tests.delivery import sohoa


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli") / "home"


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One clean decision with its truth beside it."""
    return samples.write(tmp_path_factory.mktemp("scan"), 1, types=["decision"], conditions=["clean"], seed=5)[0]


@pytest.fixture(scope="module")
def head(scan: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The upper third of its first page, which is read in a third of the time."""
    whole = pdf2image.convert_from_path(scan, dpi=300, last_page=1)[0]
    out = tmp_path_factory.mktemp("head") / "head.png"
    whole.crop((0, 0, whole.width, whole.height // 3)).save(out, dpi=(300, 300))
    return out


@pytest.fixture(scope="module")
def read(home: Path, scan: Path) -> list[dict]:
    """The lines for a sound scan, a torn one and a file that is none."""
    (scan.parent / "torn.pdf").write_bytes(b"%PDF-1.4\n%%EOF")
    (scan.parent / "text.png").write_text("no picture", encoding="utf-8")
    ended = sohoa(home, "extract", str(scan.parent), "--jsonl")
    assert ended.returncode == 1, "files that could not be read need a person"
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_extract_writes_a_line_a_document_with_every_key_of_the_contract(read: list[dict], scan: Path):
    assert len(read) == 3
    [line] = [line for line in read if line["file"] == str(scan)]

    assert set(line) >= {
        *("file", "document_type", "type_confidence", "decision", "reasons", "pages", "fields", "findings", "text")
    }
    assert line["document_type"] == "decision"
    assert line["pages"] == len(line["text"])
    for field in line["fields"].values():
        assert set(field) >= {"value", "raw", "confidence", "page", "box"}
        assert 0 <= field["confidence"] <= 1
        assert len(field["box"]) == 4


@pytest.mark.parametrize("name", ["torn.pdf", "text.png"])
def test_a_file_that_cannot_be_read_is_set_aside_with_a_reason_in_vietnamese(read: list[dict], name: str):
    [line] = [line for line in read if line["file"].endswith(name)]

    assert line["decision"] == "set_aside"
    assert line["reasons"]
    assert line["findings"][0]["message_en"]


def test_evaluate_scores_against_the_truth_files_and_compares_two_runs(home: Path, scan: Path, tmp_path: Path):
    run, cache = str(tmp_path / "run.json"), str(tmp_path / "pages")
    ended = sohoa(home, "evaluate", str(scan.parent), "--json", "--save", run, "--pages-cache", cache)
    again = sohoa(home, "evaluate", str(scan.parent), "--json", "--against", run, "--pages-cache", cache)

    assert ended.returncode == 0, ended.stderr
    assert "decision" in ended.stdout
    assert again.returncode == 0, again.stderr
    before, after = json.loads(ended.stdout), json.loads(again.stdout)
    assert before.pop("changes", []) == []
    changes = after.pop("changes")
    assert changes
    assert all(change["before"] == change["after"] for change in changes)
    assert before == after


def test_explain_says_why(home: Path, scan: Path):
    ended = sohoa(home, "explain", str(scan))

    assert ended.returncode == 0
    assert "document_number" in ended.stdout


def test_ocr_writes_a_pdf_whose_text_can_be_searched(home: Path, head: Path, tmp_path: Path):
    out = tmp_path / "new folder" / "out.pdf"
    assert sohoa(home, "ocr", str(head), "-o", str(out)).returncode == 0
    text = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, text=True, check=True).stdout

    assert "QUYẾT ĐỊNH" in text


@pytest.mark.parametrize(
    ("name", "starts", "holds"),
    [
        ("out.hocr", b"<?xml", "ocrx_word"),
        ("out.HTML", b"<?xml", "ocrx_word"),
        ("out.xml", b"<?xml", 'CONTENT="QUYẾT"'),
        ("out.txt", b"", "QUYẾT ĐỊNH"),
    ],
)
def test_the_ending_of_the_output_chooses_what_ocr_writes(
    home: Path, head: Path, tmp_path: Path, name: str, starts: bytes, holds: str
):
    assert sohoa(home, "ocr", str(head), "-o", str(tmp_path / name)).returncode == 0
    written = (tmp_path / name).read_bytes()

    assert written.startswith(starts)
    assert holds in written.decode("utf-8")
    assert written.endswith(b"\n\f") == name.endswith(".txt"), "pages of text are parted by form feeds"


@pytest.mark.parametrize("name", ["out.docx", "out", ".pdf"])
def test_an_ending_that_ocr_cannot_write_is_refused_before_anything_is_read(home: Path, scan: Path, tmp_path: Path, name: str):
    ended = sohoa(home, "ocr", str(scan), "-o", str(tmp_path / "new" / name))

    assert ended.returncode == 2
    assert ".hocr" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "new").exists()


def test_a_file_signed_by_hand_is_valid_here_and_untrusted_elsewhere(home: Path, scan: Path, tmp_path: Path):
    out = tmp_path / "signed.pdf"
    assert sohoa(home, "sign", str(scan), "-o", str(out)).returncode == 0
    here = sohoa(home, "verify", str(out), "--json")
    elsewhere = sohoa(tmp_path / "other home", "verify", str(out), "--json")

    judged = json.loads(here.stdout)
    assert (here.returncode, judged["verdict"]) == (0, "valid")
    assert set(judged) >= {"verdict", "signatures", "conversion", "registry"}
    assert set(judged["signatures"][0]) >= {
        *("signer", "signed_at", "level", "intact", "covers_whole_document", "trusted", "reasons")
    }
    assert (elsewhere.returncode, json.loads(elsewhere.stdout)["verdict"]) == (1, "untrusted")


def test_status_has_the_shape_that_programs_rely_on(home: Path):
    counted = json.loads(sohoa(home, "status", "--json").stdout)

    assert set(counted) == {"received", "outcomes", "stages", "problems"}
    assert set(counted["outcomes"]) == {"loaded", "review", "set_aside", "excluded", "duplicate", "on_the_way"}
    assert sum(counted["outcomes"].values()) == counted["received"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("ingest",),
        ("ingest", "/no/such/place"),
        ("run", "--stage", "review"),
        ("run", "--batch", "none"),
        ("status", "--batch", "none"),
        ("retry",),
        ("review", "show", "none"),
        ("review", "correct", "none", "--set", "nonsense"),
        ("evaluate", "/"),
        ("holdings", "import", "/no/such/file"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_2_and_says_what_is_wrong(home: Path, tmp_path: Path, arguments: tuple[str, ...]):
    arguments = tuple(str(tmp_path) if argument == "/" else argument for argument in arguments)
    ended = sohoa(home, *arguments)

    assert ended.returncode == 2
    assert ended.stderr.strip()
    assert "Traceback" not in ended.stderr


def test_a_code_that_nothing_carries_needs_a_person(home: Path):
    assert sohoa(home, "lookup", "999/QĐ-KHÔNG").returncode == 1


def test_a_broken_configuration_names_file_place_and_remedy(home: Path, scan: Path, tmp_path: Path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    wrong = tmp_path / "config/document_types/decision.yaml"
    wrong.write_text(wrong.read_text(encoding="utf-8").replace("titles:", "titel:", 1), encoding="utf-8")
    ended = sohoa(home, "explain", str(scan), SOHOA_CONFIG=str(tmp_path / "config"))

    assert ended.returncode == 2
    assert "decision.yaml" in ended.stderr
    assert "titel" in ended.stderr


def test_the_console_script_answers():
    script = Path(sys.executable).with_name("sohoa")
    ended = subprocess.run([script, "--help"], capture_output=True, text=True, check=False)

    assert ended.returncode == 0
    assert "ingest" in ended.stdout


def test_judging_a_file_leaves_nothing_behind(scan: Path, tmp_path: Path):
    """A clerk who verifies a file in some folder must not find databases and keys in it afterwards."""
    sohoa(tmp_path / "nowhere", "verify", str(scan))

    assert not (tmp_path / "nowhere").exists()
