# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes architectures.json: what PyTorch computes, in double, for the convolutional and dense networks.

Parameters are not stored: both sides fill them with the same arbitrary numbers, from a salt that is the sum of
the bytes of the parameter's name. Run with torch==2.15.0 and numpy==2.4.6; prints nothing.
"""

import json
import pathlib

import numpy as np
import torch
from torch import nn

from family_layers import ResDense, WeightNormConv, conv_decoder, conv_encoder, mlp_decoder


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


class Encoder(nn.Module):
    def __init__(self, kind, side, channels, expansion, outputs):
        super().__init__()
        self.shape, self.stem = (-1, side * side), nn.Identity()
        width = side * side
        if kind == "mlp":
            self.enc = ResDense(width, expansion)
        else:
            self.shape = (-1, 1, side, side)
            self.stem = WeightNormConv(1, channels, 3, padding=1 if side == 16 else 0)
            self.enc, width = conv_encoder(channels, side)
        self.fc_enc = nn.Linear(width, outputs)

    def forward(self, x):
        return self.fc_enc(self.enc(self.stem(x.reshape(self.shape))))


class Decoder(nn.Module):
    def __init__(self, kind, side, channels, expansion, latents):
        super().__init__()
        if kind == "mlp":
            self.shape = (-1, side * side)
            self.dec = mlp_decoder(side * side, expansion)
        else:
            self.shape = (-1, 8 * channels, 2, 2)
            self.dec = conv_decoder(8 * channels, side)
        self.fc_dec = nn.Linear(latents, int(np.prod(self.shape[1:])))

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
