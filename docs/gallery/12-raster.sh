# The trained model fires
# Twenty held-out patches, ten trials each of 100 ms, neurons in the order of the patch they prefer.
interspike simulate runs/gabor --data photos/held-out.safetensors --count 20 --trials 10 --window 0.1 -o raster.nwb --figure raster.png
