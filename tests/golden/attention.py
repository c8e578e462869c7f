"""Writes tests/AutoGrad.Tests/Layers/attention.json: what PyTorch's attention and encoder layers make of numbers, in double, with the gradients of a sum of sines.

Run from the root of the repository: python3 tests/golden/attention.py   (made with PyTorch 1.13.1)
"""

import json
import pathlib

import torch

torch.manual_seed(1)
BATCH, STEPS, KEYS, SIZE, HEADS, INNER = 2, 4, 5, 8, 2, 6


def values(tensor):
    return tensor.detach().flatten().tolist()


def draw(*shape):
    return torch.randn(shape, dtype=torch.float64).requires_grad_()


def scramble(layer):
    """Zero biases and unit scales would hide mistakes."""
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.add_(0.2 * torch.randn(parameter.shape, dtype=torch.float64))


def finish(case, layer, inputs, y):
    y.sin().sum().backward()
    case["parameters"] = {name: values(parameter) for name, parameter in layer.named_parameters()}
    case["gradients"] = {name: values(parameter.grad) for name, parameter in layer.named_parameters()}
    case["inputs"] = [values(x) for x in inputs]
    case["inputGradients"] = [values(x.grad) for x in inputs]
    case["y"] = values(y)
    return case


causal = torch.triu(torch.full((STEPS, STEPS), -torch.inf, dtype=torch.float64), 1)
padding = torch.zeros(BATCH, KEYS, dtype=torch.bool)
padding[0, 3:] = True
padding[1, 0] = True

attention = []
for kind in ["self", "causal", "cross"]:
    layer = torch.nn.MultiheadAttention(SIZE, HEADS, batch_first=True, dtype=torch.float64)
    scramble(layer)
    if kind == "cross":
        inputs = [draw(BATCH, STEPS, SIZE), draw(BATCH, KEYS, SIZE), draw(BATCH, KEYS, SIZE)]
        y = layer(*inputs, key_padding_mask=padding, need_weights=False)[0]
    else:
        inputs = [draw(BATCH, STEPS, SIZE)]
        y = layer(inputs[0], inputs[0], inputs[0], attn_mask=causal if kind == "causal" else None, need_weights=False)[0]
    attention.append(finish({"kind": kind}, layer, inputs, y))

encoder = []
for norm_first in [False, True]:
    for activation in ["relu", "gelu"]:
        layer = torch.nn.TransformerEncoderLayer(
            SIZE, HEADS, INNER, dropout=0, activation=activation, batch_first=True, norm_first=norm_first, dtype=torch.float64
        )
        scramble(layer)
        inputs = [draw(BATCH, STEPS, SIZE)]
        y = layer(inputs[0], src_mask=causal)
        encoder.append(finish({"normFirst": norm_first, "activation": activation}, layer, inputs, y))

target = pathlib.Path(__file__).parent.parent / "AutoGrad.Tests" / "Layers" / "attention.json"
text = json.dumps({"attention": attention, "encoder": encoder})
for key in ["parameters", "gradients", "inputs", "inputGradients", "y"]:
    text = text.replace(f'"{key}": ', f'\n"{key}": ')
target.write_text(text + "\n")
