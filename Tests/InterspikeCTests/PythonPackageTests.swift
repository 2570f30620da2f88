// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// The modules that serve other people's packages.
///
/// Where a package is missing, its test says so and does not run; `INTERSPIKE_PYTHON` names a Python that has it.
@Suite("Modules for other packages in Python", .enabled(if: Foreign.has("numpy")))
struct PythonPackageTests {
  private func check(_ program: String) throws {
    let run = try Foreign.python(program)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }

  private func doctest(_ module: String) throws {
    try check(
      """
      import doctest, importlib
      import numpy as np, interspike
      result = doctest.testmod(importlib.import_module("interspike.\(module)"),
                               extraglobs={"np": np, "interspike": interspike})
      assert result.attempted >= 1 and not result.failed, result
      """)
  }

  @Test(
    "A package that is missing is named with its remedy, and the sampler needs none of them",
    arguments: ["torch", "jax", "brian2", "nest", "snntorch", "norse", "nwb"])
  func missing(_ module: String) throws {
    let run = try Foreign.python(
      """
      import sys
      for name in ("torch", "jax", "brian2", "nest", "snntorch", "norse", "pynwb"):
          sys.modules[name] = None
      import interspike
      assert interspike.counts(mean=[1.0], seed=7).size == 1
      try:
          import interspike.\(module)
      except ImportError as error:
          print(error)
      """)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains(", which is not installed: pip install "), "\(run.output)")
    #expect(run.output.hasPrefix("interspike."), "\(run.output)")
  }

  @Test("A Brian2 that asks NumPy for what it no longer has is named with the NumPy to install")
  func oldBrian2() throws {
    let run = try Foreign.python(
      """
      import importlib.abc, importlib.machinery, sys
      class Old(importlib.abc.MetaPathFinder, importlib.abc.Loader):
          def find_spec(self, name, path, target=None):
              return importlib.machinery.ModuleSpec(name, self) if name == "brian2" else None
          def exec_module(self, module):
              raise AttributeError("type object 'numpy.ndarray' has no attribute 'ptp'")
      sys.meta_path.insert(0, Old())
      try:
          import interspike.brian2
      except ImportError as error:
          print(error)
      """)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("'ptp'"), "\(run.output)")
    #expect(run.output.contains("pip install 'numpy<2.4'"), "\(run.output)")
  }

  @Test(
    "torch: gradients under vmap and the compiler are those of the counts; a second derivative is refused",
    .enabled(if: Foreign.has("torch"), "needs a Python with torch: INTERSPIKE_PYTHON"))
  func torch() throws {
    try doctest("torch")
    try check(
      """
      import torch, interspike
      from interspike.torch import exact_poisson, poisson_input, relaxed_poisson
      for form in (lambda x: exact_poisson(x, seed=7),
                   lambda x: relaxed_poisson(x, temperature=0.1, seed=(1 << 64) - 1)):
          loss = lambda x: (form(x) - 2).square().sum()
          for dtype in (torch.float32, torch.float64):
              x = torch.zeros(3, 4, 5, dtype=dtype, requires_grad=True)
              z = form(x)
              (expected,) = torch.autograd.grad(loss(x), x)
              assert z.dtype == expected.dtype == dtype and expected.abs().sum() > 1
              (compiled,) = torch.autograd.grad(torch.compile(loss, backend="aot_eager", fullgraph=True)(x), x)
              assert torch.allclose(compiled, expected)
              with torch.no_grad():
                  assert torch.equal(torch.compile(form, backend="aot_eager", fullgraph=True)(x), z)
              assert torch.equal(torch.func.vmap(form)(x), z)
              assert torch.allclose(torch.func.vmap(torch.func.grad(loss))(x), expected)
          try:
              (slope,) = torch.autograd.grad(loss(x), x, create_graph=True)
              slope.sum().backward()
              assert False
          except interspike.Error as error:
              assert "ask" in str(error)
      stepped = torch.compile(lambda x, w: exact_poisson(x, seed=7, window=w), backend="aot_eager", fullgraph=True)
      assert all(torch.equal(stepped(x, w), exact_poisson(x, seed=7, window=w)) for w in range(4))
      whole = poisson_input(torch.full((2, 3), 50.0), 20, 0.01, seed=7)
      parts = [poisson_input(torch.full((2, 3), 50.0), 10, 0.01, seed=7, first_step=first) for first in (0, 10)]
      assert torch.equal(whole, torch.cat(parts)) and whole.sum() > 20
      """)
  }

  @Test(
    "jax: gradients under jit, vmap and scan are those of the counts",
    .enabled(if: Foreign.has("jax"), "needs a Python with jax: INTERSPIKE_PYTHON"))
  func jax() throws {
    try doctest("jax")
    try check(
      """
      import jax, jax.numpy as jnp, numpy as np, interspike
      from interspike.jax import exact_poisson, relaxed_poisson
      x = jnp.zeros((4, 5))
      drawn = lambda w: interspike.finite_order_counts(np.zeros((4, 5), np.float32), seed=7, window=w)
      loss = lambda x: ((exact_poisson(x, seed=7, window=3) - 2) ** 2).sum()
      z, slope = drawn(3)
      for gradient in (jax.grad(loss)(x), jax.jit(jax.grad(loss))(x)):
          assert np.allclose(gradient, 2 * (z - 2) * slope) and np.abs(gradient).sum() > 1
      many = jax.vmap(lambda x, w: exact_poisson(x, seed=7, window=w))(jnp.zeros((3, 4, 5)), jnp.arange(3))
      _, scanned = jax.lax.scan(lambda c, w: (c, exact_poisson(x, seed=7, window=w)), 0, jnp.arange(3))
      assert all((many[w] == drawn(w)[0]).all() and (scanned[w] == drawn(w)[0]).all() for w in range(3))
      trials = jax.vmap(lambda x, t: relaxed_poisson(x, temperature=0.1, seed=7, trial=t))
      z = interspike.relaxed_counts(np.zeros((12, 5), np.float32), 0.1, seed=7)[0]
      assert np.allclose(trials(jnp.zeros((3, 4, 5)), jnp.uint32([0, 4, 8])).reshape(12, 5), z)
      for wrong in (dict(seed=-1), dict(seed=7, order=2.5), dict(seed=7, window=1.5), dict(seed=7, window=jnp.ones(()))):
          try:
              exact_poisson(x, **wrong)
              assert False
          except interspike.Error as error:
              assert str(error).endswith(".")
      """)
  }

  @Test(
    "brian2: a network hears the spikes of a process, one a step at most",
    .enabled(if: Foreign.has("brian2"), "needs a Python with brian2: INTERSPIKE_PYTHON"))
  func brian2() throws {
    try doctest("brian2")
    try check(
      """
      import brian2, numpy as np, interspike
      from interspike.brian2 import spike_generator, spikes
      brian2.prefs.codegen.target = "numpy"
      process = interspike.GammaPopulation([50.0] * 20, shape=4)
      inputs, merged = spike_generator(process, 0.5, seed=7, dt=1e-4)
      monitor = brian2.SpikeMonitor(inputs)
      brian2.defaultclock.dt = 0.1 * brian2.ms
      brian2.Network(inputs, monitor).run(0.5 * brian2.second)
      heard, neurons = spikes(monitor)
      expected = process.spikes(0.5, seed=7)[0]
      assert heard.size + merged == expected.size > 400 and (np.diff(heard) >= 0).all()
      assert np.abs(heard - expected).max() <= 1.01e-4 if not merged else True
      """)
  }

  @Test(
    "nest: a network hears the spikes of a process, on its grid or at their times",
    .enabled(if: Foreign.has("nest"), "needs a Python with nest: INTERSPIKE_PYTHON"))
  func nest() throws {
    try doctest("nest")
    try check(
      """
      import nest, numpy as np, interspike
      from interspike.nest import spike_generator, spikes
      process = interspike.GammaPopulation([50.0] * 20, shape=4)
      expected = process.spikes(0.5, seed=7)[0]
      for precise, largest in ((False, 1.01e-4), (True, 1e-11)):
          nest.ResetKernel()
          relays = nest.Create("parrot_neuron_ps" if precise else "parrot_neuron", 20)
          recorder = nest.Create("spike_recorder")
          nest.Connect(relays, recorder)
          if not precise: nest.Simulate(20.0)
          now = nest.biological_time / 1e3
          inputs = spike_generator(process, 0.5, seed=7, precise=precise)
          nest.Connect(inputs, relays, "one_to_one", {"delay": 1.0})
          nest.Simulate(600.0)
          heard, _ = spikes(recorder)
          assert heard.size == expected.size > 400
          assert np.abs(heard - 0.001 - now - expected).max() <= largest
      """)
  }

  @Test(
    "snntorch and norse: input goes on in time, at the rates asked for",
    arguments: ["snntorch", "norse"].filter(Foreign.has))
  func encoders(_ package: String) throws {
    try doctest(package)
    let spikes =
      package == "snntorch"
      ? "rate(intensities, 500, maximum=200.0, step=0.001, seed=seed, first_step=first)"
      : "encoder(seed, first)"
    // 400 trains of 100 Hz for half a second: 20,000 spikes with a standard deviation of 141.
    try check(
      """
      import numpy as np, torch
      from interspike.\(package) import *
      intensities = torch.full((4, 100), 0.5)
      def encoder(seed, first):
          made = PoissonEncoder(500, f_max=200.0, dt=0.001, seed=seed)
          if first: made(intensities)
          return made(intensities)
      draw = lambda seed, first: \(spikes)
      one, next_one = draw(7, 0), draw(7, 500)
      assert one.shape == (500, 4, 100) and abs(one.sum() - 20_000) < 800 < abs(one.sum() - 18_000)
      assert torch.equal(one, draw(7, 0)) and not torch.equal(one, next_one) and not torch.equal(one, draw(8, 0))
      assert draw(np.random.default_rng(1), 0).sum() > 19_000
      """)
  }

  @Test(
    "nwb: the file holds the trains, passes PyNWB's and the inspector's checks, and Interspike reads it",
    .enabled(if: Foreign.has("pynwb"), "needs a Python with pynwb: make test makes one"))
  func nwb() throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "interspike-\(UUID().uuidString).nwb"
    ).path
    defer { try? FileManager.default.removeItem(atPath: file) }
    try doctest("nwb")
    try check(
      """
      import numpy as np, pynwb, interspike, os
      from interspike.nwb import write_nwb
      trains = interspike.GammaPopulation([20.0, 0.0, 50.0], shape=4).trains(2.0, seed=7)
      write = lambda trains=trains, path="\(file)", **rest: write_nwb(path, trains, **{
          "duration": 2.0, "description": "Three gamma neurons, seed 7.",
          "columns": {"nominal_rate": ("Rate asked for, in Hz.", [20.0, 0.0, 50.0])}, **rest})
      write()
      with pynwb.NWBHDF5IO("\(file)", "r") as source:
          units = source.read().units
          assert all((units["spike_times"][n] == train).all() for n, train in enumerate(trains))
          assert list(units["nominal_rate"][:]) == [20, 0, 50]
      assert not pynwb.validate(path="\(file)")
      from nwbinspector import Importance, inspect_nwbfile
      found = list(inspect_nwbfile(nwbfile_path="\(file)", importance_threshold=Importance.BEST_PRACTICE_VIOLATION))
      assert not found, found
      before = os.listdir(os.path.dirname("\(file)"))
      for wrong, sentence in ((dict(), "is there already"), (dict(force=True, duration=1.0), "not ascending"),
                              (dict(force=True, description=" "), "description is empty"),
                              (dict(force=True, trains=trains[:2]), "give a number for each of 2 neurons"),
                              (dict(force=True, trains=[], columns={}), "trains are empty"),
                              (dict(force=True, session_start=5), "session_start is 5: give a datetime"),
                              (dict(force=True, columns={"q": [1, 2, 3]}), "the column q is [1, 2, 3]"),
                              (dict(force=True, columns={"q": (None, [1, 2, 3])}), "the description of q is None"),
                              *((dict(force=True, columns={name: ("x", [1, 2, 3])}), "cannot name a column")
                                for name in ("id", "spike_times", "obs_intervals", "electrodes", "a/b", "", "rate",
                                             "q_index"))):
          try:
              write(**wrong)
              assert False
          except interspike.Error as error:
              assert sentence in str(error), error
      assert sum(name.endswith(".nwb") for name in before) == sum(
          name.endswith(".nwb") for name in os.listdir(os.path.dirname("\(file)")))
      """)
    let read = try Foreign.run(Foreign.products + "/interspike", ["inspect", file])
    #expect(read.status == 0, "\(read.errors)")
    #expect(read.output.contains("neurons        3\n"), "\(read.output)")
  }
}
