"""Every key source to every level, judged by us, by poppler, by OpenSSL, by qpdf and as PDF/A."""

from __future__ import annotations

import asyncio
import io
import re
import subprocess

import pytest
from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from pipelines.errors import ConfigError
from pipelines.sign import archive_faults, lift, open_desk, open_network, sign_by, standing, verify
from pipelines.sign.container import gap_of
from pipelines.sign.policy import PadesLevel
from pipelines.sign.trust import load_anchors
from tests.sign import desks, papers
from tests.sign.authorities import AGENCY, PERSON
from tests.sign.test_signing import arrive_signed

B, T, LT, LTA = PadesLevel


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


def signed_to(world, level, state, key="file", *, person=False, service=None, **more):
    policy = desks.policy(world, level, key, person=person, service=service, **more)
    pdf = papers.archive()
    return sign_by(pdf, papers.conversion(pdf), open_desk(policy, desks.ring(world, state)), desks.config(policy))


def poppler(pdf, tmp_path) -> str:
    file = tmp_path / "poppler.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdfsig", str(file)], capture_output=True, check=False).stdout.decode()


@pytest.mark.parametrize("person", [False, True], ids=["agency", "person-then-agency"])
@pytest.mark.parametrize("key", ["file", "hsm", "remote"])
@pytest.mark.parametrize("level", PadesLevel)
def test_every_policy_and_key_source_gives_a_file_that_all_judges_accept(
    level, key, person, world, token, signing_service, state, tmp_path
):
    signed = signed_to(world, level, state, key, person=person, service=signing_service)
    judged = verify(signed.pdf, world.trust)
    names = [report.signer for report in judged.signatures if report.level is not None]
    report = poppler(signed.pdf, tmp_path)
    checked = subprocess.run(["qpdf", "--check", str(tmp_path / "poppler.pdf")], capture_output=True, check=False)

    assert (signed.reached, signed.reason) == (level, None)
    assert judged.verdict == "valid"
    assert names == ([PERSON] if person else []) + [AGENCY]
    assert {report.level for report in judged.signatures} - {None} == {level}
    assert standing(signed.pdf).level == level
    assert report.count("Signature is Valid.") == len(names)
    assert checked.returncode == 0
    assert archive_faults(signed.pdf) == ()


def test_openssl_verifies_the_time_stamp_of_the_signature(world, state, tmp_path):
    pdf = signed_to(world, T, state).pdf
    start, end = gap_of(pdf)
    info = cms.ContentInfo.load(bytes.fromhex(pdf[start + 1 : end - 1].decode()))["content"]["signer_infos"][0]
    (tmp_path / "value").write_bytes(info["signature"].native)
    (tmp_path / "token").write_bytes(info["unsigned_attrs"][0]["values"][0].dump())
    command = ["openssl", "ts", "-verify", "-data", "value", "-in", "token", "-token_in", "-CAfile", world.trust / "root.pem"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert b"Verification: OK" in done.stdout + done.stderr


def test_an_archived_file_is_proven_offline_by_pyhankos_own_long_term_rules(world, state):
    from pyhanko.sign.validation.ades import ades_lta_validation
    from pyhanko.sign.validation.policy_decl import (
        PdfSignatureValidationSpec,
        RevinfoOnlineFetchingRule,
        RevocationInfoGatheringSpec,
        SignatureValidationSpec,
    )

    reader = PdfFileReader(io.BytesIO(signed_to(world, LTA, state).pdf))
    roots = SimpleTrustManager.build(trust_roots=[x509.Certificate.load(one) for one in load_anchors(world.trust)])
    rules = CertValidationPolicySpec(trust_manager=roots, revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO))
    offline = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(cert_validation_policy=rules, revinfo_gathering_policy=offline))
    result = asyncio.run(ades_lta_validation(reader.embedded_regular_signatures[0], spec))
    assert result.ades_subindic == AdESPassed.OK


def test_a_batch_asks_for_revocation_once_and_for_stamps_over_one_connection(world, state):
    policy = desks.policy(world, LT)
    desk = open_desk(policy, desks.ring(world, state))
    pdf = papers.archive()
    for number in range(5):
        record = papers.conversion(pdf, serial=f"S{number}")
        assert sign_by(pdf, record, desk, desks.config(policy)).reached == LT

    assert world.asked["tsa"] == 5
    assert world.asked["ocsp"] <= 2
    assert world.asked["crls"] <= 3


