# Neurons that burst
# Gamma intervals of shape 0.3: many short intervals, some long ones, at 20 Hz on average.
interspike sample --uniform 20 --neurons 40 --shape 0.3 --duration 2 --seed 7 -o trains.nwb --figure bursts.png
