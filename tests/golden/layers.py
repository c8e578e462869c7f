"""Writes tests/AutoGrad.Tests/Layers/layers.json: what PyTorch's normalising layers make of numbers, in double.

Run from the root of the repository: python3 tests/golden/layers.py   (made with PyTorch 1.13.1)
"""

import json
import pathlib

import torch

torch.manual_seed(1)
cases = []
for shape in [[5, 3], [4, 3, 2]]:
    layer = torch.nn.BatchNorm1d(3).double()
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([1.5, -0.5, 2.0]))
        layer.bias.copy_(torch.tensor([0.25, 0.0, -1.0]))
    batches = []
    for training in [True, True, False]:
        layer.train(training)
        x = (3 * torch.randn(shape, dtype=torch.float64) + 1).requires_grad_()
        layer.zero_grad()
        y = layer(x)
        y.sin().sum().backward()
        batches.append(
            {
                "training": training,
                "x": x.detach().flatten().tolist(),
                "y": y.detach().flatten().tolist(),
                "gradient": x.grad.flatten().tolist(),
                "weightGradient": layer.weight.grad.tolist(),
                "runningMean": layer.running_mean.tolist(),
                "runningVariance": layer.running_var.tolist(),
            }
        )
    cases.append({"shape": shape, "batches": batches})

target = pathlib.Path(__file__).parent.parent / "AutoGrad.Tests" / "Layers" / "layers.json"
target.write_text(json.dumps({"batchNorm": cases}).replace('{"training"', '\n{"training"') + "\n")
