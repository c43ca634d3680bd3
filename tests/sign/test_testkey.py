from cryptography import x509

from pipelines.sign import load_identity, make_test_identity
from tests.sign import pki


def test_every_name_says_that_it_is_a_test(keys, trust, identity):
    root = x509.load_pem_x509_certificate(next(trust.glob("*.pem")).read_bytes())
    leaf = x509.load_der_x509_certificate(identity.certificate)
    for certificate in (root, leaf):
        assert "THỬ NGHIỆM" in certificate.subject.rfc4514_string()
        assert "không" in certificate.subject.rfc4514_string()
    leaf.verify_directly_issued_by(root)


def test_what_exists_is_kept(keys, trust, identity):
    before = {file.name: file.read_bytes() for folder in (keys, trust) for file in folder.iterdir()}
    make_test_identity(keys, trust)
    assert {file.name: file.read_bytes() for folder in (keys, trust) for file in folder.iterdir()} == before


def test_only_the_owner_may_read_the_key(keys, identity):
    assert {file.name: file.stat().st_mode & 0o777 for file in keys.iterdir()} == {"signer.p12": 0o600, "passphrase": 0o600}


def test_a_lost_root_is_restored(tmp_path):
    file = make_test_identity(tmp_path / "keys", tmp_path / "trust")
    (root,) = (tmp_path / "trust").iterdir()
    content = root.read_bytes()
    root.unlink()
    make_test_identity(tmp_path / "keys", tmp_path / "trust")
    assert root.read_bytes() == content
    assert load_identity(file).name.startswith("THỬ NGHIỆM")


def test_an_agencys_own_key_is_neither_replaced_nor_trusted(tmp_path, authority):
    file = pki.leaf(authority, "Sở Thật").write(tmp_path / "keys", authority)
    content = file.read_bytes()
    assert make_test_identity(tmp_path / "keys", tmp_path / "trust") == file
    assert file.read_bytes() == content
    assert list((tmp_path / "trust").iterdir()) == []
