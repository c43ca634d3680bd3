"""
Training on one thread of a CPU, within a given number of minutes, on shards that `render` writes beside it.

The renderer knows where each letter stands, so beside CTC the step at its middle is told the letter outright: alignment, which
CTC alone has to find out in tens of thousands of lines, is there from the start. What it tells is weighed down as training goes
on.
"""
# ruff: noqa: T201 - a command that reports

from __future__ import annotations

import argparse
import copy
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.lines.model import STEP, Lines
from training.lines.render import HEIGHT
from training.lines.text import ALPHABET

_CLASS = {letter: number + 1 for number, letter in enumerate(ALPHABET)}
_COLUMNS = 10_000
"""Columns of a batch, padding included: about 32 lines of usual length."""


@dataclass(frozen=True, slots=True)
class Line:
    """A rendered line: uint8 pixels (HEIGHT, w), its text, the column of each letter's middle."""

    pixels: npt.NDArray[np.uint8]
    text: str
    middles: npt.NDArray[np.float32]


def load(path: Path) -> list[Line]:
    """All lines of a shard."""
    with np.load(path) as data:
        pixels, widths, texts, middles = (data[key] for key in ("pixels", "widths", "texts", "middles"))
    ends, letters = np.cumsum(widths), np.cumsum([len(text) for text in texts])
    return [
        Line(pixels[:, end - width : end], str(text), middles[last - len(text) : last])
        for end, width, text, last in zip(ends, widths, texts, letters, strict=True)
    ]


def batches(lines: list[Line], rng: Random) -> Iterator[list[Line]]:
    """Lines of like width together, in random order; lines with more letters than steps are left out."""
    usable = [line for line in lines if len(line.text) * STEP * 1.15 < line.pixels.shape[1]]
    usable.sort(key=lambda line: line.pixels.shape[1] * rng.uniform(0.93, 1.07))
    groups: list[list[Line]] = [[]]
    for line in usable:
        if groups[-1] and line.pixels.shape[1] * (len(groups[-1]) + 1) > _COLUMNS:
            groups.append([])
        groups[-1].append(line)
    rng.shuffle(groups)
    yield from groups


def stacked(lines: list[Line]) -> tuple[Tensor, Tensor]:
    """Pictures (n, 1, HEIGHT, widest) in 0..1, padded with paper, and the number of steps of each."""
    widest = max(line.pixels.shape[1] for line in lines)
    picture = np.zeros((len(lines), 1, HEIGHT, widest), np.float32)
    for number, line in enumerate(lines):
        picture[number, 0, :, : line.pixels.shape[1]] = line.pixels
    steps = torch.tensor([-(-line.pixels.shape[1] // STEP) for line in lines])
    return torch.from_numpy(picture / 255).contiguous(memory_format=torch.channels_last), steps


def loss_of(network: nn.Module, lines: list[Line], told: float) -> tuple[Tensor, Tensor]:
    """CTC a letter plus *told* times the cross entropy at letters' middles; and the first alone."""
    picture, steps = stacked(lines)
    chances = functional.log_softmax(network(picture), 2)
    letters = [[_CLASS[c] for c in line.text] for line in lines]
    sizes = torch.tensor([len(line) for line in letters])
    flat = torch.tensor([c for line in letters for c in line])
    ctc = functional.ctc_loss(chances.transpose(0, 1), flat, steps, sizes, reduction="none", zero_infinity=True)
    ctc = (ctc / sizes).mean()
    if told < 0.01:
        return ctc, ctc.detach()
    where = torch.full(chances.shape[:2], -100)
    for number, line in enumerate(lines):
        at = np.clip((line.middles / STEP).astype(int), 0, int(steps[number]) - 1)
        near = {int(x) + d for x in at for d in (-1, 0, 1)}
        where[number, [x for x in range(int(steps[number])) if x not in near]] = 0
        where[number, at] = torch.tensor(letters[number])
    direct = functional.nll_loss(chances.flatten(0, 1), where.flatten(), ignore_index=-100)
    return ctc + told * direct, ctc.detach()


def errors(network: nn.Module, lines: list[Line]) -> tuple[float, float]:
    """Share of wrong letters and of lines that are wholly right, with greedy decoding."""
    wrong = total = right = 0
    for group in batches(lines, Random(0)):  # noqa: S311 - not secret
        picture, steps = stacked(group)
        with torch.no_grad():
            best = network(picture).argmax(2)
        for row, count, line in zip(best, steps, group, strict=True):
            path = row[: int(count)].tolist()
            said = "".join(ALPHABET[c - 1] for c, before in zip(path, [0, *path], strict=False) if c and c != before)
            wrong += _distance(said, line.text)
            total += len(line.text)
            right += said == line.text
    return wrong / max(total, 1), right / max(len(lines), 1)


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def main() -> None:
    """Trains for the given minutes and leaves the averaged weights."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("shards", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--check", type=Path, help="a shard of held-out faces")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    rng = Random(1)  # noqa: S311 - not secret
    network: nn.Module = Lines().to(memory_format=torch.channels_last)
    if options.start:
        network.load_state_dict(torch.load(options.start, weights_only=True))
    average = copy.deepcopy(network).eval()
    descent = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=0.01, betas=(0.9, 0.98))
    begin, said, seen, batch, recent, used = time.monotonic(), time.monotonic(), 0, 0, 0.0, set[Path]()
    while (share := (time.monotonic() - begin) / (60 * options.minutes)) < 1:
        shards = sorted(p for p in options.shards.glob("*.npz") if ".part" not in p.name)
        fresh = [p for p in shards if p not in used]
        if not shards:
            time.sleep(5)
            continue
        chosen = fresh[0] if fresh else rng.choice(shards[len(shards) // 4 :])
        used.add(chosen)
        for group in batches(load(chosen), rng):
            share = min((time.monotonic() - begin) / (60 * options.minutes), 1.0)
            rate = options.rate * min(1.0, (batch + 1) / 200) * (0.02 + 0.98 * (0.5 + 0.5 * math.cos(math.pi * share)))
            for part in descent.param_groups:
                part["lr"] = rate
            loss, ctc = loss_of(network, group, 2.0 * (1 - share) ** 2)
            descent.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            descent.step()
            batch, seen, recent = batch + 1, seen + len(group), 0.98 * recent + 0.02 * float(ctc)
            keep = min(0.998, batch / (batch + 20))
            with torch.no_grad():
                for old, new in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
                    old.copy_(keep * old + (1 - keep) * new) if old.is_floating_point() else old.copy_(new)
            if time.monotonic() - said > 150 or share >= 1:
                said = time.monotonic()
                torch.save(average.state_dict(), options.weights)
                checked = errors(average, load(options.check)[:250]) if options.check else (math.nan, math.nan)
                counted = f"{share:.2f} lines {seen} shards {len(used)} cpu {time.process_time():.0f} s ctc {recent:.3f}"
                print(f"{counted} held-out cer {checked[0]:.4f} exact {checked[1]:.3f}", flush=True)
            if share >= 1:
                break


if __name__ == "__main__":
    main()
