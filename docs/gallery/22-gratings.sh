# Drifting gratings
# Tuning to orientation and spatial frequency, and how well the neuron's atom predicts it.
interspike experiment gratings runs/iterative --cycle 60 --seed 7 -o gratings -q
cp gratings/gratings.png gratings.png
