// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// What Python is told when a call or the library is not what it should be.
@Suite("Refusals in Python", .enabled(if: Foreign.has("numpy")))
struct PythonMessageTests {
  /// Guards against ctypes' and NumPy's own errors, and against values they take without a word.
  @Test(
    "An argument of the wrong kind or size is named in a sentence",
    arguments: [
      ("counts(rates, seed=None)", "seed is None: give a whole number, 0 to 2^64 - 1."),
      ("counts(rates, seed=7.0)", "seed is 7.0: give a whole number, 0 to 2^64 - 1."),
      ("counts(rates, seed=1 << 64)", "seed is 18446744073709551616: use 0 to 2^64 - 1."),
      ("counts(rates, seed=7, window='a')", "window is 'a': give a whole number, 0 to 2^32 - 1."),
      ("counts(rates, seed=7, trial=-1)", "trial is -1: use 0 to 2^32 - 1."),
      (
        "counts(rates, seed=7, purpose=None)",
        "purpose is None: give a text, such as \"simulation\"."
      ),
      ("counts(rates, seed=7, purpose=b'a')", "purpose is b'a': give a text"),
      (#"counts(rates, seed=7, purpose='a\0b')"#, "give a text without a zero character."),
      ("counts([['a']], seed=7)", "log-rates are of the type <U1: give real numbers"),
      ("counts([[1], [1, 2]], seed=7)", "log-rates cannot become an array of numbers"),
      ("counts(None, seed=7)", "log-rates are of the type object"),
      ("counts(rates + 1j, seed=7)", "log-rates are of the type complex128"),
      ("counts(np.ma.masked_less(rates, 1), seed=7)", "log-rates are partly masked"),
      ("counts([[1e300]], seed=7)", "inf is not a valid log-rate"),
      ("relaxed_counts(rates, '0.1', seed=7)", "temperature is '0.1': give a number."),
      ("relaxed_counts(rates, 0.1, indicator=rates, seed=7)", "is not an indicator: use one of"),
      ("spike_times(rates, None, seed=7)", "window_duration is None: give a number."),
      ("spike_times(rates, 10 ** 400, seed=7)", "window_duration is beyond the largest number"),
      ("Population('5 Hz')", "rates are of the type <U4: give real numbers, [neurons] in Hz."),
      ("Population([[5, 20], [1, 2]])", "rates have the shape (2, 2): give [neurons] in Hz."),
      ("Population([5], window_duration='1')", "window_duration is '1': give a number."),
      ("Population([5]).spikes(-1, seed=7)", "duration is -1.0 s: use 0 to 4.29497e+09 s"),
      ("Population([5]).spikes(np.nan, seed=7)", "duration is nan s: use 0 to"),
      ("Population([5]).spikes(np.inf, seed=7)", "duration is inf s: use 0 to"),
      (
        "interspike.GammaPopulation([50.0], 4).spikes(1e12, seed=1)",
        "neuron 0, at 50.0 Hz, would fire 50000000000000.0 spikes in 1000000000000.0 s: at most 1e8"
      ),
      ("interspike.RefractoryPopulation([50.0], 0.001).trains(1e7, seed=1)", "at most 1e8 can be"),
      ("Population([50.0]).spikes(4e9, seed=1)", "would fire 200000000000.0 spikes in"),
      ("Population([50.0]).spikes(4e9, seed=1, purpose='x')", "would fire 2e+11 spikes in 4e+09 s"),
      (
        "interspike.RateCode(100).spikes([0.5], 0.1, trials=2 ** 31, seed=1)",
        "would fire 10737418240.0 spikes in 2147483648.0 presentations of 0.1 s, at 50.0 Hz"
      ),
      ("interspike.RateCode(maximum=1, minimum=5)", "minimum is 5.0 Hz and maximum 1.0 Hz: use"),
      ("Population([5]).spikes(0, seed=7.5)", "seed is 7.5: give a whole number"),
    ])
  func arguments(_ call: String, _ sentence: String) throws {
    let run = try Foreign.python(
      """
      import numpy as np
      import interspike
      from interspike import Population, counts, relaxed_counts, spike_times
      rates = np.zeros((2, 3))
      try:
          print("answered", \(call))
      except interspike.Error as error:
          print(error)
      """)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains(sentence), "\(run.output)")
  }

  @Test("What NumPy counts as numbers is taken as such")
  func numbers() throws {
    let run = try Foreign.python(
      """
      import numpy as np
      import interspike
      p = interspike.Population(np.int32(5), window_duration=np.float32(1))
      a = p.spikes(np.array(2), seed=np.uint64(7))[0]
      z = interspike.relaxed_counts(np.zeros((2, 3), ">f8"), 0.1, seed=7)[0]
      assert z.dtype == np.float64 and (z == interspike.relaxed_counts(np.zeros((2, 3)), 0.1, seed=7)[0]).all()
      assert (a == interspike.Population([5.0]).spikes(2.0, seed=7)[0]).all() and p.spikes(0, seed=7)[0].size == 0
      """)
    #expect(run.status == 0, "\(run.errors)")
  }

  /// Guards against `OSError` and `AttributeError` of ctypes where the library is missing, broken or another one.
  @Test("A library that is missing, broken or not ours is a sentence with its remedy")
  func libraries() throws {
    let run = try Foreign.python(
      """
      import os, subprocess, sys, tempfile
      folder = tempfile.mkdtemp()
      broken = os.path.join(folder, "libInterspikeC.so")
      open(broken, "w").write("not a library")
      import ctypes.util
      foreign = ctypes.util.find_library("z")
      environment = dict(os.environ, HOME=folder, PATH="/usr/bin:/bin")
      for named in (folder + "/none.so", folder, broken, foreign, ""):
          environment["INTERSPIKE_LIBRARY"] = named
          error = subprocess.run([sys.executable, "-c", "import interspike"], env=environment,
                                 capture_output=True, text=True).stderr
          print((error.strip().splitlines() or ["found"])[-1].replace(folder, "F"))
      """)
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 5, "\(run.output)")
    #expect(
      lines[0].hasPrefix("ImportError: INTERSPIKE_LIBRARY is 'F/none.so', which is not a file"))
    #expect(lines[1].hasPrefix("ImportError: INTERSPIKE_LIBRARY is 'F', which is not a file"))
    #expect(
      lines[2].hasPrefix("ImportError: 'F/libInterspikeC.so' cannot be loaded"), "\(lines[2])")
    #expect(lines[2].contains("install it again with `make install`"))
    #expect(lines[3].contains("is a library, but not Interspike's"), "\(lines[3])")
    // Empty is as good as unset; the library may be installed on this machine.
    #expect(
      lines[4] == "found" || lines[4].contains("run `make install` in its checkout, or set"),
      "\(lines[4])")
  }
}
