# Sparse coding beside it
# A dictionary learned by sparse coding from the same photographs: every patch is a sum of few atoms.
[ -s runs/fista/checkpoint.safetensors ] || interspike sparse fista --data photos/train.safetensors --latents 136 --threshold 2 --steps 600 -o runs/fista -q
interspike figure dictionary runs/fista -o sparse.png
