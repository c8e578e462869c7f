"""Writes tests/AutoGrad.Tests/Optimizers/optimizers.json: 20 steps of PyTorch's optimizers, in double, on a small function with many minima;
and lbfgs.json beside it: 20 iterations of its LBFGS with a strong Wolfe line search, and the minima it finds of standard functions.

Run from the root of the repository: python3 tests/golden/optimizers.py   (made with PyTorch 1.13.1)
"""

import json
import pathlib

import torch

# Asgd and NAdam keep numbers in tensors of the default type: in float32 they would be rounded to 1e-8.
torch.set_default_dtype(torch.float64)

A = [0.9 * ((7 * i) % 19) / 9.0 - 0.85 for i in range(19)]
B = [[0.5, -1.25, 2.0], [-0.75, 0.1, -3.0]]
STEPS = 20


def function(a, b):
    return (
        0.25 * ((a * a - 1) ** 2).sum()
        + torch.sin(3 * a).sum()
        + 0.1 * a.sum() * b.sum()
        + torch.log(1 + b * b).sum()
    )


CASES = [
    ("Sgd", torch.optim.SGD, {"lr": 0.05}),
    ("Sgd", torch.optim.SGD, {"lr": 0.05, "weight_decay": 0.1}),
    ("Sgd", torch.optim.SGD, {"lr": 0.02, "momentum": 0.9}),
    ("Sgd", torch.optim.SGD, {"lr": 0.02, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.1}),
    ("Sgd", torch.optim.SGD, {"lr": 0.02, "momentum": 0.9, "nesterov": True}),
    ("Sgd", torch.optim.SGD, {"lr": 0.02, "momentum": 0.8, "nesterov": True, "weight_decay": 0.1}),
    ("Adam", torch.optim.Adam, {}),
    ("Adam", torch.optim.Adam, {"lr": 0.05, "weight_decay": 0.1}),
    ("Adam", torch.optim.Adam, {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-6}),
    ("Adam", torch.optim.Adam, {"lr": 0.05, "amsgrad": True}),
    ("Adam", torch.optim.Adam, {"lr": 0.05, "amsgrad": True, "weight_decay": 0.1}),
    ("AdamW", torch.optim.AdamW, {}),
    ("AdamW", torch.optim.AdamW, {"lr": 0.05, "weight_decay": 0}),
    ("AdamW", torch.optim.AdamW, {"lr": 0.05, "weight_decay": 0.2, "amsgrad": True}),
    ("RmsProp", torch.optim.RMSprop, {}),
    ("RmsProp", torch.optim.RMSprop, {"lr": 0.02, "weight_decay": 0.1}),
    ("RmsProp", torch.optim.RMSprop, {"lr": 0.02, "alpha": 0.9, "momentum": 0.9}),
    ("RmsProp", torch.optim.RMSprop, {"lr": 0.02, "centered": True}),
    ("RmsProp", torch.optim.RMSprop, {"lr": 0.02, "centered": True, "momentum": 0.5, "weight_decay": 0.1}),
    ("Adagrad", torch.optim.Adagrad, {}),
    ("Adagrad", torch.optim.Adagrad, {"lr": 0.3, "weight_decay": 0.1}),
    ("Adagrad", torch.optim.Adagrad, {"lr": 0.3, "lr_decay": 0.1, "initial_accumulator_value": 0.5}),
    # The loop over single tensors multiplies the momentum product twice in 1.13 (mended in 2.0); the one over many has Dozat's formula.
    ("NAdam", torch.optim.NAdam, {"foreach": True}),
    ("NAdam", torch.optim.NAdam, {"lr": 0.05, "weight_decay": 0.1, "foreach": True}),
    ("NAdam", torch.optim.NAdam, {"lr": 0.05, "betas": [0.8, 0.95], "momentum_decay": 0.02, "eps": 1e-6, "foreach": True}),
    ("RAdam", torch.optim.RAdam, {}),
    ("RAdam", torch.optim.RAdam, {"lr": 0.05, "weight_decay": 0.1}),
    ("RAdam", torch.optim.RAdam, {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-6}),
    ("Adamax", torch.optim.Adamax, {}),
    ("Adamax", torch.optim.Adamax, {"lr": 0.05, "weight_decay": 0.1}),
    ("Adamax", torch.optim.Adamax, {"lr": 0.05, "betas": [0.8, 0.9], "eps": 1e-6}),
    ("Adadelta", torch.optim.Adadelta, {}),
    ("Adadelta", torch.optim.Adadelta, {"weight_decay": 0.1}),
    ("Adadelta", torch.optim.Adadelta, {"lr": 0.5, "rho": 0.8, "eps": 1e-4}),
    ("Rprop", torch.optim.Rprop, {}),
    ("Rprop", torch.optim.Rprop, {"lr": 0.1, "etas": [0.4, 1.5], "step_sizes": [1e-3, 0.3]}),
    ("Asgd", torch.optim.ASGD, {}),
    ("Asgd", torch.optim.ASGD, {"lr": 0.05, "weight_decay": 0.1, "lambd": 0.02, "alpha": 0.6, "t0": 5}),
]


