// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
public import CInterspike
internal import Randomness

@c @implementation
public func interspike_newest_abi_version() -> UInt32 { UInt32(INTERSPIKE_ABI_VERSION) }

@c @implementation
public func interspike_abi_version() -> UInt32 { 1 }

@c @implementation
public func interspike_stream_version() -> UInt32 { UInt32(SeedSequence.streamVersion) }

@c @implementation
public func interspike_stream_seed(_ seed: UInt64, _ stream: UnsafePointer<CChar>?) -> UInt64 {
  SeedSequence(seed, stream: stream.map { String(cString: $0) } ?? "").root
}

@c @implementation
public func interspike_counts(
  _ address: UnsafePointer<interspike_address>?, _ log_rates: UnsafePointer<Float>?,
  _ trials: Int, _ neurons: Int, _ counts: UnsafeMutablePointer<UInt32>?
) -> interspike_status {
  attempt {
    let arrivals = try requested(address, log_rates, trials: trials, neurons: neurons)
    if arrivals.logRates.isEmpty { return }
    try given(counts, "counts").update(from: arrivals.countValues(), count: trials * neurons)
  }
}

@c @implementation
public func interspike_relaxed_counts(
  _ address: UnsafePointer<interspike_address>?, _ log_rates: UnsafePointer<Float>?,
  _ trials: Int, _ neurons: Int, _ indicator: interspike_indicator, _ temperature: Double,
  _ counts: UnsafeMutablePointer<Float>?, _ slopes: UnsafeMutablePointer<Float>?
) -> interspike_status {
  attempt {
    let arrivals = try requested(address, log_rates, trials: trials, neurons: neurons)
    let drawn = arrivals.relaxedCounts(try relaxation(indicator, temperature: temperature))
    try write(drawn.counts, drawn.slopes, counts, slopes)
  }
}

@c @implementation
public func interspike_finite_order_counts(
  _ address: UnsafePointer<interspike_address>?, _ log_rates: UnsafePointer<Float>?,
  _ trials: Int, _ neurons: Int, _ order: Int32,
  _ counts: UnsafeMutablePointer<Float>?, _ slopes: UnsafeMutablePointer<Float>?
) -> interspike_status {
  attempt {
    let arrivals = try requested(address, log_rates, trials: trials, neurons: neurons)
    guard let order = PolynomialOrder(rawValue: Int(order)) else {
      throw RequestError.invalid("\(order) is not an order: use 2 or 3.")
    }
    let drawn = arrivals.slopedCounts(order)
    try write(drawn.counts, drawn.slopes, counts, slopes)
  }
}

@c @implementation
public func interspike_times(
  _ address: UnsafePointer<interspike_address>?, _ log_rates: UnsafePointer<Float>?,
  _ trials: Int, _ neurons: Int, _ window_duration: Double,
  _ counts: UnsafeMutablePointer<UInt32>?, _ times: UnsafeMutablePointer<Double>?,
  _ capacity: Int, _ total: UnsafeMutablePointer<Int>?
) -> interspike_status {
  attempt {
    let arrivals = try requested(address, log_rates, trials: trials, neurons: neurons)
    try write(
      arrivals, in: .simultaneous(trials, duration: window_duration), counts, times,
      capacity: capacity,
      total)
  }
}

/// The arrivals of an array of log-rates.
private func requested(
  _ address: UnsafePointer<interspike_address>?, _ logRates: UnsafePointer<Float>?, trials: Int,
  neurons: Int
) throws -> Arrivals {
  let address = try given(address, "address").pointee
  let rows = try extent(from: address.trial, trials, "trials")
  let columns = try extent(from: address.neuron, neurons, "neurons")
  let (count, overflows) = trials.multipliedReportingOverflow(by: neurons)
  guard !overflows, count < 1 << 32 else {
    throw RequestError.invalid(
      "[\(trials), \(neurons)] is 2^32 neurons or more: draw fewer "
        + "trials at a time, which does not change the results."
    )
  }
  let values =
    count == 0
    ? [] : Array(UnsafeBufferPointer(start: try given(logRates, "log_rates"), count: count))
  return try Arrivals(
    logRates: values, trials: .consecutive(rows), neurons: .consecutive(columns),
    seed: SeedSequence(address.seed), purpose: address.namedPurpose, window: Int(address.window))
}

/// How counts are relaxed.
func relaxation(_ indicator: interspike_indicator, temperature: Double) throws
  -> ArrivalRelaxation
{
  let all: [SoftIndicator] = [.sigmoid, .linear, .cubic, .quintic, .cosine]
  guard all.indices.contains(Int(indicator)) else {
    throw RequestError.invalid(
      "\(indicator) is not a valid indicator: use INTERSPIKE_SIGMOID (0) to INTERSPIKE_COSINE (4).")
  }
  return try ArrivalRelaxation(all[Int(indicator)], temperature: temperature)
}

/// Hands counts and slopes over.
func write(
  _ drawn: [Float], _ drawnSlopes: [Float], _ counts: UnsafeMutablePointer<Float>?,
  _ slopes: UnsafeMutablePointer<Float>?
) throws {
  if drawn.isEmpty { return }
  let (counts, slopes) = (try given(counts, "counts"), try given(slopes, "slopes"))
  counts.update(from: drawn, count: drawn.count)
  slopes.update(from: drawnSlopes, count: drawnSlopes.count)
}

/// Draws spike times into the caller's memory, or says how many there are.
func write(
  _ arrivals: Arrivals, in windows: TrialWindows, _ counts: UnsafeMutablePointer<UInt32>?,
  _ times: UnsafeMutablePointer<Double>?, capacity: Int, _ total: UnsafeMutablePointer<Int>?
) throws {
  let total = try given(total, "total")
  // A size_t above half the address space reads as negative here: no memory is that large.
  let capacity = capacity < 0 ? 1 << 48 : min(capacity, 1 << 48)
  if let counts, let times,
    let drawn = try arrivals.fill(
      counts: UnsafeMutableBufferPointer(start: counts, count: arrivals.logRates.count),
      times: UnsafeMutableBufferPointer(start: times, count: capacity), in: windows)
  {
    total.pointee = drawn
    return
  }
  // Without room to spare they are drawn aside, for nothing may be written behind the caller's memory.
  let drawn = try arrivals.times(in: windows)
  total.pointee = drawn.times.count
  guard drawn.times.count <= capacity else {
    throw RequestError.tooSmall(capacity: capacity, needed: drawn.times.count)
  }
  if !drawn.counts.isEmpty {
    try given(counts, "counts").update(from: drawn.counts, count: drawn.counts.count)
  }
  if !drawn.times.isEmpty {
    try given(times, "times").update(from: drawn.times, count: drawn.times.count)
  }
}

extension interspike_address {
  /// The purpose named, or that of simulations.
  var namedPurpose: Purpose { purpose.map { Purpose(String(cString: $0)) } ?? .simulation }
}
