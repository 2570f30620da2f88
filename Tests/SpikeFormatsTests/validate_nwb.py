# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks pynwb, NWB Inspector and h5py about the files our writers made.

usage: validate_nwb.py FILE.nwb SPIKES.csv [allowed inspector check]...

SPIKES.csv holds the same spikes. Prints one line of JSON: the errors of pynwb, the messages of NWB
Inspector, whether every spike time is equal to the last bit, and the objects of the file.
"""
import json
import sys
import warnings

import h5py
import numpy as np
import pynwb
from nwbinspector import inspect_nwbfile

warnings.simplefilter("ignore")
path, csv_path = sys.argv[1:3]

errors = [str(error) for error in pynwb.validate(path=path)]
messages = [
    f"{message.importance.name} {message.check_function_name}: {message.message}"
    for message in inspect_nwbfile(nwbfile_path=path)
]

table = np.array(
    [line.strip().split(",") for line in open(csv_path) if line[0] not in "#t"], dtype=object
)
with pynwb.NWBHDF5IO(path, "r") as io:
    nwb = io.read()
    units = nwb.units
    equal = all(
        np.asarray(units["spike_times"][neuron]).tobytes()
        == np.array([float(row[0]) for row in table if int(row[1]) == neuron]).tobytes()
        for neuron in range(len(units))
    )
    facts = {
        "neurons": len(units),
        "rates": [float(rate) for rate in units["nominal_rate"][:]],
        "observed": [list(map(float, row)) for row in units["obs_intervals"][0]],
        "trials": None
        if nwb.trials is None
        else [
            [float(nwb.trials["start_time"][row]), float(nwb.trials["stop_time"][row])]
            + [int(nwb.trials["stimulus"][row]), int(nwb.trials["trial"][row])]
            for row in range(len(nwb.trials))
        ],
        "seed": str(json.loads(nwb.notes)["seed"]),
        "configuration": json.loads(nwb.notes)["configuration"]["name"],
    }

objects = []
with h5py.File(path, "r") as file:
    file.visititems(
        lambda name, item: objects.append(
            f"{name} {item.dtype} {list(item.shape)}" if isinstance(item, h5py.Dataset) else name
        )
    )
print(
    json.dumps(
        {
            "errors": errors,
            "messages": messages,
            "spike_times_equal": bool(equal),
            "facts": facts,
            "objects": sorted(objects),
        }
    )
)
