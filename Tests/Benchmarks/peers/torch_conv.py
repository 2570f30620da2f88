# SPDX-License-Identifier: GPL-3.0-or-later
"""Forward and backward pass of the convolutions of the residual encoder in eager torch.

The peer of `convolutions/16` and `convolutions/28`: stem, two convolutions a cell with their swishes and skip
connections, the pooling convolution; every weight normalised. No squeeze-and-excite, no dense layers, no
optimiser, no draws; the loss is the sum of squares of the features. Pictures are in torch's own order,
[batch, channels, height, width]; `--channels-last` tries the other.

    torch_conv.py --side 16|28 [--batch 200] [--threads 2] [--rounds 9] [--channels-last]

One line of JSON: the median of the rounds after two that are not counted. `processor` is the time that the
threads were running or spinning; with one thread it is the fair figure on a machine that others use too. As with torch_step.py, set
MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=20000000000 for glibc to keep large arrays.
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn.functional import conv2d, silu


class Conv(nn.Conv2d):
    def __init__(self, inputs, outputs, kernel, stride=1, padding=0):
        super().__init__(inputs, outputs, kernel, stride, padding)
        self.lognorm = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        norm = self.weight.flatten(1).norm(dim=1) + 2**-23
        scale = (self.lognorm.exp() / norm)[:, None, None, None]
        return conv2d(x, self.weight * scale, self.bias, self.stride, self.padding)


class Cell(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.down = inputs != outputs
        self.first = Conv(inputs, outputs, 3, 2 if self.down else 1, 1)
        self.second = Conv(outputs, outputs, 3, 1, 1)
        if self.down:
            self.skip = Conv(inputs, outputs, 1, 2)

    def forward(self, x):
        active = silu(x)
        deep = self.second(silu(self.first(active)))
        return deep + (self.skip(active) if self.down else x)


class Stack(nn.Module):
    def __init__(self, side):
        super().__init__()
        downs = 2 if side == 16 else 3
        width = 32
        self.stem = Conv(1, width, 3, padding=1 if side == 16 else 0)
        cells = [Cell(width, width)]
        for _ in range(downs):
            cells += [Cell(width, 2 * width), Cell(2 * width, 2 * width)]
            width *= 2
        self.cells = nn.Sequential(*cells)
        self.pool = Conv(width, width, 4)

    def forward(self, x):
        return self.pool(silu(self.cells(self.stem(x))))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--side", type=int, choices=[16, 28], required=True)
    parser.add_argument("--batch", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--channels-last", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    stack = Stack(options.side)
    x = torch.randn(options.batch, 1, options.side, options.side)
    if options.channels_last:
        stack, x = (value.to(memory_format=torch.channels_last) for value in (stack, x))
    seconds, processor = [], []
    for _ in range(options.rounds + 2):
        start, busy = time.perf_counter(), time.process_time()
        stack.zero_grad(set_to_none=True)
        stack(x).square().sum().backward()
        seconds.append(time.perf_counter() - start)
        processor.append(time.process_time() - busy)
    counted = [1000 * value for value in seconds[2:]]
    print(json.dumps({
        "name": f"torch-convolutions/{options.side}", "milliseconds": statistics.median(counted),
        "fastest": min(counted), "processor": 1000 * statistics.median(processor[2:]), "threads": torch.get_num_threads(), "torch": torch.__version__,
        "batch": options.batch, "channels_last": options.channels_last}))


if __name__ == "__main__":
    main()
