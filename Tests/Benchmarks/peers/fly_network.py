# SPDX-License-Identifier: GPL-3.0-or-later
"""A synthetic network of the size of a fly's brain, for `interspike network`, NEST and Brian2.

138,639 neurons and about 15 million connections as in the connectome of Drosophila (Dorkenwald et al. 2024), which are
not those of the connectome: who is connected is drawn, from log-normal degrees of the same mean, and how many synapses a
connection has from a log-normal, too. Neurons, weights and the delay are those of Shiu et al. (2024): leaky
integrate-and-fire, exponential currents, 0.275 mV a synapse, 1.8 ms; the first few hundred are sensors that fire at random
at 150 Hz, and make about 450 of the others fire.

    fly_network.py write FOLDER [--seed 1]          sensors.npy, brain.npy and fly.yaml
    fly_network.py nest FOLDER [--seconds 1] [--grid]       the same network in NEST; --grid: steps of 0.1 ms
    fly_network.py brian2 FOLDER [--seconds 1]      the same in Brian2, in steps of 0.1 ms

The peers print a line of JSON: seconds for building and for a second of the network, spikes, neurons that fired.

Literature: S. Dorkenwald et al., Nature 634 (2024) 124, doi:10.1038/s41586-024-07558-y; P. K. Shiu et al., Nature 634
(2024) 210, doi:10.1038/s41586-024-07763-9.
"""

import argparse
import json
import pathlib
import time

import numpy

NEURONS, CONNECTIONS, SENSORS = 138_639, 15_000_000, 200
MILLIVOLTS, DELAY, INHIBITORY, DEVIATION = 0.275, 0.0018, 0.4, 1.1

DESCRIPTION = f"""\
# A synthetic network of the size of a fly's brain: Tests/Benchmarks/peers/fly_network.py writes its synapses.
duration: 1

populations:
  sensors: {{model: poisson, neurons: {SENSORS}, rate: 150}}
  brain:
    model: lif_exponential
    neurons: {NEURONS - SENSORS}
    membrane_time_constant: 0.02
    synaptic_time_constant: 0.005
    resting_potential: -52
    threshold: -45
    reset: -52
    refractory_time: 0.0022

projections:
  - {{from: sensors, to: brain, rule: list, file: sensors.npy, delay: {DELAY}}}
  - {{from: brain, to: brain, rule: list, file: brain.npy, delay: {DELAY}}}
"""


def write(folder, seed):
    draws = numpy.random.default_rng(seed)

    def ends(count):
        share = numpy.cumsum(draws.lognormal(0, DEVIATION, NEURONS))
        return numpy.searchsorted(share, draws.random(count) * share[-1]).astype(numpy.int64)

    pairs = numpy.unique(ends(CONNECTIONS) * NEURONS + ends(CONNECTIONS))
    source, target = pairs // NEURONS, pairs % NEURONS
    synapses = numpy.ceil(draws.lognormal(0.6, 1.0, len(pairs)))
    sign = numpy.where(draws.random(NEURONS) < INHIBITORY, -1.0, 1.0)
    sign[:SENSORS] = 1
    weight = MILLIVOLTS * synapses * sign[source]
    folder.mkdir(parents=True, exist_ok=True)
    inside = target >= SENSORS
    for name, chosen, first in (("sensors", source < SENSORS, 0), ("brain", source >= SENSORS, SENSORS)):
        rows = chosen & inside
        table = numpy.stack([source[rows] - first, target[rows] - SENSORS, weight[rows]], 1)
        numpy.save(folder / f"{name}.npy", table.astype(numpy.float32))
    (folder / "fly.yaml").write_text(DESCRIPTION)
    out = numpy.bincount(source, minlength=NEURONS)
    print(json.dumps({"connections": int(inside.sum()), "largest_out_degree": int(out.max()),
                      "median_out_degree": float(numpy.median(out))}))


def tables(folder):
    for name in ("sensors", "brain"):
        table = numpy.load(folder / f"{name}.npy")
        yield table[:, 0].astype(numpy.int64), table[:, 1].astype(numpy.int64), table[:, 2].astype(float)


def run_nest(folder, seconds, grid):
    import nest
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.resolution = 0.1
    parameters = {"C_m": 20.0, "tau_m": 20.0, "tau_syn_ex": 5.0, "tau_syn_in": 5.0, "t_ref": 2.2, "E_L": -52.0,
                  "V_reset": -52.0, "V_m": -52.0, "V_th": -45.0}
    sensors = nest.Create("parrot_neuron" if grid else "parrot_neuron_ps", SENSORS)
    brain = nest.Create("iaf_psc_exp" if grid else "iaf_psc_exp_ps", NEURONS - SENSORS, params=parameters)
    noise = nest.Create("poisson_generator" if grid else "poisson_generator_ps", params={"rate": 150.0})
    nest.Connect(noise, sensors)
    recorder = nest.Create("spike_recorder")
    nest.Connect(brain, recorder)
    for senders, (source, target, weight) in zip((sensors, brain), tables(folder)):
        nest.Connect(senders[0].global_id + source, brain[0].global_id + target, "one_to_one",
                     {"weight": weight, "delay": numpy.full(len(weight), 1000 * DELAY)})
    yield
    nest.Simulate(1000 * seconds)
    senders = recorder.events["senders"]
    yield len(senders), len(numpy.unique(senders))


def run_brian2(folder, seconds):
    import brian2
    from brian2 import ms, mV, Hz
    brian2.defaultclock.dt = 0.1 * ms
    brain = brian2.NeuronGroup(
        NEURONS - SENSORS, "dv/dt = (g - (v + 52*mV))/(20*ms) : volt (unless refractory)\ndg/dt = -g/(5*ms) : volt",
        threshold="v > -45*mV", reset="v = -52*mV", refractory=2.2 * ms, method="exact")
    brain.v = -52 * mV
    sensors = brian2.PoissonGroup(SENSORS, 150 * Hz)
    monitor = brian2.SpikeMonitor(brain)
    network = brian2.Network(brain, sensors, monitor)
    for senders, (source, target, weight) in zip((sensors, brain), tables(folder)):
        synapses = brian2.Synapses(senders, brain, "w : volt", on_pre="g += w", delay=1000 * DELAY * ms)
        synapses.connect(i=source, j=target)
        synapses.w = weight * mV
        network.add(synapses)
    network.run(0.1 * ms)
    yield
    network.run(1000 * seconds * ms)
    yield monitor.num_spikes, len(numpy.unique(monitor.i))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["write", "nest", "brian2"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--grid", action="store_true")
    options = parser.parse_args()
    if options.what == "write":
        return write(options.folder, options.seed)
    begin = time.perf_counter()
    run = (run_nest(options.folder, options.seconds, options.grid) if options.what == "nest"
           else run_brian2(options.folder, options.seconds))
    next(run)
    built, begin = time.perf_counter() - begin, time.perf_counter()
    spikes, active = next(run)
    wall = (time.perf_counter() - begin) / options.seconds
    print(json.dumps({"peer": options.what, "grid": options.grid, "build": round(built, 2), "wall_per_second": round(wall, 3),
                      "spikes": int(spikes), "active": int(active)}))


if __name__ == "__main__":
    main()
