# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaky integrate-and-fire cells of Norse, driven by Interspike in place of `PoissonEncoder`."""

import argparse

import norse.torch as norse
import torch

from interspike.norse import PoissonEncoder


def run(steps=1000, seed=7):
    """Drives 10 cells by 100 inputs of 5 to 200 Hz; returns the inputs' and the cells' spikes."""
    torch.manual_seed(seed)
    intensities = torch.linspace(5, 200, 100).repeat(4, 1) / 200
    spikes = PoissonEncoder(steps, f_max=200.0, dt=0.001, seed=seed)(intensities)
    synapses = torch.nn.Linear(100, 10, bias=False)
    torch.nn.init.uniform_(synapses.weight, 0, 0.1)
    cells, state, fired = norse.LIFCell(), None, []
    with torch.no_grad():
        for step in spikes:
            spike, state = cells(synapses(step), state)
            fired.append(spike)
    return spikes, torch.stack(fired)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    spikes, fired = run(seed=parser.parse_args().seed)
    print(f"input: {spikes.sum(0).mean():.2f} spikes a second and neuron (asked: 102.50); "
          f"output: {fired.sum(0).mean():.2f}")
