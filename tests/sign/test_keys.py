"""Keys that do not open: what is said, and that nothing is tried into a lock-out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.errors import ConfigError, OutsideError
from pipelines.sign import open_desk, sign_by
from pipelines.sign.keys import pkcs11 as tokens
from pipelines.sign.keys.secrets import read_secret
from pipelines.sign.policy import PadesLevel
from tests.sign import desks, keysources, papers

B = PadesLevel.B


def sign_one(world, state, policy, **secrets):
    pdf = papers.archive()
    return sign_by(pdf, papers.conversion(pdf), open_desk(policy, desks.ring(world, state, **secrets)), desks.config(policy))


def changed(policy, name, **other):
    return replace(policy, keys=tuple(replace(key, **other) if key.name == name else key for key in policy.keys))


def test_a_secret_that_others_may_read_is_refused(tmp_path):
    file = tmp_path / "pin"
    file.write_text("1234\n")
    file.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        read_secret(file)
    file.chmod(0o600)
    assert read_secret(file) == "1234"


def test_a_pin_comes_from_its_file_too(world, token, tmp_path):
    file = tmp_path / "pin"
    file.write_text(keysources.PIN + "\n")
    file.chmod(0o600)
    policy = changed(desks.policy(world, B, "hsm"), "hsm", pin_file=file)
    assert sign_one(world, tmp_path / "state", policy, SOHOA_KEY_HSM_PIN="").reached == B


@pytest.mark.parametrize(("key", "variable"), [("hsm", "SOHOA_KEY_HSM_PIN"), ("file", "SOHOA_KEY_FILE_PIN")])
def test_a_missing_pin_names_the_variable(key, variable, world, token, tmp_path):
    with pytest.raises(ConfigError, match=variable):
        sign_one(world, tmp_path, desks.policy(world, B, key), **{variable: ""})


def test_a_wrong_passphrase_names_the_keys_own_variable(world, tmp_path):
    with pytest.raises(ConfigError, match="SOHOA_KEY_FILE_PIN"):
        sign_one(world, tmp_path, desks.policy(world), SOHOA_KEY_FILE_PIN="sai")


def test_a_refused_pin_is_remembered_without_being_kept(world, token, tmp_path):
    tokens._lost.add(keysources.MODULE)  # a new process: nobody is logged in
    policy = desks.policy(world, B, "hsm")
    with pytest.raises(ConfigError, match="tried once"):
        sign_one(world, tmp_path, policy, SOHOA_KEY_HSM_PIN=keysources.WRONG_PIN)
    [memory] = tmp_path.glob("pin-refused-*.json")
    assert keysources.WRONG_PIN not in memory.read_text()
    assert memory.stat().st_mode & 0o077 == 0
    for _ in range(5):  # more than any token forgives
        with pytest.raises(ConfigError, match="refused before"):
            sign_one(world, tmp_path, policy, SOHOA_KEY_HSM_PIN=keysources.WRONG_PIN)
    assert sign_one(world, tmp_path, policy).reached == B
    assert list(tmp_path.glob("pin-refused-*.json")) == []


def test_a_token_that_is_not_plugged_in_is_waited_for(world, token, tmp_path):
    with pytest.raises(OutsideError, match="plug it in"):
        sign_one(world, tmp_path, changed(desks.policy(world, B, "hsm"), "hsm", token="nowhere"))


def test_a_certificate_that_the_token_lacks_is_named(world, token, tmp_path):
    with pytest.raises(ConfigError, match="0 certificates are called 'nobody'"):
        sign_one(world, tmp_path, changed(desks.policy(world, B, "hsm"), "hsm", certificate="nobody"))


def test_a_missing_library_is_named(world, tmp_path):
    policy = changed(desks.policy(world, B, "hsm"), "hsm", module=tmp_path / "none.so")
    with pytest.raises(ConfigError, match=r"none\.so is missing"):
        sign_one(world, tmp_path, policy)


def test_two_keys_of_one_token_sign_one_after_the_other(world, token, tmp_path):
    policy = desks.policy(world, B, "hsm")
    own = replace(policy.key("hsm"), name="own", certificate="person")
    policy = replace(policy, keys=(*policy.keys, own), signatures=(("person", "own"), ("agency", "hsm")))
    assert sign_one(world, tmp_path, policy, SOHOA_KEY_OWN_PIN=keysources.PIN).reached == B


def test_a_wrong_pin_is_given_to_a_remote_service_once(world, signing_service, tmp_path):
    policy = desks.policy(world, B, "remote", service=signing_service)
    signing_service.asked.clear()
    with pytest.raises(ConfigError, match="tried once"):
        sign_one(world, tmp_path, policy, SOHOA_KEY_REMOTE_PIN=keysources.WRONG_PIN)
    with pytest.raises(ConfigError, match="refused before"):
        sign_one(world, tmp_path, policy, SOHOA_KEY_REMOTE_PIN=keysources.WRONG_PIN)
    assert signing_service.asked["authorize"] == 1


def test_a_refused_access_token_is_named(world, signing_service, tmp_path):
    policy = desks.policy(world, B, "remote", service=signing_service)
    with pytest.raises(ConfigError, match="SOHOA_KEY_REMOTE_TOKEN"):
        sign_one(world, tmp_path, policy, SOHOA_KEY_REMOTE_TOKEN="stale")


def test_a_remote_service_that_fails_is_waited_for(world, signing_service, tmp_path):
    policy = desks.policy(world, B, "remote", service=signing_service)
    desk = open_desk(policy, desks.ring(world, tmp_path))
    pdf = papers.archive()
    signing_service.down = True
    try:
        with pytest.raises(OutsideError, match="run again"):
            sign_by(pdf, papers.conversion(pdf), desk, desks.config(policy))
        with pytest.raises(OutsideError, match="run again"):
            open_desk(policy, desks.ring(world, tmp_path))
    finally:
        signing_service.down = False
    assert sign_by(pdf, papers.conversion(pdf), desk, desks.config(policy)).reached == B
