# ruff: noqa: T201, S311, PLC0415 - a command that talks; random, not secret; torch only where it is used
"""
Teaches ``pipelines/ocr/cleanup/upright.npz``: which turn of a window of letters stands upright.

The network sees each window in all four turns and shares its weights between them; the loss is the cross-entropy of the
four, so that a turn is only ever compared with the other turns of the same ink. Needs torch, which running the program does not.

    python -m training.orientation.train --windows FILE.npz [--pages 650] [--epochs 6] [--fonts FOLDER ...]

The weights in use: 650 pages, 6 rounds, the faces of scripts/system-packages.txt and of these Debian packages,
unpacked into one FOLDER: fonts-cantarell fonts-comic-neue fonts-courier-prime fonts-crosextra-caladea fonts-crosextra-carlito
fonts-dancingscript fonts-ebgaramond fonts-hack-ttf fonts-lato fonts-linuxlibertine fonts-lobster fonts-open-sans
fonts-roboto-unhinted fonts-sil-charis fonts-texgyre fonts-urw-base35 fonts-vollkorn.

Windows are drawn once into FILE and used again from there. Faces whose file names hold one of HELD_OUT are never learned
from; the shares printed after each round are of windows in those faces.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from random import Random

import cv2
import numpy as np

from pipelines.ocr.cleanup import upright
from pipelines.ocr.cleanup.pieces import pieces_of
from training.orientation import render

HELD_OUT = ("Caladea", "texgyretermes", "Vollkorn", "Hack", "ComicNeue", "LiberationSans-", "NotoSerif-", "FreeMono")
CHANNELS, DENSE = (1, 12, 24, 24), 24


def collected(pages: int, most: int, seed: int, vietnamese: list[Path], latin: list[Path]) -> np.ndarray:
    """Upright windows (n, 40, 40) as bytes, at most *most* of each of *pages* pages."""
    found = []
    for number in range(pages):
        rng = Random(f"{seed}/{number}")
        shown = upright.windows(pieces_of(render.page(rng, vietnamese, latin)), 200 * rng.uniform(0.8, 1.25))
        chosen = rng.sample(range(len(shown)), min(most, len(shown)))
        found.append((shown[chosen] * 255).astype(np.uint8))
    return np.concatenate(found)


def drawn(file: Path, pages: int, fonts: list[Path], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Windows to learn from and windows of unseen faces, from *file* or, where it is missing, drawn and kept there."""
    if not file.exists():
        both = render.faces([Path("/usr/share/fonts"), *fonts])
        seen = tuple([path for path in kind if not any(name in path.name for name in HELD_OUT)] for kind in both)
        unseen = tuple([path for path in kind if any(name in path.name for name in HELD_OUT)] for kind in both)
        print(f"faces: {len(seen[0])} Vietnamese, {len(seen[1])} Latin; held out {len(unseen[0])} and {len(unseen[1])}")
        data, held = collected(pages, 90, seed, *seen), collected(max(pages // 12, 10), 40, seed + 1, *unseen)
        np.savez(file, data=data, held=held)
    with np.load(file) as kept:
        return kept["data"], kept["held"]


def taught(data: np.ndarray, held: np.ndarray, epochs: int, seed: int) -> dict[str, np.ndarray]:
    """Weights by the names and shapes that `upright` expects, after *epochs* rounds of Adam, the rate rising, then falling."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    a, b, c, d = CHANNELS
    convolutions = [nn.Conv2d(a, b, 5, 2), nn.Conv2d(b, c, 3, 2), nn.Conv2d(c, d, 3)]
    dense = [nn.Linear(d * 6 * 6, DENSE), nn.Linear(DENSE, 1)]
    body = [layer for one in convolutions for layer in (one, nn.ReLU())]
    net = nn.Sequential(*body, nn.Flatten(), dense[0], nn.ReLU(), dense[1])
    batch, windows, unseen = 128, torch.from_numpy(data), torch.from_numpy(held)
    steps = epochs * (len(data) // batch)
    adam = torch.optim.AdamW(net.parameters(), weight_decay=1e-3)
    rate = torch.optim.lr_scheduler.OneCycleLR(adam, 4e-3, total_steps=steps)

    def odds(shown: torch.Tensor) -> torch.Tensor:
        x = shown[:, None].float() / 255
        return net(torch.cat([torch.rot90(x, -turns, (2, 3)) for turns in range(4)])).reshape(4, -1).T

    began = time.monotonic()
    for epoch in range(epochs):
        losses = []
        for chosen in torch.randperm(len(windows)).split(batch)[: len(data) // batch]:
            loss = nn.functional.cross_entropy(odds(windows[chosen]), torch.zeros(len(chosen), dtype=torch.long))
            adam.zero_grad()
            loss.backward()
            adam.step()
            rate.step()
            losses.append(loss.item())
        with torch.no_grad():
            right = float((odds(unseen).argmax(1) == 0).float().mean())
        line = f"round {epoch + 1}: loss {np.mean(losses):.3f}, unseen faces right {right:.4f}, {time.monotonic() - began:.0f} s"
        print(line, flush=True)
    weights = {}
    for number, layer in enumerate(convolutions, start=1):
        weights |= {f"kernel{number}": layer.weight.permute(2, 3, 1, 0), f"bias{number}": layer.bias}
    # Rows are ordered (high, wide, channel) here, (channel, high, wide) there.
    weights["dense4"] = dense[0].weight.reshape(DENSE, d, 6, 6).permute(2, 3, 1, 0).reshape(-1, DENSE)
    weights |= {"bias4": dense[0].bias, "dense5": dense[1].weight[0], "bias5": dense[1].bias[0]}
    return {name: value.detach().numpy().astype(np.float16) for name, value in weights.items()}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--windows", type=Path, required=True)
    ask.add_argument("--pages", type=int, default=650)
    ask.add_argument("--epochs", type=int, default=6)
    ask.add_argument("--fonts", type=Path, nargs="*", default=[])
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--out", type=Path, default=Path(upright.__file__).with_suffix(".npz"))
    given = ask.parse_args()
    cv2.setNumThreads(1)
    data, held = drawn(given.windows, given.pages, given.fonts, given.seed)
    print(f"windows: {len(data)} to learn from, {len(held)} of unseen faces", flush=True)
    if given.epochs:
        np.savez_compressed(given.out, **taught(data, held, given.epochs, given.seed))
        print(f"{given.out}: {given.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
