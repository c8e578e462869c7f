"""PyTorch's side of the side-by-side benchmarks: one workload in one process, measured block by block on request.

Usage: python3 peers.py NAME THREADS, normally started by `AutoGrad.Benchmarks peers`. Lines on standard output and input:
  -> "ready"                   warm, waiting
  <- "go"    -> "12.5"         one block was run; microseconds for each step
  <- "end"   -> "123.4"        the process's peak memory in MiB; the process ends
  python3 peers.py --version   prints the version of PyTorch and the BLAS behind its products
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

WARM_SECONDS = 0.5
BLOCK_SECONDS = 0.1


def step_of(model, optimizer, loss_of):
    """One training step: forward, loss, backward, optimizer."""
    def step():
        optimizer.zero_grad(set_to_none=True)
        loss_of(model).backward()
        optimizer.step()
    return step


def mlp(sizes, activation):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


def classify(model, batch, inputs, classes):
    x = torch.randn(batch, *inputs)
    labels = torch.randint(classes, (batch,))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    return step_of(model, optimizer, lambda m: F.cross_entropy(m(x), labels))


def mlp_tiny():
    model = mlp([2, 16, 16, 1], nn.Tanh)
    x, target = torch.randn(32, 2), torch.randn(32, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2)
    return step_of(model, optimizer, lambda m: F.mse_loss(m(x), target))


def mlp_digits():
    return classify(mlp([64, 128, 64, 10], nn.ReLU), 64, (64,), 10)


def mlp_mnist():
    return classify(mlp([784, 512, 256, 10], nn.ReLU), 128, (784,), 10)


def mlp_large():
    model = mlp([1024, 2048, 2048, 1024], nn.ReLU)
    x, target = torch.randn(256, 1024), torch.randn(256, 1024)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    return step_of(model, optimizer, lambda m: F.mse_loss(m(x), target))


def elementwise_1m():
    x = torch.randn(1_000_000, requires_grad=True)
    return lambda: torch.autograd.grad((x.tanh() * x.sigmoid() + (-x * x).exp()).sum(), x)


def softmax_xent():
    logits = torch.randn(1024, 4096, requires_grad=True)
    labels = torch.randint(4096, (1024,))
    return lambda: torch.autograd.grad(F.cross_entropy(logits, labels), logits)


def layernorm():
    x = torch.randn(2048, 768, requires_grad=True)
    norm = nn.LayerNorm(768)
    cotangent = torch.randn(2048, 768)
    return lambda: torch.autograd.grad(norm(x), (x, norm.weight, norm.bias), cotangent)


def transformer():
    model = nn.TransformerEncoderLayer(256, 4, 1024, dropout=0.0, activation="gelu", batch_first=True, norm_first=True)
    x, target = torch.randn(8, 128, 256), torch.randn(8, 128, 256)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    return step_of(model, optimizer, lambda m: F.mse_loss(m(x), target))


def convnet():
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 10))
    return classify(model, 64, (1, 28, 28), 10)


class LastState(nn.Module):
    """An LSTM over a sequence, its last state to class scores."""
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(64, 128, batch_first=True)
        self.dense = nn.Linear(128, 10)

    def forward(self, x):
        return self.dense(self.lstm(x)[0][:, -1])


def lstm():
    return classify(LastState(), 32, (64, 64), 10)


def scalar_rosenbrock():
    x = [torch.tensor(0.1 * (i + 1), requires_grad=True) for i in range(10)]

    def step():
        value = 0
        for a, b in zip(x, x[1:]):
            value = value + 100 * (b - a ** 2) ** 2 + (1 - a) ** 2
        return torch.autograd.grad(value, x)
    return step


def adam_10m():
    parameter = nn.Parameter(torch.randn(10_000_000))
    parameter.grad = torch.randn(10_000_000)
    return torch.optim.Adam([parameter], lr=1e-3).step


def hvp_mlp():
    model = mlp([64, 128, 64, 10], nn.Tanh)
    parameters = list(model.parameters())
    vectors = [torch.randn_like(p) for p in parameters]
    x, labels = torch.randn(64, 64), torch.randint(10, (64,))

    def step():
        gradients = torch.autograd.grad(F.cross_entropy(model(x), labels), parameters, create_graph=True)
        return torch.autograd.grad(sum((g * v).sum() for g, v in zip(gradients, vectors)), parameters)
    return step


def gemm(n):
    a, b = torch.randn(n, n), torch.randn(n, n)

    def step():
        with torch.no_grad():
            return a @ b
    return step


def function(apply, operands=1):
    """Into memory that stays: PyTorch's allocator would give it back each time, and ours has a pool."""
    inputs = [torch.rand(1_000_000) * 3.9 + 0.1 for _ in range(operands)]
    out = torch.empty(1_000_000)
    return lambda: apply(*inputs, out=out)


WORKLOADS = {
    "mlp_tiny": mlp_tiny,
    "mlp_digits": mlp_digits,
    "mlp_mnist": mlp_mnist,
    "mlp_large": mlp_large,
    "elementwise_1m": elementwise_1m,
    "softmax_xent": softmax_xent,
    "layernorm": layernorm,
    "transformer": transformer,
    "convnet": convnet,
    "lstm": lstm,
    "scalar_rosenbrock": scalar_rosenbrock,
    "adam_10m": adam_10m,
    "hvp_mlp": hvp_mlp,
    "gemm_1024": lambda: gemm(1024),
    "gemm_64": lambda: gemm(64),
    "exp_1m": lambda: function(torch.exp),
    "log_1m": lambda: function(torch.log),
    "tanh_1m": lambda: function(torch.tanh),
    "sigmoid_1m": lambda: function(torch.sigmoid),
    "add_1m": lambda: function(torch.add, 2),
    "multiply_1m": lambda: function(torch.mul, 2),
}


def seconds_of(step, count):
    start = time.perf_counter()
    for _ in range(count):
        step()
    return time.perf_counter() - start


def warm(step):
    """Runs for a while; returns how many steps make a block."""
    end = time.perf_counter() + WARM_SECONDS
    count, seconds = 1, seconds_of(step, 1)
    while time.perf_counter() < end:
        count = min(2 * count, max(1, round(BLOCK_SECONDS / (seconds / count))))
        seconds = seconds_of(step, count)
    return max(1, round(BLOCK_SECONDS / (seconds / count)))


def peak_mebibytes():
    # Not getrusage: its maximum includes the process that started this one.
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def blas():
    """The library that really multiplies: Debian's torch takes whatever libblas.so.3 is, and the reference one is 20 times slower than OpenBLAS."""
    with open("/proc/self/maps", encoding="ascii") as maps:
        names = {line.split("/")[-1].strip() for line in maps if "/" in line}
    found = sorted(name for name in names if "openblas" in name or "libmkl" in name or "blis" in name)
    return found[0] if found else "the slow reference BLAS: results are no yardstick, run benchmarks/peers/install.sh"


def main():
    if sys.argv[1] == "--version":
        print(torch.__version__, "with", blas())
        return

    torch.manual_seed(1)
    torch.set_num_threads(int(sys.argv[2]))
    step = WORKLOADS[sys.argv[1]]()
    count = warm(step)
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "end":
            print(peak_mebibytes(), flush=True)
            return
        if count > 1:
            step()  # what ran in between has taken the caches
        print(1e6 * seconds_of(step, count) / count, flush=True)


main()
