# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the stimuli and receptive fields of an NWB file with pynwb.

usage: pictures_nwb.py FILE.nwb

Prints one line of JSON: what pynwb and NWB Inspector complain of, and the pictures as nested lists.
"""
import json
import sys
import warnings

import pynwb
from nwbinspector import inspect_nwbfile

warnings.simplefilter("ignore")
path = sys.argv[1]
errors = [str(error) for error in pynwb.validate(path=path)]
messages = [f"{message.check_function_name}: {message.message}" for message in inspect_nwbfile(nwbfile_path=path)]
with pynwb.NWBHDF5IO(path, "r") as io:
    nwb = io.read()
    images = nwb.stimulus_template["stimuli"]
    shown = list(images.order_of_images)
    found = {
        "errors": errors,
        "messages": messages,
        "order": [image.name for image in shown],
        "stimuli": [image.data[:].tolist() for image in shown],
        "fields": [nwb.units["receptive_field"][row].tolist() for row in range(len(nwb.units))],
    }
print(json.dumps(found))
