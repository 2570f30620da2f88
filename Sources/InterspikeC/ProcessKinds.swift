// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
public import CInterspike
internal import SpikeTrains

/// Puts a new process where the caller wants it.
private func open(
  _ neurons: Int, _ place: UnsafeMutablePointer<OpaquePointer?>?,
  _ process: (_ neurons: Int) throws -> (any SpikeProcess, ExpectedFiring)
) -> interspike_status {
  attempt {
    let place = try given(place, "process")
    let (made, firing) = try process(try extent(from: 0, neurons, "neurons").count)
    place.pointee = Handle.open(OpenProcess(made, firing: firing))
  }
}

/// Rates in Hz that C passes.
func rates(_ hertz: UnsafePointer<Double>?, _ count: Int, _ name: String) throws -> [Rate] {
  try numbers(hertz, count, name).map { try Rate(hertz: $0) }
}

@c @implementation
public func interspike_process_of_population(
  _ population: OpaquePointer?, _ process: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  open(0, process) { _ in
    let made = try Handle.object(OpenPopulation.self, population, "population").population
    return (made, ExpectedFiring(hertz: made.rates.map(\.hertz)))
  }
}

@c @implementation
public func interspike_open_refractory(
  _ hertz: UnsafePointer<Double>?, _ dead_times: UnsafePointer<Double>?, _ neurons: Int,
  _ process: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  open(neurons, process) { count in
    let deadTimes = try numbers(dead_times, count, "dead_times")
    let rates = try rates(hertz, count, "hertz")
    let laws = try zip(rates, deadTimes).map {
      try RefractoryIntervals(outputRate: $0, deadTime: $1)
    }
    return (EventPopulation(renewing: laws), ExpectedFiring(hertz: rates.map(\.hertz)))
  }
}

@c @implementation
public func interspike_open_gamma(
  _ hertz: UnsafePointer<Double>?, _ shapes: UnsafePointer<Double>?, _ neurons: Int,
  _ process: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  open(neurons, process) { count in
    let shapes = try numbers(shapes, count, "shapes")
    let rates = try rates(hertz, count, "hertz")
    let laws = try zip(rates, shapes).map { try GammaIntervals(rate: $0, shape: $1) }
    return (EventPopulation(renewing: laws), ExpectedFiring(hertz: rates.map(\.hertz)))
  }
}

@c @implementation
public func interspike_open_stepped(
  _ borders: UnsafePointer<Double>?, _ steps: Int, _ hertz: UnsafePointer<Double>?,
  _ neurons: Int, _ window_duration: Double, _ process: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  open(neurons, process) { count in
    let steps = try extent(from: 0, steps, "steps").count
    let (size, overflows) = steps.multipliedReportingOverflow(by: count)
    guard steps > 0, !overflows, size < 1 << 40 else {
      throw RequestError.invalid(
        "[\(steps), \(count)] is not a shape for rates: give at least 1 step and fewer than 2^40 rates in all."
      )
    }
    let table = try rates(hertz, size, "hertz")
    let ofNeurons = (0..<count).map { neuron in
      (0..<steps).map { table[$0 * count + neuron] }
    }
    let made = try SteppedPopulation(
      borders: try numbers(borders, steps + 1, "borders"), rates: ofNeurons,
      windowDuration: window_duration)
    return (made, ExpectedFiring(made))
  }
}

@c @implementation
public func interspike_open_sinusoidal(
  _ hertz: UnsafePointer<Double>?, _ modulations: UnsafePointer<Double>?,
  _ frequencies: UnsafePointer<Double>?, _ phases: UnsafePointer<Double>?, _ neurons: Int,
  _ window_duration: Double, _ process: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  open(neurons, process) { count in
    let modulations = try numbers(modulations, count, "modulations")
    let frequencies = try numbers(frequencies, count, "frequencies")
    let phases = try numbers(phases, count, "phases")
    for value in frequencies where !(value * window_duration < 1e290) {
      throw RequestError.invalid(
        "\(value) is not a valid frequency with windows of \(window_duration) s: use a smaller one."
      )
    }
    let swinging = try rates(hertz, count, "hertz").enumerated().map { neuron, rate in
      try SinusoidalRate(
        mean: rate, modulation: modulations[neuron], frequency: frequencies[neuron],
        phase: phases[neuron])
    }
    return (
      try ThinnedPopulation(rates: swinging, windowDuration: window_duration),
      ExpectedFiring(hertz: swinging.map(\.mean.hertz))
    )
  }
}

@c @implementation
public func interspike_open_correlated(
  _ mother_hertz: Double, _ copy_probabilities: UnsafePointer<Double>?,
  _ private_hertz: UnsafePointer<Double>?, _ neurons: Int, _ window_duration: Double,
  _ process: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  open(neurons, process) { count in
    let made = try CorrelatedPopulation(
      motherRate: try Rate(hertz: mother_hertz),
      copyProbabilities: try numbers(copy_probabilities, count, "copy_probabilities"),
      privateRates: try rates(private_hertz, count, "private_hertz"),
      windowDuration: window_duration)
    let hertz = (0..<count).map(made.hertz(of:))
    return (made, ExpectedFiring(hertz: hertz, motherHertz: mother_hertz))
  }
}

@c @implementation
public func interspike_open_pooled(
  _ hertz: UnsafePointer<Double>?, _ neurons: Int, _ window_duration: Double,
  _ process: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  open(neurons, process) { count in
    let rates = try rates(hertz, count, "hertz")
    let made = try PooledPopulation(rates: rates, windowDuration: window_duration)
    return (made, ExpectedFiring(hertz: rates.map(\.hertz)))
  }
}
