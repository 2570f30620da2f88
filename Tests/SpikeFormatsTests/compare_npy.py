# SPDX-License-Identifier: GPL-3.0-or-later
"""Says whether an NPY and a CSV file of ours hold the same spikes to the last bit.

usage: compare_npy.py SPIKES.npy SPIKES.csv
"""
import sys

import numpy as np

spikes = np.load(sys.argv[1])
rows = [line.strip().split(",") for line in open(sys.argv[2]) if line[0] not in "#t"]
same = (
    spikes["time"].tobytes() == np.array([float(row[0]) for row in rows]).tobytes()
    and spikes["neuron"].tolist() == [int(row[1]) for row in rows]
    and spikes["presentation"].tolist() == [int(row[2]) for row in rows]
)
print("equal" if same else "different")
