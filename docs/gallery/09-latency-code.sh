# First spikes
# A latency code: one spike per neuron, sooner for larger numbers, none below a threshold. Here a ramp, a hill and a wave of 64 intensities, 100 ms each.
python3 - <<'PY'
import numpy as np
x = np.linspace(0, 1, 64)
np.save("intensities.npy", np.stack([x, np.exp(-20 * (x - 0.5) ** 2), 0.6 - 0.4 * np.cos(6 * np.pi * x)]))
PY
interspike encode --data intensities.npy --code latency --trials 1 --time-constant 0.04 --threshold 0.1 \
  --seed 7 -o trains.nwb --figure latency-code.png
