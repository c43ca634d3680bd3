"""
Mark, then signatures, then a second look.

A file that arrives unsigned is marked (a new revision of the whole file) and then signed by incremental updates. A
file that arrives signed is never altered: only incremental updates are appended, and the agency's signature carries the
mark's words in its own appearance.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

import pikepdf
from pikepdf import Name

from pipelines.errors import DocumentProblem
from pipelines.model import Conversion
from pipelines.sign.appending import Appearance, Spot, append_signature
from pipelines.sign.arriving import has_signature
from pipelines.sign.config import SigningConfig
from pipelines.sign.desk import Hand, SigningDesk
from pipelines.sign.drawing import wrap
from pipelines.sign.fonts import find_typeface
from pipelines.sign.identity import Identity
from pipelines.sign.levels import lift, look_again_at_lifted
from pipelines.sign.mark import draw_signature, mark_lines, put_mark, signature_lines
from pipelines.sign.network import ServiceDown
from pipelines.sign.placement import find_room
from pipelines.sign.policy import PadesLevel
from pipelines.sign.second_look import look_again_at_marked, look_again_at_signed
from pipelines.sign.times import VIETNAM, vietnam_time
from pipelines.sign.xmp import record, with_record


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file and the PAdES level it came to."""

    pdf: bytes
    wanted: PadesLevel
    reached: PadesLevel
    reason: str | None = None
    """Code (``messages.yaml``) of why *reached* is less than *wanted*."""


def sign(pdf: bytes, conversion: Conversion, identity: Identity, config: SigningConfig) -> bytes:
    """
    Mark *pdf* as converted from paper and sign it as PAdES B-B in the agency's name, whatever the policy in *config* says.

    Returns and raises as ``sign_by``.
    """
    return sign_by(pdf, conversion, SigningDesk((Hand("agency", identity),)), config).pdf


def sign_by(pdf: bytes, conversion: Conversion, desk: SigningDesk, config: SigningConfig) -> Signed:
    """
    Mark *pdf* as converted from paper, sign it by all hands of *desk* in their order, and lift it to the desk's level.

    The level that cannot be reached because a service is down is reported, not raised. The file was opened again, verified
    and compared with what came in.
    Raises DocumentProblem: ``sign_encrypted``, ``sign_unreadable``, ``sign_forbidden``, ``sign_arrived_invalid``,
    ``sign_no_room``, ``sign_page_too_large``, ``sign_letter_missing``, ``sign_second_look``; OutsideError when a key does
    not answer; ConfigError when a certificate is expired or revoked, a PIN is wrong, or the machine has no font.
    """
    missed = _check_hands(desk)
    moment = dt.datetime.now(VIETNAM).replace(microsecond=0)
    # A stamp in each signature that needs one; document time stamps and validation material come after the last.
    network = desk.network if desk.level != PadesLevel.B else None
    arrived = has_signature(pdf)
    if arrived:
        look_again_at_signed(pdf, None, desk.hands[0].identity)
    current = pdf
    words = signature_lines(conversion.agency, desk.of("agency").name, vietnam_time(moment), conversion.serial, config)
    marked, agency_spot = (pdf, _free_spot(pdf, conversion, config, words)) if arrived else _mark(pdf, conversion, config, words)
    current = marked
    for number, hand in enumerate(desk.hands):
        before = current
        current, unstamped = append_signature(
            before,
            hand.identity,
            agency_spot if hand.role == "agency" else None,
            location=conversion.agency,
            moment=moment,
            certify=config.certify and number == 0 and not arrived,
            network=network,
        )
        missed = missed or unstamped
        seen = desk.seen(hand.identity)
        if number == 0 and not arrived:
            look_again_at_marked(pdf, marked, current, record(conversion), seen, conversion.pages)
        else:
            look_again_at_signed(before, current, seen)
    if network is None:
        return Signed(current, desk.level, PadesLevel.B)
    lifted = lift(current, desk.level, network)
    look_again_at_lifted(current, lifted, desk.anchors)
    short = lifted.reached.rank < desk.level.rank
    return Signed(lifted.pdf, desk.level, lifted.reached, (lifted.reason or missed) if short else None)


def _check_hands(desk: SigningDesk) -> str | None:
    """Certificates that may not sign now stop everything before anything is signed; an outage is only told."""
    missed = None
    for hand in desk.hands:
        hand.identity.check_time()
        if desk.network is not None and desk.level.rank >= PadesLevel.LT.rank:
            try:
                desk.network.proof(*hand.identity.for_proof())
            except ServiceDown as down:
                missed = down.code
    return missed


def _mark(pdf: bytes, conversion: Conversion, config: SigningConfig, words: tuple[str, ...]) -> tuple[bytes, Spot]:
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if document.is_encrypted:
                raise DocumentProblem("sign_encrypted")
            if not document.pages:
                raise DocumentProblem("sign_unreadable")
            place = put_mark(document, conversion, words, config)
            _put_record(document, record(conversion))
            buffer = io.BytesIO()
            document.save(buffer, min_version="1.7", linearize=False)
    except pikepdf.PasswordError:
        raise DocumentProblem("sign_encrypted") from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DocumentProblem("sign_unreadable") from error
    face = find_typeface(config.fonts)
    lines = [part for line in words for part in wrap(face, line, config.font_size, place.size[0])]
    drawing = draw_signature(lines, place.size, face, config.font_size)
    return buffer.getvalue(), Spot(0, place.rect, Appearance(drawing, place.frame.turn(), None))


def _put_record(document: pikepdf.Pdf, values: dict[str, str]) -> None:
    metadata = document.Root.get("/Metadata")
    packet = metadata.read_bytes() if isinstance(metadata, pikepdf.Stream) else None
    try:
        written = with_record(packet, values)
    except ValueError:
        written = with_record(None, values)  # a packet that is no XMP tells nobody anything
    stream = document.make_stream(written, Type=Name.Metadata, Subtype=Name.XML)
    document.Root.Metadata = stream


def _free_spot(pdf: bytes, conversion: Conversion, config: SigningConfig, words: tuple[str, ...]) -> Spot:
    face = find_typeface(config.fonts)
    lines = (*mark_lines(conversion, config), *words)
    room = find_room(pdf, face, lines, config, config.lookup.format(serial=conversion.serial))
    # The file's own metadata may not change: the appearance carries the record.
    packet = with_record(None, record(conversion))
    return Spot(room.page, room.rect, Appearance(room.drawing, room.frame.turn(), packet))
