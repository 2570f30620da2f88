# How it learned
# Loss, cost in nats, temperature and active neurons, step by step, with the held-out measurements dashed.
interspike figure training runs/gabor -o training.png
