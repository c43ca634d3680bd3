"""
Trains the reader of lines under seals, and writes it as ONNX.

The network is that of `training.lines` with one more channel: beside all ink of the line it sees the ink that the separator
takes for print. It starts from the exported line reader, for which the second channel is all there was, and learns from parts of
pages drawn as it goes on. CTC (Graves et al. 2006); what is kept is the mean of the last weights. Run, in training's own
environment: ``python -m training.seals.reader TARGET.onnx --separator printed.onnx --start lines.onnx --minutes 60``.
"""
# ruff: noqa: T201 - a command that reports

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import cv2
import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.lines.model import STEP, Lines
from training.lines.text import ALPHABET
from training.seals import render, under
from training.seals.under import HEIGHT, Line
from training.seals.warm import warm

_CLASS = {letter: number + 1 for number, letter in enumerate(ALPHABET)}
_BATCH = 24
_POOL = 400
"""Lines from which batches are taken; a line is replaced by a new one when it was seen a few times."""
_SEEN = 3


class Under(nn.Module):
    """(n, 2, HEIGHT, w), 0 to 255, all ink and likely print -> chances (n, steps, classes), or their logarithms in training."""

    def __init__(self) -> None:
        super().__init__()
        self.network = Lines()
        first = self.network.stem[0][0]
        self.network.stem[0][0] = nn.Conv2d(2, first.out_channels, first.kernel_size, first.stride, first.padding, bias=False)

    def forward(self, line: Tensor) -> Tensor:
        scores = self.network((line.to(torch.float32) / 255).contiguous(memory_format=torch.channels_last))
        return functional.log_softmax(scores, 2) if self.training else torch.softmax(scores, 2)


