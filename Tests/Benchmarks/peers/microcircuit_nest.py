# SPDX-License-Identifier: GPL-3.0-or-later
"""The cortical microcircuit in NEST and here, at a scale that fits: rates, irregularity, and correlations beside each other.

    microcircuit_nest.py write EXAMPLE.yaml SMALL.yaml [--scale 0.1]      the network for `interspike network`, smaller
    microcircuit_nest.py nest EXAMPLE.yaml FOLDER [--scale 0.1] [--seeds 1 2 3]      the same in NEST: FOLDER/nest-SEED.npy
    microcircuit_nest.py compare EXAMPLE.yaml RASTER.npy... --nest FOLDER/nest-*.npy [--scale 0.1]

EXAMPLE.yaml is Examples/networks/microcircuit.yaml, from which all numbers come. A network of scale s has s times the neurons
and each of these s times the synapses; weights grow by 1/sqrt(s), and a steady current replaces what that leaves of
the mean input at the published rates (van Albada, Helias and Diesmann, PLoS Comput. Biol. 11 (2015) e1004490,
doi:10.1371/journal.pcbi.1004490). Here the current is a shift of the resting potential.

NEST takes iaf_psc_exp in steps of 0.1 ms with a poisson_generator; its delays lie on the same grid as ours.

The table of `compare` covers `--from` to `--until` seconds. Of each population: rate; mean coefficient of variation of the
intervals of neurons with three spikes and more; mean correlation of counts in bins of 2 ms over pairs of the first 200
neurons that fired.
"""

import argparse
import json
import pathlib
import time

import numpy
import yaml

# Potjans & Diesmann 2014, table 6.
PUBLISHED = [0.86, 2.80, 4.45, 5.93, 7.59, 8.64, 1.11, 7.95]


def network(path, scale):
    """Populations, projections and inputs at a scale; what a steady current adds to each membrane, in mV."""
    example = yaml.safe_load(pathlib.Path(path).read_text())
    names = list(example["populations"])
    rates = dict(zip(names, PUBLISHED))
    populations = {name: dict(own, neurons=round(own["neurons"] * scale)) for name, own in example["populations"].items()}
    drives = dict.fromkeys(names, 0.0)
    left, synaptic = 1 - scale**0.5, example["populations"][names[0]]["synaptic_time_constant"]
    for link in example["projections"]:
        mean, deviation = link["weight"]["normal"]
        full = example["populations"][link["to"]]["neurons"]
        drives[link["to"]] += left * synaptic * mean * link["count"] / full * rates[link["from"]]
        link["count"] = round(link["count"] * scale**2)
        link["weight"]["normal"] = [mean / scale**0.5, deviation / scale**0.5]
    for source in example["inputs"]:
        drives[source["to"]] += left * synaptic * source["weight"] * source["rate"]
        source["rate"] *= scale
        source["weight"] /= scale**0.5
    return populations, example["projections"], example["inputs"], drives


def write(options):
    populations, projections, inputs, drives = network(options.example, options.scale)
    for name, own in populations.items():
        own["resting_potential"] += drives[name]
    lines = [f"duration: {options.until}", "populations:"]
    lines += [f"  {name}: {json.dumps(own)}" for name, own in populations.items()]
    lines += ["projections:"] + [f"  - {json.dumps(link)}" for link in projections]
    lines += ["inputs:"] + [f"  - {json.dumps(source)}" for source in inputs]
    pathlib.Path(options.small).write_text("\n".join(lines) + "\n")


