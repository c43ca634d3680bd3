import datetime as dt

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from pipelines.errors import ConfigError
from pipelines.sign import load_identity
from tests.sign import pki


def test_the_passphrase_is_read_from_the_file_beside_it(tmp_path, authority):
    identity = load_identity(pki.leaf(authority, "Sở Bịa").write(tmp_path, authority))
    assert identity.name == "Sở Bịa"


def test_neither_key_nor_passphrase_shows_in_what_is_printed(tmp_path, authority):
    printed = repr(load_identity(pki.leaf(authority).write(tmp_path, authority, "bí mật 7"), "bí mật 7"))
    assert "bí mật" not in printed
    assert "PrivateKey" not in printed
    assert len(printed) < 400


def test_a_wrong_passphrase_names_the_remedy(tmp_path, authority):
    file = pki.leaf(authority).write(tmp_path, authority)
    with pytest.raises(ConfigError, match="passphrase is wrong") as caught:
        load_identity(file, "sai")
    assert "SOHOA_SIGNING_PASSPHRASE" in str(caught.value)
    assert "sai" not in str(caught.value).split("passphrase")[0]


def test_a_missing_key_names_the_remedy(tmp_path):
    with pytest.raises(ConfigError, match="sohoa init"):
        load_identity(tmp_path / "signer.p12")


def test_a_missing_passphrase_file_names_the_remedy(tmp_path, authority):
    file = pki.leaf(authority).write(tmp_path, authority)
    (tmp_path / "passphrase").unlink()
    with pytest.raises(ConfigError, match="write the passphrase"):
        load_identity(file)


def test_an_expired_certificate_is_refused(tmp_path, authority):
    file = pki.leaf(authority, start=-10 * pki.DAY, end=-pki.DAY).write(tmp_path, authority)
    with pytest.raises(ConfigError, match="expired on"):
        load_identity(file)


def test_a_certificate_of_tomorrow_is_refused(tmp_path, authority):
    file = pki.leaf(authority, start=pki.DAY).write(tmp_path, authority)
    with pytest.raises(ConfigError, match="valid only from"):
        load_identity(file)


def test_a_certificate_that_may_not_sign_is_refused(tmp_path, authority):
    file = pki.leaf(authority, may_sign=False).write(tmp_path, authority)
    with pytest.raises(ConfigError, match="key usage"):
        load_identity(file)


def test_a_bundle_without_key_is_refused(tmp_path, authority):
    file = tmp_path / "signer.p12"
    data = pkcs12.serialize_key_and_certificates(b"x", None, None, [authority.certificate], BestAvailableEncryption(b"x"))
    file.write_bytes(data)
    with pytest.raises(ConfigError, match="no private key"):
        load_identity(file, "x")


def test_a_renewed_file_is_opened_anew(tmp_path, authority):
    first = load_identity(pki.leaf(authority, "Cũ").write(tmp_path, authority))
    file = pki.leaf(authority, "Mới", number=2).write(tmp_path, authority)
    assert (first.name, load_identity(file).name) == ("Cũ", "Mới")


def test_times_of_validity_are_aware(identity):
    assert identity.not_before.tzinfo is not None
    assert identity.not_after > dt.datetime.now(dt.UTC)
