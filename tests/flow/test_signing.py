"""What goes wrong while a batch is signed: no file is lost, none is signed twice, and the reason is shown."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from pipelines import sign
from pipelines.errors import ConfigError, OutsideError, catalogue
from pipelines.flow import line
from pipelines.model import Outcome, Stage
from pipelines.services import Services
from tests.flow.accepted_papers import accepted, house, run_here, set_policy, signed_files
from tests.sign import keysources


def run(services: Services, stage: Stage = Stage.SIGN, workers: int = 0):
    """A run with so many worker processes; with none, this process does the work, which spares it their start."""
    return line.run(stage, services, workers=workers) if workers else run_here(services, stage)


def waiting(services: Services) -> int:
    return services.ledger.waiting(Stage.REVIEW)


def states(services: Services, ids: list[str]):
    return [services.ledger.signature(document_id) for document_id in ids]


def test_a_batch_reaches_the_level_of_the_policy_and_says_so(world, tmp_path):
    services = house(tmp_path, world, "B-LT")
    ids = accepted(services, 2)
    tally = run(services)

    assert (tally.passed, tally.set_aside) == (2, 0)
    assert [(state.wanted, state.reached, state.reason) for state in states(services, ids)] == [("B-LT", "B-LT", None)] * 2


@pytest.mark.parametrize(
    ("down", "reached", "reason"), [("tsa", "B-B", "timestamp_down"), ("revocation", "B-T", "revocation_down")]
)
def test_an_outage_costs_a_level_with_its_reason_and_never_a_signature(down, reached, reason, world, tmp_path):
    world.down |= {"tsa"} if down == "tsa" else {"ocsp", "crls"}
    services = house(tmp_path, world, "B-LT")
    ids = accepted(services, 3)
    tally = run(services)

    assert tally.passed == 3
    assert {(state.reached, state.reason) for state in states(services, ids)} == {(reached, reason)}
    assert reason in catalogue()
    assert all(state.due_at is not None for state in states(services, ids))
    for file in signed_files(services):
        assert sign.verify(file, world.trust).verdict == "valid"


def test_a_slow_ocsp_responder_is_waited_for_once_and_not_for_every_paper(world, tmp_path):
    world.slow = {"ocsp": 300.0, "crls": 300.0}
    services = house(tmp_path, world, "B-LT", patience=2)
    ids = accepted(services, 4)
    tally = run(services)

    assert tally.passed == 4
    assert {state.reason for state in states(services, ids)} == {"revocation_down"}
    assert world.asked["ocsp"] + world.asked["crls"] <= 3


def test_a_token_pulled_out_in_mid_batch_stops_the_run_and_what_is_left_is_signed_after_it_is_put_in(
    world, token, tmp_path, monkeypatch
):
    services = house(tmp_path, world, "B-B", "hsm")
    ids = accepted(services, 6)
    put = type(services.store).put

    def put_and_pull_out(store: object, key: str, data: bytes) -> bool:
        new = put(store, key, data)
        if key.startswith("signed/") and key.endswith(".pdf"):
            token.pull_out()
        return new

    with monkeypatch.context() as behind_the_first:
        behind_the_first.setattr(type(services.store), "put", put_and_pull_out)
        with pytest.raises(OutsideError, match="plug it in again"):
            run(services)
    first = {file: file.read_bytes() for file in signed_files(services)}
    token.put_in()

    assert 0 < len(first) < 6
    assert waiting(services) >= 6 - len(first)
    tally = run(services)
    assert tally.set_aside == 0
    assert waiting(services) == 0
    assert len(signed_files(services)) == 6
    assert all(file.read_bytes() == data for file, data in first.items())
    assert {state.reached for state in states(services, ids)} == {"B-B"}


def test_a_wrong_pin_is_given_to_the_token_once_whatever_runs_and_workers_come(world, token, tmp_path):
    secrets = {"SOHOA_KEY_HSM_PIN": keysources.WRONG_PIN}
    services = house(tmp_path, world, "B-B", "hsm", secrets=secrets)
    accepted(services, 3)
    with pytest.raises(ConfigError, match="tried once and is not tried again"):
        run(services, workers=2)
    with pytest.raises(ConfigError, match="refused before"):
        run(services)

    assert waiting(services) == 3
    assert signed_files(services) == []
    assert run(with_right_pin(services)).passed == 3


def with_right_pin(services: Services) -> Services:
    given = {**dict(services.settings.key_secrets), "SOHOA_KEY_HSM_PIN": keysources.PIN}
    settings = replace(services.settings, key_secrets=tuple(sorted(given.items())))
    return replace(services, settings=settings)


@pytest.mark.parametrize(
    ("label", "level", "said"),
    [("expired", "B-B", "expired on"), ("future", "B-B", "valid only from"), ("revoked", "B-LT", "was revoked on")],
)
def test_a_certificate_that_may_not_sign_now_stops_everything_before_anything_is_signed(label, level, said, world, tmp_path):
    services = house(tmp_path, world, level, label=label)
    accepted(services, 2)
    with pytest.raises(ConfigError, match=said):
        run(services)

    assert waiting(services) == 2
    assert signed_files(services) == []
    set_policy(tmp_path, world, level)
    assert run(services).passed == 2


def test_a_full_disk_loses_no_paper_and_leaves_no_half_file(world, tmp_path):
    """The limit on the size of files stands for the disk: a write past it fails in the same way, in the middle."""
    services = house(tmp_path, world, "B-B")
    accepted(services, 2)
    code = (
        "import resource, signal\n"
        "from pipelines.flow.acts import ACTS\n"
        "from pipelines.model import Stage\n"
        "from pipelines.services import open_services\n"
        "from pipelines.settings import from_environment\n"
        "services = open_services(from_environment())\n"
        "documents = services.ledger.claim(Stage.REVIEW, owner='elsewhere|1|1|x', limit=1, seconds=1)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"  # the ledger writes less, a signed file is more
        "ACTS[Stage.SIGN](services, documents, 'elsewhere|1|1|x')\n"
    )
    full = subprocess.run([sys.executable, "-c", code], env=environment(services), capture_output=True, text=True, check=False)

    assert "OutsideError" in full.stderr
    assert "free space" in full.stderr
    assert signed_files(services) == []
    time.sleep(1)  # the lease of the process that is gone
    assert run(services).passed == 2


def environment(services: Services) -> dict[str, str]:
    settings = services.settings
    return {
        **os.environ,
        "SOHOA_HOME": str(settings.home),
        "SOHOA_CONFIG": str(settings.config),
        "SOHOA_EXPECTATIONS": str(settings.expectations),
        "SOHOA_TRUST": str(settings.trust),
        **dict(settings.key_secrets),
    }


def test_a_run_killed_between_signing_and_recording_signs_nothing_twice(world, tmp_path):
    services = house(tmp_path, world, "B-T")
    [document_id] = accepted(services, 1)
    code = (
        "import os, signal\n"
        "from pipelines.ledger import Ledger\n"
        "Ledger.advance = Ledger.keep_signature = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from pipelines.flow.acts import ACTS\n"
        "from pipelines.model import Stage\n"
        "from pipelines.services import open_services\n"
        "from pipelines.settings import from_environment\n"
        "services = open_services(from_environment())\n"
        "documents = services.ledger.claim(Stage.REVIEW, owner='elsewhere|1|1|x', limit=1, seconds=0.1)\n"
        "ACTS[Stage.SIGN](services, documents, 'elsewhere|1|1|x')\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], env=environment(services), capture_output=True, check=False)
    [left] = signed_files(services)
    before, stamps = left.read_bytes(), world.asked["tsa"]
    time.sleep(0.2)

    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-1500:]
    assert services.ledger.signature(document_id) is None
    assert run(services).passed == 1
    assert [file.read_bytes() for file in signed_files(services)] == [before]
    assert world.asked["tsa"] == stamps
    assert services.ledger.signature(document_id).reached == "B-T"
    assert services.ledger.artefacts(document_id)["signed"].key.endswith(".pdf")


def test_what_was_signed_goes_on_to_the_registry(world, tmp_path):
    services = house(tmp_path, world, "B-LTA")
    [document_id] = accepted(services, 1)
    run(services)
    assert run(services, Stage.LOAD).passed == 1
    assert services.ledger.document(document_id).outcome == Outcome.LOADED
