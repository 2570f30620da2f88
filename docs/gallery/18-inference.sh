# Inference as a recurrent network
# An iterative model unrolled into neurons and synapses. Six patches, twenty steps of 10 ms each (gray lines): with every picture, other neurons win.
interspike network --unroll runs/iterative --data photos/held-out.safetensors --count 6 --seed 7 -o inference.nwb --figure inference.png
