# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes plasticity.json: the weights that NEST's plastic synapses send, spike by spike.

Run with nest-simulator==3.10.0. Parrot neurons fire given spikes on a grid of 0.1 ms; the synapse ends at a port that
they ignore. Times in ms.
"""

import json
import pathlib

import nest
import numpy as np

DELAY = 1.5
CASES = {
    "stdp_synapse": [
        dict(parameters=dict(lambda_=0.02, alpha=1.1, tau_plus=15.0, mu_plus=0.0, mu_minus=0.0, Wmax=2.0), post=dict(tau_minus=25.0)),
        dict(parameters=dict(lambda_=0.1, alpha=0.9, tau_plus=20.0, mu_plus=1.0, mu_minus=1.0, Wmax=2.0), post=dict(tau_minus=20.0)),
        dict(parameters=dict(lambda_=0.1, alpha=1.2, tau_plus=10.0, mu_plus=0.4, mu_minus=0.7, Wmax=1.5), post=dict(tau_minus=30.0)),
    ],
    "stdp_triplet_synapse": [
        dict(parameters=dict(tau_plus=16.8, tau_plus_triplet=101.0, Aplus=5e-3, Aplus_triplet=6.2e-2, Aminus=7e-2,
                             Aminus_triplet=2.3e-2, Wmax=2.0), post=dict(tau_minus=33.7, tau_minus_triplet=125.0)),
    ],
    "tsodyks2_synapse": [
        dict(parameters=dict(U=0.5, u=0.5, tau_rec=200.0, tau_fac=0.0), post={}),
        dict(parameters=dict(U=0.15, u=0.15, tau_rec=60.0, tau_fac=300.0), post={}),
    ],
}


def weights(model, parameters, post, seed):
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.resolution = 0.1
    rng = np.random.default_rng(seed)
    sent = [np.unique(rng.integers(20, 9900, n)) for n in (70, 80)]
    # Some reach the synapse with a spike of the source.
    sent[1] = np.unique(np.r_[sent[1], sent[0][3::9] - round(10 * DELAY)])
    sent = [times / 10 for times in sent]
    generators = [nest.Create("spike_generator", {"spike_times": times}) for times in sent]
    parrots = [nest.Create("parrot_neuron", 1, {}), nest.Create("parrot_neuron", 1, post)]
    recorders = [nest.Create("spike_recorder") for _ in parrots]
    for generator, parrot, recorder in zip(generators, parrots, recorders):
        nest.Connect(generator, parrot, syn_spec={"delay": 0.1})
        nest.Connect(parrot, recorder)
    log = nest.Create("weight_recorder")
    nest.CopyModel(model, "logged", {"weight_recorder": log})
    values = {key.rstrip("_"): value for key, value in parameters.items()}
    nest.Connect(*parrots, syn_spec={"synapse_model": "logged", "weight": 1.0, "delay": DELAY, "receptor_type": 1, **values})
    nest.Simulate(1100.0)
    times = [recorder.events["times"].round(4) for recorder in recorders]
    order = np.argsort(log.events["times"])
    return {"model": model, "delay": DELAY, "parameters": {**values, **post}, "sources": times[0].tolist(),
            "targets": times[1].tolist(), "weights": log.events["weights"][order].tolist()}


found = [weights(model, seed=10 * i + j, **case) for i, (model, cases) in enumerate(CASES.items()) for j, case in enumerate(cases)]
path = pathlib.Path(__file__).with_name("plasticity.json")
path.write_text(json.dumps(found, separators=(",", ":")) + "\n")
