"""
Trains the separator of text from seals and signatures in one-bit ink, and writes it as ONNX.

A small U-Net (Ronneberger, Fischer and Brox 2015) on 2x2 pixels at a time. Run, in training's own environment:
``python -m training.seals.train TARGET.onnx --minutes 40``. How the one in use was made: README.md.
"""

# ruff: noqa: T201 - a command that reports

from __future__ import annotations

import argparse
import time
from pathlib import Path
from random import Random

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from training.seals import render
from training.seals.warm import warm

_BATCH = 8
_WIDTHS = (12, 24, 40)


def _block(ins: int, outs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(ins, outs, 3, padding=1, bias=False), nn.BatchNorm2d(outs), nn.ReLU(inplace=True),
        nn.Conv2d(outs, outs, 3, padding=1, bias=False), nn.BatchNorm2d(outs), nn.ReLU(inplace=True),
    )  # fmt: skip


class Separator(nn.Module):
    """Ink (n, 1, h, w) of 0 and 1, h and w multiples of 16, to the logit of each pixel's being print, (n, 1, h, w)."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c = _WIDTHS
        self.one, self.two, self.three, self.four = _block(4, a), _block(a, b), _block(b, c), _block(c, c)
        self.up3, self.up2, self.up1 = _block(c + c, c), _block(c + b, b), _block(b + a, a)
        self.out = nn.Conv2d(a, 4, 1)

    def forward(self, ink: torch.Tensor) -> torch.Tensor:
        one = self.one(functional.pixel_unshuffle(ink, 2))
        two = self.two(functional.max_pool2d(one, 2))
        three = self.three(functional.max_pool2d(two, 2))
        four = self.four(functional.max_pool2d(three, 2))
        three = self.up3(torch.cat([functional.interpolate(four, scale_factor=2.0), three], 1))
        two = self.up2(torch.cat([functional.interpolate(three, scale_factor=2.0), two], 1))
        one = self.up1(torch.cat([functional.interpolate(two, scale_factor=2.0), one], 1))
        return functional.pixel_shuffle(self.out(one), 2)


def main() -> None:
    """Trains for the given minutes; *target* is written every hundred steps."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--start", type=Path, help="an exported network to go on from")
    parser.add_argument("--fonts", type=Path, nargs="+", default=[Path("/usr/share/fonts")])
    parser.add_argument("--seed", type=int, default=20261)
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    rng = Random(options.seed)  # noqa: S311 - not secret
    fonts = render.faces(options.fonts)
    texts = [render.text(rng, fonts) for _ in range(600)]
    seals = [render.seal(rng, fonts) for _ in range(300)]
    signs = [render.signature(rng) for _ in range(150)]
    print(len(fonts), "faces", flush=True)
    net = Separator()
    print(sum(p.numel() for p in net.parameters()), "weights", flush=True)
    if options.start:
        ink = np.stack([render.pair(rng, texts, seals, signs)[0] for _ in range(48)])[:, None].astype(np.float32)
        warm(net, options.start, torch.from_numpy(ink))
    optimiser = torch.optim.AdamW(net.parameters(), options.rate, weight_decay=1e-4)
    start, step, last, seen = time.time(), 0, 0.0, 0.0
    while (share := (time.time() - start) / (60 * options.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1.0, (step + 1) / 50) * (1 - share) ** 0.9 + 2e-5
        # Banks are made anew bit by bit: no text is seen more than some dozen times.
        for _ in range(_BATCH // 2):
            texts[rng.randrange(len(texts))] = render.text(rng, fonts)
        seals[rng.randrange(len(seals))] = render.seal(rng, fonts)
        if step % 2:
            signs[rng.randrange(len(signs))] = render.signature(rng)
        pairs = [render.pair(rng, texts, seals, signs) for _ in range(_BATCH)]
        ink, truth, near = (torch.from_numpy(np.stack(part)[:, None].astype(np.float32)) for part in zip(*pairs, strict=True))
        # Pixels without ink are never written: only what is there is judged. Lost print weighs more than kept seal, and
        # what lies where print and seal meet more than what any eye tells apart.
        weight = ink * (1 + 0.5 * truth) * (1 + 2 * near)
        loss = functional.binary_cross_entropy_with_logits(net(ink), truth, weight, reduction="sum") / weight.sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step, last, seen = step + 1, 0.97 * last + 0.03 * loss.item(), 0.97 * seen + 0.03
        if step % 25 == 0:
            print(step, f"{last / seen:.4f}", f"{time.time() - start:.0f} s", flush=True)
        if step % 100 == 0:
            _export(net, options.target)
    _export(net, options.target)


def _export(net: Separator, target: Path) -> None:
    net.eval()
    axes = {0: "n", 2: "h", 3: "w"}
    torch.onnx.export(
        net, (torch.zeros(1, 1, render.HIGH, render.WIDE),), str(target), input_names=["ink"], output_names=["print"],
        dynamic_axes={"ink": axes, "print": axes}, opset_version=17, dynamo=False,
    )  # fmt: skip
    net.train()


if __name__ == "__main__":
    main()
