// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
public import CInterspike
internal import Randomness
internal import SpikeTrains

/// What the handle of a population stands for.
final class OpenPopulation: Sendable {
  let population: PoissonPopulation

  init(_ population: PoissonPopulation) { self.population = population }

  /// The neurons and the place in the seed contract that are asked for.
  func request(_ address: UnsafePointer<interspike_address>?, _ neurons: Int) throws -> (
    neurons: Range<Int>, address: interspike_address
  ) {
    let address = try given(address, "address").pointee
    let range = try extent(from: address.neuron, neurons, "neurons")
    guard range.upperBound <= population.neuronCount else {
      throw RequestError.invalid(
        "neurons \(range) do not exist: the population has \(population.neuronCount), counted from 0."
      )
    }
    return (range, address)
  }

  func arrivals(_ request: (neurons: Range<Int>, address: interspike_address)) -> Arrivals {
    population.arrivals(
      of: request.neurons, window: Int(request.address.window), trial: Int(request.address.trial),
      seed: SeedSequence(request.address.seed), purpose: request.address.namedPurpose)
  }
}

private func opened(_ handle: OpaquePointer?) throws -> OpenPopulation {
  try Handle.object(OpenPopulation.self, handle, "population")
}

@c @implementation
public func interspike_population_open(
  _ hertz: UnsafePointer<Double>?, _ neurons: Int, _ window_duration: Double,
  _ population: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  attempt {
    let place = try given(population, "population")
    let range = try extent(from: 0, neurons, "neurons")
    let opened = OpenPopulation(
      try PoissonPopulation(
        checking: try rates(hertz, range.count, "hertz"), windowDuration: window_duration))
    place.pointee = Handle.open(opened)
  }
}

@c @implementation
public func interspike_population_close(_ population: OpaquePointer?) {
  Handle.close(OpenPopulation.self, population)
}

@c @implementation
public func interspike_population_counts(
  _ population: OpaquePointer?, _ address: UnsafePointer<interspike_address>?, _ neurons: Int,
  _ counts: UnsafeMutablePointer<UInt32>?
) -> interspike_status {
  attempt {
    let open = try opened(population)
    let drawn = open.arrivals(try open.request(address, neurons)).countValues()
    if !drawn.isEmpty { try given(counts, "counts").update(from: drawn, count: drawn.count) }
  }
}

@c @implementation
public func interspike_population_relaxed_counts(
  _ population: OpaquePointer?, _ address: UnsafePointer<interspike_address>?, _ neurons: Int,
  _ indicator: interspike_indicator, _ temperature: Double,
  _ counts: UnsafeMutablePointer<Float>?, _ slopes: UnsafeMutablePointer<Float>?
) -> interspike_status {
  attempt {
    let open = try opened(population)
    let arrivals = open.arrivals(try open.request(address, neurons))
    let drawn = arrivals.relaxedCounts(try relaxation(indicator, temperature: temperature))
    try write(drawn.counts, drawn.slopes, counts, slopes)
  }
}

@c @implementation
public func interspike_population_times(
  _ population: OpaquePointer?, _ address: UnsafePointer<interspike_address>?, _ neurons: Int,
  _ counts: UnsafeMutablePointer<UInt32>?, _ times: UnsafeMutablePointer<Double>?,
  _ capacity: Int, _ total: UnsafeMutablePointer<Int>?
) -> interspike_status {
  attempt {
    let open = try opened(population)
    let request = try open.request(address, neurons)
    try write(
      open.arrivals(request), in: open.population.trialWindow(Int(request.address.window)), counts,
      times, capacity: capacity, total)
  }
}
