// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// The neurons and codes of the Python package.
@Suite("Processes and codes in Python", .enabled(if: Foreign.has("numpy")))
struct PythonProcessTests {
  private func check(_ program: String) throws {
    let run = try Foreign.python(program)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }

  @Test("Every example in the docstrings prints what it says")
  func doctests() throws {
    try check(
      """
      import doctest, importlib, pkgutil
      import numpy as np, interspike
      attempted = 0
      for module in pkgutil.iter_modules(interspike.__path__):
          if module.name.startswith("_"):
              result = doctest.testmod(importlib.import_module("interspike." + module.name),
                                       extraglobs={"np": np, "interspike": interspike})
              assert not result.failed
              attempted += result.attempted
      assert attempted >= 30, attempted
      """)
  }

  private static let processes = """
    import copy, os, pickle, threading
    import numpy as np, interspike
    rates = np.array([5.0, 20.0, 80.0])
    processes = [
        interspike.Population(rates, window_duration=0.5), interspike.RefractoryPopulation(rates, 0.002),
        interspike.GammaPopulation(rates, [0.5, 1, 4]), interspike.SteppedPopulation([rates, rates[::-1]], step=0.7),
        interspike.SinusoidalPopulation(rates, modulation=1, frequency=3),
        interspike.CorrelatedPopulation(40, [0.1, 0.5, 1], [1, 0, 40]), interspike.PooledPopulation(rates)]
    """

  @Test(
    "Streams, trains, later beginnings, copies, pickles, threads and forks hold the same spikes")
  func same() throws {
    try check(
      """
      \(Self.processes)
      for process in processes:
          times, neurons = process.spikes(1.3, seed=7, trial=2)
          assert times.size > 50 and (np.diff(times) >= 0).all() and times.dtype == np.float64
          assert neurons.dtype == np.int64 and process.neuron_count == 3
          for window in (0.1, 0.37, 5):
              parts = list(process.stream(window, seed=7, trial=2, duration=1.3))
              assert len(parts) == -(-13 // round(10 * window)) if window != 0.37 else len(parts) == 4
              assert (np.concatenate([part[0] for part in parts]) == times).all()
              assert (np.concatenate([part[1] for part in parts]) == neurons).all()
              assert all((part[0] >= i * window).all() and (part[0] < (i + 1) * window).all()
                         for i, part in enumerate(parts))
          trains = process.trains(1.3, seed=7, trial=2)
          assert all((train == times[neurons == n]).all() for n, train in enumerate(trains)) and len(trains) == 3
          late = process.spikes(0.8, seed=7, trial=2, begin=0.5)[0]
          assert (late == times[times >= 0.5]).all()
          endless = process.stream(0.25, seed=7, trial=2)
          assert (next(endless)[0] == times[times < 0.25]).all()
          same = lambda p: (p.spikes(1.3, seed=7, trial=2)[0] == times).all()
          for again in (copy.copy(process), copy.deepcopy(process), pickle.loads(pickle.dumps(process))):
              assert again is not process and same(again)
          found = []
          threads = [threading.Thread(target=lambda: found.append(same(process))) for _ in range(4)]
          [thread.start() for thread in threads]
          [thread.join() for thread in threads]
          assert len(found) == 4 and all(found)
          child = os.fork()
          if child == 0:
              os._exit(0 if same(process) and (next(endless)[0] == times[(times >= 0.25) & (times < 0.5)]).all() else 1)
          assert os.waitpid(child, 0)[1] == 0
          process.close()
          try:
              process.spikes(1, seed=7)
              assert False
          except interspike.Error as error:
              assert "is closed: open another" in str(error)
      """)
  }

  @Test(
    "A generator as the seed is asked for one number, and one seed gives two processes other spikes by stream"
  )
  func seeds() throws {
    try check(
      """
      \(Self.processes)
      for process in processes:
          generator, twin = np.random.default_rng(1), np.random.default_rng(1)
          seed = int(twin.integers(0, 1 << 64, dtype=np.uint64))
          assert (process.spikes(1, seed=generator)[0] == process.spikes(1, seed=seed)[0]).all()
          assert generator.bit_generator.state == twin.bit_generator.state
          list(process.stream(0.1, seed=generator, duration=1))
          twin.integers(0, 1 << 64, dtype=np.uint64)
          assert generator.bit_generator.state == twin.bit_generator.state
          other = process.spikes(1, seed=interspike.stream_seed(seed, "other"))[0]
          assert not np.intersect1d(other, process.spikes(1, seed=seed)[0]).size
      """)
  }

  @Test("Mean rates are as asked, and as told")
  func rates() throws {
    // 1000 s of 105 Hz: a sum of at least 100,000 spikes has a standard deviation of 330 or less, but for correlated
    // neurons, whose is 460; 5.5 of them are exceeded by one seed in 10^7.
    try check(
      """
      \(Self.processes)
      for process in processes[:3] + processes[4:]:
          count = process.spikes(1000, seed=3)[0].size
          assert abs(count - 1000 * process.hertz.sum()) < 5.5 * 460, (process, count)
          assert abs(count - 1030 * process.hertz.sum()) > 5.5 * 100
      stepped = interspike.SteppedPopulation([[10, 0], [0, 30]], borders=[0, 100, 400])
      assert (stepped.hertz == [2.5, 22.5]).all()
      assert abs(len(stepped.spikes(400, seed=3)[0]) - 10000) < 550
      """)
  }

