"""How pages are read: the values of ``config/ocr.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from pipelines.errors import ConfigError


@dataclass(frozen=True, slots=True)
class OcrConfig:
    """Settings of the room; ``config/ocr.yaml`` says what each is for. Resolutions in dpi, times in seconds."""

    engine: str = "tesserocr"
    setting: str = "best"
    languages: tuple[str, ...] = ("vie",)
    second_model: str = "Vietnamese"
    dpi: int = 300
    max_dpi: int = 600
    working_dpi: int = 200
    min_dpi: int = 120
    skew_warning: float = 5.0
    faded_contrast: float = 0.35
    blurred: float = 0.2
    show_through: float = 0.1
    specks: float = 10.0
    warn_error: float = 0.025
    poor_error: float = 0.1
    max_pages: int = 300
    max_pixels: int = 80_000_000
    seconds_per_page: float = 60
    cached_pages: int = 2
    archive_pictures: str = "layers"
    jpeg_quality: int = 88
    ground_quality: int = 60


_CHOICES = {
    "engine": ("tesserocr", "pytesseract"),
    "setting": ("fast", "best"),
    "archive_pictures": ("layers", "whole", "untouched"),
}
_RANGES: dict[str, tuple[float, float]] = {
    "dpi": (100, 600),
    "max_dpi": (100, 1200),
    "working_dpi": (100, 600),
    "min_dpi": (1, 600),
    "skew_warning": (0, 45),
    "faded_contrast": (0, 1),
    "blurred": (0, 10),
    "show_through": (0, 1),
    "specks": (0, 10_000),
    "warn_error": (0, 1),
    "poor_error": (0, 1),
    "max_pages": (1, 100_000),
    "max_pixels": (1_000_000, 1_000_000_000),
    "seconds_per_page": (1, 3600),
    "cached_pages": (0, 100),
    "jpeg_quality": (50, 100),
    "ground_quality": (30, 100),
}


def load_config(file: Path) -> OcrConfig:
    """Read *file*; keys that are absent keep their defaults. Raises ConfigError naming the key and the remedy."""
    where = f"{file.parent.name}/{file.name}" if file.parent.name else file.name
    try:
        loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{where}: cannot be read ({error.strerror}); put the file back or name another one") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{where}: is no YAML: {error}") from error
    if loaded is None:
        loaded = {}
    if not isinstance(loaded, dict):
        raise ConfigError(f"{where}: must be a list of 'key: value' lines")
    known = [f.name for f in fields(OcrConfig)]
    for key in loaded:
        if key not in known:
            raise ConfigError(f"{where}: unexpected key '{key}'; known keys: {', '.join(known)}")
    return OcrConfig(**{key: _checked(where, key, value) for key, value in loaded.items()})


def _checked(where: str, key: str, value: Any) -> Any:
    if key == "languages":
        if isinstance(value, list) and value and all(isinstance(v, str) and v.replace("_", "").isalnum() for v in value):
            return tuple(value)
        raise ConfigError(f"{where}: languages must be a list of Tesseract models such as [vie]")
    if key in _CHOICES:
        if value in _CHOICES[key]:
            return value
        raise ConfigError(f"{where}: {key} must be one of {', '.join(_CHOICES[key])}, not {value!r}")
    if key == "second_model":
        if isinstance(value, str) and value.replace("_", "").replace("+", "").isalnum():
            return value
        raise ConfigError(f"{where}: second_model must be a Tesseract model such as Vietnamese")
    low, high = _RANGES[key]
    whole = isinstance(getattr(OcrConfig(), key), int) and key != "seconds_per_page"
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or not low <= value <= high:
        kind = "a whole number" if whole else "a number"
        raise ConfigError(f"{where}: {key} must be {kind} from {low:g} to {high:g}, not {value!r}")
    return value
