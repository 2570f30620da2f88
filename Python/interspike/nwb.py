# SPDX-License-Identifier: GPL-3.0-or-later
# The package may be missing where types are checked, or have none.
# mypy: disable-error-code="import-not-found,import-untyped"
"""Spike trains into files of Neurodata Without Borders, through PyNWB.

    from interspike.nwb import write_nwb
    trains = population.trains(10.0, seed=7)
    write_nwb("spikes.nwb", trains, duration=10.0, description="80 gamma neurons at rest, seed 7")

PyNWB writes the file, so that the wheel needs no HDF5; the program `interspike sample` writes the same kind of file
without Python.
"""

from __future__ import annotations

import datetime
import os
import pathlib
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

try:
    import pynwb
except ImportError:
    raise ImportError("interspike.nwb needs PyNWB, which is not installed: pip install pynwb.") from None

from interspike._arguments import number, reals
from interspike._library import Error

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["write_nwb"]

# What the program reserves too: names of a units table and of what PyNWB, hdmf, pynapple and SpikeInterface make of it.
_RESERVED = frozenset(
    """
    spike_times obs_intervals electrodes electrode_group waveform_mean waveform_sd waveforms waveforms_desc waveform_rate
    waveform_unit waveform_time_before_peak_in_ms resolution electrode_table id name columns colnames description parent
    children fields data_type namespace neurodata_type object_id container_source modified read_io categories
    category_tables meanings_tables get copy type_hierarchy all_children all_objects css_style js_script to_dataframe rate
    index metadata unit_name unit_id
    """.split())


def write_nwb(
    path: str | os.PathLike[str], trains: Sequence[ArrayLike], *, duration: float,
    description: str, columns: Mapping[str, tuple[str, ArrayLike]] | None = None,
    session_start: datetime.datetime | None = None, identifier: str | None = None,
    force: bool = False,
) -> None:
    """Writes a train a unit, [neurons] of spike times in seconds, ascending from 0 to `duration`; silent ones too.

    `columns` are more columns of the table of units: by name, what it holds in a sentence, and a number a neuron.
    `session_start` has a time zone and is now unless given; `identifier` is a new one. The file appears when it is whole;
    one that is there is kept unless `force`. Raises `Error` for trains that are none, and what the file system says.

    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> trains = interspike.GammaPopulation([20.0] * 3, shape=4).trains(2.0, seed=7)
    >>> write_nwb(folder.name + "/spikes.nwb", trains, duration=2.0, description="Three gamma neurons, seed 7.")
    >>> folder.cleanup()
    """
    target = pathlib.Path(path)
    if target.exists() and not force:
        raise Error(f"'{target}' is there already: give another path, or force=True to replace it.")
    length = number("duration", duration)
    if not 0 < length < np.inf:
        raise Error(f"duration is {length} s: give a finite number of seconds above 0.")
    if not isinstance(description, str) or not description.strip():
        raise Error("description is empty: say in a sentence what was recorded.")
    begun = datetime.datetime.now(datetime.timezone.utc) if session_start is None else session_start
    if not isinstance(begun, datetime.datetime):
        raise Error(f"session_start is {begun!r}: give a datetime.datetime with a time zone.")
    if begun.tzinfo is None:
        raise Error(f"session_start is {begun}, without a time zone: give one, such as datetime.timezone.utc.")
    units = [_train(index, train, length) for index, train in enumerate(trains)]
    if not units:
        raise Error("trains are empty: give a train for each neuron; that of a silent one is [].")
    file = pynwb.NWBFile(
        session_description=description, identifier=identifier or str(uuid.uuid4()),
        session_start_time=begun, source_script="interspike.nwb.write_nwb",
        source_script_file_name="interspike/nwb.py",
        # No animal was recorded: the taxon is "synthetic construct", as in the program's files.
        subject=pynwb.file.Subject(
            subject_id="interspike-model", sex="U", age="P0D",
            description="A simulated population of spiking neurons; no animal was recorded.",
            species="http://purl.obolibrary.org/obo/NCBITaxon_32630"),
        units=pynwb.misc.Units(
            name="units", description="Simulated neurons, one row each.", resolution=1e-9))
    added = _columns(columns or {}, len(units))
    for name, (what, _) in added.items():
        file.add_unit_column(name, what)
    for index, train in enumerate(units):
        file.add_unit(
            spike_times=train, obs_intervals=[[0.0, length]],
            **{name: values[index] for name, (_, values) in added.items()})
    handle, partial = tempfile.mkstemp(suffix=".nwb", prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    try:
        with pynwb.NWBHDF5IO(partial, "w") as output:
            output.write(file)
        # Temporary files are readable by nobody else; this one becomes as others are.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(partial, 0o666 & ~mask)
        os.replace(partial, target)
    except BaseException:
        os.unlink(partial)
        raise


def _train(index: int, train: ArrayLike, duration: float) -> Any:
    times = reals(f"the times of neuron {index}", train, np.float64, "[spikes] in seconds")
    if times.ndim != 1:
        raise Error(f"the times of neuron {index} have the shape {times.shape}: give [spikes] in seconds.")
    if times.size and not (times[0] >= 0 and times[-1] <= duration and (np.diff(times) >= 0).all()):
        raise Error(
            f"the times of neuron {index} are not ascending from 0 to {duration} s: sort them, or correct duration.")
    return times


def _columns(
    columns: Mapping[str, tuple[str, ArrayLike]], count: int
) -> dict[str, tuple[str, Any]]:
    added = {}
    for name, column in columns.items():
        _require_name(name)
        if not isinstance(column, (tuple, list)) or len(column) != 2:
            raise Error(f"the column {name} is {column!r}: give what it holds in a sentence, and [neurons].")
        what, values = column
        if not isinstance(what, str) or not what.strip():
            raise Error(f"the description of {name} is {what!r}: say in a sentence what the column holds.")
        array = reals(f"the values of {name}", values, np.float64, "[neurons]")
        if array.shape != (count,):
            raise Error(f"the values of {name} have the shape {array.shape}: give a number for each of {count} neurons.")
        added[name] = (what, array)
    return added


def _require_name(name: str) -> None:
    if not isinstance(name, str) or not name.isascii() or not name.replace("_", "a").isalnum():
        raise Error(f"{name!r} cannot name a column: choose a name of letters, digits and _.")
    if name.endswith("_index"):
        raise Error(
            f"'{name}' cannot name a column, because NWB reserves names ending in _index for where rows end: choose a "
            "different ending.")
    if name in _RESERVED:
        remedy = "call it nominal_rate or mean_rate" if name == "rate" else "choose another name"
        raise Error(
            f"'{name}' cannot name a column, because NWB or a program that reads it gives that name a meaning of its own: "
            f"{remedy}.")
