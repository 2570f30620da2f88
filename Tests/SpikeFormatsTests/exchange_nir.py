# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the events of OURS and the graph GRAPH with nir, and writes THEIRS with it.

usage: exchange_nir.py OURS THEIRS GRAPH

Prints one line of JSON: neurons, t_max, and the events of each sample without padding.
"""
import json
import sys

import nir
import numpy as np

ours, theirs, graph = sys.argv[1:4]
events = nir.read_data(ours).nodes["neurons"].observables["spikes"]
decoder = nir.read(graph)
print(json.dumps({
    "nodes": sorted(type(node).__name__ for node in decoder.nodes.values()),
    "edges": sorted(list(edge) for edge in decoder.edges),
    "weight": decoder.nodes["decoder"].weight.astype(float).tolist(),
    "bias": decoder.nodes["decoder"].bias.astype(float).tolist(),
    "latent": decoder.metadata["latent"],
    "rates": np.asarray(decoder.metadata["rates"], dtype=float).tolist(),
    "type": type(events).__name__,
    "neurons": events.n_neurons,
    "duration": events.t_max,
    "samples": [
        [[float(t), int(i)] for t, i in zip(time, idx) if i != -1]
        for time, idx in zip(events.time, events.idx)
    ],
    "padding": bool(np.all(np.isinf(events.time[events.idx == -1]))),
}))

# Two samples in no order, of 32-bit numbers and of one column, as others may write them.
foreign = nir.EventData(
    idx=np.array([[2, 0, 2], [1, -1, -1]], dtype=np.int32),
    time=np.array([[0.75, 0.5, 0.25], [0.125, np.inf, np.inf]], dtype=np.float32),
    n_neurons=4, t_max=1.0)
single = nir.EventData(idx=np.array([[1]]), time=np.array([[0.5]]), n_neurons=2, t_max=2.0)
nir.write_data(theirs, nir.NIRGraphData(nodes={
    "hidden": nir.NIRNodeData(observables={"spikes": foreign}),
    "output": nir.NIRNodeData(observables={"spikes": single}),
}))
