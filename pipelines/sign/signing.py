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

from pipelines.clock import VIETNAM
from pipelines.errors import DocumentProblem
from pipelines.levelling import level
from pipelines.model import Conversion
from pipelines.sign.appending import Appearance, Spot, append_signature
from pipelines.sign.arriving import has_signature
from pipelines.sign.attachment import embed
from pipelines.sign.config import SigningConfig
from pipelines.sign.desk import Hand, SigningDesk
from pipelines.sign.drawing import wrap
from pipelines.sign.fonts import find_typeface
from pipelines.sign.identity import Identity
from pipelines.sign.layout import Words
from pipelines.sign.levels import lift, look_again_at_lifted
from pipelines.sign.mark import Place, draw_signature, mark_lines, person_lines, put_mark, signature_lines
from pipelines.sign.network import ServiceDown
from pipelines.sign.placement import find_room
from pipelines.sign.policy import PadesLevel
from pipelines.sign.second_look import look_again_at_marked, look_again_at_signed
from pipelines.sign.times import vietnam_time
from pipelines.sign.xmp import record, with_record


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file and the PAdES level it came to."""

    pdf: bytes
    wanted: PadesLevel
    reached: PadesLevel
    reason: str | None = None
    """Code (``messages.yaml``) of why *reached* is less than *wanted*."""
    warning: str | None = None
    """Code of what a person should look at although it was signed."""


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
    ``sign_no_room``, ``sign_page_too_large``, ``sign_letter_missing``, ``sign_other_person``,
    ``sign_second_look``; OutsideError when a key or poppler does not answer; ConfigError when a certificate is expired or
    revoked, a PIN is wrong, or the machine has no font.
    """
    warned = _check_person(desk, conversion, config)
    missed = _check_hands(desk)
    moment = dt.datetime.now(VIETNAM).replace(microsecond=0)
    # A stamp in each signature that needs one; document time stamps and validation material come after the last.
    network = desk.network if desk.level != PadesLevel.B else None
    arrived = has_signature(pdf)
    if arrived:
        look_again_at_signed(pdf, None, desk.hands[0].identity)
    words = _words(desk, conversion, config, vietnam_time(moment))
    marked, spots = (pdf, _free_spot(pdf, conversion, config, words)) if arrived else _mark(pdf, conversion, config, words)
    current = marked
    for number, hand in enumerate(desk.hands):
        before = current
        current, unstamped = append_signature(
            before,
            hand.identity,
            spots.get(hand.role),
            location=conversion.agency,
            moment=moment,
            certify=config.certify and number == 0 and not arrived,
            network=network,
        )
        missed = missed or unstamped
        seen = desk.seen(hand.identity)
        if number == 0 and not arrived:
            look_again_at_marked(pdf, marked, current, conversion, seen)
        else:
            look_again_at_signed(before, current, seen)
    if network is None:
        return Signed(current, desk.level, PadesLevel.B, warning=warned)
    lifted = lift(current, desk.level, network)
    look_again_at_lifted(current, lifted, desk.anchors)
    short = lifted.reached.rank < desk.level.rank
    return Signed(lifted.pdf, desk.level, lifted.reached, (lifted.reason or missed) if short else None, warned)


def _check_person(desk: SigningDesk, conversion: Conversion, config: SigningConfig) -> str | None:
    """Who signs as the person is who converted the paper, by the name in the certificate (Circular 01/2023 Art. 8)."""
    others = [hand for hand in desk.hands if hand.role == "person" and level(hand.identity.name) != level(conversion.person)]
    if others and config.other_person == "refuse":
        raise DocumentProblem("sign_other_person")
    return "sign_other_person" if others else None


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


def _words(desk: SigningDesk, conversion: Conversion, config: SigningConfig, time: str) -> Words:
    return Words(
        mark_lines(conversion, config),
        signature_lines(conversion.agency, desk.of("agency").name, time, conversion.serial, config),
        next((person_lines(hand.identity.name, time, config) for hand in desk.hands if hand.role == "person"), ()),
    )


def _mark(pdf: bytes, conversion: Conversion, config: SigningConfig, words: Words) -> tuple[bytes, dict[str, Spot]]:
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if document.is_encrypted:
                raise DocumentProblem("sign_encrypted")
            if not document.pages:
                raise DocumentProblem("sign_unreadable")
            places = put_mark(document, pdf, conversion, words, config)
            _put_record(document, conversion)
            buffer = io.BytesIO()
            document.save(buffer, min_version="1.7", linearize=False)
    except pikepdf.PasswordError:
        raise DocumentProblem("sign_encrypted") from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DocumentProblem("sign_unreadable") from error
    lines = {"agency": words.agency, "person": words.person}
    return buffer.getvalue(), {role: _spot(place, lines[role], config) for role, place in places.items()}


def _spot(place: Place, words: tuple[str, ...], config: SigningConfig) -> Spot:
    face = find_typeface(config.fonts)
    lines = [part for line in words for part in wrap(face, line, config.font_size, place.size[0])]
    drawing = draw_signature(lines, place.size, face, config.font_size)
    return Spot(0, place.rect, Appearance(drawing, place.frame.turn(), None))


def _put_record(document: pikepdf.Pdf, conversion: Conversion) -> None:
    metadata = document.Root.get("/Metadata")
    packet = metadata.read_bytes() if isinstance(metadata, pikepdf.Stream) else None
    values, holds_data = record(conversion), conversion.data is not None
    if conversion.data is not None:
        embed(document, conversion.data, conversion.converted_at)
    try:
        written = with_record(packet, values, holds_data=holds_data)
    except ValueError:
        written = with_record(None, values)  # a packet that is no XMP tells nobody anything
    stream = document.make_stream(written, Type=Name.Metadata, Subtype=Name.XML)
    document.Root.Metadata = stream


def _free_spot(pdf: bytes, conversion: Conversion, config: SigningConfig, words: Words) -> dict[str, Spot]:
    face = find_typeface(config.fonts)
    room = find_room(pdf, face, (*words.mark, *words.agency), config, config.lookup.format(serial=conversion.serial))
    # The file's own metadata may not change: the appearance carries the record.
    packet = with_record(None, record(conversion))
    return {"agency": Spot(room.page, room.rect, Appearance(room.drawing, room.frame.turn(), packet))}
