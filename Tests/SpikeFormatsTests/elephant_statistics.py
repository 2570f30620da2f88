# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks Elephant for the statistics of the spike trains in an NWB file that Neo reads.

usage: elephant_statistics.py FILE.nwb WINDOW

Prints one line of JSON: for every neuron its mean firing rate in Hz, CV, CV2 and LV of its intervals, and the
Fano factor of its counts in windows of WINDOW seconds.
"""
import json
import sys
import warnings

warnings.simplefilter("ignore")

import numpy as np  # noqa: E402
import quantities as pq  # noqa: E402
from elephant import statistics  # noqa: E402
from neo.io import NWBIO  # noqa: E402

path, window = sys.argv[1], float(sys.argv[2])
trains = NWBIO(path, mode="r").read_all_blocks()[0].segments[0].spiketrains
found = {name: [] for name in ("rate", "cv", "cv2", "lv", "fano")}
for train in trains:
    stop = float(train.t_stop.rescale("s"))
    pieces = [
        train.time_slice(k * window * pq.s, (k + 1) * window * pq.s) for k in range(round(stop / window))
    ]
    intervals = statistics.isi(train)
    found["rate"].append(float(statistics.mean_firing_rate(train).rescale("Hz")))
    found["cv"].append(float(statistics.cv(intervals)))
    found["cv2"].append(float(statistics.cv2(intervals)))
    found["lv"].append(float(statistics.lv(intervals)))
    found["fano"].append(float(statistics.fanofactor(pieces)))
print(json.dumps(found))
