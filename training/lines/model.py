"""
The network: convolutions only, from a line of HEIGHT pixels to letters for every four columns.

A small relative of CRNN (Shi, Bai, Yao 2015) with the recurrent part replaced by separable convolutions along the line, as SVTR
and ConvNeXt do (Du et al. 2022; Liu et al. 2022): it trains several times faster on a CPU, and it cannot learn much of a
language, which is what a second opinion should not have. Trained with CTC (Graves et al. 2006).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.lines.render import HEIGHT
from training.lines.text import ALPHABET

STEP = 4
"""Columns of the line for one step of the output."""


class _Conv(nn.Sequential):
    def __init__(self, before: int, after: int, kernel: int | tuple[int, int] = 3, stride: int | tuple[int, int] = 1) -> None:
        padding = kernel // 2 if isinstance(kernel, int) else 0
        super().__init__(
            nn.Conv2d(before, after, kernel, stride, padding, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)
        )


class _Along(nn.Module):
    """A step that looks along the line: each channel by itself, then all channels of a column."""

    def __init__(self, channels: int, reach: int) -> None:
        super().__init__()
        self.along = nn.Conv2d(channels, channels, (1, reach), padding=(0, reach // 2), groups=channels, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.wide = nn.Conv2d(channels, 2 * channels, 1)
        self.narrow = nn.Conv2d(2 * channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.narrow(torch.relu(self.wide(self.norm(self.along(x)))))


class Lines(nn.Module):
    """(n, 1, HEIGHT, w) with 1.0 where ink is -> scores (n, steps, classes), steps = ceil(w / STEP); class 0 is the blank."""

    def __init__(self, channels: int = 192) -> None:
        super().__init__()
        rows = (HEIGHT + 7) // 8
        self.stem = nn.Sequential(_Conv(1, 16, 5, 2), _Conv(16, 32), _Conv(32, 48, 3, 2))
        self.middle = _Conv(48, 48)
        self.down = _Conv(48, 96, 3, (2, 1))
        self.deep = _Conv(96, 96)
        self.fold = _Conv(96, channels, (rows, 1))
        self.mix = nn.Sequential(*(_Along(channels, reach) for reach in (5, 9, 13, 9)))
        self.norm = nn.BatchNorm2d(channels)
        self.head = nn.Conv2d(channels, len(ALPHABET) + 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        x = x + self.middle(x)
        x = self.down(x)
        x = x + self.deep(x)
        x = self.head(self.norm(self.mix(self.fold(x))))
        return x.squeeze(2).transpose(1, 2)
