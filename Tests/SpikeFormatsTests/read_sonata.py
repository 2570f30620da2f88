# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the spikes of FILE with libsonata; prints one line of JSON.

usage: read_sonata.py FILE
"""
import json
import sys

import libsonata

reader = libsonata.SpikeReader(sys.argv[1])
names = reader.get_population_names()
population = reader[names[0]]
spikes = population.get_dict()
print(json.dumps({
    "populations": sorted(names),
    "sorting": str(population.sorting).split(".")[-1],
    "unit": population.time_units,
    "times": spikes["timestamps"].tolist(),
    "nodes": spikes["node_ids"].tolist(),
}))
