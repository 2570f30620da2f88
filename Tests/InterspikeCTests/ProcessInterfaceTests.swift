// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import CInterspike
import InterspikeC
import Randomness
import SpikeTrains
import Testing

/// Point processes through C, beside the same ones in Swift.
@Suite("Processes through the C interface")
struct ProcessInterfaceTests {
  static let hertz = [5.0, 20, 80]
  static let rates: [Rate] = [5, 20, 80]

  /// A process opened through C, and the same in Swift.
  private static func pair(_ kind: String) throws -> (OpaquePointer, any SpikeProcess) {
    var handle: OpaquePointer?
    let swift: any SpikeProcess
    let status: interspike_status
    switch kind {
    case "constant":
      var population: OpaquePointer?
      interspike_population_open(hertz, 3, 0.5, &population)
      status = interspike_process_of_population(population, &handle)
      interspike_population_close(population)
      swift = PoissonPopulation(rates: rates, windowDuration: 0.5)
    case "refractory":
      status = interspike_open_refractory(hertz, [0.002, 0.003, 0.004], 3, &handle)
      swift = EventPopulation(
        renewing: try zip(rates, [0.002, 0.003, 0.004]).map {
          try RefractoryIntervals(outputRate: $0, deadTime: $1)
        })
    case "gamma":
      status = interspike_open_gamma(hertz, [0.5, 1, 4], 3, &handle)
      swift = EventPopulation(
        renewing: try zip(rates, [0.5, 1, 4]).map { try GammaIntervals(rate: $0, shape: $1) })
    case "stepped":
      status = interspike_open_stepped(
        [0.1, 0.7, 2.5], 2, [5, 20, 80, 50, 0, 10], 3, 0.5, &handle)
      swift = try SteppedPopulation(
        borders: [0.1, 0.7, 2.5], rates: [[5, 50], [20, 0], [80, 10]], windowDuration: 0.5)
    case "sinusoidal":
      status = interspike_open_sinusoidal(
        hertz, [0.5, 1, 0], [1, 2, 3], [0, 1, 2], 3, 0.5, &handle)
      swift = try ThinnedPopulation(
        rates: [
          SinusoidalRate(mean: 5, modulation: 0.5, frequency: 1, phase: 0),
          SinusoidalRate(mean: 20, modulation: 1, frequency: 2, phase: 1),
          SinusoidalRate(mean: 80, modulation: 0, frequency: 3, phase: 2),
        ], windowDuration: 0.5)
    case "correlated":
      status = interspike_open_correlated(40, [0.1, 0.5, 1], [1, 0, 40], 3, 0.5, &handle)
      swift = try CorrelatedPopulation(
        motherRate: 40, copyProbabilities: [0.1, 0.5, 1], privateRates: [1, 0, 40],
        windowDuration: 0.5)
    default:
      status = interspike_open_pooled(hertz, 3, 0.5, &handle)
      swift = try PooledPopulation(rates: rates, windowDuration: 0.5)
    }
    #expect(status == INTERSPIKE_OK, "\(String(cString: interspike_error_message()))")
    return (try #require(handle), swift)
  }

  static let kinds = [
    "constant", "refractory", "gamma", "stepped", "sinusoidal", "correlated", "pooled",
  ]

  @Test("Trains are those of the same process in Swift, to the bit", arguments: kinds)
  func trains(_ kind: String) throws {
    let (handle, swift) = try Self.pair(kind)
    defer { interspike_process_close(handle) }
    let expected = swift.raster(of: 1..<3, in: 0.25..<2.6, trial: 4, seed: SeedSequence(7))
    var address = interspike_address(seed: 7, purpose: nil, window: 0, trial: 4, neuron: 1)
    var counts = [UInt64](repeating: .max, count: 2)
    var total = 0
    #expect(
      interspike_process_times(handle, &address, 2, 0.25, 2.6, &counts, nil, 0, &total)
        == INTERSPIKE_BUFFER_TOO_SMALL)
    #expect(total == expected.spikeCount && total > 50)
    var times = [Double](repeating: .nan, count: total)
    #expect(
      interspike_process_times(handle, &address, 2, 0.25, 2.6, &counts, &times, total, &total)
        == INTERSPIKE_OK)
    #expect(times == expected.times)
    #expect(counts == (0..<2).map { UInt64(expected.spikeCount(of: $0)) })
  }

  @Test(
    "A stream taken bit by bit holds the spikes of the process, even after it is closed",
    arguments: kinds)
  func stream(_ kind: String) throws {
    let (handle, swift) = try Self.pair(kind)
    func collect(_ process: some SpikeProcess) -> [Spike] {
      Array(process.spikes(in: 0.25..<2.6, trial: 4, seed: SeedSequence(7)))
    }
    let expected = collect(swift)
    var address = interspike_address(seed: 7, purpose: nil, window: 0, trial: 4, neuron: 0)
    var stream: OpaquePointer?
    #expect(interspike_stream_open(handle, &address, 0.25, 2.6, &stream) == INTERSPIKE_OK)
    interspike_process_close(handle)
    defer { interspike_stream_close(stream) }
    var taken: [Spike] = []
    for until in [0.1, 0.3, 0.30001, 1.7, 5] {
      var (times, neurons, total) = (
        [Double](repeating: .nan, count: 7), [UInt32](repeating: 0, count: 7), 7
      )
      while total == 7 {
        #expect(interspike_stream_next(stream, until, &times, &neurons, 7, &total) == INTERSPIKE_OK)
        for place in 0..<total {
          #expect(times[place] < until)
          taken.append(Spike(time: times[place], neuron: Int(neurons[place])))
        }
      }
    }
    #expect(taken.map(\.time) == expected.map(\.time) && taken.count > 50)
    #expect(taken.map(\.neuron) == expected.map(\.neuron))
  }

  /// Guards against hours of drawing that nothing can interrupt.
  @Test("What would be drawn for hours is refused by its expected number")
  func unbounded() throws {
    var handle: OpaquePointer?
    var (address, total) = (interspike_address(), 0)
    func refused(_ begin: Double, _ end: Double, _ sentence: String) {
      var counts = [UInt64](repeating: 0, count: 2)
      #expect(
        interspike_process_times(handle, &address, 2, begin, end, &counts, nil, 0, &total)
          == INTERSPIKE_INVALID_ARGUMENT)
      let message = String(cString: interspike_error_message())
      #expect(message.hasPrefix(sentence), "\(message)")
    }
    interspike_open_gamma([1, 50], [4, 4], 2, &handle)
    refused(0, 1e12, "neuron 0, at 1.0 Hz, would fire 1000000000000.0 spikes in 1000000000000.0 s")
    // The spikes before the beginning would be drawn too.
    refused(3e6, 3e6 + 1, "neuron 1, at 50.0 Hz, would fire 150000050.0 spikes in 3000001.0 s")
    var stream: OpaquePointer?
    #expect(
      interspike_stream_open(handle, &address, 1e12, 2e12, &stream) == INTERSPIKE_INVALID_ARGUMENT)
    #expect(interspike_stream_open(handle, &address, 0, 1e12, &stream) == INTERSPIKE_OK)
    interspike_stream_close(stream)
    interspike_process_close(handle)
    interspike_open_refractory([50, 5], [0.001, 0.001], 2, &handle)
    refused(0, 1e7, "neuron 0, at 50.0 Hz, would fire 500000000.0 spikes in 10000000.0 s")
    interspike_process_close(handle)
    interspike_open_correlated(1000, [0.001, 0], [1, 0], 2, 1, &handle)
    refused(0, 1e6, "the mother, at 1000.0 Hz")
    interspike_process_close(handle)
    // A burst is taken for what it is, not for a rate that lasts.
    interspike_open_stepped([0, 1e-3, 1e6], 2, [1e5, 1e5, 0, 0], 2, 1, &handle)
    var counts = [UInt64](repeating: 0, count: 2)
    #expect(
      interspike_process_times(handle, &address, 2, 0, 1e4, &counts, nil, 0, &total)
        == INTERSPIKE_BUFFER_TOO_SMALL)
    #expect(total > 100)
    interspike_process_close(handle)
  }

  /// Guards against traps, of which a program in another language would die.
  @Test("What cannot be is refused in a sentence")
  func refusals() throws {
    var handle: OpaquePointer?
    func refused(_ status: interspike_status, _ sentence: String) {
      #expect(status == INTERSPIKE_INVALID_ARGUMENT)
      let message = String(cString: interspike_error_message())
      #expect(message.hasPrefix(sentence), "\(message)")
    }
    refused(
      interspike_open_refractory([500], [0.01], 1, &handle), "a neuron that is silent for 0.01 s")
    refused(
      interspike_open_refractory([-5], [0.01], 1, &handle), "-5.0 Hz is not a valid firing rate")
    refused(interspike_open_refractory(nil, [0.01], 1, &handle), "hertz is null")
    refused(interspike_open_gamma([5], [0], 1, &handle), "0.0 is not a valid shape")
    refused(interspike_open_gamma([5], [.nan], 1, &handle), "nan is not a valid shape")
    refused(
      interspike_open_stepped([0, 1], 0, [5], 1, 1, &handle), "[0, 1] is not a shape for rates")
    refused(interspike_open_stepped([1, 0], 1, [5], 1, 1, &handle), "time 1 is 0.0 s")
    refused(
      interspike_open_sinusoidal([5], [2], [1], [0], 1, 1, &handle), "2.0 is not a valid modulation"
    )
    refused(
      interspike_open_sinusoidal([5], [1], [1e300], [0], 1, 1, &handle),
      "1e+300 is not a valid frequency")
    refused(
      interspike_open_correlated(5, [2], [0], 1, 1, &handle), "2.0 is not a valid probability")
    refused(interspike_open_pooled([5e6], 1, 1, &handle), "the neurons would together fire")
    refused(interspike_open_pooled([5], 1, 1, nil), "process is null")
    refused(interspike_process_of_population(nil, &handle), "population is null")
    #expect(handle == nil)

    #expect(interspike_open_pooled([5], 1, 1e-3, &handle) == INTERSPIKE_OK)
    defer { interspike_process_close(handle) }
    var address = interspike_address()
    var (counts, total, stream) = ([UInt64](repeating: 0, count: 2), 0, OpaquePointer?.none)
    func times(_ neurons: Int, _ begin: Double, _ end: Double) -> interspike_status {
      interspike_process_times(handle, &address, neurons, begin, end, &counts, nil, 0, &total)
    }
    refused(times(2, 0, 1), "neurons 0..<2 do not exist")
    refused(times(1, -1, 1), "begin is -1.0 s")
    refused(times(1, .nan, 1), "begin is nan s")
    refused(times(1, 1, 0), "end is 0.0 s and begin 1.0 s")
    refused(times(1, 0, .infinity), "end is inf s")
    refused(times(1, 0, 1e9), "1000000000.0 s is beyond 2^32 windows")
    refused(
      interspike_stream_open(handle, &address, 1e9, .infinity, &stream), "1000000000.0 s is beyond")
    #expect(times(1, 1, 1) == INTERSPIKE_OK && total == 0)
    address.window = 1
    refused(times(1, 0, 1), "window is 1")
    address = interspike_address(seed: 7, purpose: nil, window: 0, trial: 0, neuron: 1)
    refused(interspike_stream_open(handle, &address, 0, 1, &stream), "neuron is 1")
    refused(interspike_stream_next(nil, 1, nil, nil, 0, &total), "stream is null")
    for close in [interspike_process_close, interspike_stream_close, interspike_code_close] {
      close(nil)
    }
  }
}
