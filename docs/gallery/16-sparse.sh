# Sparse coding beside it
# A dictionary learned with the locally competitive algorithm from the same photographs.
[ -s runs/lca/checkpoint.safetensors ] || interspike sparse lca --data photos/train.safetensors --latents 144 --steps 600 -o runs/lca -q
interspike figure dictionary runs/lca -o sparse.png
