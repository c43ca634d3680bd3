"""What people decide about marks and signatures: ``config/signing.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from pipelines.config_node import Node
from pipelines.errors import ConfigError
from pipelines.sign.fonts import FONTS
from pipelines.sign.policy import KEYS, Policy, read_policy

PLACEHOLDERS = ("agency", "person", "time", "pages", "sheets", "serial")
"""What a line of the mark may name."""

SIGNATURE_PLACEHOLDERS = ("agency", "signer", "time", "serial")

_CORNERS = ("top-left", "top-right")
_CHOICES = {
    "person_position": _CORNERS,
    "agency_position": _CORNERS,
    "placement": ("free-area", "strip"),
    "other_person": ("refuse", "warn"),
}
_NUMBERS = {"font_size": (6, 14, "points"), "free_height": (0.1, 1, "of the page's height")}


@dataclass(frozen=True, slots=True)
class SigningConfig:
    """How the mark and the signature look and what they say. Lengths in points."""

    agency: str
    """Full name of the body that converts and answers for it (Law 20/2023 Art. 12.1.d)."""
    person: str
    """Full name of who converts when no reviewer is known."""
    mark: tuple[str, ...] = (
        "BẢN ĐIỆN TỬ ĐƯỢC CHUYỂN ĐỔI TỪ VĂN BẢN GIẤY",
        "Cơ quan chuyển đổi: {agency}",
        "Người chuyển đổi: {person}",
        "Thời gian chuyển đổi: {time}",
        "Số trang: {pages}; số tờ giấy: {sheets}",
        "Số đăng ký chuyển đổi: {serial}",
    )
    """Lines of the mark (Decree 137/2024 Art. 4; Decree 45/2020 Art. 25.3.c)."""
    signature: tuple[str, ...] = ("Ký số: {agency}", "Chứng thư số: {signer}", "Thời gian ký: {time}")
    """Lines of the agency signature's appearance (Decree 30/2020 App. I Part II.I)."""
    person_signature: tuple[str, ...] = ("Ký số cá nhân: {signer}", "Thời gian ký: {time}")
    """Lines of the person's signature's appearance, below the mark (Circular 01/2023 Art. 8)."""
    statement: str = "Bản điện tử đủ số trang, đúng nội dung và hình thức của văn bản giấy."
    """What the conversion record says of file and paper (Decree 45/2020 Art. 25.3.a; Circular 01/2023 Art. 9)."""
    system: str = "Hệ thống số hóa kết quả thủ tục hành chính Sohoa"
    """Name of this information system on paper prints (Decree 137/2024 Art. 5)."""
    unknown_sheets: str = "không ghi nhận"
    """Stands for {sheets} when nobody counted them."""
    lookup: str = "SOHOA:{serial}"
    """Content of the QR code; no personal data: {serial} only."""
    person_position: str = "top-left"
    """Where the mark with the person's name stands: top-left or top-right."""
    agency_position: str = "top-right"
    """Where the agency's signature stands."""
    placement: str = "free-area"
    """``free-area``: on the paper where it is blank, else a strip above it; ``strip``: always the strip."""
    free_height: float = 0.33
    """Share of the first page's height, from the top, in which a blank place is looked for."""
    other_person: str = "refuse"
    """When the certificate that signs as the person names somebody else than the conversion record: ``refuse`` or ``warn``."""
    font_size: float = 10.0
    fonts: tuple[str, ...] = FONTS
    """Font files, best first: names below the system's font folders or absolute paths."""
    embed_data: bool = False
    """Put what was read into the file, which is PDF/A-3 then and no longer PDF/A-2 (guidance 7197 names PDF/A-1 and -2)."""
    certify: bool = False
    """Sign as certification (DocMDP level 2). Then no other body can add its own signature later, not even its e-copy mark."""
    policy: Policy = field(default_factory=Policy)
    """Who signs, by which keys, to which level."""


def load_config(file: Path) -> SigningConfig:
    """
    Read *file* (YAML).

    Raises ConfigError naming file, key and remedy.
    """
    try:
        loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{file}: no such file; copy config/signing.yaml of the project and fill in the agency") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: not readable as YAML: {' '.join(str(error).split())}; mend the line it names") from None
    if not isinstance(loaded, dict):
        raise ConfigError(f"{file}: expected 'key: value' lines such as 'agency: …'")
    known = {*(entry.name for entry in fields(SigningConfig)), *KEYS} - {"policy"}
    for key in loaded:
        if key not in known:
            raise ConfigError(f"{file}: unexpected key '{key}'; remove it or use one of {', '.join(sorted(known))}")
    policy = read_policy(Node({key: loaded[key] for key in KEYS if key in loaded}, str(file), ""))
    values = {key: _checked(file, key, value) for key, value in loaded.items() if key not in KEYS}
    for key in ("agency", "person"):
        if key not in values:
            raise ConfigError(f"{file}: '{key}' is missing; add a line '{key}: <full name>'")
    config = SigningConfig(**values, policy=policy)
    if config.person_position == config.agency_position:
        raise ConfigError(
            f"{file}: person_position and agency_position are the same; use top-left for one, top-right for the other"
        )
    _check_placeholders(file, config)
    return config


def _checked(file: Path, key: str, value: object) -> Any:
    if key in {"mark", "signature", "person_signature", "fonts"}:
        if not isinstance(value, list) or not value or not all(isinstance(line, str) and line.strip() for line in value):
            raise ConfigError(f"{file}: '{key}' must be a list of texts; write '{key}:' and a line '  - …' for each")
        return tuple(value)
    if key in {"certify", "embed_data"}:
        if not isinstance(value, bool):
            raise ConfigError(f"{file}: '{key}' must be true or false, not {value!r}")
        return value
    if key in _NUMBERS:
        least, most, unit = _NUMBERS[key]
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ConfigError(f"{file}: '{key}' must be a number from {least:g} to {most:g} {unit}, not {value!r}")
        return float(value)
    if key in _CHOICES and value not in _CHOICES[key]:
        raise ConfigError(f"{file}: '{key}' must be one of {', '.join(_CHOICES[key])}, not {value!r}")
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"{file}: '{key}' must be a text that is not empty, not {value!r}; put it in quotes")
    return " ".join(value.split())


def _check_placeholders(file: Path, config: SigningConfig) -> None:
    for key, lines, allowed in (
        ("mark", config.mark, PLACEHOLDERS),
        ("signature", config.signature, SIGNATURE_PLACEHOLDERS),
        ("person_signature", config.person_signature, ("signer", "time")),
        ("lookup", (config.lookup,), ("serial",)),
    ):
        for line in lines:
            try:
                line.format(**dict.fromkeys(allowed, ""))
            except (KeyError, IndexError, ValueError, AttributeError) as error:
                braces = ", ".join(f"{{{name}}}" for name in allowed)
                raise ConfigError(f"{file}: '{key}' has a placeholder that is not known ({error}); use {braces}") from None
    if "{person}" not in "".join(config.mark) or "{agency}" not in "".join(config.mark) or "{time}" not in "".join(config.mark):
        raise ConfigError(f"{file}: 'mark' must name {{agency}}, {{person}} and {{time}} (Decree 137/2024 Art. 4); add the lines")
    if "{serial}" not in config.lookup:
        raise ConfigError(f"{file}: 'lookup' must contain {{serial}}, or nobody can look the paper up")
