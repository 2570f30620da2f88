# First spikes
# A latency code: one spike per neuron, sooner for larger numbers. Here 64 intensities from dark to bright.
python3 -c "import numpy as np; np.save('ramp.npy', np.stack([np.linspace(0, 1, 64), np.linspace(0, 1, 64) ** 3]))"
interspike encode --data ramp.npy --code latency --trials 2 --seed 7 -o trains.nwb --figure latency-code.png
