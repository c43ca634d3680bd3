import csv
import hashlib
import json

import pikepdf
import pytest

from pipelines import samples
from pipelines.errors import ConfigError
from pipelines.samples import places


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    return samples.write_batch(tmp_path_factory.mktemp("delivery"), 24, seed=1)


def rows_of(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_manifest_lists_every_file_of_the_delivery(manifest):
    rows = rows_of(manifest)
    here = {file.name for file in manifest.parent.iterdir() if file.name != manifest.name and not file.name.endswith(".json")}
    assert list(rows[0]) == ["file", "unit", "level", "document_type", "dossier_code", "owner_id", "sheets"]
    assert [row["file"] for row in rows] == sorted(here)
    assert len(rows) == 26
    assert {row["level"] for row in rows} == {"commune", "district", "province"}
    assert any(not row["dossier_code"] for row in rows)
    assert any(row["dossier_code"] for row in rows)


def test_one_file_is_torn_and_one_came_twice(manifest):
    files = [manifest.parent / row["file"] for row in rows_of(manifest)]
    torn = [file for file in files if "truncated" in file.name]
    assert len(torn) == 1
    data = torn[0].read_bytes()
    assert data.startswith(b"%PDF")
    assert b"%%EOF" not in data
    with pikepdf.open(torn[0].with_name(next(f.name for f in files if f.suffix == ".pdf"))) as whole:
        assert len(whole.pages) >= 1
    hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    assert len(hashes) - len(set(hashes)) == 1


def test_two_papers_are_surely_doubtful(manifest):
    truths = [json.loads(file.read_text(encoding="utf-8")) for file in manifest.parent.glob("*.truth.json")]
    assert len(truths) == 24
    assert any("document_number" in truth.get("handwritten_fields", ()) for truth in truths)
    assert any(truth["condition"] == "faded" for truth in truths)


def test_a_delivery_of_a_handful_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="24"):
        samples.write_batch(tmp_path, 23)


def test_the_stock_covers_the_units_of_the_delivery_at_all_levels(manifest, tmp_path):
    file = tmp_path / "stock" / "holdings.csv"
    samples.write_holdings(file)
    rows = rows_of(file)
    assert list(rows[0]) == ["unit_code", "unit_name", "level", "document_type", "count"]
    keys = [(row["unit_code"], row["level"], row["document_type"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert {row["level"] for row in rows} == {"central", "province", "district", "commune"}
    assert all(int(row["count"]) > 0 for row in rows)
    stocked = {key[:2] for key in keys}
    assert {(row["unit"], row["level"]) for row in rows_of(manifest)} <= stocked
    assert {unit.code for unit in places.units_of("Khánh Hòa")} <= {code for code, _ in stocked}