def separator(model: Path) -> under.Separator:
    """The exported separator, on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def likely(ink: under.Array) -> render.Gray:
        (logits,) = session.run(None, {"ink": ink[None, None].astype(np.float32)})
        return np.asarray(1 / (1 + np.exp(-np.clip(logits[0, 0], -30, 30))), np.float32)

    return likely


def stream(rng: Random, fonts: list[Path], likely: under.Separator) -> Iterator[Line]:
    """Lines without end, for which seals and signatures are made anew bit by bit."""
    seals = [render.seal(rng, fonts) for _ in range(60)]
    signs = [render.signature(rng) for _ in range(50)]
    count = 0
    while True:
        count += 1
        if count % 12 == 0:
            seals[rng.randrange(len(seals))] = render.seal(rng, fonts)
            signs[rng.randrange(len(signs))] = render.signature(rng)
        usable = under.lines(rng, fonts, seals, signs, likely)
        yield from (line for line in usable if len(line.text) * STEP * 1.15 < line.pixels.shape[2])


def stacked(lines: list[Line]) -> tuple[Tensor, Tensor]:
    """Pictures padded with paper, and the number of steps of each."""
    picture = np.zeros((len(lines), 2, HEIGHT, max(line.pixels.shape[2] for line in lines)), np.uint8)
    for number, line in enumerate(lines):
        picture[number, :, :, : line.pixels.shape[2]] = line.pixels
    return torch.from_numpy(picture), torch.tensor([-(-line.pixels.shape[2] // STEP) for line in lines])


def loss_of(network: nn.Module, lines: list[Line]) -> Tensor:
    """CTC a letter."""
    picture, steps = stacked(lines)
    letters = [[_CLASS[c] for c in line.text] for line in lines]
    sizes = torch.tensor([len(line) for line in letters])
    flat = torch.tensor([c for line in letters for c in line])
    ctc = functional.ctc_loss(network(picture).transpose(0, 1), flat, steps, sizes, reduction="none", zero_infinity=True)
    return (ctc / sizes).mean()


def right(network: nn.Module, lines: list[Line]) -> float:
    """Share of *lines* read wholly right, greedily."""
    count = 0
    for start in range(0, len(lines), _BATCH):
        group = lines[start : start + _BATCH]
        picture, steps = stacked(group)
        with torch.no_grad():
            best = network(picture).argmax(2)
        for row, some, line in zip(best, steps, group, strict=True):
            path = row[: int(some)].tolist()
            count += "".join(ALPHABET[c - 1] for c, was in zip(path, [0, *path], strict=False) if c and c != was) == line.text
    return count / max(len(lines), 1)


def main() -> None:
    """Trains for the given minutes; *target* is written every four minutes."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--separator", type=Path, required=True, help="the exported separator")
    parser.add_argument("--start", type=Path, required=True, help="an exported reader, of lines or of lines under seals")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--fonts", type=Path, nargs="+", default=[Path("/usr/share/fonts")])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    cv2.setNumThreads(1)
    rng = Random(options.seed)  # noqa: S311 - not secret
    likely, fonts = separator(options.separator), render.faces(options.fonts)
    held = stream(Random(options.seed + 1000), fonts, likely)  # noqa: S311 - not secret
    checked = [next(held) for _ in range(120)]
    source = stream(rng, fonts, likely)
    pool = [(next(source), rng.randrange(_SEEN)) for _ in range(_POOL)]
    network = Under().to(memory_format=torch.channels_last)
    warm(network, options.start, stacked([line for line, _ in pool[:64]])[0])
    average = copy.deepcopy(network).eval()
    print(f"{len(fonts)} faces, at the start {right(average, checked):.3f} right", flush=True)
    descent = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=0.01, betas=(0.9, 0.98))
    begin = said = time.monotonic()
    batch, recent = 0, 0.0
    while (share := (time.monotonic() - begin) / (60 * options.minutes)) < 1:
        rate = options.rate * min(1.0, (batch + 1) / 100) * (0.02 + 0.98 * (0.5 + 0.5 * math.cos(math.pi * share)))
        for part in descent.param_groups:
            part["lr"] = rate
        # Lines of like width, so that little of a batch is padding.
        some = sorted(rng.sample(range(len(pool)), 4 * _BATCH), key=lambda number: pool[number][0].pixels.shape[2])
        at = rng.randrange(4) * _BATCH
        chosen = some[at : at + _BATCH]
        loss = loss_of(network, [pool[number][0] for number in chosen])
        descent.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        descent.step()
        for number in chosen:
            line, seen = pool[number]
            pool[number] = (next(source), 0) if seen + 1 >= _SEEN else (under.moved(line, rng), seen + 1)
        batch, recent = batch + 1, 0.98 * recent + 0.02 * loss.item() if batch else loss.item()
        keep = min(0.998, batch / (batch + 20))
        with torch.no_grad():
            for old, new in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
                old.copy_(keep * old + (1 - keep) * new) if old.is_floating_point() else old.copy_(new)
        if time.monotonic() - said > 240:
            said = time.monotonic()
            export(average, options.target)
            spent = f"{share:.2f} batches {batch} cpu {time.process_time():.0f} s"
            print(f"{spent} ctc {recent:.4f} held apart {right(average, checked):.3f} right", flush=True)
    export(average, options.target)
    print(f"batches {batch} cpu {time.process_time():.0f} s held apart {right(average, checked):.3f} right")


def export(network: nn.Module, target: Path) -> None:
    """Writes *network* with its alphabet and the shape of its lines, never in part: it may be read while training goes on."""
    partial = target.with_suffix(".part")
    torch.onnx.export(
        network, (torch.zeros(1, 2, HEIGHT, 211, dtype=torch.uint8),), str(partial), input_names=["line"],
        output_names=["letters"], opset_version=18, dynamo=False,
        dynamic_axes={"line": {0: "n", 3: "w"}, "letters": {0: "n", 1: "steps"}},
    )  # fmt: skip
    model = onnx.load(partial)
    shape = {"height": HEIGHT, "above": under.ABOVE, "below": under.BELOW, "narrow": under.NARROW, "longest": under.LONGEST}
    facts = {"alphabet": ALPHABET, "step": STEP, **shape}
    onnx.helper.set_model_props(model, {"reader": json.dumps(facts, ensure_ascii=False)})
    onnx.save(model, partial)
    partial.rename(target)


if __name__ == "__main__":
    main()
