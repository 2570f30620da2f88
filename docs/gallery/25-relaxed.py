# Counts that have slopes
# Relaxed counts of the same arrivals at three temperatures. As the temperature falls, they become the whole counts.
import interspike
import matplotlib.pyplot as plt
import numpy as np

log_rates = np.log(np.linspace(0.05, 8, 120))
figure, axes = plt.subplots(figsize=(7, 4))
for temperature, color in [(0.5, "#c6dbef"), (0.2, "#6baed6"), (0.05, "#08519c")]:
    soft, slope = interspike.relaxed_counts(log_rates, temperature, seed=7)
    axes.plot(np.exp(log_rates), soft, "o", ms=3, color=color, label=f"T = {temperature}")
axes.plot(np.exp(log_rates), interspike.counts(log_rates, seed=7, purpose="training"), "_", ms=9, color="#d55e00", label="counts")
axes.set(xlabel="expected count", ylabel="count")
axes.legend(frameon=False)
figure.savefig("relaxed.png", dpi=120, bbox_inches="tight")
