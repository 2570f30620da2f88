# What the model dreams of
# Spike counts drawn from the prior, decoded into patches. The spikes behind them can be written too (--spikes).
interspike generate runs/gabor --count 60 --seed 7 -o samples.safetensors --figure samples.png
