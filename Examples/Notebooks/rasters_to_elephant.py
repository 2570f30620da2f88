# SPDX-License-Identifier: GPL-3.0-or-later
# %% [markdown]
# # Rasters to Elephant
#
# Spikes made here, analyzed there: write them as NWB, read them with Neo, and hold Elephant's statistics against what we asked
# for. You need the Python package, PyNWB, Neo and Elephant.

# %%
import tempfile
import warnings

import interspike
import matplotlib.pyplot as plt
import neo
import numpy as np
import quantities as pq
from elephant.conversion import BinnedSpikeTrain
from elephant.spike_train_correlation import correlation_coefficient
from elephant.statistics import cv, isi, mean_firing_rate
from interspike.nwb import write_nwb

warnings.simplefilter("ignore")

# %% [markdown]
# ## Three kinds of neurons
#
# Ten of each, all at 20 Hz for 100 seconds: Poisson, with gamma intervals of shape 4 (regular), and Poisson with a correlation of
# 0.3 between any two.

# %%
duration = 100.0
kinds = {
    "Poisson": interspike.Population(np.full(10, 20.0)),
    "gamma, shape 4": interspike.GammaPopulation(np.full(10, 20.0), shape=4),
    "correlated, 0.3": interspike.CorrelatedPopulation.uniform(10, hertz=20.0, correlation=0.3),
}
trains = [train for name, kind in kinds.items()
          for train in kind.trains(duration, seed=interspike.stream_seed(7, name))]
folder = tempfile.TemporaryDirectory()
path = f"{folder.name}/spikes.nwb"
write_nwb(path, trains, duration=duration, description="Ten neurons of each of three kinds, seed 7.")

# %% [markdown]
# ## Read by Neo, measured by Elephant

# %%
spiketrains = neo.io.NWBIO(path, "r").read_all_blocks()[0].segments[0].spiketrains
assert all(np.array_equal(theirs.rescale("s").magnitude, ours) for theirs, ours in zip(spiketrains, trains))
print("                   rate (Hz)   CV    Fano   correlation")
matrices = []
for number, name in enumerate(kinds):
    group = spiketrains[10 * number : 10 * number + 10]
    rate = np.mean([float(mean_firing_rate(train).rescale("Hz")) for train in group])
    variation = np.mean([float(cv(isi(train))) for train in group])
    binned = BinnedSpikeTrain(group, bin_size=100 * pq.ms)
    fano = np.mean([row.var() / row.mean() for row in binned.to_array()])
    matrices.append(correlation_coefficient(binned))
    shared = matrices[-1][np.triu_indices(10, 1)].mean()
    print(f"{name:18} {rate:9.1f} {variation:6.2f} {fano:6.2f} {shared:9.2f}")

# %% [markdown]
# As it should be: a Poisson neuron has a CV and a Fano factor of 1. Gamma intervals of shape 4 have a CV of 1/√4, and the Fano factor tends to 1/4
# in long windows. Only the last ten fire together:

# %%
figure, axes = plt.subplots(1, 3, figsize=(7, 2.4), dpi=80)
for panel, name, matrix in zip(axes, kinds, matrices):
    image = panel.imshow(matrix, vmin=0, vmax=1, cmap="viridis")
    panel.set(title=name, xticks=[0, 9], yticks=[0, 9])
figure.colorbar(image, ax=axes, label="correlation", shrink=0.9)

# %% [markdown]
# Interspike has many of these statistics itself, equal to Elephant's to 1e-9: see
# [Coming from Elephant](../../docs/site/coming-from/elephant.md).
