"""
Who signed: authority and position, and the name under the signature, bottom right of the last text page.

Decree 30/2020/NĐ-CP, Appendix I, boxes 7a to 7c (TM. in the name of a body, KT. for its head, TL. by order, TUQ. by mandate);
recipients (Nơi nhận, box 9b) stand left of it. Attachments come after the signature and may have heads and signatures of
their own, which are not the paper's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from rapidfuzz import fuzz, process

from pipelines.extract.geometry import Row, Sheet, Token, make_row, split_at_gaps
from pipelines.extract.kinds.people import person_name
from pipelines.extract.parts import Part
from pipelines.extract.text import fold, is_syllable, unglued
from pipelines.extract.vocabulary import folded
from pipelines.model import Box

_ATTACHMENT = re.compile(
    r"^(?:phu luc|danh sach|danh muc|bieu (?:mau|so)|mau so|\(?kem theo|\(?ban hanh kem theo|de cuong|bang )"
)
_COVER_WORDS = 45
"""National title and motto have ten words, a ministry above a department ten, a title of certificates up to twenty."""
_RANK = re.compile(r"^(?:[A-ZĐƯa-z]{1,6}\.)+[A-ZĐ]*\.?$|^[A-ZĐƯ]{2,7}\.\S*$")


@dataclass(frozen=True, slots=True)
class Signer:
    """The signature block; None where nothing was found."""

    title: Part | None
    name: Part | None
    others: tuple[Part, ...] = ()
    """Names that were not taken, for ``explain``."""


def text_pages(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages of the paper itself, without its attachments; at least the first."""
    kept: list[Sheet] = []
    for sheet in sheets:
        if kept and _is_attachment(sheet) and not (len(kept) == 1 and is_cover(kept[0])):
            break
        kept.append(sheet)
    return kept


def is_cover(sheet: Sheet) -> bool:
    """Whether *sheet* is the outside of a folded certificate: a head, a title and hardly a word more, nobody's signature."""
    words = sum(len(t.folded) > 1 for row in sheet.rows for t in row.tokens)
    return words <= _COVER_WORDS and _on_page(sheet) is None


def _is_attachment(sheet: Sheet) -> bool:
    top = [r for r in sheet.rows if r.y < 0.3 * sheet.page.height][:6]
    for at, row in enumerate(top):
        letters = re.sub(r"[\W\d_]", "", row.text)
        capitals = bool(letters) and sum(c.isupper() for c in letters) >= 0.6 * len(letters)
        # «(Danh sách kèm theo …)» also ends a text whose table runs over the page; a heading has headings only above it.
        heads = row.text.lstrip(" _").startswith("(") and all(_is_heading(r) for r in top[:at])
        if (capitals or heads) and _ATTACHMENT.match(row.folded):
            return True
        if fuzz.partial_ratio("cong hoa xa hoi chu nghia viet nam", row.folded) >= 85 and len(row.folded) > 25:
            return True
    return False


def _is_heading(row: Row) -> bool:
    """Whether *row* can stand above an attachment's reference: capitals, or no more than the page's number."""
    letters = re.sub(r"[\W\d_]", "", row.text)
    return sum(c.isupper() for c in letters) >= 0.6 * len(letters)


def find_signer(sheets: Sequence[Sheet]) -> Signer:
    """
    The signature block of the paper whose *text* pages these are.

    Recipients and signer end a paper (Decree 30/2020/NĐ-CP, Appendix I Part II.6 and 9): the first page that has both closes it,
    and what others signed behind it is attached. Without recipients the last signature is the paper's.
    """
    found = [(sheet, signer) for sheet in sheets if (signer := _on_page(sheet)) is not None]
    closing = [signer for sheet, signer in found if signer.title is not None and any(_says_recipients(r) for r in sheet.rows)]
    return closing[0] if closing else found[-1][1] if found else Signer(None, None)


def title_in(sheet: Sheet) -> Part | None:
    """The lowest block of lines that are positions on *sheet*, wherever it stands; None without one."""
    parts = _right_parts(sheet)
    block = _whole(_last_block([p for p in parts if _is_title(p)], parts, sheet.pitch), parts, sheet.pitch)
    return Part(tuple(t for r in block for t in r.tokens), "block signer_title") if block else None


def signature_region(sheets: Sequence[Sheet]) -> tuple[Sheet, Box] | None:
    """Where the signature must stand when its words were not read: right of the recipients, pixels; None without recipients."""
    for sheet in reversed(sheets):
        y = next((r.y for r in reversed(sheet.rows) if _says_recipients(r)), None)
        if y is not None:
            page = sheet.page
            top, bottom = max(0, int(y - 2.5 * sheet.pitch)), min(page.height, int(y + 20 * sheet.pitch))
            return sheet, (int(0.46 * page.width), top, page.width, bottom)
    return None


