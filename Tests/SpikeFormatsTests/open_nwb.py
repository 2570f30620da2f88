# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens NWB files in the programs of our users.

usage: open_nwb.py FILE.nwb...

Prints one line of JSON: for every file and every program whatever the program remarked, and for those that
read spikes (pynwb, pynapple, Neo with Elephant, SpikeInterface) the times of every neuron in seconds.
"""
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import warnings


class Remarks(logging.Handler):
    """Keeps what a program writes to its log."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def seconds(trains):
    return [[float(time) for time in train] for train in trains]


def pynwb(path):
    import pynwb

    errors = [str(error) for error in pynwb.validate(path=path)]
    with pynwb.NWBHDF5IO(path, "r") as io:
        units = io.read().units
        return errors, seconds(units["spike_times"][row] for row in range(len(units)))


def inspector(path):
    from nwbinspector import inspect_nwbfile

    return [f"{m.check_function_name}: {m.message}" for m in inspect_nwbfile(nwbfile_path=path)], None


def dandi(paths):
    """Asks the command about all files where an archive would have them."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "dandiset.yaml"), "w") as file:
            file.write("identifier: '000000'\n")
        names = {}
        for number, path in enumerate(paths):
            name = os.path.join(folder, f"sub-{number}", f"sub-{number}_ecephys.nwb")
            os.mkdir(os.path.dirname(name))
            shutil.copy(path, name)
            names[os.path.realpath(name)] = path
        command = os.path.join(os.path.dirname(sys.executable), "dandi")
        environment = {**os.environ, "DANDI_NO_ET": "1", "XDG_STATE_HOME": folder, "XDG_CACHE_HOME": folder}
        done = subprocess.run(
            [command, "validate", "--format", "json_lines", *names], capture_output=True, text=True, env=environment
        )
        results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        remarks = {path: [] for path in paths}
        for result in results:
            place = names.get(os.path.realpath(result.get("path") or ""), paths[0])
            remarks[place].append(f"{result['id']}: {result.get('message')}")
        if done.returncode != 0 and not results:
            remarks[paths[0]] = [f"status {done.returncode}: {done.stderr}"]
        return remarks


def pynapple(path):
    import pynapple

    group = pynapple.load_file(path)["units"]
    return [], seconds(group[key].t for key in group.keys())


def neo(path):
    from elephant.statistics import mean_firing_rate
    from neo.io import NWBIO

    trains = NWBIO(path, mode="r").read_all_blocks()[0].segments[0].spiketrains
    # The rate takes the window from the observation intervals, so a false window shows here.
    odd = [
        f"Elephant: {mean_firing_rate(train)} for {len(train)} spikes from {train.t_start} to {train.t_stop}"
        for train in trains
        if abs(float((mean_firing_rate(train) * (train.t_stop - train.t_start)).simplified) - len(train)) > 1e-6
    ]
    return odd, seconds(train.rescale("s").magnitude for train in trains)


def spikeinterface(path):
    from spikeinterface.extractors import read_nwb_sorting

    sorting = read_nwb_sorting(path, t_start=0)
    return [], seconds(sorting.get_unit_spike_train(unit, return_times=True) for unit in sorting.unit_ids)


def ask(program, path):
    log = Remarks()
    logging.getLogger().addHandler(log)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default", UserWarning)
        warnings.simplefilter("default", RuntimeWarning)
        try:
            remarks, times = program(path)
        except Exception as error:  # A program that cannot read the file is a finding.
            remarks, times = [f"{type(error).__name__}: {error}"], None
    logging.getLogger().removeHandler(log)
    said = [str(warning.message) for warning in caught if issubclass(warning.category, (UserWarning, RuntimeWarning))]
    return {"remarks": remarks + said + log.lines, "times": times}


paths = sys.argv[1:]
programs = [pynwb, inspector, pynapple, neo, spikeinterface]
found = {path: {program.__name__: ask(program, path) for program in programs} for path in paths}
for path, remarks in dandi(paths).items():
    found[path]["dandi"] = {"remarks": remarks, "times": None}
print(json.dumps(found))
