"""What leaves on paper: minutes of a batch and prints of results."""

from __future__ import annotations

import datetime as dt
import io
import subprocess

import pikepdf
import pytest

from pipelines import load, sign
from pipelines.errors import ConfigError, OutsideError
from pipelines.flow import handover
from pipelines.model import Result, Scan
from pipelines.services import Services, prepare
from pipelines.settings import from_environment
from pipelines.store import digest
from tests.sign import papers

AT = dt.datetime(2026, 3, 1, 2, tzinfo=dt.UTC)
KEY = "results/a.pdf"


@pytest.fixture
def services(tmp_path) -> Services:
    return prepare(from_environment({"SOHOA_HOME": str(tmp_path / "home"), "SOHOA_ACTOR": "lan"}))


@pytest.fixture
def published(services) -> bytes:
    identity = sign.load_identity(sign.make_test_identity(services.settings.signing_key.parent, services.settings.trust))
    signed = sign.sign(papers.archive(), papers.conversion(b"x"), identity, sign.SigningConfig(papers.AGENCY, papers.PERSON))
    services.store.put(KEY, signed)
    row = Result(papers.SERIAL, "decision", None, None, {}, papers.conversion(b"x"), KEY, digest(signed))
    load.publish(services.registry, row, AT)
    return signed


def text(pdf: bytes, folder) -> str:
    (folder / "x.pdf").write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", folder / "x.pdf", "-"], capture_output=True, check=True, text=True).stdout


def test_a_result_is_printed_in_the_name_of_who_asks_and_the_ledger_notes_it(services, published, tmp_path):
    copy = handover.print_result(services, papers.SERIAL)
    with pikepdf.open(io.BytesIO(copy)) as opened:
        assert len(opened.pages) == 2
    assert "Người chuyển đổi: lan" in text(copy, tmp_path)
    assert services.ledger.faults() == []


def test_a_revoked_result_is_printed_as_revoked(services, published, tmp_path):
    load.revoke(services.registry, papers.SERIAL, "cấp sai", "Lê Văn Mẫu", AT)
    assert "ĐÃ BỊ THU HỒI" in text(handover.print_result(services, papers.SERIAL), tmp_path)


def test_a_code_that_names_nothing_is_not_printed(services, published):
    with pytest.raises(ConfigError, match="names 0 results"):
        handover.print_result(services, "99/QĐ")


def test_a_damaged_file_is_not_printed(services, published):
    (services.settings.home / "store" / KEY).chmod(0o644)
    (services.settings.home / "store" / KEY).write_bytes(published[:-9])
    with pytest.raises(OutsideError, match="damaged"):
        handover.print_result(services, papers.SERIAL)


def test_the_minutes_of_a_batch_tell_every_paper_and_no_other_batch(services, tmp_path):
    ids = []
    for batch, name in (("lo-1", "a"), ("lo-1", "b"), ("lo-2", "c")):
        services.ledger.open_batch("/in", batch_id=batch)
        ids.append(services.ledger.register(batch, Scan(f"{name}.pdf", name * 64, 9, "application/pdf", sheets=2), "k")[0].id)
    said = text(handover.minutes(services, "lo-1"), tmp_path)
    flat = "".join(said.split())
    assert "Đãnhận:2vănbản(4tờgiấy" in flat
    assert ids[0] in flat
    assert ids[2] not in flat


def test_minutes_of_a_batch_that_does_not_exist_say_so(services):
    with pytest.raises(ConfigError, match="no batch 'lo-9'"):
        handover.minutes(services, "lo-9")