def _on_page(sheet: Sheet) -> Signer | None:
    recipients = next((r.y for r in reversed(sheet.rows) if _says_recipients(r)), None)
    parts = _right_parts(sheet)
    titles = [p for p in parts if _is_title(p) and (recipients is None or p.y > recipients - 8 * sheet.pitch)]
    block = _whole(_last_block(titles, parts, sheet.pitch), parts, sheet.pitch)
    heading = next((p for p in reversed(parts) if p.folded.startswith("nguoi ky")), None) if not block else None
    if recipients is None and heading is None and (not block or _body_goes_on(sheet, block[-1])):
        return None
    top = block[-1].y if block else heading.y if heading is not None else (recipients or 0.0) + sheet.pitch
    axis = _middle(block) if block else _middle([heading]) if heading is not None else None
    names = []
    for part in parts:
        if part.y <= top + 0.7 * sheet.pitch:
            continue
        name = _name(part)
        if name is None:
            continue
        middle = (name.left + name.right) / 2
        off = abs(middle - (axis if axis is not None else 0.73 * sheet.page.width)) / sheet.page.width
        if off > 0.2:
            continue
        parsed = person_name(name.text)
        certainty = parsed.certainty if parsed else 0.0
        fit = (1.0 if block or heading is not None else 0.8) * (1.0 if off < 0.07 else 0.7)
        names.append(
            (certainty * fit - 0.01 * abs(part.y - top) / sheet.page.height, Part(name.tokens, "block signer_name", fit=fit))
        )
    names.sort(key=lambda n: -n[0])
    title = None
    if block:
        fit = 1.0 if recipients is not None else 0.85 if names else 0.6
        if block[0].folded.startswith("chu tich") and not _stands_under(parts, block[0], sheet.pitch):
            # A chair mostly signs in the name of the committee, and that line is the one that seals hide.
            fit = min(fit, 0.7)
        if _noise_beside(sheet, block):
            fit = min(fit, 0.3)
        if _body_above(parts, block, sheet.pitch):
            fit = min(fit, 0.3)
        title = Part(tuple(t for r in block for t in r.tokens), "block signer_title", fit=fit)
    return Signer(title, names[0][1] if names else None, tuple(p for _, p in names[1:]))


def _body_goes_on(sheet: Sheet, title: Row) -> bool:
    """Whether articles or grounds follow: then *title* is the heading of who decides, not of who signs."""
    return any(r.y > title.y and r.folded.startswith(("can cu ", "dieu ", "xet de nghi", "quyet dinh")) for r in sheet.rows)


def _says_recipients(row: Row) -> bool:
    return any(fuzz.ratio("noi nhan", " ".join(row.folded.split()[i : i + 2])) >= 85 for i in range(2)) and row.text[:1].isupper()


def _right_parts(sheet: Sheet) -> list[Row]:
    """Stretches of rows whose middle lies in the right part of the page, top to bottom."""
    edge = 0.44 * sheet.page.width
    found = []
    for row in sheet.rows:
        for tokens in split_at_gaps(row.tokens, 1.4 * sheet.pitch):
            kept = [t for t in tokens if t.folded]
            if kept and (kept[0].box[0] + kept[-1].box[2]) / 2 > edge:
                found.append(make_row(kept))
    return found


def _is_title(part: Row) -> bool:
    letters = re.sub(r"[\W\d_]", "", part.text)
    if len(letters) < 4 or sum(c.isupper() for c in letters) < 0.8 * len(letters) or len(part.tokens) > 10:
        return False
    if re.match(r"^(?:TM|KT|TL|TUQ|Q)\b\.?", part.text):
        return True
    words = part.folded.split()
    known = folded("positions")
    for n in range(min(5, len(words)), 0, -1):
        if process.extractOne(" ".join(words[:n]), list(known), scorer=fuzz.ratio, score_cutoff=86):
            return True
    return False


def _last_block(titles: Sequence[Row], parts: Sequence[Row], pitch: float) -> list[Row]:
    """The lowest of *titles* that stand under each other; one that begins with TM. may run over into a line between."""
    block: list[Row] = []
    for row in reversed(titles):
        reach = 3.2
        if block and row.text.startswith("TM") and _whole([row, block[0]], parts, pitch)[1:-1]:
            reach = 4.6
        if block and (block[0].y - row.y > reach * pitch or abs(_middle([row]) - _middle(block)) > 8 * pitch):
            break
        block.insert(0, row)
    return block


