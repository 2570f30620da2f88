# What a wrong sampler looks like
# The same tests on spikes drawn by coin tosses in bins of time, as many simulators do. It fails, and the exit status says so.
interspike verify-sampler --rates 5,20,80 --seed 7 --control bernoulli --figure wrong.png || test $? = 70
