"""
Black and white pictures as JBIG2 generic regions (ITU-T T.88 | ISO/IEC 14492, 6.2): every pixel stays what it was.

A fifth to a third smaller than CCITT group 4. Only generic coding is used, never symbols: coders that replace a shape by a
similar one have changed figures on papers. PDF/A-2 allows it (ISO 19005-2, 6.1.7.2); PDF wants it without a file header.
"""

from __future__ import annotations

import struct

import cv2
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

# Template 2 (T.88, figure 5) with the adaptive pixel at its usual place: of the pixel's own row the two before it, lowest bit
# first, of the row above from two after it to two before, and of the row above that from one to one. Template 0, of 16 pixels,
# makes scans of print 1 to 6 % smaller and takes a third more time.
_BEFORE = np.array([[2, 1, 0, 0, 0]], np.float32)
_ABOVE = np.array([[16, 8, 4, 2, 1]], np.float32)
_ADAPTIVE = struct.pack(">2b", 2, -1)
_REACH = np.array([[0, 1, 1, 1, 0], [1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], np.uint8)
_ANCHOR = 2, 2
"""The neighbours and the pixel itself, which is the anchor (column, row)."""
_RUN = 2 << 10
"""Stands among decisions where many are zeros in context 0."""
_ROW_REPEATS = 0x00E5
"""The context in which is told whether a row is the one above again (T.88, figure 10)."""


def encode(ink: Ink) -> bytes:
    """*ink* as the segments of one page, as a PDF's /JBIG2Decode stream holds them; 1 is black."""
    height, width = ink.shape
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\x0c" + _ADAPTIVE + _generic(ink)
    return _segment(0, 48, page) + _segment(1, 38, region)


def _segment(number: int, kind: int, data: bytes) -> bytes:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data


def _generic(ink: Ink) -> bytes:
    """The decisions row by row: does it repeat the one above, and if not, its pixels."""
    height, width = ink.shape
    packed = np.pad(np.packbits(ink, axis=1), ((1, 0), (0, 0)))
    same = (packed[1:] == packed[:-1]).all(axis=1)
    # Paper in the middle of paper is most of a page: counted here, coded many at a time.
    near = cv2.dilate(ink, _REACH, anchor=_ANCHOR, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    near[same] = 0
    telling = np.flatnonzero(near)
    rows = telling // width
    # Where each decision stands among all of them; every row begins with one about the row itself.
    begin = np.concatenate(([0], np.cumsum(np.where(same, 1, width + 1))))
    place = begin[rows] + 1 + telling - rows * width
    at = np.searchsorted(rows, np.arange(height))
    contexts = np.insert(_contexts(ink, telling), at, _ROW_REPEATS)
    values = np.insert(ink.ravel()[telling], at, same ^ np.concatenate(([False], same[:-1])))
    places = np.insert(place, at, begin[:-1])
    paper = np.diff(np.concatenate(([-1], places, begin[-1:]))) - 1
    breaks = np.flatnonzero(paper)
    decisions = np.insert(contexts.astype(np.int32) << 1 | values, breaks, _RUN)
    return _arithmetic(decisions.tolist(), paper[breaks].tolist())


def _contexts(ink: Ink, telling: npt.NDArray[np.intp]) -> npt.NDArray[np.uint16]:
    """The neighbours of the pixels at *telling* as one number each."""
    width = ink.shape[1]
    framed = np.vstack((np.zeros((2, width), np.uint8), ink))
    before, around = (
        cv2.filter2D(framed, cv2.CV_8U, kernel, anchor=(2, 0), borderType=cv2.BORDER_CONSTANT).ravel()
        for kernel in (_BEFORE, _ABOVE)
    )
    above = around[telling + width].astype(np.uint16)
    second = (around[telling] >> 1 & 7).astype(np.uint16)
    return np.asarray(before[telling + 2 * width] | above << 2 | second << 7, np.uint16)


def _arithmetic(decisions: list[int], runs: list[int]) -> bytes:  # noqa: PLR0915 - see its last sentence
    """
    The MQ coder (T.88, annex E) over *decisions*, each twice its context and its value; for every _RUN among them come as many
    zeros in context 0 as the next of *runs* says.

    One long function, because calling one for each of a million pixels would take most of the time.
    """
    share, likely, unlikely = _SHARE, _LIKELY, _UNLIKELY
    states = [0] * (_RUN >> 1)
    # What a decision takes of the interval: the share of the less likely value, negative where it is that value itself.
    parts = [share[0], -share[0]] * (_RUN >> 1) + [0]
    out = bytearray(1)  # a byte for a carry that never comes; dropped at the end
    a, c, room = 0x8000, 0, 12
    run = iter(runs)

    def put_byte() -> None:
        nonlocal c, room
        if out[-1] != 0xFF and c >= 0x8000000:
            out[-1] += 1
            c &= 0x7FFFFFF
        room = 7 if out[-1] == 0xFF else 8
        out.append(c >> (27 - room) & 0xFF)
        c &= (1 << (27 - room)) - 1

    for decision in decisions:
        part = parts[decision]
        if part > 0:
            a -= part
            if a >= 0x8000:
                c += part
                continue
            if a < part:
                a = part
            else:
                c += part
            state = likely[states[decision >> 1]]
        elif part:
            part = -part
            a -= part
            if a < part:
                c += part
            else:
                a = part
            state = unlikely[states[decision >> 1]]
        else:
            left = next(run)
            while left:
                part = parts[0]
                if part < 0:
                    part = -part
                    a -= part
                    if a < part:
                        c += part
                    else:
                        a = part
                    state = unlikely[states[0]]
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
                    state = likely[states[0]]
                    left -= 1
                states[0] = state
                part = share[state]
                parts[0], parts[1] = (-part, part) if state & 1 else (part, -part)
                while a < 0x8000:
                    a, c, room = a << 1, c << 1, room - 1
                    if not room:
                        put_byte()
            continue
        states[decision >> 1] = state
        part, zero = share[state], decision & -2
        parts[zero], parts[zero + 1] = (-part, part) if state & 1 else (part, -part)
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
