from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from pipelines.sign import load_config

GOOD = 'agency: "Sở Bịa"\nperson: "Người Bịa"\n'


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "signing.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_projects_own_file_loads():
    config = load_config(Path(__file__).parents[2] / "config" / "signing.yaml")
    assert "CHUYỂN ĐỔI TỪ VĂN BẢN GIẤY" in config.mark[0]


def test_two_lines_are_enough(tmp_path):
    config = load_config(write(tmp_path, GOOD))
    assert (config.agency, config.person, config.font_size) == ("Sở Bịa", "Người Bịa", 10.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD + "agnecy: x\n", "unexpected key 'agnecy'"),
        ("agency: x\n", "'person' is missing"),
        (GOOD + "font_size: 99\n", "'font_size' must be a number from 6 to 14"),
        (GOOD + "certify: maybe\n", "'certify' must be true or false"),
        (GOOD + "embed_data: 1\n", "'embed_data' must be true or false"),
        (GOOD + "placement: middle\n", "'placement' must be one of free-area, strip"),
        (GOOD + "free_height: 2\n", "'free_height' must be a number from 0.1 to 1"),
        (GOOD + "other_person: ask\n", "'other_person' must be one of refuse, warn"),
        (GOOD + "person_signature: ['{agency}']\n", "placeholder"),
        (GOOD + "agency_position: middle\n", "'agency_position' must be one of top-left, top-right"),
        (GOOD + "agency_position: top-left\n", "are the same"),
        (GOOD + "mark: word\n", "'mark' must be a list"),
        (GOOD + "mark: ['{agency} {person} {tme}']\n", "placeholder"),
        (GOOD + "mark: ['only words']\n", "must name {agency}"),
        (GOOD + "lookup: 'https://tra.cuu/{person}'\n", "placeholder"),
        (GOOD + "lookup: 'https://tra.cuu/'\n", "'lookup' must contain {serial}"),
        (GOOD + "level: B-LT\n", "B-LT needs a time stamp service"),
        (GOOD + "level: B-X\n", "'B-X' is not known"),
        (GOOD + "timestamp: {url: tsa.example}\n", "expected http://"),
        (GOOD + "keys: {hsm: {source: usb}}\n", "'usb' is not known"),
        (GOOD + "keys: {hsm: {source: pkcs11, module: x.so, token: t}}\n", "expected a text (at keys.hsm.certificate)"),
        (
            GOOD + "keys: {a: {source: pkcs12, file: a.p12, pin: '1234'}}\n",
            "unexpected key 'pin' at keys.a",
        ),
        (GOOD + "keys: {default: {source: pkcs12, file: a.p12}}\n", "SOHOA_SIGNING_KEY's own"),
        (GOOD + "signatures: [{by: person}]\n", "name the agency once"),
        (GOOD + "signatures: [{by: agency, key: hsn}]\nkeys: {hsm: {source: pkcs12, file: a}}\n", "did you mean 'hsm'?"),
        (GOOD + "algorithm_ends: {sha256: soon}\n", "expected a day"),
        ("agency: [", "not readable as YAML"),
        ("- a\n", "expected 'key: value'"),
        ("agency: ''\nperson: x\n", "'agency' must be a text"),
    ],
)
def test_a_mistake_is_named_with_file_key_and_remedy(tmp_path, text, expected):
    file = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_config(file)
    assert expected in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_missing_file_says_what_to_copy(tmp_path):
    with pytest.raises(ConfigError, match=r"copy config/signing\.yaml"):
        load_config(tmp_path / "none.yaml")


def test_a_policy_names_its_signatures_in_order_and_its_keys_beside_the_file(tmp_path):
    text = """
level: B-LTA
timestamp: {url: "https://tsa.example/x", seconds: 5}
signatures: [{by: person, key: mine}, {by: agency}]
keys: {mine: {source: pkcs12, file: keys/mine.p12}}
"""
    policy = load_config(write(tmp_path, GOOD + text)).policy
    assert (policy.level, policy.timestamp_url, policy.timestamp_seconds) == ("B-LTA", "https://tsa.example/x", 5)
    assert policy.signatures == (("person", "mine"), ("agency", "default"))
    assert policy.key("mine").file == tmp_path / "keys" / "mine.p12"
