"""One whole batch, from a folder of scans to signed and counted results, on each pair of databases."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.delivery import FEW, SOUND, Ended, review_all, sohoa


@dataclass(frozen=True)
class Place:
    """A home after: init, ingest, run, everything in review accepted, run."""

    call: Callable[..., Ended]
    ended: Sequence[Ended]
    home: Path
    delivery: Path
    received: int


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The smaller delivery on PostgreSQL: what the rooms make of a paper is the same on both."""
    home = tmp_path_factory.mktemp(f"home-{request.param}") / "home"
    if request.param == "sqlite":
        done = request.getfixturevalue("loaded")
        delivery = request.getfixturevalue("delivery")
        return Place(partial(sohoa, done.copied(home)), done.ended, home, delivery, SOUND + 2)
    new, delivery = request.getfixturevalue("new_postgres_url"), request.getfixturevalue("few")
    call = partial(sohoa, home, SOHOA_LEDGER_URL=new(), SOHOA_RESULTS_URL=new())
    receipt = ("ingest", str(delivery), "--batch", "lot", "--level", "commune", "--unit", "22279")
    ended = [call("init"), call(*receipt), call("run")]
    review_all(call)
    return Place(call, [*ended, call("run")], home, delivery, FEW + 2)


def test_each_command_ends_as_promised(place):
    init, ingest, run, _ = place.ended
    assert (init.returncode, ingest.returncode) == (0, 0), init.stderr + ingest.stderr
    assert run.returncode == 1, "a torn file needs a person"


def test_the_counts_add_up_and_every_document_has_come_to_its_end(place):
    counted = json.loads(place.call("status", "--json").stdout)

    assert counted["received"] == sum(counted["outcomes"].values()) == place.received
    assert counted["outcomes"]["set_aside"] == 1
    assert counted["outcomes"]["duplicate"] == 1
    assert counted["outcomes"]["on_the_way"] == 0
    assert counted["outcomes"]["loaded"] >= 1
    assert sum(counted["problems"].values()) == 1


def test_the_audit_is_clean(place):
    audit = place.call("audit", "--json")
    found = json.loads(audit.stdout)

    assert (audit.returncode, found["faults"]) == (0, [])
    assert found["documents"] == place.received


def test_a_result_is_found_by_its_number_and_its_file_is_validly_signed(place):
    call = place.call
    review = json.loads(call("review", "list", "--json").stdout)
    assert review == [] or all(case["reasons"] for case in review)
    serial = _loaded(place)[0]
    [result] = json.loads(call("lookup", serial, "--json").stdout)
    again = json.loads(call("lookup", result["fields"]["document_number"], "--json").stdout)

    assert result["document_id"] in [r["document_id"] for r in again]
    verified = call("verify", result["address"], "--json")
    judged = json.loads(verified.stdout)
    assert (verified.returncode, judged["verdict"]) == (0, "valid")
    assert judged["signatures"][0]["covers_whole_document"]
    assert judged["registry"]["status"] == "valid"
    pdfsig = subprocess.run(["pdfsig", "-nocert", result["address"]], capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid" in pdfsig
    assert "Total document signed" in pdfsig


def test_one_changed_byte_makes_verify_fail_with_the_reason(place, tmp_path: Path):
    [result] = json.loads(place.call("lookup", _loaded(place)[0], "--json").stdout)
    data = bytearray(Path(result["address"]).read_bytes())
    data[len(data) // 3] ^= 1
    (tmp_path / "changed.pdf").write_bytes(data)
    verified = place.call("verify", str(tmp_path / "changed.pdf"), "--json")
    judged = json.loads(verified.stdout)

    assert (verified.returncode, judged["verdict"]) == (1, "invalid")
    assert judged["reasons"] or any(signature["reasons"] for signature in judged["signatures"])


def test_a_second_run_and_a_second_receipt_of_the_batch_change_nothing(place):
    before = json.loads(place.call("status", "--json").stdout)
    assert place.call("run").returncode == 0
    again = json.loads(place.call("ingest", str(place.delivery), "--batch", "lot", "--json").stdout)

    assert again["known"] == place.received
    assert json.loads(place.call("status", "--json").stdout) == before


def test_results_count_against_the_stock(place, tmp_path: Path):
    stock = tmp_path / "stock.csv"
    stock.write_text("unit_code,unit_name,level,document_type,count\n22279,Xã Vạn Bình,commune,decision,40\n", encoding="utf-8")
    assert place.call("holdings", "import", str(stock)).returncode == 0
    levels = {row["level"]: row for row in json.loads(place.call("targets", "--json").stdout)}

    assert levels["commune"]["stock"] == 40
    assert levels["commune"]["done"] == len(_loaded(place))
    assert levels["commune"]["target_percent"] == 100


def _loaded(place) -> list[str]:
    files = (place.home / "store" / "results").rglob("*.pdf")
    return sorted(file.stem for file in files)
