"""
Trains the network that tells pen strokes from print in a word's picture, and writes it as ONNX.

    python -m training.handwriting.train hand.onnx WORDS.npz … --check HELD.npz
"""
# ruff: noqa: T201 - a command that reports

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

Floats = npt.NDArray[np.float32]
_BATCH, _LEAST = 64, 32


class Strokes(nn.Module):
    """Picture (n, 1, 32, w) of 0..1 to the logarithm of the odds (n,) of a pen."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (1, 16, 32, 48, 64)
        strides = ((2, 2), (2, 2), (2, 1), (1, 1))
        self.folds = nn.ModuleList(
            nn.Sequential(nn.Conv2d(a, b, 5 if a == 1 else 3, stride, 2 if a == 1 else 1), nn.BatchNorm2d(b), nn.ReLU())
            for a, b, stride in zip(sizes[:-1], sizes[1:], strides, strict=True)
        )
        self.most = nn.Linear(2 * sizes[-1], 32)
        self.told = nn.Linear(32, 1)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        for fold in self.folds:
            picture = fold(picture)
        seen = torch.cat([picture.mean((2, 3)), picture.amax((2, 3))], 1)
        return self.told(functional.dropout(functional.relu(self.most(seen)), 0.2, self.training)).squeeze(1)


def words_of(files: list[Path]) -> tuple[list[npt.NDArray[np.uint8]], Floats]:
    """Pictures (32, w) and whether each is by hand."""
    pictures, by_hand = [], []
    for file in files:
        with np.load(file) as data:
            pictures += np.split(data["pixels"], np.cumsum(data["widths"])[:-1], axis=1)
            by_hand.append(data["by_hand"].astype(np.float32))
    return pictures, np.concatenate(by_hand)


def padded(pictures: list[npt.NDArray[np.uint8]]) -> torch.Tensor:
    """As one tensor of 0..1, paper to the right of the narrower ones."""
    wide = max(_LEAST, *(p.shape[1] for p in pictures))
    out = np.zeros((len(pictures), 1, pictures[0].shape[0], wide), np.float32)
    for row, picture in enumerate(pictures):
        out[row, 0, :, : picture.shape[1]] = picture / 255
    return torch.from_numpy(out)


def odds(net: nn.Module, pictures: list[npt.NDArray[np.uint8]]) -> Floats:
    """Of each picture alone, as in use: no paper beside it but for the narrowest."""
    net.eval()
    order = np.argsort([p.shape[1] for p in pictures])
    out = np.zeros(len(pictures), np.float32)
    with torch.no_grad():
        for start in range(0, len(order), 32):
            some = order[start : start + 32]
            out[some] = net(padded([pictures[i] for i in some])).numpy()
    return out


def main() -> None:
    """Trains for a number of passes; prints the share of errors on the held-out words after each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("words", type=Path, nargs="+")
    parser.add_argument("--check", type=Path, nargs="+", required=True)
    parser.add_argument("--passes", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    pictures, by_hand = words_of(options.words)
    held, truth = words_of(options.check)
    widths = np.array([p.shape[1] for p in pictures])
    net = Strokes()
    steps = options.passes * (len(pictures) // _BATCH)
    best = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=0.01)
    plan = torch.optim.lr_scheduler.OneCycleLR(best, 3e-3, total_steps=steps + options.passes, pct_start=0.15)
    for number in range(options.passes):
        net.train()
        # Words of about one width go together: less paper to fold.
        order = rng.permutation(len(pictures))
        order = order[np.argsort(widths[order] // 16, kind="stable")]
        batches = np.array_split(order, len(order) // _BATCH)
        rng.shuffle(batches)  # type: ignore[arg-type]
        total = 0.0
        for some in batches:
            x, y = padded([pictures[i] for i in some]), torch.from_numpy(by_hand[some])
            loss = functional.binary_cross_entropy_with_logits(net(x), 0.96 * y + 0.02)
            best.zero_grad()
            loss.backward()
            best.step()
            if plan.last_epoch < steps:
                plan.step()
            total += float(loss.detach()) * len(some)
        found = odds(net, held)
        print(
            f"pass {number + 1}: loss {total / len(order):.3f}, held-out print taken for a pen "
            f"{np.mean(found[truth == 0] > 0):.3f}, pens missed {np.mean(found[truth == 1] <= 0):.3f}, "
            f"CPU {time.process_time():.0f} s", flush=True,
        )  # fmt: skip
    torch.save(net.state_dict(), options.model.with_suffix(".pt"))
    net.eval()
    names = {"word": {0: "words", 3: "columns"}, "odds": {0: "words"}}
    torch.onnx.export(
        net, (torch.zeros(1, 1, 32, 64),), str(options.model), input_names=["word"], output_names=["odds"], dynamic_axes=names,
        dynamo=False,
    )  # fmt: skip


if __name__ == "__main__":
    main()