def run(make, options):
    a = torch.tensor(A, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(B, dtype=torch.float64, requires_grad=True)
    optimizer = make([a, b], **options)
    path = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        function(a, b).backward()
        optimizer.step()
        path.append(a.detach().tolist() + b.detach().flatten().tolist())
    if make is torch.optim.ASGD:
        # The averages follow the last step.
        path.append(optimizer.state[a]["ax"].tolist() + optimizer.state[b]["ax"].flatten().tolist())
    return path


cases = [{"optimizer": name, "options": options, "path": run(make, options)} for name, make, options in CASES]
target = pathlib.Path(__file__).parent.parent / "AutoGrad.Tests" / "Optimizers" / "optimizers.json"
text = json.dumps({"a": A, "b": sum(B, []), "cases": cases})
target.write_text(text.replace('{"optimizer"', '\n{"optimizer"').replace("], [", "],\n[") + "\n")


def logistic(w):
    x = torch.tensor([[((7 * i + 11 * j * j) % 23) / 11 - 1 for j in range(5)] for i in range(40)])
    y = torch.tensor([1.0 if (7 * i) % 23 > (5 * i) % 13 else -1.0 for i in range(40)])
    return torch.log1p(torch.exp(-y * (x @ w))).mean() + 0.0005 * (w * w).sum()


def chain(v):
    d = v[1:] - v[:-1]
    return 0.015 * ((torch.exp(d) - d).sum() + (v * v * torch.arange(1, len(v) + 1) / len(v)).sum())


def rosenbrock(v):
    return (100 * (v[1:] - v[:-1] ** 2) ** 2).sum() + ((1 - v[:-1]) ** 2).sum()


def beale(v):
    return (1.5 - v[0] * (1 - v[1])) ** 2 + (2.25 - v[0] * (1 - v[1] ** 2)) ** 2 + (2.625 - v[0] * (1 - v[1] ** 3)) ** 2


def himmelblau(v):
    return (v[0] ** 2 + v[1] - 11) ** 2 + (v[0] + v[1] ** 2 - 7) ** 2


def lbfgs(objective, start, iterations, history, smallest_gradient):
    """The points after each iteration, and the evaluations until then, the one at the start included. No tolerance but the gradient's ends it."""
    v = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [v], max_iter=1, max_eval=1000, tolerance_grad=0, tolerance_change=0, history_size=history, line_search_fn="strong_wolfe"
    )

    def closure():
        optimizer.zero_grad()
        value = objective(v)
        value.backward()
        return value

    path, evaluations = [], []
    while len(path) < iterations:
        closure()
        if v.grad.abs().max() <= smallest_gradient:
            break
        optimizer.step(closure)
        path.append(v.detach().tolist())

        # Each call of step evaluates once more where the one before it ended.
        evaluations.append(optimizer.state[v]["func_evals"] - len(path) + 1)
    return path, evaluations


# The sum of the gradient's sizes at the start is below 1, so that both libraries begin with a step of 1.
TRAJECTORIES = [
    ("many minima", lambda v: 0.005 * function(v[:19], v[19:].reshape(2, 3)), A + sum(B, []), 10),
    ("logistic", logistic, [0.0] * 5, 3),
    ("chain", chain, [((7 * i) % 11) / 10 - 0.5 for i in range(40)], 5),
]
MINIMA = [
    ("Rosenbrock", rosenbrock, [-1.2, 1.0]),
    ("Rosenbrock of 20", rosenbrock, [-1.2, 1.0] * 10),
    ("Beale", beale, [1.0, 1.0]),
    ("Himmelblau", himmelblau, [1.0, 1.0]),
]
trajectories, minima = [], []
for name, objective, start, history in TRAJECTORIES:
    path, evaluations = lbfgs(objective, start, STEPS, history, 0)
    trajectories.append({"function": name, "start": start, "history": history, "evaluations": evaluations, "path": path})
for name, objective, start in MINIMA:
    path, evaluations = lbfgs(objective, start, 1000, 10, 1e-9)
    minima.append({"function": name, "start": start, "evaluations": evaluations[-1], "minimum": path[-1]})
text = json.dumps({"trajectories": trajectories, "minima": minima})
target.with_name("lbfgs.json").write_text(text.replace('{"function"', '\n{"function"').replace("], [", "],\n[") + "\n")
