"""Faces of the papers: other cuts than the page generator's beside some of the same, all from Debian's font packages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

from benchmarks.sheet import DPI

FACES: dict[str, tuple[str, str, str]] = {  # regular, bold, italic
    "times": ("FreeSerif", "FreeSerifBold", "FreeSerifItalic"),
    "display": ("NotoSerifDisplay-Regular", "NotoSerifDisplay-Bold", "NotoSerifDisplay-Italic"),
    "serif": ("NotoSerif-Regular", "NotoSerif-Bold", "NotoSerif-Italic"),
    "wide serif": ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"),
    "helvetica": ("FreeSans", "FreeSansBold", "FreeSansOblique"),
    "sans": ("NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic"),
    "sans display": ("NotoSansDisplay-Regular", "NotoSansDisplay-Bold", "NotoSansDisplay-Italic"),
    "narrow": ("DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "DejaVuSansCondensed-Oblique"),
    "typewriter": ("FreeMonoBold", "FreeMonoBold", "FreeMonoBoldOblique"),
    "thin typewriter": ("FreeMono", "FreeMonoBold", "FreeMonoOblique"),
    "pen": ("DejaVuSans-ExtraLight", "DejaVuSans-ExtraLight", "DejaVuSans-ExtraLight"),
    "pen upright": ("FreeSerifItalic", "FreeSerifItalic", "FreeSerifItalic"),
}
GROW = {"times": 0.0, "display": -1.4, "serif": -1.9, "wide serif": -2.6, "helvetica": -1.5, "sans": -2.0, "sans display": -1.6,
        "narrow": -2.2, "typewriter": -2.0, "thin typewriter": -2.0}  # fmt: skip
"""Points to add so that all faces look as large as "times" of the same size."""


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in Path("/usr/share/fonts").rglob("*.ttf")}


@cache
def _face(stem: str, pixels: int) -> ImageFont.FreeTypeFont:
    if stem not in _files():
        raise FileNotFoundError(
            f"no {stem}.ttf in /usr/share/fonts; install fonts-freefont-ttf, fonts-noto-core, fonts-noto-extra, fonts-dejavu"
        )
    return ImageFont.truetype(str(_files()[stem]), pixels, layout_engine=ImageFont.Layout.BASIC)


def face(name: str, points: float, cut: int = 0) -> ImageFont.FreeTypeFont:
    """Face *name* of FACES at *points* on 300 dpi; *cut* 0 regular, 1 bold, 2 italic. FileNotFoundError names a missing file."""
    return _face(FACES[name][cut], round(points * DPI / 72))
