# A dead time after each spike
# Forty neurons of 60 Hz that cannot fire for 10 ms after a spike. Their rate stays 60 Hz, and their intervals become regular.
interspike sample --uniform 60 --neurons 40 --dead-time 0.01 --seed 7 -o trains.nwb --figure dead-time.png
