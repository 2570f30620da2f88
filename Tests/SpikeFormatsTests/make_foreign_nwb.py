# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes NWB files as other programs would, and damaged ones, into FOLDER.

usage: make_foreign_nwb.py FOLDER
"""
import datetime
import os
import shutil
import sys

import h5py
import numpy as np
from pynwb import NWBFile, NWBHDF5IO

folder = sys.argv[1]
trains = [[0.125, 0.5, 0.5], [], [0.25, 1.75]]


def whole(name, observed=True):
    nwb = NWBFile("Foreign.", name, datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc))
    for train in trains:
        nwb.add_unit(spike_times=train, **({"obs_intervals": [[0.0, 1.0]]} if observed else {}))
    path = os.path.join(folder, name)
    with NWBHDF5IO(path, "w") as io:
        io.write(nwb)
    return path


def replace(path, name, data):
    """Replaces a data set, keeping its attributes."""
    with h5py.File(path, "a") as file:
        attributes = dict(file[name].attrs)
        del file[name]
        file.create_dataset(name, data=data)
        file[name].attrs.update(attributes)


good = whole("good_pynwb.nwb")
whole("good_unobserved.nwb", observed=False)
for width in (8, 16, 32, 64):
    path = os.path.join(folder, f"good_uint{width}.nwb")
    shutil.copy(good, path)
    replace(path, "units/spike_times_index", np.array([3, 3, 5], dtype=f"uint{width}"))
path = os.path.join(folder, "good_float32.nwb")
shutil.copy(good, path)
replace(path, "units/spike_times", np.concatenate(trains).astype("float32"))

times = np.concatenate(trains)
damage = {
    "bad_times_text": ("units/spike_times", np.array([b"a"] * 5)),
    "bad_times_matrix": ("units/spike_times", np.zeros((5, 2))),
    "bad_times_scalar": ("units/spike_times", 1.0),
    "bad_times_nan": ("units/spike_times", np.array([0.125, np.nan, 0.5, 0.25, 1.75])),
    "bad_times_unsorted": ("units/spike_times", np.array([0.5, 0.125, 0.5, 0.25, 1.75])),
    "bad_index_real": ("units/spike_times_index", np.array([3.0, 3.0, 5.0])),
    "bad_index_falls": ("units/spike_times_index", np.array([3, 2, 5])),
    "bad_index_negative": ("units/spike_times_index", np.array([-3, 3, 5])),
    "bad_index_short": ("units/spike_times_index", np.array([3, 3, 4])),
    "bad_index_long": ("units/spike_times_index", np.array([3, 3, 2**40])),
}
for name, (dataset, data) in damage.items():
    path = os.path.join(folder, f"{name}.nwb")
    shutil.copy(good, path)
    replace(path, dataset, data)

# What is odd and does not hide the spikes: name, then data sets to replace.
odd = {
    "times_integer": {"units/spike_times": np.array([1, 2, 2, 3, 9], dtype="int32")},
    "times_column": {"units/spike_times": times.reshape(5, 1)},
    "times_row": {"units/spike_times": times.reshape(1, 5)},
    "index_column": {"units/spike_times_index": np.array([[3], [3], [5]])},
    "index_row": {"units/spike_times_index": np.array([[3, 3, 5]])},
    "times_nan": {"units/spike_times": np.array([0.125, np.nan, 0.5, 0.25, np.inf])},
    "times_anew": {"units/spike_times": np.array([0.25, 0.75, 0.125, 0.25, 0.5])},
    "observed_nan": {"units/obs_intervals": np.full((3, 2), np.nan)},
    "observed_backwards": {"units/obs_intervals": np.array([[1.0, 0.0]] * 3)},
    "observed_flat": {"units/obs_intervals": np.zeros(3)},
    "observed_empty": {"units/obs_intervals": np.array([[0.0, 2.0], [5.0, 5.0], [0.0, 2.0]])},
    "observed_endless": {"units/obs_intervals": np.array([[0.0, 2.0], [0.0, 2.0], [0.0, np.inf]])},
    "observed_integer": {"units/obs_intervals": np.array([[0, 2]] * 3)},
    "observed_gaps": {
        "units/obs_intervals": np.array([[0.0, 0.25], [0.5, 0.75], [0.0, 1.0], [0.0, 2.0]]),
        "units/obs_intervals_index": np.array([2, 3, 4], dtype="uint8"),
    },
    "observed_overlap": {
        "units/obs_intervals": np.array([[0.0, 1.0], [0.5, 2.0], [0.0, 2.0], [0.0, 2.0]]),
        "units/obs_intervals_index": np.array([2, 3, 4], dtype="uint8"),
    },
}
for name, changes in odd.items():
    path = os.path.join(folder, f"odd_{name}.nwb")
    shutil.copy(good, path)
    for dataset, data in changes.items():
        replace(path, dataset, data)

late = whole("odd_late.nwb", observed=False)
replace(late, "units/spike_times", np.array([36000.0, 36001.0, 36004.0, 36002.0, 36008.0]))
silent = whole("odd_silent.nwb", observed=False)
replace(silent, "units/spike_times", np.zeros(0))
replace(silent, "units/spike_times_index", np.zeros(3, dtype="uint8"))

path = os.path.join(folder, "odd_trials.nwb")
shutil.copy(good, path)
with h5py.File(path, "a") as file:
    file.create_group("intervals/trials")
    file["intervals/trials/start_time"] = np.array([0.0, 1.0])
    file["intervals/trials/stop_time"] = np.array([1.0, np.nan])
path = os.path.join(folder, "odd_trials_integer.nwb")
shutil.copy(good, path)
with h5py.File(path, "a") as file:
    file.create_group("intervals/trials")
    file["intervals/trials/start_time"] = np.array([0, 1])
    file["intervals/trials/stop_time"] = np.array([1, 2])

path = os.path.join(folder, "odd_processing.nwb")
shutil.copy(good, path)
with h5py.File(path, "a") as file:
    file.create_group("processing/ecephys")
    file.move("units", "processing/ecephys/sorted")
two = os.path.join(folder, "bad_two_tables.nwb")
shutil.copy(path, two)
with h5py.File(two, "a") as file:
    file.copy("processing/ecephys/sorted", "processing/ecephys/other")

# Packed by a filter that the HDF5 library does not have, but h5py has.
path = os.path.join(folder, "bad_lzf.nwb")
shutil.copy(good, path)
with h5py.File(path, "a") as file:
    attributes = dict(file["units/spike_times"].attrs)
    del file["units/spike_times"]
    file.create_dataset("units/spike_times", data=times, chunks=(5,), compression="lzf")
    file["units/spike_times"].attrs.update(attributes)

with h5py.File(os.path.join(folder, "bad_old.nwb"), "w") as file:
    file["nwb_version"] = "NWB-1.0.6"
with h5py.File(os.path.join(folder, "bad_graph.nir"), "w") as file:
    file["node/type"] = "NIRGraph"
with h5py.File(os.path.join(folder, "bad_matlab.mat"), "w", userblock_size=512) as file:
    file["spikes"] = times
with open(os.path.join(folder, "bad_matlab.mat"), "r+b") as file:
    file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64")

# A table of a trillion numbers of which none is stored.
path = os.path.join(folder, "bad_bomb.nwb")
shutil.copy(good, path)
with h5py.File(path, "a") as file:
    for name, kind in (("units/spike_times", "f8"), ("units/spike_times_index", "u1")):
        attributes = dict(file[name].attrs)
        del file[name]
        file.create_dataset(name, shape=(10**12,), dtype=kind, chunks=(65536,))
        file[name].attrs.update(attributes)

# The numbers of another file, a link to nothing, an index beyond all integers, a block in front, a second table.
path = os.path.join(folder, "bad_virtual.nwb")
shutil.copy(good, path)
with h5py.File(path, "a") as file:
    layout = h5py.VirtualLayout(shape=(5,), dtype="f8")
    layout[:] = h5py.VirtualSource(good, "units/spike_times", shape=(5,))
    del file["units/spike_times"]
    file.create_virtual_dataset("units/spike_times", layout)
for name, link in (("soft", h5py.SoftLink("/nowhere")), ("external", h5py.ExternalLink("gone.nwb", "/times"))):
    path = os.path.join(folder, f"bad_{name}_link.nwb")
    shutil.copy(good, path)
    with h5py.File(path, "a") as file:
        del file["units/spike_times"]
        file["units/spike_times"] = link
path = os.path.join(folder, "bad_index_huge.nwb")
shutil.copy(good, path)
replace(path, "units/spike_times_index", np.array([3, 3, 2**64 - 1], dtype="uint64"))
path = os.path.join(folder, "odd_second_table.nwb")
shutil.copy(good, path)
with h5py.File(path, "a") as file:
    file.create_group("processing/ecephys")
    file.copy("units", "processing/ecephys/sorted")
path = os.path.join(folder, "odd_observed_wide.nwb")
shutil.copy(good, path)
replace(path, "units/obs_intervals", np.zeros((2, 3)))
with h5py.File(good) as source, h5py.File(
        os.path.join(folder, "good_user_block.nwb"), "w", userblock_size=512) as file:
    for name in source:
        source.copy(name, file)
    file.attrs.update({key: value for key, value in source.attrs.items() if key != ".specloc"})

for name in ("spike_times", "spike_times_index"):
    path = os.path.join(folder, f"bad_no_{name}.nwb")
    shutil.copy(good, path)
    with h5py.File(path, "a") as file:
        del file[f"units/{name}"]

path = os.path.join(folder, "bad_plain_hdf5.nwb")
with h5py.File(path, "w") as file:
    file["units/spike_times"] = times
