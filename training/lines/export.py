"""
Trained weights as an ONNX file that the OCR room runs: input ``line`` (n, 1, HEIGHT, w), output ``letters`` (n, steps, classes).

The alphabet, the height and the squeeze travel in the file's metadata, so that a model and its reader cannot drift apart.
"""
# ruff: noqa: T201 - a command that reports

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from training.lines.model import STEP, Lines
from training.lines.render import HEIGHT, LONGEST, NARROW
from training.lines.text import ALPHABET


class _Chances(nn.Module):
    """Gray values 0..255 in, chances out."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, line: Tensor) -> Tensor:
        return torch.softmax(self.network(line.to(torch.float32) / 255), 2)


def export(weights: Path, target: Path) -> None:
    """Writes *target* and checks that onnxruntime says what torch says, to 1e-4."""
    network = Lines()
    network.load_state_dict(torch.load(weights, weights_only=True))
    whole = _Chances(network).eval()
    sample = torch.randint(0, 256, (2, 1, HEIGHT, 211), dtype=torch.uint8)
    torch.onnx.export(
        whole, (sample,), str(target), input_names=["line"], output_names=["letters"], opset_version=18, dynamo=False,
        dynamic_axes={"line": {0: "n", 3: "w"}, "letters": {0: "n", 1: "steps"}},
    )  # fmt: skip
    model = onnx.load(target)
    facts = {"alphabet": ALPHABET, "height": HEIGHT, "narrow": NARROW, "longest": LONGEST, "step": STEP}
    onnx.helper.set_model_props(model, {"reader": json.dumps(facts, ensure_ascii=False)})
    onnx.save(model, target)
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    for width in (8, 211, 640):
        sample = torch.randint(0, 256, (1, 1, HEIGHT, width), dtype=torch.uint8)
        with torch.no_grad():
            expected = whole(sample).numpy()
        given = session.run(None, {"line": sample.numpy()})[0]
        if not np.allclose(expected, given, atol=1e-4):
            raise RuntimeError(
                f"onnxruntime and torch differ by {np.abs(expected - given).max():.2g} on a line of {width} columns"
            )
    print(f"{target}: {target.stat().st_size / 1e6:.2f} MB, {sum(p.numel() for p in network.parameters())} parameters")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    export(options.weights, options.target)
