# A model watches a film
# Free energy, surprise, cost and quality, frame by frame, while an iterative model watches a cockatoo.
interspike stream runs/iterative --video video/cockatoo.mp4 --size 320x176 --frames 100 --retain 0.5 --seed 7 \
  -o film.nwb --figure stream.png -q
