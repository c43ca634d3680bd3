"""Weights of an exported network, taken back into torch to go on from."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from torch import nn


def warm(net: nn.Module, model: Path, sample: torch.Tensor) -> None:
    """
    Gives *net*, whose layers are run in the order in which they are declared, the weights of the exported *model*.

    Export folds a batch norm into the convolution before it. Such norms are made anew so that on *sample*, a batch of what is
    learnt from, training starts from what the exported network says. Channels of input that the exported network did not have
    come first, and begin at nothing.
    """
    held = onnx.load(model)
    weights = {one.name: torch.from_numpy(onnx.numpy_helper.to_array(one).copy()) for one in held.graph.initializer}
    folded = iter([[weights[name] for name in node.input[1:3]] for node in held.graph.node if node.op_type == "Conv"])
    biases: dict[nn.Module, torch.Tensor] = {}
    before: nn.Conv2d | None = None
    for name, part in net.named_modules():
        if isinstance(part, nn.Conv2d):
            weight, bias = next(folded)
            part.weight.data.zero_()
            part.weight.data[:, -weight.shape[1] :] = weight
            before = None
            if part.bias is None:
                before, spare = part, bias
            else:
                part.bias.data = bias
        elif isinstance(part, nn.BatchNorm2d):
            if before is None:
                own = {key.rpartition(f"{name}.")[2]: value for key, value in weights.items() if _is_of(key, name)}
                part.load_state_dict({**own, "num_batches_tracked": part.state_dict()["num_batches_tracked"]})
            else:
                biases[part], before = spare, None

    def made_anew(norm: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
        mean, spread = given[0].mean((0, 2, 3)), given[0].var((0, 2, 3), unbiased=False)
        norm.running_mean, norm.running_var = mean.clone(), spread.clone()
        norm.weight.data, norm.bias.data = torch.sqrt(spread + norm.eps), mean + biases[norm]

    hooks = [norm.register_forward_pre_hook(made_anew) for norm in biases]
    with torch.no_grad():
        net.eval()(sample)
    for hook in hooks:
        hook.remove()
    net.train()


def _is_of(key: str, name: str) -> bool:
    return f".{key}".rpartition(".")[0].endswith(f".{name}")
