# SPDX-License-Identifier: GPL-3.0-or-later
# %% [markdown]
# # First spikes
#
# Three neurons, their intervals and counts held against theory, and rates that change. You need the Python package
# (`make wheel && pip install dist/interspike-*.whl`) and Matplotlib.

# %%
import interspike
import matplotlib.pyplot as plt
import numpy as np

rates = np.array([5.0, 20.0, 80.0])                     # Hz
population = interspike.Population(rates)
times, neurons = population.spikes(2, seed=7)           # seconds, in order of time
print(f"{times.size} spikes, the first at {times[0]:.4f} s by neuron {neurons[0]}")

# %%
figure, axes = plt.subplots(figsize=(7, 1.6), dpi=80)
axes.eventplot([times[neurons == n] for n in range(3)], colors="#0072b2", linelengths=0.8)
axes.set(yticks=range(3), yticklabels=[f"{rate:.0f} Hz" for rate in rates], xlabel="time (s)", xlim=(0, 2))
figure.tight_layout()

# %% [markdown]
# The same seed gives the same spikes, in Python, in Swift, and on the command line
# (`interspike sample --rates 5,20,80 --duration 2 --seed 7`). A longer draw begins with the shorter one:

# %%
longer, _ = population.spikes(10, seed=7)
assert np.array_equal(longer[: times.size], times)

# %% [markdown]
# ## Are they Poisson?
#
# The intervals of a Poisson neuron of rate *r* are exponential, with mean and standard deviation 1/*r*; counts in windows have
# a variance equal to their mean.

# %%
trains = population.trains(2000, seed=7)
for rate, train in zip(rates, trains):
    intervals = np.diff(train)
    counts = np.histogram(train, bins=20_000, range=(0, 2000))[0]
    print(f"{rate:4.0f} Hz: mean interval × rate {intervals.mean() * rate:.3f}, "
          f"CV {intervals.std() / intervals.mean():.3f}, Fano factor {counts.var() / counts.mean():.3f}")

# %%
figure, axes = plt.subplots(figsize=(7, 2.6), dpi=80)
intervals = np.diff(trains[1])
axes.hist(intervals, bins=60, range=(0, 0.3), density=True, color="#9ecae1", label=f"{intervals.size} intervals")
x = np.linspace(0, 0.3, 200)
axes.plot(x, 20 * np.exp(-20 * x), color="#d55e00", label="$20\\,e^{-20t}$")
axes.set(xlabel="interval (s)", ylabel="density (1/s)")
axes.legend(frameon=False)
figure.tight_layout()

# %% [markdown]
# ## Rates that change, and neurons that remember
#
# Other classes draw other neurons; all of them have `spikes`, `trains` and `stream`. Here are a wave of activity, given as a
# table of rates, and the regular spikes of neurons that cannot fire for 10 ms after a spike.

# %%
time, neuron = np.arange(100)[:, None] * 0.01, np.arange(60)
wave = interspike.SteppedPopulation(60 * np.exp(4 * (np.cos(2 * np.pi * (2 * time - neuron / 30)) - 1)), step=0.01)
regular = interspike.RefractoryPopulation(np.full(60, 60.0), 0.01)
figure, axes = plt.subplots(1, 2, figsize=(7, 2.6), dpi=80, sharey=True)
for panel, cells, title in zip(axes, (wave, regular), ("a wave", "60 Hz, dead time 10 ms")):
    panel.plot(*cells.spikes(1, seed=7), ".", ms=2, color="#222222")
    panel.set(xlabel="time (s)", title=title)
axes[0].set_ylabel("neuron")
figure.tight_layout()

# %% [markdown]
# ## Forever
#
# A stream yields windows for as long as you read from it, with the spikes of one long draw:

# %%
seen = 0
for window, (times, neurons) in enumerate(population.stream(0.1, seed=7)):
    seen += times.size
    if window == 19:
        break
print(f"{seen} spikes in {window + 1} windows of 100 ms")
