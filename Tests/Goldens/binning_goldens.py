# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes binning.json: how Elephant's BinnedSpikeTrain counts spikes on grids, close to edges and at random.

Run with elephant==1.2.1, neo==0.14.6, quantities==0.16.4 and numpy==2.4.6; prints nothing.
"""

import json
import logging
import pathlib

import neo
import numpy as np
import quantities as pq
from elephant.conversion import BinnedSpikeTrain

logging.disable(logging.WARNING)


def counts(times, width, bins):
    train = neo.SpikeTrain(times * pq.s, t_start=0 * pq.s, t_stop=bins * width * pq.s)
    binned = BinnedSpikeTrain(train, bin_size=width * pq.s, n_bins=bins, t_start=0 * pq.s)
    return binned.to_array()[0].tolist()


def cases():
    yield 0.1, np.arange(10) * 0.1, 10
    yield 0.1, np.arange(200) / 10, 200
    yield 1 / 30000, np.arange(3000) / 30000, 3000
    yield 1 / 30000, np.arange(3000) * (1 / 30000), 3000
    # A little before every edge: from far beyond the tolerance to far within it.
    edges = np.arange(1, 300)
    yield 0.05, (edges - 10.0 ** np.linspace(-5, -11.1, edges.size)) * 0.05, 300
    yield 0.007, np.sort(np.random.default_rng(3).uniform(0, 3.5, 1000)), 500


found = [
    {"binWidth": width, "times": np.asarray(times).tolist(), "counts": counts(times, width, bins)}
    for width, times, bins in cases()
]
path = pathlib.Path(__file__).with_name("binning.json")
path.write_text(json.dumps(found, separators=(",", ":")) + "\n")