def _whole(block: list[Row], parts: Sequence[Row], pitch: float) -> list[Row]:
    """*block* with the ends of lines that ran over: «TM. ỦY BAN NHÂN DÂN XÃ VĨNH HÒA» / «PHÚ»."""
    if len(block) < 2:
        return block
    between = [p for p in parts if block[0].y < p.y < block[-1].y and p.text.isupper() and p not in block]
    over = [p for p in between if abs(_middle([p]) - _middle(block)) < 3 * pitch]
    return sorted((*block, *over), key=lambda row: row.y)


def _middle(rows: Sequence[Row]) -> float:
    return (min(r.left for r in rows) + max(r.right for r in rows)) / 2


def _name(part: Row) -> Row | None:
    tokens = [t for token in part.tokens for t in _unglued(token)]
    # Before a name stand ranks, and specks of the signature that were read as a sign or a figure.
    while tokens and (_RANK.match(tokens[0].text) or not re.search(r"[^\W\d_]{2}|^[^\W\d_]['’]?$", tokens[0].text)):
        tokens = tokens[1:]
    while tokens and not re.search(r"[^\W\d_]", tokens[-1].text):
        tokens = tokens[:-1]
    if not 2 <= len(tokens) <= 6:
        return None
    row = make_row(tokens)
    parsed = person_name(row.text)
    if not any(is_syllable(t.text) for t in tokens) and tokens[0].folded not in folded("surnames"):
        return None  # strokes of a signature, or a typeface of which no reader makes words
    # Signers' names are printed in small letters; capitals without a family name are a broken position or seal.
    if any(key.startswith(row.folded) for key in folded("positions")):
        return None
    shouted = row.text.isupper() and parsed is not None and parsed.certainty < 0.6
    if row.folded.startswith("pho "):  # Phó Bộ trưởng, in whatever letters: no family is called so
        return None
    if parsed is None or shouted or parsed.certainty < 0.25 or _is_title(row) or fold(row.text).startswith(("da ky", "noi nhan")):
        return None
    return row


def _unglued(token: Token) -> list[Token]:
    """Two words of a name that were read as one («HàVăn»)."""
    pieces = unglued(token.text)
    if len(pieces) == 1:
        return [token]
    x0, y0, x1, y1 = token.box
    cuts = [x0 + (x1 - x0) * at // len(token.text) for at in accumulate(map(len, pieces), initial=0)]
    boxes = [(a, y0, b, y1) for a, b in pairwise(cuts)]
    return [replace(token, text=w, folded=fold(w), box=box) for w, box in zip(pieces, boxes, strict=True)]


def _stands_under(parts: Sequence[Row], title: Row, pitch: float) -> bool:
    """Whether a form's own line (Người ký giấy khai sinh) stands right above *title*, so that nothing is lost between."""
    return any(p.folded.startswith("nguoi ky") and 0 < title.y - p.y < 3 * pitch for p in parts)


def _body_above(parts: Sequence[Row], block: Sequence[Row], pitch: float) -> bool:
    """Whether the name of a body in capitals stands right above the position and is no part of it: how much signs is not sure."""
    bodies = tuple(folded("bodies"))
    return any(
        0 < block[0].y - p.y < 6 * pitch
        and p.text.isupper()
        and p.folded.startswith(bodies)
        and abs(_middle([p]) - _middle(block)) < 6 * pitch
        for p in parts
    )


def _noise_beside(sheet: Sheet, block: Sequence[Row]) -> bool:
    """
    Whether unread ink stands before a bare position or right under it: then "KT." or a stamped deputy's title may be lost.

    Under it only what is about as high as its letters: the strokes of a signature, which belongs there, are higher or flat.
    """
    if re.match(r"^(?:TM|TL|TUQ)\b", block[0].text) or len(block) > 1:
        return False
    first, pitch = block[0], sheet.pitch
    for row in sheet.rows:
        if not first.y - pitch < row.y < first.y + 2.2 * pitch:
            continue
        for t in row.tokens:
            beside = first.left - 3 * pitch < t.box[0] < first.left and abs(t.y - first.y) < pitch
            alike = 0.6 < (t.box[3] - t.box[1]) / first.height < 1.7
            under = alike and first.left - 2 * pitch < t.x < first.right + 2 * pitch and t.y > first.y + 0.8 * pitch
            if (beside or under) and t not in first.tokens and t.confidence < 0.6:
                return True
    return False
