# Four families on equal terms
# Poisson, Gaussian, Laplace and categorical latents with the same linear networks, on the same patches.
interspike compare runs/poisson runs/gaussian runs/laplace runs/categorical --figure families.png
