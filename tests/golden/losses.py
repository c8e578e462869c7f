"""Writes tests/AutoGrad.Tests/Losses/losses.json: PyTorch's losses and their gradients, in double.

Run from the root of the repository: python3 tests/golden/losses.py   (made with PyTorch 1.13.1)
"""

import json
import pathlib

import torch
from torch.nn import functional

PREDICTIONS = [[1.5, -0.25, 3.0, 0.0], [-2.0, 0.75, 0.1, -30.0], [40.0, -1.0, 0.5, 2.5]]
TARGETS = [[1.0, 0.5, -1.0, 0.25], [0.0, 0.75, 1.0, 0.0], [1.0, 0.0, 0.3, 1.0]]
LABELS = [2, 0, 3]
CLASS_WEIGHTS = [0.5, 1.0, 2.0, 3.0]
PROBABILITIES = [[1.0, 0.0, 1.0, 0.25], [0.0, 0.75, 1.0, 0.0], [1.0, 0.0, 0.3, 1.0]]


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def case(loss, options, compute):
    rows = []
    for reduction in ["none", "mean", "sum"]:
        x = tensor(PREDICTIONS).requires_grad_()
        value = compute(x, reduction)
        value.sum().backward()
        rows.append({"reduction": reduction, "value": value.detach().flatten().tolist(), "gradient": x.grad.flatten().tolist()})
    return {"loss": loss, "options": options, "results": rows}


y = tensor(TARGETS)
p = tensor(PROBABILITIES)
labels = torch.tensor(LABELS)
weights = tensor(CLASS_WEIGHTS)
cases = [
    case("MeanSquaredError", {}, lambda x, r: functional.mse_loss(x, y, reduction=r)),
    case("MeanAbsoluteError", {}, lambda x, r: functional.l1_loss(x, y, reduction=r)),
    case("Huber", {"delta": 1.0}, lambda x, r: functional.huber_loss(x, y, delta=1.0, reduction=r)),
    case("Huber", {"delta": 0.3}, lambda x, r: functional.huber_loss(x, y, delta=0.3, reduction=r)),
    case("BinaryCrossEntropyWithLogits", {}, lambda x, r: functional.binary_cross_entropy_with_logits(x, p, reduction=r)),
    case("BinaryCrossEntropyWithLogits", {"weights": 1}, lambda x, r: functional.binary_cross_entropy_with_logits(x, p, pos_weight=weights, reduction=r)),
]
for smoothing in [0.0, 0.1]:
    cases.append(case("CrossEntropy", {"smoothing": smoothing}, lambda x, r: functional.cross_entropy(x, labels, label_smoothing=smoothing, reduction=r)))
    cases.append(
        case("CrossEntropy", {"smoothing": smoothing, "weights": 1}, lambda x, r: functional.cross_entropy(x, labels, weight=weights, label_smoothing=smoothing, reduction=r))
    )

data = {"predictions": PREDICTIONS, "targets": TARGETS, "probabilities": PROBABILITIES, "labels": LABELS, "weights": CLASS_WEIGHTS, "cases": cases}
target = pathlib.Path(__file__).parent.parent / "AutoGrad.Tests" / "Losses" / "losses.json"
target.write_text(json.dumps(data).replace('{"loss"', '\n{"loss"') + "\n")
