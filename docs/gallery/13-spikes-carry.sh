# What the spikes carry
# Six patches, what the decoder makes of the spikes of one trial of 100 ms and of ten, and those spikes.
interspike simulate runs/gabor --data photos/held-out.safetensors --count 20 --trials 10 --window 0.1 -o raster.nwb --carried spikes-carry.png