def test_a_batch_opens_the_token_once(world, token, state, monkeypatch):
    import pkcs11

    policy = desks.policy(world, B, "hsm")
    desk = open_desk(policy, desks.ring(world, state))
    monkeypatch.setattr(pkcs11.Token, "open", None, raising=False)
    pdf = papers.archive()
    reached = [sign_by(pdf, papers.conversion(pdf, serial=f"S{n}"), desk, desks.config(policy)).reached for n in range(4)]
    assert reached == [B] * 4


def test_a_remote_service_is_asked_for_leave_once_a_batch(world, signing_service, state):
    signing_service.asked.clear()
    policy = desks.policy(world, B, "remote", service=signing_service)
    desk = open_desk(policy, desks.ring(world, state))
    pdf = papers.archive()
    for number in range(4):
        sign_by(pdf, papers.conversion(pdf, serial=f"S{number}"), desk, desks.config(policy))
    assert signing_service.asked == {"info": 1, "authorize": 1, "signHash": 4}


def test_a_certificate_chain_that_needs_more_room_than_was_reserved_gets_it(world, state, monkeypatch):
    from pipelines.sign import appending

    monkeypatch.setattr(appending, "_reserve", lambda *_, **__: 2048)
    signed = signed_to(world, T, state)
    assert verify(signed.pdf, world.trust).verdict == "valid"


def test_a_file_of_each_level_is_lifted_to_the_highest_and_keeps_every_byte(world, state):
    for level in (B, T, LT):
        signed = signed_to(world, level, state, person=True)
        network = open_network(desks.policy(world, LTA), world.trust)
        lifted = lift(signed.pdf, LTA, network)
        judged = verify(lifted.pdf, world.trust)

        assert lifted.pdf.startswith(signed.pdf)
        assert (lifted.reached, lifted.reason) == (LTA, None)
        assert judged.verdict == "valid"
        assert archive_faults(lifted.pdf) == ()


def test_a_file_that_missed_stamp_and_material_gets_one_after_the_other_and_is_said_to_have_no_more(world, state):
    signed = signed_to(world, B, state)
    network = open_network(desks.policy(world, LT), world.trust)
    world.down |= {"ocsp", "crls"}
    stamped = lift(signed.pdf, LT, network)
    world.down.clear()
    whole = lift(stamped.pdf, LT, open_network(desks.policy(world, LT), world.trust))

    assert (stamped.reached, stamped.reason) == (T, "revocation_down")
    assert (whole.reached, whole.reason) == (LT, None)
    assert [verify(pdf, world.trust).signatures[0].level for pdf in (signed.pdf, stamped.pdf, whole.pdf)] == [B, T, LT]


def test_what_has_its_level_already_is_not_touched(world, state):
    signed = signed_to(world, LT, state)
    world.asked.clear()
    assert lift(signed.pdf, LT, open_network(desks.policy(world, LT), world.trust)).pdf == signed.pdf
    assert not world.asked


def test_a_proof_that_ends_soon_is_renewed_by_a_stamp_of_a_younger_authority(world, state):
    signed = signed_to(world, LTA, state, stamps="old-tsa")
    before = standing(signed.pdf)
    renewed = lift(signed.pdf, LTA, open_network(desks.policy(world, LTA), world.trust), renew=True)
    after = standing(renewed.pdf)

    assert renewed.pdf.startswith(signed.pdf)
    assert after.stamps == before.stamps + 1
    assert (after.ends - before.ends).days > 1000
    assert verify(renewed.pdf, world.trust).verdict == "valid"


def test_a_time_stamp_service_that_nobody_trusts_is_named_before_anything_is_signed(world, state, tmp_path, authority):
    policy = desks.policy(world, T)
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "other.pem").write_bytes(authority.pem)
    ring = desks.ring(world, state)
    desk = open_desk(policy, type(ring)(ring.file, None, tmp_path / "trust", state, ring.secrets))
    pdf = papers.archive()
    with pytest.raises(ConfigError, match="SOHOA_TRUST"):
        sign_by(pdf, papers.conversion(pdf), desk, desks.config(policy))


def test_a_file_that_arrived_signed_is_signed_by_person_and_agency_and_lifted(world, state, authority, tmp_path):
    arrived = arrive_signed(papers.scan(), authority)
    policy = desks.policy(world, LTA, person=True)
    desk = open_desk(policy, desks.ring(world, state))
    signed = sign_by(arrived, papers.conversion(arrived), desk, desks.config(policy))

    judged = verify(signed.pdf, (authority.pem, (world.trust / "root.pem").read_bytes()))
    assert signed.pdf.startswith(arrived)
    assert judged.verdict == "valid"
    assert [report.signer for report in judged.signatures][1:3] == [PERSON, AGENCY]
    assert re.findall(r"Signature is (\w+)", poppler(signed.pdf, tmp_path)) == ["Valid"] * 3
