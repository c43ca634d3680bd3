"""Invented pages drawn with the system's fonts, and faults done to them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

LINES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Xét đề nghị của ông Trần Văn Mẫu, trú tại thôn Đông, xã Thí Điểm;",
    "Điều 1. Cho phép ông Trần Văn Mẫu sửa chữa nhà ở tại thửa đất số 125.",
    "Điều 2. Công trình phải hoàn thành trước ngày 30 tháng 9 năm 2024.",
    "Điều 3. Quyết định này có hiệu lực kể từ ngày ký ban hành.",
)


def font(size: int, style: str = "Regular") -> ImageFont.FreeTypeFont:
    """A face with all Vietnamese letters: Liberation lacks half of them."""
    for name in (f"NotoSerif-{style}.ttf", "FreeSerif.ttf", "DejaVuSerif.ttf", "DejaVuSans.ttf"):
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    raise RuntimeError("no TrueType font: apt-get install fonts-noto-core")


def page(
    lines: tuple[str, ...] = LINES, *, dpi: int = 200, size: tuple[float, float] = (8.27, 5.8), points: float = 13
) -> Image.Image:
    """Lines of text on white paper, size in inches."""
    picture = Image.new("RGB", (round(size[0] * dpi), round(size[1] * dpi)), "white")
    draw = ImageDraw.Draw(picture)
    face = font(round(points * dpi / 72))
    for number, line in enumerate(lines):
        draw.text((0.8 * dpi, (0.7 + 0.4 * number) * dpi), line, fill="black", font=face)
    return picture


def words(text: str) -> list[str]:
    """Words of *text* without the marks that readers differ on."""
    return [word.strip(".,;:") for word in text.split()]


def share_read(expected: tuple[str, ...], text: str) -> float:
    """Share of the expected words that stand in *text*."""
    wanted = words(" ".join(expected))
    found = set(words(text))
    return sum(word in found for word in wanted) / len(wanted)


def seal(picture: Image.Image, centre: tuple[int, int], radius: int) -> Image.Image:
    """A red ring with a star-like middle, multiplied onto the picture as ink is."""
    layer = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(layer)
    x, y = centre
    red = (225, 60, 70)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=max(radius // 12, 2))
    draw.ellipse((x - radius // 2, y - radius // 2, x + radius // 2, y + radius // 2), fill=red)
    mixed = np.asarray(picture, np.uint16) * np.asarray(layer, np.uint16) // 255
    return Image.fromarray(mixed.astype(np.uint8))


def yellowed(picture: Image.Image) -> Image.Image:
    """Brownish paper, darker to one corner."""
    width, height = picture.size
    shade = np.linspace(0.9, 0.45, width)[None, :] * np.linspace(1.0, 0.7, height)[:, None]
    tone = np.stack([shade, shade * 0.93, shade * 0.7], axis=2)
    return Image.fromarray((np.asarray(picture) * tone).astype(np.uint8))


def save_pdf(pictures: list[Image.Image], path: Path, dpi: int = 200) -> Path:
    pictures[0].save(path, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)
    return path


def png_header(width: int, height: int) -> bytes:
    """A tiny PNG that claims to be huge."""
    file = io.BytesIO()
    Image.new("L", (4, 4)).save(file, "PNG")
    data = bytearray(file.getvalue())
    import struct
    import zlib

    data[16:24] = struct.pack(">II", width, height)
    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    return bytes(data)
