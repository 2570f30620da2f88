# Intervals from Python
# The histogram of inter-spike intervals of one neuron, with the exponential law.
import interspike
import matplotlib.pyplot as plt
import numpy as np

rate = 20
times, _ = interspike.Population([rate]).spikes(5000, seed=7)
intervals = np.diff(times)
figure, axes = plt.subplots(figsize=(7, 4))
axes.hist(intervals, bins=80, range=(0, 0.3), density=True, color="#9ecae1")
x = np.linspace(0, 0.3, 200)
axes.plot(x, rate * np.exp(-rate * x), color="#d55e00", label="20 e^(−20 t)")
axes.set(xlabel="interval (s)", ylabel="density (1/s)", title=f"{len(intervals)} intervals")
axes.legend(frameon=False)
figure.savefig("intervals.png", dpi=120, bbox_inches="tight")
