# What the neurons of a Poisson VAE look for
# The features that 512 neurons learned from photographs: edges, at many places, orientations and widths.
interspike figure dictionary runs/gabor --data photos/held-out.safetensors --sort nats-per-spike --gabor -o dictionary.png
