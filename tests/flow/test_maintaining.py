"""The upkeep of what is published: levels, proofs, bytes, messages; nothing is lost, and nothing is done twice."""

from __future__ import annotations

import datetime as dt
import json
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import yaml

from pipelines import load, sign
from pipelines.errors import ConfigError
from pipelines.flow import maintaining, registry
from pipelines.model import Stage
from pipelines.services import Services
from tests.flow.accepted_papers import accepted, house, set_policy
from tests.flow.test_signing import environment, run


@pytest.fixture
def published(world, tmp_path):
    """Makes services with so many published papers, signed to *level* while the services in *down* do not answer."""

    def make(count: int, level: str = "B-LT", down: tuple[str, ...] = (), **policy: object) -> tuple[Services, list[str]]:
        services = house(tmp_path, world, level, **policy)
        ids = accepted(services, count)
        world.down |= set(down)
        run(services)
        run(services, Stage.LOAD)
        world.well()
        return services, ids

    return make


def due_now(services: Services, ids: list[str]) -> None:
    for document_id in ids:
        state = services.ledger.signature(document_id)
        services.ledger.keep_signature(replace(state, due_at=dt.datetime.now(dt.UTC)))


def bytes_of(services: Services, document_id: str) -> bytes:
    return services.store.get(services.ledger.artefacts(document_id)["published"].key)


def setting(services: Services, **values: object) -> None:
    file = services.settings.config / "maintenance.yaml"
    known = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump({**known, **values}), encoding="utf-8")


def test_levels_that_an_outage_cost_are_made_up_for_and_the_registry_knows(published, world):
    services, ids = published(2, down=("tsa",))
    before = {one: bytes_of(services, one) for one in ids}
    due_now(services, ids)
    done = maintaining.maintain(services)

    assert (done.lifted, done.renewed, done.missed, done.faults) == (2, 0, {}, ())
    for one in ids:
        after = bytes_of(services, one)
        state, result = services.ledger.signature(one), load.lookup(services.registry, one)[0]
        assert after.startswith(before[one])
        assert len(after) > len(before[one])
        assert sign.verify(after, world.trust).verdict == "valid"
        assert sign.PadesLevel(state.reached).rank >= sign.PadesLevel.LT.rank
        assert result.file_key.endswith(f"{one}.1.pdf")
    assert registry.audit(services).faults == ()
    assert done.quality["lt_or_better"] == 1.0
    stamps = world.asked["tsa"]
    assert maintaining.maintain(services).lifted == 0
    assert world.asked["tsa"] == stamps


def test_while_the_service_is_still_down_files_stay_due_and_unchanged(published, world):
    services, ids = published(5, down=("tsa",))
    before = {one: bytes_of(services, one) for one in ids}
    due_now(services, ids)
    world.down.add("tsa")
    done = maintaining.maintain(services)

    assert done.lifted == 0
    assert done.missed == {"timestamp_down": maintaining.PATIENCE}
    assert {one: bytes_of(services, one) for one in ids} == before
    assert world.asked["tsa"] <= 1
    assert services.ledger.take_due_signature(dt.timedelta(0)) is not None


def test_a_proof_that_ends_soon_is_renewed_once(published, world, tmp_path):
    services, ids = published(1, level="B-LTA", stamps="old-tsa")
    assert services.ledger.signature(ids[0]).due_at < dt.datetime.now(dt.UTC)
    set_policy(tmp_path, world, "B-LTA")
    before = bytes_of(services, ids[0])
    first, second = maintaining.maintain(services), maintaining.maintain(services)

    assert (first.renewed, second.renewed) == (1, 0)
    assert bytes_of(services, ids[0]).startswith(before)
    assert services.ledger.signature(ids[0]).ends > dt.datetime.now(dt.UTC) + dt.timedelta(days=1000)
    assert sign.verify(bytes_of(services, ids[0]), world.trust).verdict == "valid"


def test_a_policy_that_asks_for_more_asks_it_of_earlier_files_too(published, world, tmp_path):
    services, ids = published(1, level="B-B")
    assert maintaining.maintain(services).lifted == 0
    set_policy(tmp_path, world, "B-LTA")
    assert maintaining.maintain(services).lifted == 1
    assert services.ledger.signature(ids[0]).reached == "B-LTA"
    assert sign.verify(bytes_of(services, ids[0]), world.trust).signatures[0].level == "B-LTA"


def test_an_algorithm_that_ends_makes_its_files_due(published):
    services, ids = published(1)
    standing = sign.standing(bytes_of(services, ids[0]))
    policy = sign.Policy(renew_days=10, algorithm_ends=(("sha256", dt.date(2027, 1, 1)),))
    assert maintaining.signing.renewal(standing, policy) == dt.datetime(2026, 12, 22, tzinfo=dt.UTC)


