# Three neurons, three rates
# Poisson neurons of 5, 20 and 80 Hz for two seconds. Times are exact, and the same seed gives the same spikes everywhere.
interspike sample --rates 5,20,80 --duration 2 --seed 7 -o trains.nwb --figure rates.png
