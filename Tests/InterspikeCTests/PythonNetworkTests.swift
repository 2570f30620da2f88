// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// Networks and inference in Python, by the library that only they need.
@Suite("Networks in Python", .enabled(if: Foreign.has("numpy")))
struct PythonNetworkTests {
  private func check(_ program: String) throws {
    let library = Foreign.products + "/libInterspikeNetworks.so"
    let run = try Foreign.python(
      """
      import os
      os.environ["INTERSPIKE_NETWORKS_LIBRARY"] = "\(library)"
      import numpy as np, interspike
      def refusal(body):
          try:
              body()
          except interspike.Error as error:
              return str(error)
          raise AssertionError("nothing was refused")
      \(program)
      """)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }

  @Test("The examples of its docstrings are true", arguments: ["_network"])
  func examples(_ module: String) throws {
    try check(
      """
      import doctest, importlib
      result = doctest.testmod(importlib.import_module("interspike.\(module)"),
                               extraglobs={"np": np, "interspike": interspike})
      assert result.attempted >= 1 and not result.failed, result
      """)
  }

  @Test("A text, a file and a mapping are one network; steps of any length fire the same")
  func descriptions() throws {
    try check(
      """
      import json, pathlib, tempfile
      description = {
          "populations": {
              "eyes": {"model": "input", "neurons": 5},
              "cells": {"model": "lif", "neurons": np.int64(50), "membrane_time_constant": 0.02, "threshold": 20, "reset": 0}},
          "projections": [{"from": "eyes", "to": "cells", "rule": "pairwise", "probability": 0.5, "weight": 30, "delay": 0.002}],
          "inputs": [{"to": "cells", "rate": np.array([900, 30, 4000.0]), "step": 0.013, "weight": 1}]}
      plain = json.dumps(description, default=lambda a: a.tolist(), indent=1)
      spikes = {"eyes": (np.array([0.011, 0.0301, 0.0302]), [0, 3, 4])}
      with tempfile.TemporaryDirectory() as folder:
          path = pathlib.Path(folder) / "network.yaml"
          path.write_text("duration: 1\\n" + "".join(f"{key}: {json.dumps(json.loads(plain)[key])}\\n" for key in description))
          made = [interspike.Network(d, seed=7) for d in (description, plain, path, str(path))]
      made.append(interspike.Network(description, seed=7, threads=2))
      first, *others = [network.step(spikes, windows=50) for network in made]
      times, neurons = first["cells"]
      assert first.size > 60 and times.dtype == np.float64 and neurons.dtype == np.uint32 and (np.diff(times) >= 0).all()
      assert list(first) == ["eyes", "cells"] and first["eyes"][1].tolist() == [0, 3, 4]
      for other in others:
          assert (other["cells"][0] == times).all() and (other["cells"][1] == neurons).all()
      again = interspike.Network(description, seed=np.uint64(7))
      parts = []
      for window in range(50):
          begin = again.time
          own = (spikes["eyes"][0] >= begin) & (spikes["eyes"][0] < begin + again.window_duration)
          given = {"eyes": (spikes["eyes"][0][own], np.array(spikes["eyes"][1])[own])} if own.any() else None
          parts.append(again.step(given)["cells"][0])
      assert (np.concatenate(parts) == times).all()
      kept = parts[-1].copy()
      again.run(0.01)
      assert (parts[-1] == kept).all()  # a step keeps its spikes
      assert (interspike.Network(description, seed=8).step(windows=50)["cells"][0].size != times.size)
      """)
  }

  @Test("Variables, drives and weights are set, and states saved; what cannot be is refused")
  func control() throws {
    try check(
      """
      import tempfile
      network = interspike.Network('''
      populations:
        a: {model: input, neurons: 2}
        b: {model: lif, neurons: 3, membrane_time_constant: 0.02, threshold: 20, reset: 0}
      projections:
        - {from: a, to: b, rule: all_to_all, weight: 1, delay: 0.001, plasticity: {rule: stdp, learning_rate: 0, maximum_weight: 50}}
      ''', seed=1)
      assert network.populations == {"a": 2, "b": 3} and network.projections == ["a/b/0"]
      network.set_values("b", "potential", [1, 2, 3])
      network.set_drive("b", 30)
      assert network.values("b", "potential").tolist() == [1, 2, 3] and network.values("b", "drive").tolist() == [30] * 3
      assert network.run(0.05)["b"][0].size == 6
      sources, targets, delays, weights = network.synapses("a/b/0")
      assert sources.tolist() == [0, 0, 0, 1, 1, 1] and sorted(targets[:3].tolist()) == [0, 1, 2] and (weights == 1).all()
      network.set_weights("a/b/0", weights * 40)
      with tempfile.TemporaryDirectory() as folder:
          network.save(folder + "/state")
          spikes = {"a": ([network.time], [1])}
          expected = network.step(spikes, windows=3)["b"]
          assert expected[0].size == 3
          network.restore(folder + "/state")
          found = network.step(spikes, windows=3)["b"]
          assert (found[0] == expected[0]).all() and (found[1] == expected[1]).all()
      time = network.time
      for body, word in (
              (lambda: network.step({"c": ([], [])}), "no population 'c'"),
              (lambda: network.step({"a": ([time], [2])}), "neuron 2"),
              (lambda: network.step({"a": ([time], [-1])}), "neuron -1"),
              (lambda: network.step({"a": ([time - 1], [0])}), "a given spike of a is at"),
              (lambda: network.step({"a": ([time], [0.5])}), "whole numbers"),
              (lambda: network.step({"a": ([time, time], [0])}), "of shape"),
              (lambda: network.step(windows=0), "windows are 0"),
              (lambda: network.values("b", "volume"), "volume"),
              (lambda: network.set_values("b", "potential", [1, 2]), "(3,)"),
              (lambda: network.set_weights("a/b/0", [1] * 6 + [1]), "7 weights"),
              (lambda: network.synapses("b/a/0"), "no projection"),
              (lambda: interspike.Network("populations:\\n  a: {model: lif}", seed=1), "needs 'neurons'"),
              (lambda: interspike.Network("nowhere.yaml", seed=1), "nowhere.yaml"),
              (lambda: interspike.Network({"populations": {1, 2}}, seed=1), "cannot be part of a description")):
          said = refusal(body)
          assert word in said, said
      assert network.time == time
      network.close()
      assert "closed" in refusal(network.step)
      """)
  }

  @Test("Without its library, everything else works and the error says what to do") func missing()
    throws
  {
    let run = try Foreign.python(
      """
      import os
      os.environ["INTERSPIKE_NETWORKS_LIBRARY"] = "/nowhere/libInterspikeNetworks.so"
      import interspike
      assert interspike.counts(mean=[1.0], seed=7).size == 1
      try:
          interspike.Network("a.yaml", seed=1)
      except ImportError as error:
          assert "/nowhere/libInterspikeNetworks.so" in str(error) and "make install" in str(error)
      else:
          raise AssertionError
      """)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }
}
