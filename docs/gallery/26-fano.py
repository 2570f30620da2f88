# Variance over mean
# The Fano factor of counts in windows of growing length: Poisson neurons stay at one, at every rate.
import interspike
import matplotlib.pyplot as plt
import numpy as np

figure, axes = plt.subplots(figsize=(7, 4))
windows = np.geomspace(0.002, 2, 25)
for rate, color in [(5, "#0072b2"), (20, "#d55e00"), (80, "#009e73")]:
    fano = []
    for window in windows:
        counts = interspike.counts(mean=np.full((4000, 1), rate * window), seed=7)
        fano.append(counts.var() / counts.mean())
    axes.semilogx(windows, fano, "o-", ms=4, color=color, label=f"{rate} Hz")
axes.axhline(1, color="#888888", lw=1)
axes.set(xlabel="window (s)", ylabel="Fano factor", ylim=(0.5, 1.5))
axes.legend(frameon=False)
figure.savefig("fano.png", dpi=120, bbox_inches="tight")
