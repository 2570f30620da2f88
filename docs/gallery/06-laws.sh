# Are these spikes Poisson?
# A million spikes at each of your rates, held against the laws of Poisson neurons. Dots left of the dashed line would be failures.
interspike verify-sampler --rates 5,20,80 --seed 7 --figure laws.png
