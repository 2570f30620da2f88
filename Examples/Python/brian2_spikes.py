# SPDX-License-Identifier: GPL-3.0-or-later
"""Spikes into Brian2 by `SpikeGeneratorGroup`, and out of it as CSV that `interspike figure raster` draws.

Brian2 has one spike a neuron and step; what the grid of `dt` merges is counted and said.
"""

import argparse
import csv

import brian2

import interspike
from interspike.brian2 import spike_generator, spikes


def write_csv(path, monitor):
    """The spikes of a SpikeMonitor, in the plain table that Interspike reads."""
    with open(path, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["time", "neuron"])
        for time, neuron in zip(*spikes(monitor)):
            table.writerow([repr(float(time)), int(neuron)])


def run(path, seed=7, duration=1.0):
    """200 inputs of 50 Hz drive 20 leaky neurons; their spikes are written to `path`."""
    brian2.prefs.codegen.target = "numpy"
    brian2.start_scope()
    brian2.defaultclock.dt = 0.1 * brian2.ms
    brian2.seed(seed)
    inputs, merged = spike_generator(interspike.Population([50.0] * 200), duration, seed=seed)
    neurons = brian2.NeuronGroup(
        20, "dv/dt = -v/(20*ms) : 1", threshold="v > 1", reset="v = 0", method="exact")
    synapses = brian2.Synapses(inputs, neurons, on_pre="v_post += 0.03")
    synapses.connect(p=0.5)
    heard, fired = brian2.SpikeMonitor(inputs), brian2.SpikeMonitor(neurons)
    brian2.Network(inputs, neurons, synapses, heard, fired).run(duration * brian2.second)
    write_csv(path, fired)
    return heard.num_spikes, merged, fired.num_spikes


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", default="brian2.csv")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    heard, merged, fired = run(arguments.output, arguments.seed)
    print(f"{heard} spikes in (asked: about 10000; {merged} merged by the grid of 0.1 ms), {fired} out, "
          f"in {arguments.output}")
