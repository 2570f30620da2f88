# Rates from a table
# A matrix of rates, [time steps, neurons] in Hz: here a wave of activity that travels through a hundred neurons.
python3 - <<'PY'
import numpy as np
time, neuron = np.arange(200)[:, None] * 0.01, np.arange(100)
np.save("waves.npy", 60 * np.exp(4 * (np.cos(2 * np.pi * (2 * time - neuron / 50)) - 1)))
PY
interspike sample --rates waves.npy --step 0.01 --seed 7 -o trains.nwb --figure waves.png