def simulate(options, seed):
    import nest
    populations, projections, inputs, drives = network(options.example, options.scale)
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.local_num_threads = options.threads
    nest.resolution = 0.1
    nest.rng_seed = seed
    nodes, recorder = {}, nest.Create("spike_recorder", params={"start": 1000 * options.begin})
    for name, own in populations.items():
        # A membrane of 1 GOhm: pA are mV.
        nodes[name] = nest.Create("iaf_psc_exp", own["neurons"], params={
            "tau_m": 1000 * own["membrane_time_constant"], "C_m": 1000 * own["membrane_time_constant"],
            "tau_syn_ex": 1000 * own["synaptic_time_constant"], "tau_syn_in": 1000 * own["synaptic_time_constant"],
            "t_ref": 1000 * own["refractory_time"], "E_L": own["resting_potential"] + drives[name],
            "V_reset": own["reset"], "V_th": own["threshold"]})
        nodes[name].V_m = nest.random.uniform(*own["initial_potential"])
        nest.Connect(nodes[name], recorder)
    for link in projections:
        mean, deviation = link["weight"]["normal"]
        delay, spread = link["delay"]["normal"]
        low, high = link["delay"]["between"]
        nest.Connect(nodes[link["from"]], nodes[link["to"]], {"rule": "fixed_total_number", "N": link["count"]}, {
            "weight": nest.random.normal(mean, deviation),
            "delay": nest.math.redraw(nest.random.normal(1000 * delay, 1000 * spread), 1000 * low, 1000 * high)})
    for source in inputs:
        noise = nest.Create("poisson_generator", params={"rate": source["rate"]})
        nest.Connect(noise, nodes[source["to"]], syn_spec={"weight": source["weight"]})
    nest.Simulate(1000 * options.until)
    events = recorder.events
    raster = numpy.zeros(len(events["times"]), dtype=[("time", float), ("neuron", numpy.int32)])
    raster["time"], raster["neuron"] = events["times"] / 1000, events["senders"] - nodes[next(iter(nodes))][0].global_id
    return raster


def run_nest(options):
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for seed in options.seeds:
        path = folder / f"nest-{seed}.npy"
        if path.exists():
            continue
        begin = time.perf_counter()
        raster = simulate(options, seed)
        numpy.save(path, raster)
        print(json.dumps({"seed": seed, "spikes": len(raster), "wall": round(time.perf_counter() - begin, 1)}), flush=True)


def statistics(path, populations, options):
    spikes = numpy.load(path)
    spikes = spikes[(spikes["time"] >= options.begin) & (spikes["time"] < options.until)]
    order = numpy.lexsort((spikes["time"], spikes["neuron"]))
    times, neurons = spikes["time"][order], spikes["neuron"][order]
    bins, first, rows = round((options.until - options.begin) / 0.002), 0, []
    for own in populations.values():
        begin, end = numpy.searchsorted(neurons, (first, first + own["neurons"]))
        trains = numpy.split(times[begin:end], numpy.flatnonzero(numpy.diff(neurons[begin:end])) + 1)
        intervals = [numpy.diff(train) for train in trains if len(train) >= 3]
        counts = numpy.stack([
            numpy.histogram(train, bins, (options.begin, options.until))[0] for train in trains[:200]])
        pairs = numpy.corrcoef(counts)[numpy.triu_indices(len(counts), 1)]
        rows.append([(end - begin) / own["neurons"] / (options.until - options.begin),
                     numpy.mean([own.std(ddof=1) / own.mean() for own in intervals]), pairs.mean()])
        first += own["neurons"]
    return numpy.array(rows)


def compare(options):
    populations = network(options.example, options.scale)[0]
    ours = numpy.stack([statistics(path, populations, options) for path in options.rasters])
    nest = numpy.stack([statistics(path, populations, options) for path in options.nest])
    print(f"{len(ours)} of ours, {len(nest)} of NEST")
    for place, (what, form) in enumerate((("rate, Hz", ".3f"), ("CV", ".3f"), ("correlation", ".5f"))):
        print(f"\n| {what} | ours | NEST, least | mean | most | deviations from the mean |\n|---|---|---|---|---|---|")
        for row, name in enumerate(populations):
            own, others = ours[:, row, place], nest[:, row, place]
            distance = (own.mean() - others.mean()) / others.std(ddof=1)
            print(f"| {name} | {', '.join(format(value, form) for value in own)} | {others.min():{form}} | "
                  f"{others.mean():{form}} | {others.max():{form}} | {distance:+.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True)
    for name, work in (("write", write), ("nest", run_nest), ("compare", compare)):
        command = commands.add_parser(name)
        command.set_defaults(work=work)
        command.add_argument("example")
        command.add_argument("--scale", type=float, default=0.1)
        command.add_argument("--from", dest="begin", type=float, default=0.5)
        command.add_argument("--until", type=float, default=5.5)
        if name == "write":
            command.add_argument("small")
        elif name == "nest":
            command.add_argument("folder")
            command.add_argument("--seeds", type=int, nargs="+", default=list(range(1, 11)))
            command.add_argument("--threads", type=int, default=1)
        else:
            command.add_argument("rasters", nargs="+")
            command.add_argument("--nest", nargs="+", required=True)
    options = parser.parse_args()
    options.work(options)


if __name__ == "__main__":
    main()
