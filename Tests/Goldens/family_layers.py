# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the Poisson VAE family in plain torch, under the parameter names of the published modules.

Written from the equations (MODELS of the literature below), in any precision; nothing is random:
dropout multiplies by a mask that is handed in, or by nothing.

    WeightNormConv   W_eff[o] = e^lognorm_o · W[o] / (‖W[o]‖₂ + 2⁻²³)
    Cell             skip(x) + SE(… conv(swish(x)) …)
    ResDense         LayerNorm(x + fc2(mask · ReLU(fc1 x)))
    ConvPool         mean over places of x + conv4×4(swish(x))

Literature: Vafaii, Galor & Yates, arXiv 2405.14473, appendix (architectures); Vahdat & Kautz, arXiv
2007.03898 (residual cells); Hu, Shen & Sun, arXiv 1709.01507 (squeeze and excitation).
"""

import torch
from torch import nn
from torch.nn.functional import conv2d, interpolate, silu

SINGLE_EPSILON = 2.0**-23


class WeightNormConv(nn.Conv2d):
    """A convolution whose filters have length e^lognorm."""

    def __init__(self, inputs, outputs, size, stride=1, padding=0):
        super().__init__(inputs, outputs, size, stride=stride, padding=padding)
        self.lognorm = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        length = self.weight.flatten(1).norm(dim=1)
        gain = self.lognorm.exp() / (length + SINGLE_EPSILON)
        return conv2d(x, self.weight * gain[:, None, None, None], self.bias, self.stride, self.padding)


class SwishConv(nn.Module):
    """swish, perhaps twice the size, 3×3 convolution."""

    def __init__(self, inputs, outputs, kind):
        super().__init__()
        self.twice = kind == "up"
        self.conv = WeightNormConv(inputs, outputs, 3, stride=2 if kind == "down" else 1, padding=1)

    def forward(self, x):
        x = silu(x)
        return self.conv(interpolate(x, scale_factor=2) if self.twice else x)


class FourShifts(nn.Module):
    """Half the size: four 1×1 convolutions of stride 2, each on x shifted by another pixel."""

    def __init__(self, inputs, outputs):
        super().__init__()
        quarter = outputs // 4
        widths = [quarter, quarter, quarter, outputs - 3 * quarter]
        self.ops = nn.ModuleList(WeightNormConv(inputs, width, 1, stride=2) for width in widths)

    def forward(self, x):
        x = silu(x)
        shifts = [(0, 0), (0, 1), (1, 0), (1, 1)]
        return torch.cat([op(x[:, :, i:, j:]) for op, (i, j) in zip(self.ops, shifts)], 1)


class OneStride(nn.Module):
    """Half the size: one 1×1 convolution of stride 2."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = WeightNormConv(inputs, outputs, 1, stride=2)

    def forward(self, x):
        return self.conv(silu(x))


class SqueezeExcite(nn.Module):
    """Each channel times a number in (0, 1) that depends on the means of all channels."""

    def __init__(self, channels):
        super().__init__()
        hidden = max(channels // 16, 4)
        self.fc = nn.Sequential(
            nn.Linear(channels, hidden), nn.ReLU(), nn.Linear(hidden, channels), nn.Sigmoid())

    def forward(self, x):
        return x * self.fc(x.mean((2, 3)))[:, :, None, None]


class Cell(nn.Module):
    """A residual cell that keeps ("normal"), halves ("down") or doubles ("up") the size."""

    def __init__(self, inputs, outputs, kind, convolutions, four_shifts=True):
        super().__init__()
        if kind == "down":
            self.skip = (FourShifts if four_shifts else OneStride)(inputs, outputs)
        elif kind == "up":
            self.skip = nn.Sequential(nn.Upsample(scale_factor=2), WeightNormConv(inputs, outputs, 1))
        else:
            self.skip = nn.Identity()
        first = SwishConv(inputs, outputs, kind)
        rest = [SwishConv(outputs, outputs, "normal") for _ in range(convolutions - 1)]
        self.ops = nn.ModuleList([first, *rest])
        self.se = SqueezeExcite(outputs)

    def forward(self, x):
        inner = x
        for op in self.ops:
            inner = op(inner)
        return self.skip(x) + self.se(inner)


class ConvPool(nn.Module):
    """From 4×4 places to one."""

    def __init__(self, channels):
        super().__init__()
        self.conv = WeightNormConv(channels, channels, 4)

    def forward(self, x):
        return x.mean((2, 3), keepdim=True) + self.conv(silu(x))


class ResDense(nn.Module):
    """A residual perceptron with one hidden layer; `mask` is what dropout would multiply by."""

    def __init__(self, width, expansion=8):
        super().__init__()
        self.fc1 = nn.Linear(width, expansion * width)
        self.fc2 = nn.Linear(expansion * width, width)
        self.layer_norm = nn.LayerNorm(width)
        self.mask = None

    def forward(self, x):
        hidden = self.fc1(x).relu()
        if self.mask is not None:
            hidden = hidden * self.mask
        return self.layer_norm(x + self.fc2(hidden))


def conv_encoder(channels, side):
    """What follows the stem: cells down to 4×4 places, one place, a residual perceptron."""
    halvings, four_shifts = (2, True) if side == 16 else (3, False)
    layers = [Cell(channels, channels, "normal", 2)]
    for _ in range(halvings):
        layers.append(Cell(channels, 2 * channels, "down", 2, four_shifts))
        channels *= 2
        layers.append(Cell(channels, channels, "normal", 2))
    return nn.Sequential(*layers, ConvPool(channels), nn.Flatten(), ResDense(channels)), channels


def conv_decoder(channels, side):
    """From 2×2 places to side × side: 2 → 4 → 8 → 16 (→ 14 → 28)."""
    layers = [Cell(channels, channels, "normal", 1)]
    for doubling in range(3 if side == 16 else 4):
        layers.append(Cell(channels, channels // 2, "up", 1))
        channels //= 2
        layers.append(Cell(channels, channels, "normal", 1))
        if side == 28 and doubling == 2:
            layers.append(nn.Upsample(size=14))
    return nn.Sequential(*layers, WeightNormConv(channels, 1, 1))


def mlp_decoder(pixels, expansion=8):
    return nn.Sequential(nn.SiLU(), ResDense(pixels, expansion), nn.SiLU(), nn.Linear(pixels, pixels))
