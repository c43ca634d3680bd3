"""
Black and white pictures as JBIG2 generic regions (ITU-T T.88 | ISO/IEC 14492, 6.2): every pixel stays what it was.

A fifth to a third smaller than CCITT group 4. Only generic coding is used, never symbols: coders that replace a shape by a
similar one have changed figures on papers. PDF/A-2 allows it (ISO 19005-2, 6.1.7.2); PDF wants it without a file header.
"""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

Ink = npt.NDArray[np.uint8]
"""Rows of pixels, 1 for ink and 0 for paper."""

# Probability of the less likely value, next state after the likely one, after the other, and whether they change places.
_STATES = (  # T.88, table E.1
    (0x5601, 1, 1, 1), (0x3401, 2, 6, 0), (0x1801, 3, 9, 0), (0x0AC1, 4, 12, 0), (0x0521, 5, 29, 0), (0x0221, 38, 33, 0),
    (0x5601, 7, 6, 1), (0x5401, 8, 14, 0), (0x4801, 9, 14, 0), (0x3801, 10, 14, 0), (0x3001, 11, 17, 0), (0x2401, 12, 18, 0),
    (0x1C01, 13, 20, 0), (0x1601, 29, 21, 0), (0x5601, 15, 14, 1), (0x5401, 16, 14, 0), (0x5101, 17, 15, 0), (0x4801, 18, 16, 0),
    (0x3801, 19, 17, 0), (0x3401, 20, 18, 0), (0x3001, 21, 19, 0), (0x2801, 22, 19, 0), (0x2401, 23, 20, 0), (0x2201, 24, 21, 0),
    (0x1C01, 25, 22, 0), (0x1801, 26, 23, 0), (0x1601, 27, 24, 0), (0x1401, 28, 25, 0), (0x1201, 29, 26, 0), (0x1101, 30, 27, 0),
    (0x0AC1, 31, 28, 0), (0x09C1, 32, 29, 0), (0x08A1, 33, 30, 0), (0x0521, 34, 31, 0), (0x0441, 35, 32, 0), (0x02A1, 36, 33, 0),
    (0x0221, 37, 34, 0), (0x0141, 38, 35, 0), (0x0111, 39, 36, 0), (0x0085, 40, 37, 0), (0x0049, 41, 38, 0), (0x0025, 42, 39, 0),
    (0x0015, 43, 40, 0), (0x0009, 44, 41, 0), (0x0005, 45, 42, 0), (0x0001, 45, 43, 0), (0x5601, 46, 46, 0),
)  # fmt: skip
# A state and the likely value together are one number: 2 * state + value.
_SHARE = [share for share, *_ in _STATES for _ in (0, 1)]
_LIKELY = [2 * after + value for _, after, _, _ in _STATES for value in (0, 1)]
_UNLIKELY = [2 * after + (value ^ swap) for _, _, after, swap in _STATES for value in (0, 1)]

_NEIGHBOURS = (  # T.88, figure 3 with the adaptive pixels at their usual places; lowest bit first
    (-1, 0), (-2, 0), (-3, 0), (-4, 0), (3, -1), (2, -1), (1, -1), (0, -1), (-1, -1), (-2, -1), (-3, -1),
    (2, -2), (1, -2), (0, -2), (-1, -2), (-2, -2),
)  # fmt: skip
_ADAPTIVE = struct.pack(">8b", 3, -1, -3, -1, 2, -2, -2, -2)
_ROW_REPEATS = 0x9B25
"""The context in which is told whether a row is the one above again (T.88, figure 8)."""


def encode(ink: Ink) -> bytes:
    """*ink* as the segments of one page, as a PDF's /JBIG2Decode stream holds them; 1 is black."""
    height, width = ink.shape
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\x08" + _ADAPTIVE + _generic(ink)
    return _segment(0, 48, page) + _segment(1, 38, region)


def _segment(number: int, kind: int, data: bytes) -> bytes:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data


