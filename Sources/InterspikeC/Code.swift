// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
public import CInterspike
internal import Randomness
internal import SpikeTrains

/// What the handle of a code stands for.
private final class OpenCode: Sendable {
  /// The code for presentations of so many seconds.
  let stimulusCode: @Sendable (_ window: Double) throws -> StimulusCode
  /// How many neurons speak for a number.
  let neurons: Int

  init(
    neurons: Int = 1, _ stimulusCode: @escaping @Sendable (_ window: Double) throws -> StimulusCode
  ) throws {
    self.neurons = neurons
    self.stimulusCode = stimulusCode
    // Whatever the window, what is wrong with a code is wrong now.
    _ = try stimulusCode(1)
  }
}

private func open(
  _ place: UnsafeMutablePointer<OpaquePointer?>?, _ code: () throws -> OpenCode
) -> interspike_status {
  attempt { try given(place, "code").pointee = Handle.open(try code()) }
}

@c @implementation
public func interspike_code_close(_ code: OpaquePointer?) { Handle.close(OpenCode.self, code) }

@c @implementation
public func interspike_open_rate_code(
  _ minimum_hertz: Double, _ maximum_hertz: Double,
  _ code: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  open(code) {
    for hertz in [minimum_hertz, maximum_hertz] { _ = try Rate(hertz: hertz) }
    guard minimum_hertz <= maximum_hertz else {
      throw RequestError.invalid(
        "minimum_hertz is \(minimum_hertz) and maximum_hertz \(maximum_hertz): use a minimum that is at most the maximum."
      )
    }
    let rates = RateCode(
      minimum: try Rate(hertz: minimum_hertz), maximum: try Rate(hertz: maximum_hertz))
    return try OpenCode { _ in .rate(rates) }
  }
}

@c @implementation
public func interspike_open_latency_code(
  _ time_constant: Double, _ threshold: Double, _ code: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  open(code) {
    try OpenCode {
      .latency(
        try LatencyCode(timeConstant: time_constant, threshold: threshold, window: $0))
    }
  }
}

@c @implementation
public func interspike_open_tuning_code(
  _ preferred: UnsafePointer<Double>?, _ neurons: Int, _ width: Double, _ baseline_hertz: Double,
  _ peak_hertz: Double, _ period: Double, _ code: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  open(code) {
    let count = try extent(from: 0, neurons, "neurons").count
    guard count > 0 else {
      throw RequestError.invalid("neurons are 0: a tuning code needs at least 1.")
    }
    let tuning = try TuningCode(
      preferred: try numbers(preferred, count, "preferred"), width: width,
      baseline: try Rate(hertz: baseline_hertz), peak: try Rate(hertz: peak_hertz),
      period: period == 0 ? nil : period)
    return try OpenCode(neurons: count) { _ in .tuning(tuning) }
  }
}

@c @implementation
public func interspike_code_neurons(_ code: OpaquePointer?) -> Int {
  (try? Handle.object(OpenCode.self, code, "code").neurons) ?? 0
}

@c @implementation
public func interspike_code_rates(
  _ code: OpaquePointer?, _ values: UnsafePointer<Double>?, _ count: Int,
  _ hertz: UnsafeMutablePointer<Double>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenCode.self, code, "code")
    let values = try numbers(values, try extent(from: 0, count, "values").count, "values")
    try requireFinite(values)
    let rates: [Rate]
    switch try open.stimulusCode(1) {
    case .rate(let code): rates = try code.rates(of: values)
    case .tuning(let code): rates = values.flatMap(code.rates(of:))
    case .latency:
      throw RequestError.invalid("latencies are not rates: ask interspike_encode for spikes.")
    }
    if rates.isEmpty { return }
    try given(hertz, "hertz").update(from: rates.map(\.hertz), count: rates.count)
  }
}

@c @implementation
public func interspike_encode(
  _ code: OpaquePointer?, _ address: UnsafePointer<interspike_address>?,
  _ stimuli: UnsafePointer<Float>?, _ stimuli_count: Int, _ numbers: Int, _ trials: Int,
  _ window: Double, _ counts: UnsafeMutablePointer<UInt64>?,
  _ times: UnsafeMutablePointer<Double>?, _ capacity: Int, _ total: UnsafeMutablePointer<Int>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenCode.self, code, "code")
    let seed = SeedSequence(try given(address, "address").pointee.seed)
    let shown = try extent(from: 0, stimuli_count, "stimuli").count
    guard try extent(from: 0, numbers, "numbers").count > 0 else {
      throw RequestError.invalid("numbers are 0: a stimulus has at least 1.")
    }
    guard try extent(from: 0, trials, "trials").count > 0 else {
      throw RequestError.invalid("trials are 0: show each stimulus at least once.")
    }
    guard window > 0, window < .infinity else {
      throw RequestError.invalid("window is \(window) s: use a finite number of seconds above 0.")
    }
    let (presentations, tooMany) = shown.multipliedReportingOverflow(by: trials)
    let (neurons, tooWide) = numbers.multipliedReportingOverflow(by: open.neurons)
    let (size, overflows) = presentations.multipliedReportingOverflow(by: neurons)
    guard !tooMany, !tooWide, !overflows, size < 1 << 32 else {
      throw RequestError.invalid(
        "\(shown) stimuli, \(trials) trials and \(numbers) numbers of \(open.neurons) neurons make 2^32 trains or more: show fewer stimuli at a time."
      )
    }
    let values =
      shown == 0
      ? []
      : Array(UnsafeBufferPointer(start: try given(stimuli, "stimuli"), count: shown * numbers))
    try requireFinite(values)
    let code = try open.stimulusCode(window)
    try require(code, values, numbers: numbers, trials: trials, window: window)
    let raster = try code.raster(
      of: 0..<neurons, shown: values, numbers: numbers, trials: trials, window: window, seed: seed)
    try write(raster, counts, times, capacity: capacity, total)
  }
}

/// Refuses what nobody would wait for; a caller cannot interrupt a draw.
private func require(
  _ code: StimulusCode, _ values: [Float], numbers: Int, trials: Int, window: Double
) throws {
  let shown = Double(values.count / numbers * trials)
  let most = try code.mostSpikes(shown: values, numbers: numbers, window: window) * Double(trials)
  guard max(most, shown) <= ExpectedFiring.mostSpikes else {
    throw RequestError.invalid(
      "a neuron would fire \(most) spikes in \(shown) presentations of \(window) s, at \(most / (shown * window)) Hz: at most "
        + "1e8 of either can be drawn for one neuron at a time; show fewer stimuli, or each less often."
    )
  }
  let neurons = numbers * code.neuronsPerNumber
  if most * Double(neurons) <= ExpectedFiring.mostSpikesOfAll { return }
  let hertz: Double
  switch code {
  case .rate(let code):
    hertz = try code.rates(of: values.map(Double.init)).reduce(0) { $0 + $1.hertz }
  case .tuning(let code):
    hertz = values.reduce(0) { code.rates(of: Double($1)).reduce($0) { $0 + $1.hertz } }
  case .latency: hertz = Double(values.count) / window
  }
  try ExpectedFiring.require(
    all: hertz * window * Double(trials), of: neurons, in: shown * window)
}

private func requireFinite(_ values: [some BinaryFloatingPoint]) throws(RequestError) {
  guard let place = values.firstIndex(where: { !$0.isFinite }) else { return }
  throw .invalid("value \(place) is \(values[place]): give finite numbers.")
}
