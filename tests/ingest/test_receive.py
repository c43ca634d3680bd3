"""What is a scan is received, even broken; everything else is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from pipelines import ingest
from pipelines.errors import ConfigError, DocumentProblem
from pipelines.model import Level

PDF = b"%PDF-1.7\nbroken on purpose"


def drop(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def names(intake: ingest.Intake) -> list[str]:
    return [received.file.name for received in intake.received]


def test_scans_are_known_by_name_or_content_and_the_rest_is_named(tmp_path: Path):
    drop(
        tmp_path,
        a_dot_pdf=PDF,
        b_dot_tif=b"",
        noname=PDF,
        notes_dot_txt=b"hello",
        c_dot_json=b"{}",
        sub__d_dot_JPG=b"\xff\xd8\xff",
    )
    intake = ingest.receive([tmp_path])

    assert names(intake) == ["a.pdf", "b.tif", "noname", "d.JPG"]
    assert sorted(s.file.name for s in intake.skipped) == ["c.json", "notes.txt"]
    assert not any(s.lost for s in intake.skipped)


def test_hidden_files_are_left_alone(tmp_path: Path):
    drop(tmp_path, _dot_hidden_dot_pdf=PDF, _dot_git__x_dot_pdf=PDF, a_dot_pdf=PDF)

    assert names(ingest.receive([tmp_path])) == ["a.pdf"]


def test_a_file_named_twice_is_received_once(tmp_path: Path):
    drop(tmp_path, a_dot_pdf=PDF)

    assert names(ingest.receive([tmp_path, tmp_path / "a.pdf"])) == ["a.pdf"]


def test_the_media_type_comes_from_the_content(tmp_path: Path):
    drop(tmp_path, a_dot_pdf=b"\x89PNG\r\n\x1a\n...", b_dot_png=b"junk before " + PDF)
    intake = ingest.receive([tmp_path])

    assert [r.scan.media_type for r in intake.received] == ["image/png", "application/pdf"]


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path):
    with pytest.raises(ConfigError, match="no such file"):
        ingest.receive([tmp_path / "nothing"])


@pytest.mark.parametrize(("name", "data", "code"), [("e.pdf", b"", "empty_file"), ("t.pdf", b"just text", "not_a_scan")])
def test_a_file_without_a_scan_in_it_has_its_reason(tmp_path: Path, name: str, data: bytes, code: str):
    (tmp_path / name).write_bytes(data)
    [received] = ingest.receive([tmp_path]).received

    with pytest.raises(DocumentProblem) as found:
        ingest.check_content(received.scan)
    assert found.value.code == code


MANIFEST = """file;unit;level;document_type;dossier_code;owner_id;sheets
a.pdf;22279;xã;decision;000.00.01.H29-240115-0001;001087123456;2
sub/b.data;;province;;;;
gone.pdf;;;;;;
"""


def test_the_manifest_is_held_against_the_delivery(tmp_path: Path):
    drop(tmp_path, a_dot_pdf=PDF, sub__b_dot_data=b"raw", extra_dot_pdf=PDF + b"2", m_dot_csv=MANIFEST.encode("utf-8-sig"))
    intake = ingest.receive([tmp_path], tmp_path / "m.csv", unit="99999", level=Level.DISTRICT)

    assert names(intake) == ["a.pdf", "extra.pdf", "b.data"]
    assert (intake.expected, intake.missing) == (3, ("gone.pdf",))
    assert [Path(name).name for name in intake.unannounced] == ["extra.pdf"]
    first, extra, second = (received.scan for received in intake.received)
    assert (first.unit, first.level, first.declared_type, first.sheets) == ("22279", Level.COMMUNE, "decision", 2)
    assert first.owner_id == "001087123456"
    assert (second.unit, second.level) == ("99999", Level.PROVINCE)
    assert (extra.unit, extra.level) == ("99999", Level.DISTRICT)


def test_a_workbook_serves_as_manifest_with_vietnamese_columns(tmp_path: Path):
    drop(tmp_path, a_dot_pdf=PDF)
    book = Workbook()
    book.active.append(["Tên tệp", "Cấp", "Số tờ"])
    book.active.append(["a.pdf", "Huyện", 3])
    book.save(tmp_path / "m.xlsx")
    [received] = ingest.receive([tmp_path], tmp_path / "m.xlsx").received

    assert (received.scan.level, received.scan.sheets) == (Level.DISTRICT, 3)


def test_a_manifest_tells_what_no_scan_shows(tmp_path: Path):
    drop(tmp_path, a_dot_pdf=PDF, b_dot_pdf=PDF + b"2")
    rows = 'file,trên giấy,ghi chú\na.pdf,"Dấu nổi, chữ ký; seal",Rách góc phải\nb.pdf,,\n'
    (tmp_path / "m.csv").write_text(rows, encoding="utf-8")
    first, second = ingest.receive([tmp_path], tmp_path / "m.csv").received
    assert (first.scan.seen, first.scan.notes) == (("dry_seal", "signature", "seal"), "Rách góc phải")
    assert (second.scan.seen, second.scan.notes) == ((), None)
    (tmp_path / "m.csv").write_text("file,seen\na.pdf,dấu chìm\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="row 2, column seen: 'dấu chìm'"):
        ingest.receive([], tmp_path / "m.csv")


def test_every_mistake_of_a_manifest_is_named_with_row_and_column(tmp_path: Path):
    (tmp_path / "m.csv").write_text("file,level,sheets\na.pdf,làng,2\na.pdf,xã,không\n,,1\n", encoding="utf-8")

    with pytest.raises(ConfigError) as told:
        ingest.receive([], tmp_path / "m.csv")
    message = str(told.value)
    for part in (
        "row 2, column level: 'làng'",
        "row 3, column file: 'a.pdf' is already named",
        "row 3, column sheets",
        "row 4, column file",
    ):
        assert part in message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"name,where\n", "unknown column 'name'"),
        ("file,cấp\n".encode("utf-16"), "not UTF-8"),
        (b"PK\x03\x04xx", "workbook"),
    ],
)
def test_a_manifest_that_cannot_be_read_says_what_to_do(tmp_path: Path, data: bytes, said: str):
    (tmp_path / "m.csv").write_bytes(data)

    with pytest.raises(ConfigError, match=said):
        ingest.receive([], tmp_path / "m.csv")
