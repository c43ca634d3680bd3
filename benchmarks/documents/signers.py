"""Who signs: titles, signature or "(Đã ký)", name in print or as a stamp, seal; recipients; stamps of the mail room."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

from benchmarks.documents import hand
from benchmarks.documents.faces import face
from benchmarks.documents.heads import Office
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import of, signer
from benchmarks.sheet import BLACK, RED

_RANKS = of("ThS.|TS.|BS.CKII.|DS.CKI.|PGS.TS.")


def committee(rng: random.Random, office: Office) -> list[str]:
    """Titles of who signs for a people's committee."""
    name = rng.choice((office.body, office.body, "UBND " + office.full.removeprefix("Ủy ban nhân dân ").upper()))
    return rng.choice((
        [f"TM. {name}", "CHỦ TỊCH"], [f"TM. {name}", "PHÓ CHỦ TỊCH"], [f"TM. {name}", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        ["CHỦ TỊCH"], ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
    ))  # fmt: skip


def chief(rng: random.Random, title: str) -> list[str]:
    """Titles of who signs for an office led by a *title* as ``GIÁM ĐỐC``: the chief, or a deputy."""
    deputy = "THỨ TRƯỞNG" if title == "BỘ TRƯỞNG" else "PHÓ " + title
    return rng.choice(
        ([title], [title], [f"KT. {title}", deputy], [f"Q. {title}"] if rng.random() < 0.2 else [f"KT. {title}", deputy])
    )


def sign(
    paper: Paper, titles: list[str], office: Office, *, x: int = 0, note: str = "", before: str = "", copy: bool = False,
    seal: bool = True, field: bool = True,
) -> None:  # fmt: skip
    """
    The signer's block around *x*, from the paper's y. *before* are the form's own words above the title (NGƯỜI KÝ …).

    A *copy* has "(Đã ký)" for the signature. The paper's style says whether the seal lies on the name.
    """
    rng, leaf = paper.rng, paper.leaf
    x = x or round(0.71 * paper.size[0])
    name = signer(rng)
    grow = rng.uniform(-0.8, 0)
    if before:
        paper.centre(before, cut=1, x=x, grow=grow, step=0.95)
    for title in titles:
        paper.centre(title, cut=1, x=x, grow=grow, step=0.95)
    if note:
        paper.centre(note, cut=2, x=x, grow=-1.5, step=0.95)
    top = paper.y
    if copy:
        paper.centre("(Đã ký)", cut=rng.choice((0, 2)), x=x, step=1)
    else:
        leaf.signature(x - rng.randint(200, 270), paper.y - 30)
    paper.y += round((1.2 if copy else 3.4) * paper.step)
    rank = rng.choice(_RANKS) if rng.random() < 0.06 and field else ""
    shown = f"{rank} {name}" if rank and office.symbol.startswith("S") else name
    if field:
        paper.fields["signer_name"] = name
        if titles:
            paper.fields["signer_title"] = " ".join(titles)
    look = rng.random()
    if paper.style.filling == "hand" and look < 0.35:
        paper.written.add("signer_name")
        paper.handwrite(x - hand.width(paper.writer, name) // 2, paper.y, name)
    elif look < 0.12 and paper.style.colour:
        leaf.print(x, paper.y, shown, cut=1, align="m", name="helvetica", ink=rng.choice((RED, (60, 50, 140))))
    elif look < 0.2:
        leaf.print(x, paper.y, shown.upper() if rng.random() < 0.4 else shown, cut=1, align="m", name="sans display")
    else:
        leaf.print(x, paper.y, shown, cut=1, align="m")
    if seal and paper.style.seal != "none" and not copy:
        legend = (office.full + " *").upper()[:46]
        radius = rng.randint(196, 216)
        if paper.style.seal == "name":
            leaf.seal(x - rng.randint(90, 230), paper.y - rng.randint(10, 130), legend, radius)
        else:
            leaf.seal(x - rng.randint(420, 480), top + rng.randint(120, 180), legend, radius)
    paper.y += paper.step


def recipients(paper: Paper, lines: list[str], y: int) -> None:
    """Nơi nhận in small print at the left, from *y*."""
    for number, text in enumerate(["Nơi nhận:", *lines]):
        paper.leaf.print(paper.left, y + round(number * 0.8 * paper.step), text, cut=1 if not number else 0, grow=-2.5)


def mail_stamp(paper: Paper, x: int, y: int) -> None:
    """The mail room's stamp with its own number and day, which are none of the paper's; not part of the printed text."""
    rng = paper.rng
    tile = Image.new("L", (620, 330), 0)
    pen = ImageDraw.Draw(tile)
    pen.rectangle((4, 4, 615, 325), outline=255, width=6)
    for at, (text, points) in enumerate(
        (("VĂN PHÒNG", 10), ("CÔNG VĂN ĐẾN", 12), ("Số:..................", 10), ("Ngày.......tháng.....năm 20....", 9))
    ):
        pen.text((310, 60 + 70 * at), text, font=face("helvetica", points, 1), fill=255, anchor="mm")
    ink = rng.choice(((40, 40, 130), RED, BLACK)) if paper.style.colour else BLACK
    tile = tile.rotate(rng.uniform(-3, 3), resample=Image.Resampling.BILINEAR)
    paper.leaf.image.paste(ink, (x, y), tile)
    for at, text in ((190, str(rng.randint(10, 2900))), (265, str(rng.randint(1, 28)))):
        hand.write(paper.leaf.image, x + 200, y + at, text, paper.writer, rng)


def boxed(paper: Paper, x: int, y: int, text: str) -> None:
    """A word in a frame, stamped: HỎA TỐC, BẢN SAO."""
    wide = round(face("helvetica", 14, 1).getlength(text)) + 60
    tile = Image.new("L", (wide + 20, 130), 0)
    pen = ImageDraw.Draw(tile)
    pen.rectangle((6, 20, wide + 12, 110), outline=255, width=6)
    pen.text((wide // 2 + 10, 66), text, font=face("helvetica", 14, 1), fill=255, anchor="mm")
    tile = tile.rotate(paper.rng.uniform(-2, 2), resample=Image.Resampling.BILINEAR)
    paper.leaf.image.paste(RED if paper.style.colour else BLACK, (x, y), tile)
