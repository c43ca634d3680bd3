from pathlib import Path

import pytest

from pipelines import ocr
from pipelines.errors import ConfigError


def write(folder: Path, text: str) -> Path:
    file = folder / "config" / "ocr.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_file_says_what_the_code_assumes(config):
    assert config == ocr.OcrConfig()


def test_absent_keys_keep_their_defaults(tmp_path):
    assert ocr.load_config(write(tmp_path, "max_pages: 7\n")) == ocr.OcrConfig(max_pages=7)


def test_a_misspelt_key_is_named_with_the_known_ones(tmp_path):
    with pytest.raises(ConfigError, match=r"^config/ocr\.yaml: unexpected key 'max_page'; known keys: engine, setting"):
        ocr.load_config(write(tmp_path, "max_page: 7\n"))


@pytest.mark.parametrize(
    "text", ["max_pages: 0", "max_pages: 2.5", "dpi: true", "seconds_per_page: soon", "languages: vie", "languages: ['vie; rm']"]
)
def test_an_impossible_value_is_named(tmp_path, text):
    with pytest.raises(ConfigError, match=rf"^config/ocr\.yaml: {text.split(':')[0]} must be"):
        ocr.load_config(write(tmp_path, text))


def test_a_missing_or_broken_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        ocr.load_config(tmp_path / "config" / "ocr.yaml")
    with pytest.raises(ConfigError, match="is no YAML"):
        ocr.load_config(write(tmp_path, "a: [1"))
    with pytest.raises(ConfigError, match="key: value"):
        ocr.load_config(write(tmp_path, "- 1"))
