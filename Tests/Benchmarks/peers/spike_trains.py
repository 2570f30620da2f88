# SPDX-License-Identifier: GPL-3.0-or-later
"""Poisson trains with their times kept, on one core: Interspike, NEST, Brian2 and Elephant side by side.

    spike_trains.py --library DIR/lib/libInterspikeC.so [--nest PYTHON] [--brian2 PYTHON] [--elephant PYTHON]
    spike_trains.py --library DIR/lib/libInterspikeC.so --sizes    our cost of a spike from 1000 to 1,000,000 neurons

10,000 neurons of 10 Hz for 10 s, each package in its usual words. PYTHON is an interpreter that has the package;
several are needed because Brian2 2.9 and Elephant 1.2 want different versions of NumPy. Rounds alternate; of each
the median is taken. The time is that of the simulation and of fetching the spikes, without imports, building and
first calls.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

NEURONS, DURATION, HERTZ = 10_000, 10.0, 10.0


def interspike(seed, neurons=NEURONS, hertz=HERTZ):
    sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "Examples" / "Python"))
    import interspike

    population = interspike.Population([hertz] * neurons, window_duration=DURATION)
    seconds = []
    for window in range(9):  # so short that one alone is mostly the system handing out memory
        start = time.perf_counter()
        counts, times = population.window(window, seed=seed)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), len(times)


def nest(seed):
    import nest

    nest.set_verbosity("M_ERROR")
    nest.ResetKernel()
    nest.set(local_num_threads=1, rng_seed=seed, resolution=0.1)
    generators = nest.Create("poisson_generator_ps", NEURONS, params={"rate": HERTZ})
    parrots = nest.Create("parrot_neuron_ps", NEURONS)
    recorder = nest.Create("spike_recorder")
    nest.Connect(generators, parrots, "one_to_one")
    nest.Connect(parrots, recorder)
    nest.Simulate(0.1)
    recorder.n_events = 0
    start = time.perf_counter()
    nest.Simulate(1000 * DURATION)
    events = recorder.events
    return time.perf_counter() - start, len(events["times"])


def brian2(seed):
    import brian2

    brian2.seed(seed)
    brian2.defaultclock.dt = 0.1 * brian2.ms
    group = brian2.PoissonGroup(NEURONS, HERTZ * brian2.Hz)
    monitor = brian2.SpikeMonitor(group)
    network = brian2.Network(group, monitor)
    network.run(0.1 * brian2.ms)  # generates and compiles
    start = time.perf_counter()
    network.run(DURATION * brian2.second)
    times = monitor.t[:]
    return time.perf_counter() - start, len(times)


def elephant(seed):
    import numpy as np
    import quantities as pq
    from elephant.spike_train_generation import StationaryPoissonProcess

    np.random.seed(seed)
    process = StationaryPoissonProcess(rate=HERTZ * pq.Hz, t_stop=DURATION * pq.s)
    process.generate_n_spiketrains(NEURONS)
    start = time.perf_counter()
    trains = process.generate_n_spiketrains(NEURONS)
    return time.perf_counter() - start, sum(len(train) for train in trains)


PACKAGES = {"interspike": interspike, "nest": nest, "brian2": brian2, "elephant": elephant}


def ask(python, package, seed, library):
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", INTERSPIKE_LIBRARY=library)
    run = subprocess.run(
        [python, __file__, "--only", package, "--seed", str(seed)], env=environment, check=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(run.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--library", default="libInterspikeC.so")
    for package in ("nest", "brian2", "elephant"):
        parser.add_argument("--" + package, metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", action="store_true")
    parser.add_argument("--only", choices=PACKAGES, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=1, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        seconds, spikes = PACKAGES[arguments.only](arguments.seed)
        print(json.dumps({"seconds": seconds, "spikes": spikes}))
        return
    if arguments.sizes:
        os.environ["INTERSPIKE_LIBRARY"] = arguments.library
        for neurons in (1_000, 10_000, 100_000, 1_000_000):
            seconds, spikes = interspike(1, neurons, hertz=5)
            print(f"{neurons:9} neurons  {1e9 * seconds / spikes:5.2f} ns a spike")
        return
    pythons = {"interspike": sys.executable}
    pythons |= {p: getattr(arguments, p) for p in ("nest", "brian2", "elephant") if getattr(arguments, p)}
    taken = {package: [] for package in pythons}
    for seed in range(1, arguments.rounds + 1):
        for package, python in pythons.items():
            taken[package].append(ask(python, package, seed, arguments.library))
    ours = statistics.median(run["seconds"] for run in taken["interspike"])
    for package, runs in taken.items():
        seconds = statistics.median(run["seconds"] for run in runs)
        print(f"{package:10}  {seconds:9.4f} s   {seconds / ours:7.1f}x   {runs[0]['spikes']} spikes")


if __name__ == "__main__":
    main()
