# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes architectures.json: what PyTorch computes, in double, for the convolutional and dense networks.

Parameters are not stored: both sides fill them with the same arbitrary numbers, from a salt that is the sum of
the bytes of the parameter's name. Run with PyTorch and NumPy; prints nothing.
"""

import json
import pathlib

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

EPSILON = torch.finfo(torch.float32).eps


def arbitrary(shape, lower, upper, salt):
    """The sequence of LayerSlopes.swift."""
    state = (salt * 7919 + 12345) % 2**64
    places = []
    for _ in range(int(np.prod(shape))):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        places.append(state >> 40)
    unit = np.array(places, dtype=np.float32) / np.float32(2**24)
    values = np.float32(lower) + np.float32(upper - lower) * unit
    return torch.tensor(values.astype(np.float64).reshape(shape))


class Convolution(nn.Conv2d):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.lognorm = nn.Parameter(torch.zeros(self.out_channels))

    def forward(self, x):
        length = self.weight.flatten(1).norm(dim=1) + EPSILON
        weight = self.weight * (self.lognorm.exp() / length)[:, None, None, None]
        return F.conv2d(x, weight, self.bias, self.stride, self.padding)


class Layer(nn.Module):
    def __init__(self, inputs, outputs, kind):
        super().__init__()
        self.doubles = kind == "up"
        stride = 2 if kind.startswith("down") else 1
        self.conv = Convolution(inputs, outputs, 3, stride=stride, padding=1)

    def forward(self, x):
        x = F.silu(x)
        if self.doubles:
            x = F.interpolate(x, scale_factor=2, mode="nearest")
        return self.conv(x)


class Squeeze(nn.Module):
    def __init__(self, channels):
        super().__init__()
        hidden = max(channels // 16, 4)
        self.fc = nn.Sequential(
            nn.Linear(channels, hidden), nn.ReLU(), nn.Linear(hidden, channels), nn.Sigmoid())

    def forward(self, x):
        return x * self.fc(x.mean((2, 3)))[:, :, None, None]


class Factorized(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.ops = nn.ModuleList(
            Convolution(inputs, outputs // 4, 1, stride=2) for _ in range(4))

    def forward(self, x):
        x = F.silu(x)
        shifts = [(0, 0), (0, 1), (1, 0), (1, 1)]
        return torch.cat([op(x[:, :, i:, j:]) for op, (i, j) in zip(self.ops, shifts)], 1)


class Strided(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = Convolution(inputs, outputs, 1, stride=2)

    def forward(self, x):
        return self.conv(F.silu(x))


class Cell(nn.Module):
    def __init__(self, inputs, outputs, kind, depth):
        super().__init__()
        self.skip = {
            "normal": nn.Identity,
            "down factorized": lambda: Factorized(inputs, outputs),
            "down strided": lambda: Strided(inputs, outputs),
            "up": lambda: nn.Sequential(
                nn.Upsample(scale_factor=2, mode="nearest"), Convolution(inputs, outputs, 1)),
        }[kind]()
        self.ops = nn.Sequential(
            *(Layer(outputs if i else inputs, outputs, "" if i else kind) for i in range(depth)))
        self.se = Squeeze(outputs)

    def forward(self, x):
        return self.skip(x) + self.se(self.ops(x))


class Pool(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = Convolution(channels, channels, 4)

    def forward(self, x):
        return x.mean((2, 3), keepdim=True) + self.conv(F.silu(x))


class Dense(nn.Module):
    def __init__(self, features, expansion):
        super().__init__()
        self.fc1 = nn.Linear(features, features * expansion)
        self.fc2 = nn.Linear(features * expansion, features)
        self.layer_norm = nn.LayerNorm(features)

    def forward(self, x):
        return self.layer_norm(x + self.fc2(F.relu(self.fc1(x))))


class Encoder(nn.Module):
    def __init__(self, kind, side, channels, expansion, outputs):
        super().__init__()
        self.shape = (-1, side * side)
        self.stem = nn.Identity()
        width = side * side
        if kind == "mlp":
            self.enc = Dense(width, expansion)
        else:
            self.shape = (-1, 1, side, side)
            down, stages, padding = {
                16: ("down factorized", 2, 1), 28: ("down strided", 3, 0)}[side]
            self.stem = Convolution(1, channels, 3, padding=padding)
            width, parts = channels, [Cell(channels, channels, "normal", 2)]
            for _ in range(stages):
                parts += [
                    Cell(width, 2 * width, down, 2), Cell(2 * width, 2 * width, "normal", 2)]
                width *= 2
            self.enc = nn.Sequential(*parts, Pool(width), nn.Flatten(), Dense(width, 8))
        self.fc_enc = nn.Linear(width, outputs)

    def forward(self, x):
        return self.fc_enc(self.enc(self.stem(x.reshape(self.shape))))


class Decoder(nn.Module):
    def __init__(self, kind, side, channels, expansion, latents):
        super().__init__()
        pixels = side * side
        self.shape = (-1, pixels)
        if kind == "mlp":
            self.fc_dec = nn.Linear(latents, pixels)
            self.dec = nn.Sequential(
                nn.SiLU(), Dense(pixels, expansion), nn.SiLU(), nn.Linear(pixels, pixels))
            return
        width = 8 * channels
        self.shape = (-1, width, 2, 2)
        self.fc_dec = nn.Linear(latents, 4 * width)
        parts = [Cell(width, width, "normal", 1)]
        for stage in range({16: 3, 28: 4}[side]):
            parts += [
                Cell(width, width // 2, "up", 1), Cell(width // 2, width // 2, "normal", 1)]
            width //= 2
            if side == 28 and stage == 2:
                parts.append(nn.Upsample(size=14))
        self.dec = nn.Sequential(*parts, Convolution(width, 1, 1))

    def forward(self, z):
        return self.dec(self.fc_dec(z).view(self.shape)).flatten(1)


def some(values):
    """About sixty of them, from the first to near the last."""
    return [float(v) for v in values.flatten()[:: max(1, values.numel() // 60)]]


def golden(part, kind, side):
    options = (kind, side, 4, 2, 5)
    network = Encoder(*options) if part == "encoder" else Decoder(*options)
    for name, value in network.named_parameters():
        value.data = arbitrary(value.shape, -0.4, 0.4, sum(name.encode()))
    width = side * side if part == "encoder" else 5
    x = arbitrary((3, width), -1, 1, 1).requires_grad_()
    y = network(x)
    (y * arbitrary(y.shape, -1, 1, 2)).sum().backward()
    norms = {
        name: float(value.grad.double().norm()) for name, value in network.named_parameters()}
    return {
        "part": part, "kind": kind, "pixels": side * side,
        "values": some(y.detach()),
        "inputGradient": some(x.grad),
        "gradientNorms": dict(sorted(norms.items())),
    }


def main():
    torch.set_default_dtype(torch.float64)
    cases = [
        golden(part, kind, side)
        for part in ("encoder", "decoder")
        for kind, side in (("mlp", 6), ("conv", 16), ("conv", 28))]
    path = pathlib.Path(__file__).with_name("architectures.json")
    path.write_text(json.dumps(cases, indent=1) + "\n")


main()
