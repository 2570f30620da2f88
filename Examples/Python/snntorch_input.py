# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaky neurons of snnTorch, driven by Interspike in place of `snntorch.spikegen.rate`."""

import argparse

import snntorch
import torch

from interspike.snntorch import rate


def run(steps=200, seed=7):
    """Drives 10 leaky neurons by 100 inputs of 5 to 200 Hz; returns the inputs' and the neurons' spikes."""
    torch.manual_seed(seed)
    intensities = torch.linspace(5, 200, 100).repeat(4, 1) / 200
    spikes = rate(intensities, steps, maximum=200.0, step=0.005, seed=seed)
    synapses = torch.nn.Linear(100, 10, bias=False)
    torch.nn.init.uniform_(synapses.weight, 0, 0.02)
    neurons = snntorch.Leaky(beta=0.9)
    membrane = neurons.init_leaky()
    fired = []
    with torch.no_grad():
        for step in spikes:
            spike, membrane = neurons(synapses(step), membrane)
            fired.append(spike)
    return spikes, torch.stack(fired)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    spikes, fired = run(seed=parser.parse_args().seed)
    print(f"input: {spikes.sum(0).mean():.2f} spikes a second and neuron (asked: 102.50), "
          f"up to {int(spikes.max())} in a step; output: {fired.sum(0).mean():.2f}")
