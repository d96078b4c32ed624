#!/usr/bin/env python3
"""What PyTorch does in the place of Fovea: the half of native-test/gpu-bench that it compares with.

  torch-bench.py DEVICE ops FILE           a line for each op: OP SHAPE FILTER STRIDE WORK UNIT MEASUREMENT
  torch-bench.py DEVICE launch             the host's time for one small kernel
  torch-bench.py DEVICE train NET BATCH HxWxC MEASUREMENT

DEVICE is cuda or cpu. Each result is a line MEASUREMENT|UNIT|BY|VALUE|NOTE on stdout, as soon as it is there; where
something fails, VALUE is empty and NOTE says why. Works with PyTorch 1.13 and newer, and with nothing else.
"""
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional

FP32, TF32, BF16, GRAPH = "PyTorch fp32", "PyTorch TF32", "PyTorch bf16", "PyTorch fp32, CUDA graph"
WINDOW_SECONDS = 0.03
LAYOUTS = {"NCHW": torch.contiguous_format, "NHWC": torch.channels_last}

device = torch.device(sys.argv[1])
is_cuda = device.type == "cuda"
windows = 7 if is_cuda else 3  # a processor only rehearses


def emit(measurement, unit, by, value=None, note=""):
    print(measurement, unit, by, "" if value is None else repr(float(value)), note, sep="|", flush=True)


def attempt(measurement, unit, by, measure):
    """Emits what measure returns, a value and a note, or else its reason not to."""
    try:
        emit(measurement, unit, by, *measure())
    except Exception as e:  # the others are still to be measured
        emit(measurement, unit, by, None, f"{type(e).__name__}: {e}".splitlines()[0].replace("|", "/"))
    if is_cuda:
        torch.cuda.empty_cache()


def finish():
    if is_cuda:
        torch.cuda.synchronize()


def allow_tf32(allowed):
    """False is fp32 as strict as PyTorch has it."""
    torch.backends.cuda.matmul.allow_tf32 = allowed
    torch.backends.cudnn.allow_tf32 = allowed


def seconds_of(runs, run):
    finish()
    start = time.perf_counter()
    for _ in range(runs):
        run()
    finish()
    return (time.perf_counter() - start) / runs


def seconds(run):
    """Of one run among many, after a warm-up: the median of some windows."""
    for _ in range(3):
        run()
    runs = 1
    while runs < 1 << 16 and seconds_of(runs, run) * runs < WINDOW_SECONDS:
        runs *= 2
    return statistics.median(seconds_of(runs, run) for _ in range(windows))


def hand_in_seconds(run, runs):
    """Of the host for a run that it does not wait for."""
    times = []
    for _ in range(3 * windows):
        finish()
        start = time.perf_counter()
        for _ in range(runs):
            run()
        times.append((time.perf_counter() - start) / runs)
    finish()
    return statistics.median(times)


def numbers(*shape):
    return torch.rand(*shape, device=device)


def images(shape, layout):
    n, h, w, c = shape
    return numbers(n, c, h, w).contiguous(memory_format=LAYOUTS[layout])


