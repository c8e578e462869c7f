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
SOFT = [[0.1, 0.2, 0.3, 0.4], [0.0, 0.0, 1.0, 0.0], [0.25, 0.25, 0.25, 0.25]]
OTHERS = [[0.5, 1.0, -2.0, 0.75], [1.5, -0.5, 0.25, 3.0], [2.0, 1.0, -1.0, 0.5]]
THIRD = [[-0.5, 2.0, 1.0, 0.0], [0.25, 4.0, -1.0, 2.0], [1.0, 0.5, 3.0, -2.0]]
VARIANCES = [[0.5, 1.0, 2.0, 3.0], [0.25, 4.0, 1.5, 2.5], [7.0, 0.75, 1.25, 0.1]]


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

signs = tensor([[1, -1, 1, -1], [-1, 1, 1, -1], [1, 1, -1, 1]])
soft = tensor(SOFT)
others = tensor(OTHERS)
third = tensor(THIRD)
variances = tensor(VARIANCES)
ignoring = torch.tensor([2, -100, 3])
row_signs = tensor([1, -1, -1])
for beta in [1.0, 0.3]:
    cases.append(case("SmoothL1", {"beta": beta}, lambda x, r: functional.smooth_l1_loss(x, y, beta=beta, reduction=r)))
for smoothing in [0.0, 0.1]:
    cases.append(
        case("CrossEntropyIgnoring", {"smoothing": smoothing, "weights": 1}, lambda x, r: functional.cross_entropy(x, ignoring, weight=weights, label_smoothing=smoothing, reduction=r))
    )
    cases.append(case("CrossEntropyIgnoring", {"smoothing": smoothing}, lambda x, r: functional.cross_entropy(x, ignoring, label_smoothing=smoothing, reduction=r)))
    cases.append(case("CrossEntropySoft", {"smoothing": smoothing}, lambda x, r: functional.cross_entropy(x, soft, label_smoothing=smoothing, reduction=r)))
    cases.append(case("CrossEntropySoft", {"smoothing": smoothing, "weights": 1}, lambda x, r: functional.cross_entropy(x, soft, weight=weights, label_smoothing=smoothing, reduction=r)))
cases += [
    case("NegativeLogLikelihood", {}, lambda x, r: functional.nll_loss(x, labels, reduction=r)),
    case("NegativeLogLikelihood", {"weights": 1}, lambda x, r: functional.nll_loss(x, labels, weight=weights, reduction=r)),
    case("NegativeLogLikelihoodIgnoring", {"weights": 1}, lambda x, r: functional.nll_loss(x, ignoring, weight=weights, reduction=r)),
    case("BinaryCrossEntropy", {}, lambda x, r: functional.binary_cross_entropy(torch.sigmoid(x / 10), p, reduction=r)),
    case("BinaryCrossEntropy", {"elementWeights": 1}, lambda x, r: functional.binary_cross_entropy(torch.sigmoid(x / 10), p, weight=variances, reduction=r)),
    case("KlDivergence", {}, lambda x, r: functional.kl_div(x, soft, reduction=r)),
    case("KlDivergenceLog", {}, lambda x, r: functional.kl_div(x, others, log_target=True, reduction=r)),
    case("Poisson", {"log": True}, lambda x, r: functional.poisson_nll_loss(x / 4, variances, reduction=r)),
    case("Poisson", {"log": True, "full": True}, lambda x, r: functional.poisson_nll_loss(x / 4, variances, full=True, reduction=r)),
    case("Poisson", {"log": False, "full": True}, lambda x, r: functional.poisson_nll_loss(x * x, variances, log_input=False, full=True, reduction=r)),
    case("Gaussian", {}, lambda x, r: functional.gaussian_nll_loss(x, y, variances, reduction=r)),
    case("Gaussian", {"full": True}, lambda x, r: functional.gaussian_nll_loss(y, others, x * x + 0.1, full=True, reduction=r)),
    case("MarginRanking", {"margin": 0.5}, lambda x, r: functional.margin_ranking_loss(x, others, signs, margin=0.5, reduction=r)),
    case("CosineEmbedding", {"margin": 0.2}, lambda x, r: functional.cosine_embedding_loss(x, others, row_signs, margin=0.2, reduction=r)),
    case("Triplet", {"margin": 20.0}, lambda x, r: functional.triplet_margin_loss(x, others, third, margin=20.0, reduction=r)),
    case("Triplet", {"margin": 30.0, "swap": True}, lambda x, r: functional.triplet_margin_loss(x, others, third, margin=30.0, swap=True, reduction=r)),
]


