"""
Separator sheets: printed once, laid between papers before a stack goes through the feeder.

Two QR symbols (ISO/IEC 18004, level H) and a Code 128 (ISO/IEC 15417) say the same, so that a torn, turned or stamped sheet is
still known.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.errors import ConfigError

if TYPE_CHECKING:
    from PIL import ImageFont

_DPI = 150
_SIZE = (1240, 1754)  # pixels of A4 at 150 dpi
_FONTS = ("DejaVuSans-Bold.ttf", "NotoSans-Bold.ttf", "FreeSansBold.ttf", "LiberationSans-Bold.ttf")


def separator_sheets(prefix: str, count: int, lines: Sequence[str], declared_type: str | None = None) -> bytes:
    """
    A PDF of *count* A4 sheets, numbered from 1; *lines* (at least one) are printed large, for people.

    *prefix* begins what the symbols say; *declared_type* is the type of the papers that follow. Raises ConfigError for a count
    below 1 or a machine without a font.
    """
    import img2pdf  # noqa: PLC0415 - slow to import, and sheets are printed once

    if count < 1:
        raise ConfigError(f"{count} separator sheets; ask for 1 or more")
    sheets = [_sheet(f"{prefix}/{declared_type or '-'}/{number}", number, lines) for number in range(1, count + 1)]
    made: bytes = img2pdf.convert(sheets, nodate=True, layout_fun=img2pdf.get_fixed_dpi_layout_fun((_DPI, _DPI))) or b""
    return made


def _sheet(says: str, number: int, lines: Sequence[str]) -> bytes:
    import numpy as np  # noqa: PLC0415
    import segno  # noqa: PLC0415
    import zxingcpp  # noqa: PLC0415
    from PIL import Image, ImageDraw  # noqa: PLC0415

    page = Image.new("1", _SIZE, 1)
    draw = ImageDraw.Draw(page)
    symbol = Image.fromarray(np.array(segno.make(says, error="h", micro=False).matrix, np.uint8) == 0)
    side = 14 * symbol.width
    for at in ((110, 110), (_SIZE[0] - 110 - side, _SIZE[1] - 110 - side)):
        page.paste(symbol.resize((side, side), Image.Resampling.NEAREST), at)
    bar = np.array(zxingcpp.create_barcode(says, zxingcpp.BarcodeFormat.Code128).to_image(scale=3, add_quiet_zones=False))
    strip = Image.fromarray(bar).resize((bar.shape[1], 150), Image.Resampling.NEAREST).convert("1")
    page.paste(strip, ((_SIZE[0] - strip.width) // 2, 900))
    for row, line in enumerate((*lines, f"{number:03d}")):
        draw.text((_SIZE[0] // 2, 640 + 70 * row), line, font=_font(44 if row == 0 else 32), fill=0, anchor="mm")
    file = io.BytesIO()
    page.save(file, "PNG", dpi=(_DPI, _DPI))
    return file.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415

    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    raise ConfigError(f"no font for separator sheets; install one of {', '.join(_FONTS)} (Debian: fonts-dejavu-core)")
