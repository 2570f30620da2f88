// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

/// `Population` in Python, which owns memory of the library, in every way that Python hands objects on.
@Suite("A population in Python", .enabled(if: Foreign.has("numpy")))
struct PythonPopulationTests {
  /// Guards against two owners of one handle: a copy that frees the original ends in a signal.
  @Test("Copies and pickles are populations of their own, with the same spikes")
  func copies() throws {
    try check(
      """
      \(Self.beginning)
      made = [copy.copy(p), copy.deepcopy(p), copy.copy(copy.deepcopy(p))]
      made += [pickle.loads(pickle.dumps(p, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
      for q in made:
          assert q is not p and (spikes(q) == expected).all() and q.window_duration == 0.5
          del q
      made[0].close()
      del made[1:3]
      junk = [interspike.Population(np.full(300, 1.0)) for _ in range(50)]
      assert all((spikes(q) == expected).all() for q in [p, *made[1:]])
      class Named(interspike.Population):
          pass
      named = Named([5.0])
      named.name = "V1"
      again = copy.copy(named)
      assert type(again) is Named and again.name == "V1"
      """)
  }

  @Test("Closing, closing again, a second beginning, sharing and a mended array do no harm")
  func closing() throws {
    try check(
      """
      \(Self.beginning)
      sharing = object.__new__(interspike.Population)
      sharing.__dict__.update(p.__dict__)
      p.close()
      p.close()
      assert (spikes(sharing) == expected).all()
      for closed in (p, copy.copy(p), pickle.loads(pickle.dumps(p))):
          try:
              spikes(closed)
              assert False
          except interspike.Error as error:
              assert str(error) == "the population is closed: open another with Population(hertz).", error
      with interspike.Population(rates, window_duration=0.5) as q:
          q.__init__(rates, window_duration=0.5)
          rates[:] = 0
          assert (spikes(q) == expected).all() and not q.hertz.flags.writeable
      assert q._handle is None
      """)
  }

  @Test("Closing in one thread while others draw waits for them")
  func threads() throws {
    try check(
      """
      \(Self.beginning)
      from concurrent.futures import ThreadPoolExecutor
      def draw(q, window):
          try:
              return q.window(window, seed=7)[1].sum()
          except interspike.Error:
              return None
      for _ in range(20):
          q = interspike.Population(np.full(2000, 40.0))
          with ThreadPoolExecutor(8) as pool:
              sums = [pool.submit(draw, q, window) for window in range(32)]
              pool.submit(q.close)
              [s.result() for s in sums]
      """)
  }

  private static let beginning = """
    import copy, pickle
    import numpy as np
    import interspike
    rates = np.full(300, 50.0)
    p = interspike.Population(rates, window_duration=0.5)
    spikes = lambda population: population.spikes(1, seed=7)[0]
    expected = spikes(p)
    assert expected.size > 10_000
    """

  private func check(_ program: String) throws {
    let run = try Foreign.python(program)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }
}
