# A bar across the field
# As Hubel and Wiesel did it: a bar of light sweeps over the field of one neuron in every direction.
interspike experiment bar runs/iterative --seed 7 -o bar -q
cp bar/tuning.png bar.png
