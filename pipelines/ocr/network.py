"""Networks of our own, run by onnxruntime on one thread: workers are processes, and each has a core."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def network(file: Path) -> Any:
    """The network in the ONNX *file*, ready to run; its caller keeps it, for opening takes as long as many lines."""
    import onnxruntime  # noqa: PLC0415 - a tenth of a second that commands which read nothing need not wait

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
