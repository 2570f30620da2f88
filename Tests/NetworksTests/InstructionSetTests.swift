// SPDX-License-Identifier: GPL-3.0-or-later

import CNetworks
import Foundation
import Testing

/// The kernels give the same bits on every instruction set.
@Suite struct InstructionSetTests {
  private static let sets = [
    INSTRUCTION_SET_BEST, INSTRUCTION_SET_PORTABLE, INSTRUCTION_SET_X86_64_V3,
    INSTRUCTION_SET_X86_64_V4,
  ].filter { instruction_set_is_supported($0) != 0 }

  /// Numbers that look random, in 0..<1.
  private static func numbers(_ count: Int, _ salt: UInt64) -> [Double] {
    (0..<count).map {
      let bits = (UInt64($0) &+ salt) &* 0x9E37_79B9_7F4A_7C15
      return Double(bits >> 11) * 0x1p-53
    }
  }

  @Test("Growths") func growthsHold() {
    let times = Self.numbers(1003, 5)
    func growths(_ set: instruction_set) -> [UInt64] {
      [Double](unsafeUninitializedCapacity: times.count) { growths, filled in
        networks_growths(set, times, times.count, 50, growths.baseAddress)
        filled = times.count
      }.map(\.bitPattern)
    }
    let portable = growths(INSTRUCTION_SET_PORTABLE)
    for (time, growth) in zip(times, portable) {
      #expect(abs(Double(bitPattern: growth) / exp(50 * time) - 1) < 1e-14)
    }
    for set in Self.sets { #expect(growths(set) == portable) }
  }

  /// The potentials and spikes of 64 neurons with 31 rows and some arrivals from outside each; with a synaptic rate
  /// their synapses send currents.
  private func integrated(
    _ set: instruction_set, synapticRate: Double? = nil, duration: Double = 0.01
  ) -> [UInt64] {
    let neurons = 64
    let rowTimes = Self.numbers(31, 9).sorted().map { $0 * duration }
    let scale = synapticRate == nil ? 1.0 : 12
    let rowWeights = Self.numbers(31, 77).map { scale * (3 * $0 - 1) }
    let entries = (0..<neurons).flatMap { neuron in
      (0..<31).filter { ($0 * 7 + neuron) % 3 > 0 }.map(UInt32.init)
    }
    var offsets: [UInt64] = [0]
    for neuron in 0..<neurons {
      offsets.append(
        offsets[neuron] + UInt64((0..<31).count { ($0 * 7 + neuron) % 3 > 0 }))
    }
    let times = (0..<neurons).flatMap {
      Self.numbers(19, UInt64(1000 + 31 * $0)).sorted().map { $0 * duration }
    }
    let starts = (0...neurons).map { UInt64(19 * $0) }
    let growths = (rowTimes.map { exp($0 / 0.02) }, times.map { exp($0 / 0.02) })
    var law = networks_integration(
      threshold: 20, reset: 10, refractory: 0.002, rest: 0, rate: 50, start: 3, duration: duration)
    var potentials = Self.numbers(neurons, 3).map { 20 * $0 }
    var ready = (0..<neurons).map { $0.isMultiple(of: 9) ? 3.004 : 0 }
    let drives = (0..<neurons).map { $0.isMultiple(of: 5) ? 24.0 : 1 }
    var currents = Self.numbers(neurons, 8).map { 40 * $0 - 5 }
    var spikes = networks_spikes()
    defer {
      free(spikes.times)
      free(spikes.neurons)
    }
    let failure = rowTimes.withUnsafeBufferPointer { rowTimes in
      rowWeights.withUnsafeBufferPointer { rowWeights in
        entries.withUnsafeBufferPointer { entries in
          offsets.withUnsafeBufferPointer { offsets in
            times.withUnsafeBufferPointer { times in
              starts.withUnsafeBufferPointer { starts in
                growths.0.withUnsafeBufferPointer { rowGrowths in
                  growths.1.withUnsafeBufferPointer { growths in
                    var arrivals = networks_arrivals(
                      row_times: rowTimes.baseAddress, row_growths: rowGrowths.baseAddress,
                      row_weights: rowWeights.baseAddress, entries: entries.baseAddress,
                      offsets: offsets.baseAddress, times: times.baseAddress,
                      growths: growths.baseAddress, weights: nil, starts: starts.baseAddress,
                      weight: 0.2 * scale)
                    if let synapticRate {
                      var law = networks_currents(membrane: law, synaptic_rate: synapticRate)
                      return networks_integrate_currents(
                        set, &law, &arrivals, 31, times.count, neurons, 1000, &potentials, &ready,
                        &currents, drives, &spikes)
                    }
                    return networks_integrate(
                      set, &law, &arrivals, 31, 0, neurons, 1000, &potentials, &ready, drives,
                      &spikes)
                  }
                }
              }
            }
          }
        }
      }
    }
    #expect(failure == 0)
    return potentials.map(\.bitPattern) + ready.map(\.bitPattern) + currents.map(\.bitPattern)
      + (0..<spikes.count).map { spikes.times[$0].bitPattern }
      + (0..<spikes.count).map { UInt64(spikes.neurons[$0]) }
  }

  @Test("Integration") func integrationHold() {
    let portable = integrated(INSTRUCTION_SET_PORTABLE)
    #expect(portable.count > 192 + 2 * 20)
    for set in Self.sets { #expect(integrated(set) == portable) }
  }
  @Test("Currents, in windows with and without growths", arguments: [0.01, 2.5])
  func currentsHold(duration: Double) {
    let portable = integrated(INSTRUCTION_SET_PORTABLE, synapticRate: 200, duration: duration)
    #expect(portable.count > 192 + 2 * 20)
    for set in Self.sets {
      #expect(integrated(set, synapticRate: 200, duration: duration) == portable)
    }
  }
}