  @Test(
    "An argument that cannot be is refused in a sentence",
    arguments: [
      (
        "RefractoryPopulation([5], [1, 2])",
        "dead times are 2 and the neurons 1: give one, or as many"
      ),
      (
        "RefractoryPopulation([500], 0.01)",
        "a neuron that is silent for 0.01 s after each spike cannot fire"
      ),
      ("RefractoryPopulation([[5]], 0.01)", "rates have the shape (1, 1): give [neurons]."),
      ("GammaPopulation([5], shape='4')", "shapes are of the type <U1: give real numbers"),
      (
        "SteppedPopulation([5, 5], step=1)",
        "rates have the shape (2,): give [steps, neurons] in Hz"
      ),
      ("SteppedPopulation([[5]])", "step and borders say the same: give one of them."),
      (
        "SteppedPopulation([[5]], borders=[0])",
        "borders have the shape (1,): give (2,), one more than steps."
      ),
      (
        "SteppedPopulation([[5]], step=0)",
        "step is 0.0 s: give a finite number of seconds above 0."
      ),
      (
        "CorrelatedPopulation.uniform(3, hertz=5, correlation=2)", "correlation is 2.0: use 0 to 1."
      ),
      (
        "GammaPopulation([5], 2).spikes(-1, seed=7)",
        "duration is -1.0 s: use a finite number of seconds from 0 on."
      ),
      (
        "GammaPopulation([5], 2).spikes(1, seed=7, begin=-1)",
        "begin is -1.0 s: use a finite number"
      ),
      (
        "GammaPopulation([5], 2).stream(0, seed=7)",
        "window is 0.0 s: give a finite number of seconds above 0."
      ),
      ("GammaPopulation([5], 2).stream(1, seed=-7)", "seed is -7: use 0 to 2^64 - 1."),
      (
        "TuningCode([0], width=1, peak=5, period=0)",
        "period is 0.0: give a finite number above 0, or None"
      ),
      (
        "RateCode(100).spikes([2.0], 0.1, seed=7)",
        "intensity 0 is 2.0: scale intensities to 0...1."
      ),
      ("RateCode(100).spikes([[[0.5]]], 0.1, seed=7)", "stimuli have the shape (1, 1, 1)"),
      (
        "RateCode(100).spikes([0.5], 0.1, trials=0, seed=7)",
        "trials are 0: show each stimulus at least once."
      ),
      ("LatencyCode(0.02).rates([0.5])", "latencies are not rates"),
    ])
  func arguments(_ call: String, _ sentence: String) throws {
    let run = try Foreign.python(
      """
      from interspike import *
      try:
          print("answered", \(call))
      except Error as error:
          print(error)
      """)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains(sentence), "\(run.output)")
  }

  @Test("Spikes of processes and codes are those of the program, to the bit")
  func program() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "interspike-python-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func drawn(_ arguments: [String], _ expression: String) throws {
      let table = folder.appending(path: "spikes.npy").path
      try? FileManager.default.removeItem(atPath: table)
      let run = try Foreign.run(
        Foreign.products + "/interspike", arguments + ["--seed", "7", "-q", "-o", table])
      #expect(run.status == 0, "\(run.errors)")
      try check(
        """
        import numpy as np, interspike
        stimuli = np.linspace(0, 1, 12).reshape(3, 4)
        times, neurons = \(expression)
        program = np.load("\(table)")
        program = program[np.lexsort((program["neuron"], program["time"]))]
        assert len(times) > 20 and (times == program["time"]).all() and (neurons == program["neuron"]).all()
        """)
    }
    let sample = ["sample", "--rates", "5,20,80", "--duration", "2"]
    try drawn(
      sample + ["--dead-time", "0.002"],
      "interspike.RefractoryPopulation([5, 20, 80], 0.002).spikes(2, seed=7)")
    try drawn(
      sample + ["--shape", "3"], "interspike.GammaPopulation([5, 20, 80], 3).spikes(2, seed=7)")
    try drawn(
      [
        "sample", "--uniform", "20", "--neurons", "4", "--correlation", "0.2", "--duration", "2",
        "--window", "0.5",
      ],
      "interspike.CorrelatedPopulation.uniform(4, hertz=20, correlation=0.2, window_duration=0.5).spikes(2, seed=7)"
    )
    let stimuli = folder.appending(path: "stimuli.npy").path
    try check(
      "import numpy as np; np.save('\(stimuli)', np.linspace(0, 1, 12).reshape(3, 4).astype(np.float32))"
    )
    try drawn(
      ["encode", "--data", stimuli, "--maximum", "100", "--window", "0.5"],
      "interspike.RateCode(100).spikes(stimuli, 0.5, seed=interspike.stream_seed(7, 'encode'))")
    let rates = folder.appending(path: "rates.npy").path
    try check("import numpy as np; np.save('\(rates)', np.arange(12.0).reshape(3, 4) * 5)")
    try drawn(
      ["sample", "--rates", rates, "--step", "0.4", "--window", "0.5"],
      "interspike.SteppedPopulation(np.arange(12.0).reshape(3, 4) * 5, step=0.4, window_duration=0.5).spikes(1.2, seed=7)"
    )
  }
}
