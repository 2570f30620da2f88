# The models that the pictures below were made with: ten minutes on two cores, once.
[ -s photos/train.safetensors ] || interspike data photos -o photos
[ -s video/cockatoo.mp4 ] || interspike data video -o video
patches=(--data photos/train.safetensors --held-out photos/held-out.safetensors)
train() { # what, run, settings: into a folder beside it, so that what is there is complete
  [ -d "$2" ] || { rm -rf "$2.partial"; interspike train "$1" "${patches[@]}" -o "$2.partial" "${@:3}" -q; mv "$2.partial" "$2"; }
}
train poisson runs/gabor --preset clean-dictionary --latents 512 --steps 24000
for family in poisson gaussian laplace categorical; do
  train $family runs/$family --steps 2000 --evaluate-every 200
done
train iterative-poisson runs/iterative --latents 128 --unroll 16 --beta 24 --steps 4000 --batch 100
