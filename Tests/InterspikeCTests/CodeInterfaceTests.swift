// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import CInterspike
import InterspikeC
import Randomness
import SpikeTrains
import Testing

/// Codes through C, beside the same ones in Swift.
@Suite("Codes through the C interface")
struct CodeInterfaceTests {
  private static func pair(_ kind: String) throws -> (OpaquePointer, StimulusCode) {
    var handle: OpaquePointer?
    let swift: StimulusCode
    switch kind {
    case "rate":
      interspike_open_rate_code(5, 100, &handle)
      swift = .rate(RateCode(minimum: 5, maximum: 100))
    case "latency":
      interspike_open_latency_code(0.05, 0.1, &handle)
      swift = .latency(try LatencyCode(timeConstant: 0.05, threshold: 0.1, window: 0.2))
    default:
      interspike_open_tuning_code([0, 0.4, 0.8], 3, 0.2, 1, 60, 1.2, &handle)
      swift = .tuning(
        try TuningCode(preferred: [0, 0.4, 0.8], width: 0.2, baseline: 1, peak: 60, period: 1.2))
    }
    return (try #require(handle), swift)
  }

  @Test(
    "Spikes are those of the same code in Swift, to the bit",
    arguments: ["rate", "latency", "tuning"])
  func spikes(_ kind: String) throws {
    let (handle, swift) = try Self.pair(kind)
    defer { interspike_code_close(handle) }
    let stimuli: [Float] = [0, 0.25, 1, 0.5, 0.75, 0.125]
    let neurons = 3 * swift.neuronsPerNumber
    #expect(interspike_code_neurons(handle) == swift.neuronsPerNumber)
    let expected = try swift.raster(
      of: 0..<neurons, shown: stimuli, numbers: 3, trials: 5, window: 0.2, seed: SeedSequence(7))
    var address = interspike_address(seed: 7, purpose: nil, window: 0, trial: 0, neuron: 0)
    var counts = [UInt64](repeating: .max, count: neurons)
    var times = [Double](repeating: .nan, count: 10_000)
    var total = 0
    #expect(
      interspike_encode(
        handle, &address, stimuli, 2, 3, 5, 0.2, &counts, &times, times.count, &total)
        == INTERSPIKE_OK)
    #expect(total >= 20 && Array(times[..<total]) == expected.times)
    #expect(counts == (0..<neurons).map { UInt64(expected.spikeCount(of: $0)) })
  }

  @Test("Rates are those of the same code in Swift")
  func rates() throws {
    let (rate, _) = try Self.pair("rate")
    let (tuning, swift) = try Self.pair("tuning")
    defer { [rate, tuning].forEach(interspike_code_close) }
    var hertz = [Double](repeating: .nan, count: 6)
    #expect(interspike_code_rates(rate, [0, 0.5], 2, &hertz) == INTERSPIKE_OK)
    #expect(Array(hertz[..<2]) == [5, 52.5])
    #expect(interspike_code_rates(tuning, [0.1, 0.9], 2, &hertz) == INTERSPIKE_OK)
    guard case .tuning(let code) = swift else { return }
    #expect(hertz == (code.rates(of: 0.1) + code.rates(of: 0.9)).map(\.hertz))
  }

  @Test("What cannot be is refused in a sentence")
  func refusals() throws {
    var handle: OpaquePointer?
    func refused(_ status: interspike_status, _ sentence: String) {
      #expect(status == INTERSPIKE_INVALID_ARGUMENT)
      let message = String(cString: interspike_error_message())
      #expect(message.hasPrefix(sentence), "\(message)")
    }
    refused(interspike_open_rate_code(0, -1, &handle), "-1.0 Hz is not a valid firing rate")
    refused(interspike_open_rate_code(5, 1, &handle), "minimum_hertz is 5.0 and maximum_hertz 1.0")
    refused(interspike_open_latency_code(0, 0.1, &handle), "0.0 is not a valid time constant")
    refused(interspike_open_tuning_code([1], 0, 1, 0, 1, 0, &handle), "neurons are 0")
    refused(interspike_open_tuning_code([1], 1, 1, 0, 1, -1, &handle), "-1.0 is not a valid period")
    #expect(handle == nil && interspike_code_neurons(nil) == 0)
    let (latency, _) = try Self.pair("latency")
    defer { interspike_code_close(latency) }
    var (counts, total, address) = ([UInt64](repeating: 0, count: 2), 0, interspike_address())
    func encode(
      _ stimuli: [Float], _ numbers: Int = 1, _ trials: Int = 1, _ window: Double = 1
    ) -> interspike_status {
      interspike_encode(
        latency, &address, stimuli, stimuli.count, numbers, trials, window, &counts, nil, 0, &total)
    }
    refused(encode([2]), "intensity 0 is 2.0")
    refused(encode([.nan]), "value 0 is nan")
    refused(encode([1], 0), "numbers are 0")
    refused(encode([1], 1, 0), "trials are 0")
    refused(encode([1], 1, 1, .infinity), "window is inf s")
    refused(encode([1], 1 << 31, 2), "1 stimuli, 2 trials")
    refused(encode([1], 1, 1 << 30), "a neuron would fire 1073741824.0 spikes in")
    refused(interspike_code_rates(latency, [1], 1, nil), "latencies are not rates")
  }
}
