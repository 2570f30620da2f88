# SPDX-License-Identifier: GPL-3.0-or-later
"""The balanced network of Brunel (2000) in NEST, with spikes on exact times or on a grid.

It is the peer that `network/brunel` is measured against, and the source of Tests/Goldens/nest_brunel.json,
made with NEST 3.10.

    excitatory : inhibitory = 4 : 1, in-degrees C_E = 0.1 N_E and C_I = 0.1 N_I, drawn with replacement
    delta synapses of J mV (excitatory) and −g J (inhibitory), delay 1.5 ms
    τ 20 ms, θ 20 mV, reset 10 mV, refractory 2 ms, external rate η θ/(J C_E τ) C_E to every neuron, weight J

    nest_brunel.py [--neurons 10000] [--j 0.1] [--g 5] [--eta 2] [--seed 1] [--seconds 2] [--warm-up 0.5]
                   [--threads 1] [--grid] [--serve]

prints one line of JSON: rate in Hz and mean coefficient of variation of the intervals of each population after
the warm-up (neurons with three spikes and more), seconds of the wall clock for building and for a second of
simulated time. --serve builds once, then simulates `--seconds` for every line that is read.

--grid takes iaf_psc_delta in steps of 0.1 ms with poisson_generator, else iaf_psc_delta_ps with
poisson_generator_ps.

Literature: N. Brunel, J. Comput. Neurosci. 8 (2000) 183, doi:10.1023/A:1008925309027.
"""

import argparse
import json
import sys
import time

import nest
import numpy


def build(options):
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.local_num_threads = options.threads
    nest.resolution = 0.1
    nest.rng_seed = options.seed
    excitatory_count = options.neurons * 4 // 5
    inhibitory_count = options.neurons - excitatory_count
    in_excitatory, in_inhibitory = excitatory_count // 10, inhibitory_count // 10
    model, generator = ("iaf_psc_delta", "poisson_generator") if options.grid else (
        "iaf_psc_delta_ps", "poisson_generator_ps")
    parameters = {"C_m": 1.0, "tau_m": 20.0, "t_ref": 2.0, "E_L": 0.0, "V_reset": 10.0, "V_m": 0.0,
                  "V_th": 20.0}
    excitatory = nest.Create(model, excitatory_count, params=parameters)
    inhibitory = nest.Create(model, inhibitory_count, params=parameters)
    # Each target of a generator receives a train of its own.
    hertz = options.eta * 20.0 / (options.j * in_excitatory * 0.02) * in_excitatory
    noise = nest.Create(generator, params={"rate": hertz})
    recorders = [nest.Create("spike_recorder", params={"start": options.warm_up * 1000}) for _ in range(2)]
    plus = {"synapse_model": "static_synapse", "weight": options.j, "delay": 1.5}
    minus = dict(plus, weight=-options.g * options.j)
    everyone = excitatory + inhibitory
    nest.Connect(noise, everyone, syn_spec=plus)
    nest.Connect(excitatory, everyone, {"rule": "fixed_indegree", "indegree": in_excitatory}, plus)
    nest.Connect(inhibitory, everyone, {"rule": "fixed_indegree", "indegree": in_inhibitory}, minus)
    nest.Connect(excitatory, recorders[0])
    nest.Connect(inhibitory, recorders[1])
    return (excitatory, inhibitory), recorders


def statistics(population, recorder, seconds):
    senders, times = recorder.events["senders"], recorder.events["times"]
    order = numpy.lexsort((times, senders))
    senders, times = senders[order], times[order]
    variations = []
    for train in numpy.split(times, numpy.flatnonzero(numpy.diff(senders)) + 1):
        if len(train) >= 3:
            intervals = numpy.diff(train)
            variations.append(intervals.std(ddof=1) / intervals.mean())
    return {"rate": len(times) / len(population) / seconds, "cv": float(numpy.mean(variations))}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--neurons", type=int, default=10000)
    parser.add_argument("--j", type=float, default=0.1)
    parser.add_argument("--g", type=float, default=5.0)
    parser.add_argument("--eta", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--warm-up", type=float, default=0.5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--grid", action="store_true")
    parser.add_argument("--serve", action="store_true", help="simulate for every line that is read")
    options = parser.parse_args()
    begin = time.perf_counter()
    populations, recorders = build(options)
    built = time.perf_counter() - begin
    if options.serve:
        for _ in sys.stdin:
            nest.Simulate(options.seconds * 1000)
            print(flush=True)
        return
    nest.Simulate(options.warm_up * 1000)
    begin, processor = time.perf_counter(), time.process_time()
    nest.Simulate(options.seconds * 1000)
    wall, processor = time.perf_counter() - begin, time.process_time() - processor
    result = {"neurons": options.neurons, "j": options.j, "g": options.g, "eta": options.eta,
              "seed": options.seed, "seconds": options.seconds, "nest": nest.__version__,
              "grid": options.grid, "threads": options.threads, "build": built,
              "wall_per_second": wall / options.seconds,
              "processor_per_second": processor / options.seconds}
    for name, population, recorder in zip(("excitatory", "inhibitory"), populations, recorders):
        result[name] = statistics(population, recorder, options.seconds)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