def _generic(ink: Ink) -> bytes:
    """The decisions row by row: does it repeat the one above, and if not, its pixels."""
    height, width = ink.shape
    above = np.vstack((np.zeros((1, width), ink.dtype), ink[:-1]))
    same = (ink == above).all(axis=1)
    contexts = np.empty((height, width + 1), np.uint16)
    contexts[:, 0], contexts[:, 1:] = _ROW_REPEATS, _contexts(ink)
    values = np.empty((height, width + 1), np.uint8)
    values[:, 0], values[:, 1:] = same ^ np.concatenate(([False], same[:-1])), ink
    told = np.ones((height, width + 1), bool)
    told[same, 1:] = False
    row, value = contexts[told], values[told]
    # Paper in the middle of paper is most of a page: counted here, coded many at a time.
    telling = np.flatnonzero((row != 0) | (value != 0))
    paper = np.diff(np.concatenate(([-1], telling, [len(row)]))) - 1
    return _arithmetic(row[telling].tolist(), value[telling].tolist(), paper.tolist())


def _contexts(ink: Ink) -> npt.NDArray[np.uint16]:
    height, width = ink.shape
    framed = np.zeros((height + 2, width + 8), np.uint16)
    framed[2:, 4:-4] = ink
    found = np.zeros((height, width), np.uint16)
    for bit, (x, y) in enumerate(_NEIGHBOURS):
        found |= framed[2 + y : 2 + y + height, 4 + x : 4 + x + width] << bit
    return found


def _arithmetic(contexts: list[int], values: list[int], paper: list[int]) -> bytes:  # noqa: PLR0915 - see its last sentence
    """
    The MQ coder (T.88, annex E) over *values* in their *contexts*; before each, and at the end, come *paper* zeros in context 0.

    One long function, because calling one for each of a million pixels would take most of the time.
    """
    share, likely, unlikely = _SHARE, _LIKELY, _UNLIKELY
    states = [0] * 65536
    out = bytearray(1)  # a byte for a carry that never comes; dropped at the end
    a, c, room = 0x8000, 0, 12

    def put_byte() -> None:
        nonlocal c, room
        if out[-1] != 0xFF and c >= 0x8000000:
            out[-1] += 1
            c &= 0x7FFFFFF
        room = 7 if out[-1] == 0xFF else 8
        out.append(c >> (27 - room) & 0xFF)
        c &= (1 << (27 - room)) - 1

    for context, value, zeros in zip([*contexts, -1], [*values, 0], paper, strict=True):
        left = zeros
        while left:
            state = states[0]
            part = share[state]
            if state & 1:
                a -= part
                if a < part:
                    c += part
                else:
                    a = part
                states[0] = unlikely[state]
                left -= 1
            else:
                at_once = min(left, (a - 0x8000) // part)
                a -= at_once * part
                c += at_once * part
                left -= at_once
                if not left:
                    break
                a -= part
                if a < part:
                    a = part
                else:
                    c += part
                states[0] = likely[state]
                left -= 1
            while a < 0x8000:
                a, c, room = a << 1, c << 1, room - 1
                if not room:
                    put_byte()
        if context < 0:
            break
        state = states[context]
        part = share[state]
        a -= part
        if state & 1 == value:
            if a >= 0x8000:
                c += part
                continue
            if a < part:
                a = part
            else:
                c += part
            states[context] = likely[state]
        else:
            if a < part:
                c += part
            else:
                a = part
            states[context] = unlikely[state]
        while a < 0x8000:
            a, c, room = a << 1, c << 1, room - 1
            if not room:
                put_byte()
    limit = c + a
    c |= 0xFFFF
    if c >= limit:
        c -= 0x8000
    for _ in range(2):
        c <<= room
        put_byte()
    if out[-1] == 0xFF:
        out.pop()
    return bytes(out[1:]) + b"\xff\xac"
