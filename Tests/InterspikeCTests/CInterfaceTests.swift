// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import CInterspike
import Dispatch
import InterspikeC
import Randomness
import SpikeTrains
import Testing

/// A message must be read in the thread of its failure: these tests never wait in between.
@Suite("The C interface")
struct CInterfaceTests {
  private static let rates: [Double] = [0, 1e-6, 0.5, 5, 20, 80, 1e5]

  private func open(_ hertz: [Double], windowDuration: Double = 1) throws -> OpaquePointer {
    var population: OpaquePointer?
    #expect(
      interspike_population_open(hertz, hertz.count, windowDuration, &population) == INTERSPIKE_OK)
    return try #require(population)
  }

  private var message: String { String(cString: interspike_error_message()) }

  @Test("A population's spikes are those of the same population in Swift, to the bit")
  func population() throws {
    let handle = try open(Self.rates, windowDuration: 0.5)
    defer { interspike_population_close(handle) }
    let swift = PoissonPopulation(
      rates: try Self.rates.map { try Rate(hertz: $0) }, windowDuration: 0.5)
    for window in [0, 3] {
      let expected = swift.times(
        of: 1..<7, window: window, trial: 2, seed: SeedSequence(7))
      var address = interspike_address()
      (address.seed, address.window, address.trial, address.neuron) = (7, UInt32(window), 2, 1)
      var counts = [UInt32](repeating: .max, count: 6)
      var times = [Double](repeating: .nan, count: 100_000)
      var total = 0
      #expect(
        interspike_population_times(handle, &address, 6, &counts, &times, times.count, &total)
          == INTERSPIKE_OK)
      #expect(counts == expected.counts && total == expected.times.count)
      #expect(Array(times[..<total]) == expected.times)
      var alone = [UInt32](repeating: .max, count: 6)
      #expect(interspike_population_counts(handle, &address, 6, &alone) == INTERSPIKE_OK)
      #expect(alone == counts)
    }
  }

  @Test("Counts, relaxed counts and times of log-rates are the readings of the same arrivals")
  func readings() throws {
    let (trials, neurons) = (5, 3)
    let logRates: [Float] = (0..<15).map { $0 == 4 ? -.infinity : Float($0) / 3 - 2 }
    let arrivals = try Arrivals(
      logRates: logRates, trials: .consecutive(10..<15), neurons: .consecutive(20..<23),
      seed: SeedSequence(99), purpose: "my purpose", window: 8)
    try "my purpose".withCString { purpose in
      var address = interspike_address(seed: 99, purpose: purpose, window: 8, trial: 10, neuron: 20)
      var counts = [UInt32](repeating: .max, count: 15)
      #expect(interspike_counts(&address, logRates, trials, neurons, &counts) == INTERSPIKE_OK)
      #expect(counts.map(Int.init) == arrivals.counts().values)

      for (number, indicator) in [SoftIndicator.sigmoid, .linear, .cubic, .quintic, .cosine]
        .enumerated()
      {
        var relaxed = [Float](repeating: .nan, count: 15)
        var slopes = relaxed
        #expect(
          interspike_relaxed_counts(
            &address, logRates, trials, neurons, interspike_indicator(number), 0.25, &relaxed,
            &slopes) == INTERSPIKE_OK)
        let expected = arrivals.relaxedCounts(try ArrivalRelaxation(indicator, temperature: 0.25))
        #expect(relaxed == expected.counts && slopes == expected.slopes)
      }

      for order in PolynomialOrder.allCases {
        var whole = [Float](repeating: .nan, count: 15)
        var slopes = whole
        #expect(
          interspike_finite_order_counts(
            &address, logRates, trials, neurons, Int32(order.rawValue), &whole, &slopes)
            == INTERSPIKE_OK)
        let expected = arrivals.slopedCounts(order)
        #expect(whole == counts.map { Float($0) } && slopes == expected.slopes)
      }
      #expect(
        interspike_finite_order_counts(&address, logRates, trials, neurons, 4, nil, nil)
          == INTERSPIKE_INVALID_ARGUMENT)
      #expect(message == "4 is not an order: use 2 or 3.")

      var total = 0
      #expect(
        interspike_times(&address, logRates, trials, neurons, 0.1, &counts, nil, 0, &total)
          == INTERSPIKE_BUFFER_TOO_SMALL)
      #expect(
        message == "\(total) spikes do not fit in room for 0: call again with room for \(total).")
      var times = [Double](repeating: .nan, count: total)
      #expect(
        interspike_times(&address, logRates, trials, neurons, 0.1, &counts, &times, total, &total)
          == INTERSPIKE_OK)
      #expect(times == (try arrivals.trains(windowDuration: 0.1)).times)
    }
  }

  @Test("Eight threads at once on one population draw what one draws after the other")
  func threads() throws {
    let handle = try open([Double](repeating: 20, count: 1000))
    defer { interspike_population_close(handle) }
    // C promises that a population may be shared.
    nonisolated(unsafe) let shared = handle
    @Sendable func counts(_ window: Int) -> [UInt32] {
      var address = interspike_address()
      (address.seed, address.window) = (3, UInt32(window))
      var counts = [UInt32](repeating: .max, count: 1000)
      let status = interspike_population_counts(shared, &address, 1000, &counts)
      return status == INTERSPIKE_OK ? counts : []
    }
    let serial = (0..<64).map(counts)
    let parallel = Collected()
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for window in stride(from: thread, to: 64, by: 8) {
        parallel.keep(counts(window), at: window)
        // A failure beside does not reach into other threads.
        _ = interspike_population_counts(shared, nil, 1000, nil)
      }
    }
    #expect(parallel.all == serial)
  }

  @Test(
    "What is no rate is refused in a sentence",
    arguments: [
      (.nan, "nan Hz is not a valid firing rate"), (-1, "-1.0 Hz is not a valid firing rate"),
      (1e10, "10000000000.0 Hz is not a valid firing rate"),
      (.infinity, "inf Hz is not a valid firing rate"),
      (1e7, "use windows of at most 0.1 s"),
    ] as [(Double, String)])
  func refusedRates(_ hertz: Double, _ sentence: String) {
    var population: OpaquePointer?
    #expect(
      interspike_population_open([5, hertz], 2, 1, &population) == INTERSPIKE_INVALID_ARGUMENT)
    #expect(population == nil)
    #expect(message.contains(sentence), "\(message)")
  }

  @Test(
    "Null pointers, foreign neurons, numbers past 2^32 and indicators that are none are refused")
  func refusals() throws {
    let handle = try open([5, 20])
    defer { interspike_population_close(handle) }
    var address = interspike_address()
    var counts: [UInt32] = [77, 77]
    var total = 0
    func refuses(_ status: interspike_status, _ sentence: String) {
      #expect(status == INTERSPIKE_INVALID_ARGUMENT)
      #expect(message.contains(sentence), "\(message)")
    }
    refuses(interspike_population_counts(nil, &address, 2, &counts), "population is null")
    refuses(interspike_population_counts(handle, nil, 2, &counts), "address is null")
    refuses(interspike_population_counts(handle, &address, 2, nil), "counts is null")
    refuses(interspike_population_counts(handle, &address, 3, &counts), "the population has 2")
    refuses(interspike_population_open(nil, 2, 1, nil), "population is null")
    var population: OpaquePointer?
    refuses(interspike_population_open(nil, 2, 1, &population), "hertz is null")
    refuses(interspike_population_open([5], 1, 0, &population), "a window cannot last 0.0 s")
    refuses(interspike_population_open([5], -1, 1, &population), "below 2^32")
    refuses(interspike_counts(&address, [.nan], 1, 1, &counts), "nan is not a valid log-rate")
    refuses(interspike_counts(&address, [23.1], 1, 1, &counts), "23.1 is not a valid log-rate")
    refuses(interspike_counts(&address, nil, 1, 1, &counts), "log_rates is null")
    refuses(interspike_counts(&address, [0], 1 << 31, 1 << 31, &counts), "2^32 neurons or more")
    refuses(
      interspike_times(&address, [0], 1, 1, -1, &counts, nil, 0, &total),
      "a window cannot last -1.0 s"
    )
    var (relaxed, slope): (Float, Float) = (77, 77)
    refuses(
      interspike_relaxed_counts(&address, [0], 1, 1, 5, 0.1, &relaxed, &slope),
      "5 is not a valid indicator")
    refuses(
      interspike_relaxed_counts(&address, [0], 1, 1, 0, 0, &relaxed, &slope),
      "0.0 is not a valid temperature")
    address.trial = .max
    refuses(interspike_counts(&address, [0, 0], 2, 1, &counts), "below 2^32")
    #expect(counts == [77, 77] && relaxed == 77 && slope == 77)
    interspike_population_close(nil)
  }

  @Test("Nothing may be asked for")
  func nothing() throws {
    let handle = try open([])
    defer { interspike_population_close(handle) }
    var address = interspike_address()
    var total = 5
    #expect(interspike_population_times(handle, &address, 0, nil, nil, 0, &total) == INTERSPIKE_OK)
    #expect(total == 0)
    #expect(interspike_counts(&address, nil, 0, 3, nil) == INTERSPIKE_OK)
  }

  @Test("The versions are those of the header and of the seed contract")
  func versions() {
    #expect(interspike_newest_abi_version() == UInt32(INTERSPIKE_ABI_VERSION))
    #expect(interspike_abi_version() == 1)
    #expect(interspike_stream_version() == UInt32(SeedSequence.streamVersion))
  }

  @Test("A named stream is a seed of its own, the one the library draws from")
  func streams() throws {
    #expect(interspike_stream_seed(7, nil) == 7 && interspike_stream_seed(7, "") == 7)
    let handle = try open([20])
    defer { interspike_population_close(handle) }
    var address = interspike_address()
    address.seed = interspike_stream_seed(7, "input")
    var count = [0] as [UInt32]
    var times = [Double](repeating: 0, count: 1000)
    var total = 0
    #expect(
      interspike_population_times(handle, &address, 1, &count, &times, 1000, &total)
        == INTERSPIKE_OK)
    let raster = PoissonPopulation(rates: [20]).raster(in: 0..<1, seed: 7, stream: "input")
    #expect(Array(times.prefix(total)) == raster.times && total > 5)
  }
}

/// Results of several threads.
private final class Collected: @unchecked Sendable {
  private let queue = DispatchQueue(label: "collected")
  private var results: [Int: [UInt32]] = [:]

  func keep(_ counts: [UInt32], at window: Int) { queue.sync { results[window] = counts } }

  var all: [[UInt32]] { queue.sync { results.sorted { $0.key < $1.key }.map(\.value) } }
}
