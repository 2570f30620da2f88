// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
internal import Foundation
internal import SpikeTrains

/// How often a neuron may fire in a window.
let largestSpikeCount = 1_000_000

extension LeakyIntegrateAndFire {
  /// Takes neurons from arrival to arrival through a window.
  func integrate(
    _ state: inout PopulationState, _ moment: NetworkMoment, _ arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike] {
    var law = law(through: moment)
    var found = networks_spikes()
    defer {
      free(found.times)
      free(found.neurons)
    }
    let growths = Self.growths(arrivals.rowTimes, rate: law.rate)
    let outsideGrowths = Self.growths(arrivals.outside?.times ?? [], rate: law.rate)
    let drives = state.columns[2]
    // Taken out for as long as the kernel writes to them, which spares a copy.
    var (potentials, ready): ([Double], [Double]) = ([], [])
    swap(&potentials, &state.columns[0])
    swap(&ready, &state.columns[1])
    let failure = arrivals.withPointers(growths, outsideGrowths) { request in
      networks_integrate(
        INSTRUCTION_SET_BEST, &law, &request, arrivals.rowTimes.count, 0, moment.neurons.count,
        largestSpikeCount,
        &potentials, &ready, drives, &found)
    }
    swap(&potentials, &state.columns[0])
    swap(&ready, &state.columns[1])
    return try moment.spikes(found, failure)
  }

  /// The membrane as kernels take it.
  func law(through moment: NetworkMoment) -> networks_integration {
    networks_integration(
      threshold: threshold, reset: reset, refractory: refractoryTime, rest: restingPotential,
      rate: 1 / membraneTimeConstant, start: moment.start, duration: moment.duration)
  }

  /// e^(t·rate) of each time.
  private static func growths(_ times: [Double], rate: Double) -> [Double] {
    [Double](unsafeUninitializedCapacity: times.count) { growths, filled in
      networks_growths(INSTRUCTION_SET_BEST, times, times.count, rate, growths.baseAddress)
      filled = times.count
    }
  }
}

extension NetworkMoment {
  /// What a kernel found, unless it failed.
  func spikes(_ found: networks_spikes, _ failure: Int64) throws(NetworkError) -> [Spike] {
    guard failure != -1 else { fatalError("no memory is left for the spikes of \(population)") }
    guard failure == 0 else {
      throw .tooManySpikes(
        population: population.name, neuron: neurons.lowerBound + Int(failure) - 1, time: start)
    }
    return (0..<found.count).map {
      Spike(time: time(found.times[$0]), neuron: neurons.lowerBound + Int(found.neurons[$0]))
    }
  }
}

extension NeuronArrivals {
  /// Hands the kernel its request; the pointers live as long as `body` runs.
  func withPointers<Result>(
    _ growths: [Double], _ outsideGrowths: [Double], _ body: (inout networks_arrivals) -> Result
  ) -> Result {
    let none: [Double] = []
    let outside = outside
    return rowTimes.withUnsafeBufferPointer { rowTimes in
      rowWeights.withUnsafeBufferPointer { rowWeights in
        growths.withUnsafeBufferPointer { growths in
          entries.withUnsafeBufferPointer { entries in
            offsets.withUnsafeBufferPointer { offsets in
              (outside?.times ?? none).withUnsafeBufferPointer { times in
                (outside?.weights ?? none).withUnsafeBufferPointer { weights in
                  (outside?.starts ?? []).withUnsafeBufferPointer { starts in
                    outsideGrowths.withUnsafeBufferPointer { outsideGrowths in
                      var request = networks_arrivals(
                        row_times: rowTimes.baseAddress, row_growths: growths.baseAddress,
                        row_weights: rowWeights.baseAddress, entries: entries.baseAddress,
                        offsets: offsets.baseAddress, times: times.baseAddress,
                        growths: outsideGrowths.baseAddress,
                        weights: weights.isEmpty ? nil : weights.baseAddress,
                        starts: outside == nil ? nil : starts.baseAddress,
                        weight: outside?.commonWeight ?? 0)
                      return body(&request)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