def convolution(op, shape, window, stride, layout):
    """Forward, or one of the gradients, with half of a filter as the border on all sides."""
    kh, kw, filters = window
    x = images(shape, layout)
    w = numbers(filters, shape[3], kh, kw).contiguous(memory_format=LAYOUTS[layout])
    border = [kh // 2, kw // 2]
    if op == "conv2d":
        return lambda: functional.conv2d(x, w, None, stride, border)
    dy = torch.rand_like(functional.conv2d(x, w, None, stride, border))
    mask = [op == "conv2d_data_gradient", op == "conv2d_weight_gradient", False]
    return lambda: torch.ops.aten.convolution_backward(
        dy, x, w, None, [stride, stride], border, [1, 1], False, [0, 0], 1, mask)


def elementary(op, shape, window, stride, layout):
    if op == "matmul":
        m, k, n = shape
        a, b = numbers(m, k), numbers(k, n)
        return lambda: torch.mm(a, b)
    if op == "max_pool2d":
        x = images(shape, layout)
        return lambda: functional.max_pool2d(x, window, stride or window)
    if op == "batch_norm":
        x, c = images(shape, layout), shape[-1]
        gamma, beta = numbers(c), numbers(c)
        return lambda: functional.batch_norm(x, None, None, gamma, beta, training=True)
    x, other = numbers(*shape), numbers(*shape)
    return {
        "add": lambda: torch.add(x, other),
        "copy": lambda: other.copy_(x),
        "relu": lambda: torch.relu(x),
        "softmax": lambda: torch.softmax(x, -1),
    }[op]


def op_rate(op, shape, window, stride, work, unit):
    """In the given unit, in the faster layout; work is in FLOP or bytes, or - where it is not known."""
    make = convolution if op.startswith("conv2d") else elementary
    layouts = LAYOUTS if len(shape) == 4 else ["NCHW"]
    best, layout = min((seconds(make(op, shape, window, stride, layout)), layout) for layout in layouts)
    value = best * 1e3 if unit == "ms" else float(work) / best / {"TFLOP/s": 1e12, "GB/s": 1e9}[unit]
    return value, layout if len(shape) == 4 else ""


def ops(cases):
    for case in cases:
        op, shape, window, stride, work, unit, *words = case.split()
        shape = [int(part) for part in shape.split("x")]
        window = [int(part) for part in window.split("x")] if window != "-" else None
        stride = int(stride) if stride != "-" else None
        multiplies = op == "matmul" or op.startswith("conv2d")
        for by, tf32 in [(FP32, False)] + [(TF32, True)] * (is_cuda and multiplies):
            allow_tf32(tf32)
            attempt(" ".join(words), unit, by, lambda: op_rate(op, shape, window, stride, work, unit))


def launch():
    x = numbers(1, 4)
    run = lambda: torch.relu_(x)
    attempt("a small kernel, handed in", "us", FP32, lambda: (hand_in_seconds(run, 32) * 1e6, ""))
    attempt("a small kernel, among many", "us", FP32, lambda: (seconds(run) * 1e6, ""))


def lenet5(h, w, c):
    flat = 16 * ((h // 2 - 4) // 2) * ((w // 2 - 4) // 2)
    return nn.Sequential(
        nn.Conv2d(c, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(flat, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def normalized(c, filters, k, stride=1):
    return nn.Sequential(nn.Conv2d(c, filters, k, stride, k // 2, bias=False), nn.BatchNorm2d(filters))


class Block(nn.Module):
    def __init__(self, c, filters, stride):
        super().__init__()
        self.body = nn.Sequential(
            normalized(c, filters, 3, stride), nn.ReLU(), normalized(filters, filters, 3))
        self.shortcut = nn.Identity() if c == filters else normalized(c, filters, 1, stride)

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def resnet18(h, w, c):
    blocks, width = [], 64
    for filters in (64, 128, 256, 512):
        blocks += [Block(width, filters, 1 if filters == width else 2), Block(filters, filters, 1)]
        width = filters
    return nn.Sequential(
        normalized(c, 64, 3), nn.ReLU(), *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


class Training:
    """Steps on one batch that stays where it is: forward, cross-entropy, gradients, SGD with momentum."""

    def __init__(self, net, batch, shape, layout="NCHW", half=False):
        self.model = net(*shape).to(device).to(memory_format=LAYOUTS[layout])
        self.x = images([batch, *shape], layout)
        self.y = torch.arange(batch, device=device) % 10
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01, momentum=0.9)
        self.half = half

    def learn(self):
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=self.half):
            loss = functional.cross_entropy(self.model(self.x), self.y)
        loss.backward()
        self.optimizer.step()

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.learn()

    def captured(self):
        """The same step as a CUDA graph."""
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(5):
                self.step()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        self.optimizer.zero_grad(set_to_none=True)
        with torch.cuda.graph(graph):
            self.learn()
        return graph.replay


def train(net, batch, shape, measurement):
    allow_tf32(False)
    finish()
    numbers(1)
    start = time.perf_counter()
    first = Training(net, batch, shape)
    seconds_of(1, first.step)
    emit(f"{measurement}, first step", "s", FP32, time.perf_counter() - start)

    def rate(**options):
        best = min(
            (seconds(Training(net, batch, shape, layout=layout, **options).step), layout) for layout in LAYOUTS)
        return batch / best[0], best[1]

    attempt(f"{measurement}, training", "images/s", FP32, rate)
    attempt(f"{measurement}, host", "us/step", FP32, lambda: (hand_in_seconds(first.step, 1) * 1e6, ""))
    if is_cuda:
        replays = []

        def graph_rate():
            replays.append(Training(net, batch, shape).captured())
            return batch / seconds(replays[0]), "NCHW"

        attempt(f"{measurement}, training", "images/s", GRAPH, graph_rate)
        if replays:
            attempt(f"{measurement}, host", "us/step", GRAPH, lambda: (hand_in_seconds(replays[0], 1) * 1e6, ""))
        allow_tf32(True)
        attempt(f"{measurement}, training", "images/s", TF32, rate)
        attempt(f"{measurement}, training", "images/s", BF16, lambda: (
            batch / seconds(Training(net, batch, shape, "NHWC", half=True).step), "NHWC"))


def main():
    torch.manual_seed(1)
    torch.backends.cudnn.benchmark = True
    what, *arguments = sys.argv[2:]
    if what == "ops":
        with open(arguments[0]) as cases:
            ops(cases.readlines())
    elif what == "launch":
        launch()
    else:
        net, batch, shape, measurement = arguments
        dims = [int(part) for part in shape.split("x")]
        train({"lenet5": lenet5, "resnet18": resnet18}[net], int(batch), dims, measurement)


main()
