# Receptive fields from noise
# Averages of the white noise shown before each spike: as in the laboratory, they find what the neuron looks for.
interspike experiment sta runs/iterative --batch 1000 --seed 7 -o sta -q
cp sta/sta.png sta.png