def reduce(values, reduction):
    return values if reduction == "none" else values.mean() if reduction == "mean" else values.sum()


# PyTorch itself has neither: the papers' formulas as they stand.
def focal(x, t, gamma, alpha, reduction):
    q = torch.sigmoid(x)
    m = q * t + (1 - q) * (1 - t)
    weight = 1 if alpha is None else alpha * t + (1 - alpha) * (1 - t)
    return reduce(weight * (1 - m) ** gamma * functional.binary_cross_entropy_with_logits(x, t, reduction="none"), reduction)


def contrastive(x, z, temperature, reduction):
    rows = functional.normalize(torch.cat([x, z]), dim=1)
    scores = torch.exp(rows @ rows.T / temperature)
    partners = torch.cat([torch.arange(3, 6), torch.arange(0, 3)])
    return reduce(-torch.log(scores[torch.arange(6), partners] / (scores.sum(1) - scores.diagonal())), reduction)


cases += [
    case("Focal", {"gamma": 2.0, "alpha": 0.25}, lambda x, r: focal(x / 4, p, 2.0, 0.25, r)),
    case("Focal", {"gamma": 1.5}, lambda x, r: focal(x / 4, p, 1.5, None, r)),
    case("Contrastive", {"temperature": 0.5}, lambda x, r: contrastive(x, others, 0.5, r)),
    case("Hinge", {}, lambda x, r: reduce(torch.clamp(1 - signs * x, min=0), r)),
    case("SquaredHinge", {}, lambda x, r: reduce(torch.clamp(1 - signs * x, min=0) ** 2, r)),
    case("LogCosh", {}, lambda x, r: reduce(torch.log(torch.cosh(x - y)), r)),
    case("Quantile", {"quantile": 0.3}, lambda x, r: reduce(torch.maximum(0.3 * (y - x), -0.7 * (y - x)), r)),
]

torch.manual_seed(0)
CTC = torch.randn(7, 3, 5, dtype=torch.float64).tolist()
CTC_TARGETS = [[1, 2, 2], [3, 4, 0], [2, 0, 0]]
CTC_INPUTS = [7, 5, 6]
CTC_LENGTHS = [3, 2, 0]
for blank in [0, 4]:
    rows = []
    for reduction in ["none", "mean", "sum"]:
        x = tensor(CTC).requires_grad_()
        targets = torch.tensor(CTC_TARGETS if blank == 0 else [[1, 2, 2], [3, 1, 0], [2, 0, 0]])
        value = functional.ctc_loss(x.log_softmax(-1), targets, torch.tensor(CTC_INPUTS), torch.tensor(CTC_LENGTHS), blank=blank, reduction=reduction)
        value.sum().backward()
        rows.append({"reduction": reduction, "value": value.detach().flatten().tolist(), "gradient": x.grad.flatten().tolist()})
    cases.append({"loss": "Ctc", "options": {"blank": blank}, "results": rows})

data = {"predictions": PREDICTIONS, "targets": TARGETS, "probabilities": PROBABILITIES, "labels": LABELS, "weights": CLASS_WEIGHTS, "signs": signs.tolist(), "soft": SOFT, "others": OTHERS, "third": THIRD, "variances": VARIANCES, "ctc": CTC, "cases": cases}
target = pathlib.Path(__file__).parent.parent / "AutoGrad.Tests" / "Losses" / "losses.json"
target.write_text(json.dumps(data).replace('{"loss"', '\n{"loss"') + "\n")