def test_an_upkeep_killed_before_it_is_recorded_is_taken_up_by_the_file_that_it_left(published, world):
    services, ids = published(1, down=("tsa",))
    due_now(services, ids)
    code = (
        "import os, signal\n"
        "from pipelines import load\n"
        "load.publish = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from pipelines.flow import maintaining\n"
        "from pipelines.services import open_services\n"
        "from pipelines.settings import from_environment\n"
        "maintaining.maintain(open_services(from_environment()))\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], env=environment(services), capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-1500:]
    [left] = (services.settings.home / "store" / "results").rglob("*.1.pdf")
    before, stamps = left.read_bytes(), world.asked["tsa"]
    assert maintaining.maintain(services).lifted == 0  # its lease has not lapsed
    due_now(services, ids)
    assert maintaining.maintain(services).lifted == 1
    assert bytes_of(services, ids[0]) == before
    assert world.asked["tsa"] == stamps
    assert registry.audit(services).faults == ()


def test_two_upkeeps_at_once_never_take_the_same_file(published):
    services, ids = published(3, down=("tsa",))
    due_now(services, ids)
    taken: list[str] = []

    def take() -> None:
        while (state := services.ledger.take_due_signature(dt.timedelta(minutes=5))) is not None:
            taken.append(state.document_id)

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(ids)


def test_a_revoked_result_is_kept_as_it_was(published, world):
    services, ids = published(1, down=("tsa",))
    registry.revoke(services, ids[0], "thử")
    before = bytes_of(services, ids[0])
    due_now(services, ids)
    done = maintaining.maintain(services)

    assert (done.lifted, bytes_of(services, ids[0])) == (0, before)
    assert world.asked["tsa"] == 0


def test_a_certificate_revoked_since_stops_its_own_file_and_no_other(published, world, tmp_path):
    services, ids = published(1, level="B-T", label="revoked")
    set_policy(tmp_path, world, "B-LT")
    done = maintaining.maintain(services)

    assert done.missed == {"level_refused": 1}
    assert services.ledger.signature(ids[0]).reason == "level_refused"


def test_every_stored_file_comes_round_and_what_changed_is_named(published):
    services, ids = published(2)
    setting(services, fixity_share=0.25)
    total = services.ledger.count_artefacts()
    assert maintaining.maintain(services).faults == ()
    file = services.settings.home / "store" / services.ledger.artefacts(ids[0])["conversion"].key
    gone = services.settings.home / "store" / services.ledger.artefacts(ids[1])["pages"].key
    file.write_bytes(b"{}")
    gone.unlink()
    setting(services, fixity_share=1.0)
    done = maintaining.maintain(services)

    assert done.checked == total
    assert sorted(fault.split(" (")[0].partition(": ")[2] for fault in done.faults) == [
        "conversion: fixity_changed",
        "pages: fixity_gone",
    ]
    assert done.quality["archive"] == {"valid": 2, "invalid": 0, "unknown": 0}
    assert services.ledger.faults() == []


def test_messages_reach_a_folder_in_order_and_once(published, tmp_path):
    services, ids = published(2)
    registry.revoke(services, ids[0], "thử")
    (tmp_path / "others").mkdir()
    setting(services, outbox={"folder": str(tmp_path / "others")})
    first, second = maintaining.maintain(services), maintaining.maintain(services)
    told = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((tmp_path / "others").iterdir())]

    assert (first.told, first.untold, second.told) == (3, 0, 0)
    assert [one["kind"] for one in told] == ["published", "published", "revoked"]
    assert told[2]["document_id"] == ids[0]


def test_messages_that_a_receiver_refuses_wait_and_come_again(published, tmp_path):
    services, _ = published(2)
    taken: list[str] = []
    full = [True]

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            taken.append(self.headers["Idempotency-Key"])
            self.send_response(503 if full[0] else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    setting(services, outbox={"url": f"http://127.0.0.1:{server.server_port}/in"})
    first = maintaining.maintain(services)
    full[0] = False
    second = maintaining.maintain(services)
    server.shutdown()

    assert (first.told, first.untold) == (0, 2)
    assert (second.told, second.untold) == (2, 0)
    assert taken == ["1", "1", "2"]


def test_what_is_past_its_retention_is_listed_and_kept(published):
    services, ids = published(1)
    setting(services, retention={"decision": 10})
    assert maintaining.maintain(services).past_retention == 1
    assert maintaining.past_retention(services, {"decision": 30}) == []
    assert len(bytes_of(services, ids[0])) > 0


def test_a_slip_in_the_file_of_the_upkeep_is_named(published):
    services, _ = published(0)
    setting(services, retention={"decison": 10})
    with pytest.raises(ConfigError, match="did you mean 'decision'"):
        maintaining.maintain(services)


def test_files_of_an_earlier_version_are_taken_up(published):
    import sqlalchemy as sa

    services, ids = published(1, level="B-B")
    with services.ledger.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM signatures"))
    maintaining.maintain(services)
    assert services.ledger.signature(ids[0]).reached == "B-B"
