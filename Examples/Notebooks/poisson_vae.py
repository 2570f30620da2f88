# SPDX-License-Identifier: GPL-3.0-or-later
# %% [markdown]
# # A Poisson VAE in PyTorch
#
# A Poisson variational autoencoder turns a picture into spike counts and back, and pays for its spikes in nats. Here its counts are drawn
# by Interspike, whole and with gradients, and it learns what its pictures are made of. You need the Python package and PyTorch.

# %%
import interspike
import matplotlib.pyplot as plt
import numpy as np
import torch
from interspike.torch import exact_poisson

# %% [markdown]
# ## Pictures
#
# Földiák's bars: in every picture of 8 × 8 pixels, each of the 16 possible bars is there with a chance of one in eight.

# %%
side = 8


def pictures(count, seed):
    present = np.random.default_rng(seed).random((count, 2 * side)) < 1 / 8
    rows, columns = present[:, :side, None], present[:, None, side:]
    return torch.tensor((rows | columns).reshape(count, -1), dtype=torch.float32)


data, unseen = pictures(20_000, 1), pictures(1_000, 2)
figure, axes = plt.subplots(1, 8, figsize=(7, 1), dpi=80)
for panel, picture in zip(axes, data):
    panel.imshow(picture.reshape(side, side), cmap="gray")
    panel.axis("off")

# %% [markdown]
# ## The model
#
# The prior expects `exp(u)` spikes of each neuron. A picture multiplies that by `exp(du)`, which a linear encoder computes, and a linear
# decoder adds up atoms, one for each spike. The divergence of two Poisson laws has a closed form.

# %%
class PoissonVAE(torch.nn.Module):
    def __init__(self, pixels, latents):
        super().__init__()
        self.log_rate = torch.nn.Parameter(torch.full((latents,), -2.0))
        self.fc_enc = torch.nn.Linear(pixels, latents, bias=False)
        self.fc_dec = torch.nn.Linear(latents, pixels, bias=False)

    def forward(self, x, window):
        du = self.fc_enc(x).clamp(max=5)
        z = exact_poisson(self.log_rate + du, seed=7, window=window)      # a new window for every step: new noise
        kl = (self.log_rate.exp() * (1 - du.exp() + du * du.exp())).sum(-1)
        return ((self.fc_dec(z) - x) ** 2).sum(-1), kl, z


torch.manual_seed(1)
torch.set_num_threads(1)
model = PoissonVAE(side * side, 32)
optimizer = torch.optim.Adamax(model.parameters(), lr=0.02)
for step in range(1500):
    batch = data[torch.randint(len(data), (200,), generator=torch.Generator().manual_seed(step))]
    error, kl, _ = model(batch, step)
    loss = (20 * error + kl).mean()                                       # 20: pixels are worth that many nats
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 300 == 299:
        print(f"step {step + 1:4}: error {error.mean():5.2f}, divergence {kl.mean():5.2f} nats")

# %% [markdown]
# ## What its neurons say
#
# Each square is one atom: what a neuron adds to the picture with every spike. It has found the bars.

# %%
atoms = model.fc_dec.weight.detach().T
order = model.log_rate.detach().argsort(descending=True)
figure, axes = plt.subplots(2, 16, figsize=(7, 1.1), dpi=80)
for panel, neuron in zip(axes.flat, order):
    largest = atoms[neuron].abs().max()
    panel.imshow(atoms[neuron].reshape(side, side), cmap="gray", vmin=-largest, vmax=largest)
    panel.axis("off")

# %% [markdown]
# ## Let it fire
#
# Expected counts become spikes with exact times. Four pictures it has never seen, 100 ms each, and what a decoder makes of one trial:

# %%
with torch.no_grad():
    shown = unseen[4:8]
    log_rates = model.log_rate + model.fc_enc(shown).clamp(max=5)
    _, _, z = model(shown, 1 << 20)
    decoded = model.fc_dec(z)
counts, times = interspike.spike_times(log_rates.numpy(), window_duration=0.1, seed=7, window=1 << 20,
                                      purpose="training")
assert (counts == z.numpy()).all()                                        # the spikes behind the very counts
trial, neuron = np.divmod(np.repeat(np.arange(counts.size), counts.ravel()), counts.shape[1])
figure = plt.figure(figsize=(7, 2.6), dpi=80)
grid = figure.add_gridspec(2, 6)
for row, images in enumerate((shown, decoded)):
    for column, picture in enumerate(images):
        panel = figure.add_subplot(grid[row, column])
        panel.imshow(picture.reshape(side, side), cmap="gray", vmin=0, vmax=1)
        panel.set(xticks=[], yticks=[])
        if column == 0:
            panel.set_ylabel(("shown", "decoded")[row])
panel = figure.add_subplot(grid[:, 4:])
panel.plot(0.1 * trial + times, neuron, ".", ms=4, color="#222222")
panel.set(xlabel="time (s)", ylabel="neuron", xlim=(0, 0.4))
for edge in (0.1, 0.2, 0.3):
    panel.axvline(edge, color="#cccccc", lw=0.8)
figure.tight_layout()

# %% [markdown]
# The parameters have the names of the published model, so that `interspike import` takes them, too:
# see [Rasters from my model](../../docs/site/how-to/rasters.md).
