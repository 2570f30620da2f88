# SPDX-License-Identifier: GPL-3.0-or-later
"""Rates, irregularity and correlations of the cortical microcircuit, beside the published rates.

    interspike network Examples/networks/microcircuit.yaml -o raster.npy
    microcircuit_statistics.py raster.npy [--from 0.1] [--until 1]

For each population: mean rate; the rate published (Potjans & Diesmann 2014, table 6); mean coefficient of variation of the
intervals of neurons with three spikes and more; mean correlation of counts in bins of 2 ms over pairs of the 200 neurons
with the lowest numbers that fired.
"""

import argparse

import numpy

NEURONS = {"L23E": 20683, "L23I": 5834, "L4E": 21915, "L4I": 5479, "L5E": 4850, "L5I": 1065, "L6E": 14395, "L6I": 2948}
PUBLISHED = [0.86, 2.80, 4.45, 5.93, 7.59, 8.64, 1.11, 7.95]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("raster")
    parser.add_argument("--from", dest="begin", type=float, default=0.1)
    parser.add_argument("--until", type=float, default=1.0)
    options = parser.parse_args()
    spikes = numpy.load(options.raster)
    spikes = spikes[(spikes["time"] >= options.begin) & (spikes["time"] < options.until)]
    order = numpy.lexsort((spikes["time"], spikes["neuron"]))
    times, neurons = spikes["time"][order], spikes["neuron"][order]
    bins = round((options.until - options.begin) / 0.002)
    first = 0
    print("| | rate, Hz | published | CV | correlation |\n|---|---|---|---|---|")
    for (name, count), published in zip(NEURONS.items(), PUBLISHED):
        begin, end = numpy.searchsorted(neurons, (first, first + count))
        own, owners = times[begin:end], neurons[begin:end] - first
        first += count
        trains = numpy.split(own, numpy.flatnonzero(numpy.diff(owners)) + 1)
        variations = [numpy.diff(train).std() / numpy.diff(train).mean() for train in trains if len(train) >= 3]
        counts = numpy.stack([
            numpy.histogram(train, bins, (options.begin, options.until))[0] for train in trains[:200]])
        correlations = numpy.corrcoef(counts)[numpy.triu_indices(len(counts), 1)]
        rate = len(own) / count / (options.until - options.begin)
        print(f"| {name} | {rate:.2f} | {published} | {numpy.mean(variations):.2f} | {correlations.mean():.4f} |")


if __name__ == "__main__":
    main()
