"""
Faces to print with, found on this machine.

Decree 30/2020 App. I asks for Times New Roman; FreeSerif and Liberation Serif have its shapes. A face is used only when it
holds every Vietnamese letter: several releases of Liberation do not, and print boxes instead.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageFont

from pipelines.errors import ConfigError

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "̀", "́", "̉", "̃", "̣")
LETTERS = frozenset(
    letter
    for vowel in _VOWELS
    for tone in _TONES
    for letter in (unicodedata.normalize("NFC", vowel + tone), unicodedata.normalize("NFC", vowel + tone).upper())
) | frozenset("đĐ²/–…")
"""What a face must hold: every Vietnamese letter with every tone, and the marks that the forms use."""


@dataclass(frozen=True, slots=True)
class Family:
    """Four cuts of one face, as file paths. A missing cut is replaced by its nearest relative."""

    name: str
    regular: Path
    bold: Path
    italic: Path
    bold_italic: Path
    typewriter: bool = False

    def cut(self, bold: bool, italic: bool) -> Path:
        """The file for this weight and slant."""
        return {(False, False): self.regular, (True, False): self.bold, (False, True): self.italic}.get(
            (bold, italic), self.bold_italic
        )


# Regular, bold, italic, bold italic by file name; the more usual in offices first.
_KNOWN: dict[str, dict[str, tuple[str, str, str, str]]] = {
    "serif": {
        "Times New Roman": ("times.ttf", "timesbd.ttf", "timesi.ttf", "timesbi.ttf"),
        "FreeSerif": ("FreeSerif.ttf", "FreeSerifBold.ttf", "FreeSerifItalic.ttf", "FreeSerifBoldItalic.ttf"),
        "Liberation Serif": (
            "LiberationSerif-Regular.ttf",
            "LiberationSerif-Bold.ttf",
            "LiberationSerif-Italic.ttf",
            "LiberationSerif-BoldItalic.ttf",
        ),
        "Tinos": ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf"),
        "Noto Serif": ("NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf", "NotoSerif-Italic.ttf", "NotoSerif-BoldItalic.ttf"),
        "DejaVu Serif": (
            "DejaVuSerifCondensed.ttf",
            "DejaVuSerifCondensed-Bold.ttf",
            "DejaVuSerifCondensed-Italic.ttf",
            "DejaVuSerifCondensed-BoldItalic.ttf",
        ),
    },
    "sans": {
        "FreeSans": ("FreeSans.ttf", "FreeSansBold.ttf", "FreeSansOblique.ttf", "FreeSansBoldOblique.ttf"),
        "Noto Sans": ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf", "NotoSans-BoldItalic.ttf"),
        "DejaVu Sans": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf", "DejaVuSans-BoldOblique.ttf"),
    },
    "typewriter": {
        "FreeMono": ("FreeMono.ttf", "FreeMonoBold.ttf", "FreeMonoOblique.ttf", "FreeMonoBoldOblique.ttf"),
        "Liberation Mono": (
            "LiberationMono-Regular.ttf",
            "LiberationMono-Bold.ttf",
            "LiberationMono-Italic.ttf",
            "LiberationMono-BoldItalic.ttf",
        ),
        "Noto Sans Mono": (
            "NotoSansMono-Regular.ttf",
            "NotoSansMono-Bold.ttf",
            "NotoSansMono-Regular.ttf",
            "NotoSansMono-Bold.ttf",
        ),
    },
}
_PACKAGES = {
    "serif": "fonts-freefont-ttf, fonts-noto-core or fonts-dejavu-core",
    "sans": "fonts-freefont-ttf, fonts-noto-core or fonts-dejavu-core",
    "typewriter": "fonts-freefont-ttf",
}


def families(kind: str) -> tuple[Family, ...]:
    """
    Families of *kind* (``serif``, ``sans``, ``typewriter``) on this machine that can print Vietnamese, most usual first.

    ConfigError names the Debian package to install when there is none.
    """
    found = _found(kind, _folders())
    if not found:
        raise ConfigError(
            f"Không có phông chữ «{kind}» đủ chữ tiếng Việt; hãy cài gói {_PACKAGES[kind]} (apt). / "
            f"No {kind} font on this machine holds all Vietnamese letters; install the Debian package {_PACKAGES[kind]}."
        )
    return found


@cache
def font(path: Path, pixels: int) -> ImageFont.FreeTypeFont:
    """The face at *path*, *pixels* high."""
    return ImageFont.truetype(str(path), pixels)


def _folders() -> tuple[Path, ...]:
    own = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path(own) / "fonts", Path.home() / ".fonts")


@cache
def _found(kind: str, folders: tuple[Path, ...]) -> tuple[Family, ...]:
    files = {path.name: path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*.ttf"))}
    found = []
    for name, cuts in _KNOWN[kind].items():
        regular = files.get(cuts[0])
        if regular is None or not all(_covers(files[cut]) for cut in cuts if cut in files):
            continue
        bold, italic, both = (files.get(cut) for cut in cuts[1:])
        found.append(
            Family(name, regular, bold or regular, italic or regular, both or bold or italic or regular, kind == "typewriter")
        )
    return tuple(found)


def _covers(path: Path) -> bool:
    try:
        with TTFont(path, lazy=True) as face:
            return {ord(letter) for letter in LETTERS} <= set(face.getBestCmap() or {})
    except (OSError, TTLibError):
        return False
