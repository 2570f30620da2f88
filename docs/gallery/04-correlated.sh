# Neurons that fire together
# Sixty neurons of 15 Hz whose counts have a correlation of 0.4, thinned from one mother process.
interspike sample --uniform 15 --neurons 60 --correlation 0.4 --seed 7 -o trains.nwb --figure correlated.png
