"""Writes tests/AutoGrad.Tests/Optimizers/schedules.json: the learning rates of PyTorch's schedulers over 60 steps.

Run from the root of the repository: python3 tests/golden/schedules.py   (made with PyTorch 1.13.1)
"""

import json
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler as schedulers

warnings.simplefilter("ignore")
STEPS = 60


def rates(rate, make, steps=STEPS):
    optimizer = torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=rate, momentum=0.9)
    scheduler = make(optimizer)
    values = []
    for _ in range(steps):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return values


METRICS = [5.0, 4.0, 4.0, 4.1, 3.9, 3.9, 3.9, 3.9, 3.9, 3.9, 3.8999, 3.8, 3.9, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0]


def plateau(**options):
    optimizer = torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=0.5)
    scheduler = schedulers.ReduceLROnPlateau(optimizer, **options)
    values = []
    for metric in METRICS:
        scheduler.step(metric)
        values.append(optimizer.param_groups[0]["lr"])
    return values


data = {
    "Step": rates(0.1, lambda o: schedulers.StepLR(o, 7, gamma=0.3)),
    "MultiStep": rates(0.1, lambda o: schedulers.MultiStepLR(o, [5, 5, 23, 40], gamma=0.5)),
    "Constant": rates(0.1, lambda o: schedulers.ConstantLR(o, factor=1.0, total_iters=5)),
    "Exponential": rates(0.1, lambda o: schedulers.ExponentialLR(o, 0.93)),
    "Linear": rates(0.1, lambda o: schedulers.LinearLR(o, start_factor=0.25, end_factor=0.8, total_iters=33)),
    "Polynomial": rates(0.1, lambda o: schedulers.PolynomialLR(o, total_iters=41, power=1.7)),
    "Cosine": rates(0.1, lambda o: schedulers.CosineAnnealingLR(o, T_max=59, eta_min=0.003)),
    "CosineRestarts": rates(0.1, lambda o: schedulers.CosineAnnealingWarmRestarts(o, T_0=11, eta_min=0.003)),
    "CosineRestartsGrowing": rates(0.1, lambda o: schedulers.CosineAnnealingWarmRestarts(o, T_0=7, T_mult=3, eta_min=0.003)),
    "CyclicTriangle": rates(0.1, lambda o: schedulers.CyclicLR(o, 0.01, 0.1, step_size_up=5, step_size_down=9)),
    "CyclicHalving": rates(0.1, lambda o: schedulers.CyclicLR(o, 0.01, 0.1, step_size_up=6, mode="triangular2")),
    "CyclicShrinking": rates(0.1, lambda o: schedulers.CyclicLR(o, 0.01, 0.1, step_size_up=6, mode="exp_range", gamma=0.97)),
    "OneCycle": rates(0.1, lambda o: schedulers.OneCycleLR(o, 0.4, total_steps=61)),
    "OneCycleLinear": rates(0.1, lambda o: schedulers.OneCycleLR(o, 0.4, total_steps=61, pct_start=0.2, anneal_strategy="linear", div_factor=10, final_div_factor=100)),
    "Sequence": rates(0.1, lambda o: schedulers.SequentialLR(o, [schedulers.LinearLR(o, 0.25, 0.8, 10), schedulers.ExponentialLR(o, 0.9)], [12])),
    "Plateau": plateau(factor=0.5, patience=2),
    "PlateauCooldown": plateau(factor=0.3, patience=1, cooldown=2, threshold=0.05, min_lr=0.01),
    "PlateauLarger": plateau(mode="max", factor=0.5, patience=3),
    "metrics": METRICS,
}
target = pathlib.Path(__file__).parent.parent / "AutoGrad.Tests" / "Optimizers" / "schedules.json"
target.write_text(json.dumps(data).replace("], ", "],\n") + "\n")
