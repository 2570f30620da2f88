# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaky neurons of NEST, driven by gamma neurons of Interspike through `spike_generator`s."""

import argparse

import nest

import interspike
from interspike.nest import spike_generator, spikes


def run(seed=7, duration=1.0):
    """200 regular inputs of 50 Hz drive 20 neurons; returns how many spikes were heard and fired."""
    nest.set_verbosity("M_ERROR")
    nest.ResetKernel()
    nest.rng_seed = seed + 1
    inputs = spike_generator(interspike.GammaPopulation([50.0] * 200, shape=4), duration, seed=seed)
    neurons = nest.Create("iaf_psc_exp", 20)
    heard, fired = nest.Create("spike_recorder", 2)
    relays = nest.Create("parrot_neuron", 200)
    nest.Connect(inputs, relays, "one_to_one")
    nest.Connect(relays, neurons, {"rule": "pairwise_bernoulli", "p": 0.5}, {"weight": 45.0})
    nest.Connect(relays, heard)
    nest.Connect(neurons, fired)
    nest.Simulate(1e3 * duration + 5)
    return len(spikes(heard)[0]), len(spikes(fired)[0])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    heard, fired = run(parser.parse_args().seed)
    print(f"{heard} spikes in (asked: about 10000), {fired} out")
