"""Writes tests/AutoGrad.Tests/Layers/recurrent.json: what PyTorch's LSTM, GRU and RNN make of sequences, forward and backward, in double.

Run from the root of the repository: python3 tests/golden/recurrent.py   (made with PyTorch 1.13.1)
"""

import json
import pathlib

import torch

torch.manual_seed(1)
STEPS, BATCH, INPUTS, HIDDEN = 4, 3, 2, 5


def numbers(tensor):
    return tensor.detach().flatten().tolist()


def case(layer, states):
    x = torch.randn(STEPS, BATCH, INPUTS, dtype=torch.float64, requires_grad=True)
    initial = [torch.randn(1, BATCH, HIDDEN, dtype=torch.float64, requires_grad=True) for _ in range(states)]
    outputs, last = layer(x, tuple(initial) if states > 1 else initial[0])
    last = list(last) if states > 1 else [last]
    (outputs.sin().sum() + sum((k + 2) * state.cos().sum() for k, state in enumerate(last))).backward()
    parameters = {name.removesuffix("_l0"): parameter for name, parameter in layer.named_parameters()}
    return {
        "x": numbers(x),
        "initial": [numbers(state) for state in initial],
        "parameters": {name: numbers(parameter) for name, parameter in parameters.items()},
        "outputs": numbers(outputs),
        "last": [numbers(state) for state in last],
        "gradient": numbers(x.grad),
        "initialGradients": [numbers(state.grad) for state in initial],
        "parameterGradients": {name: numbers(parameter.grad) for name, parameter in parameters.items()},
    }


def stack(layer, states):
    """Several layers in both directions: the whole state_dict by PyTorch's names, as it would travel in a file."""
    layer = layer.double()
    count = layer.num_layers * (2 if layer.bidirectional else 1)
    x = torch.randn(STEPS, BATCH, INPUTS, dtype=torch.float64, requires_grad=True)
    initial = [torch.randn(count, BATCH, HIDDEN, dtype=torch.float64, requires_grad=True) for _ in range(states)]
    outputs, last = layer(x, tuple(initial) if states > 1 else initial[0])
    last = list(last) if states > 1 else [last]
    (outputs.sin().sum() + sum((k + 2) * state.cos().sum() for k, state in enumerate(last))).backward()
    return {
        "layers": layer.num_layers,
        "bidirectional": layer.bidirectional,
        "x": numbers(x),
        "initial": [numbers(state) for state in initial],
        "shapes": {name: list(parameter.shape) for name, parameter in layer.named_parameters()},
        "parameters": {name: numbers(parameter) for name, parameter in layer.named_parameters()},
        "outputs": numbers(outputs),
        "last": [numbers(state) for state in last],
        "gradient": numbers(x.grad),
        "initialGradients": [numbers(state.grad) for state in initial],
        "parameterGradients": {name: numbers(parameter.grad) for name, parameter in layer.named_parameters()},
    }


cases = {
    "lstm": case(torch.nn.LSTM(INPUTS, HIDDEN).double(), 2),
    "gru": case(torch.nn.GRU(INPUTS, HIDDEN).double(), 1),
    "rnn tanh": stack(torch.nn.RNN(INPUTS, HIDDEN), 1),
    "rnn relu, 2 layers": stack(torch.nn.RNN(INPUTS, HIDDEN, num_layers=2, nonlinearity="relu"), 1),
    "rnn tanh, 2 layers both ways": stack(torch.nn.RNN(INPUTS, HIDDEN, num_layers=2, bidirectional=True), 1),
    "lstm, 3 layers both ways": stack(torch.nn.LSTM(INPUTS, HIDDEN, num_layers=3, bidirectional=True), 2),
    "lstm both ways": stack(torch.nn.LSTM(INPUTS, HIDDEN, bidirectional=True), 2),
    "gru, 2 layers both ways": stack(torch.nn.GRU(INPUTS, HIDDEN, num_layers=2, bidirectional=True), 1),
    "gru, 2 layers": stack(torch.nn.GRU(INPUTS, HIDDEN, num_layers=2), 1),
}
target = pathlib.Path(__file__).parent.parent / "AutoGrad.Tests" / "Layers" / "recurrent.json"
target.write_text(json.dumps({"steps": STEPS, "batch": BATCH, "inputs": INPUTS, "hidden": HIDDEN, **cases}).replace(', "', ',\n"') + "\n")
