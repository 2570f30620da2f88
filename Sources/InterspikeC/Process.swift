// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
public import CInterspike
internal import Randomness
internal import SpikeTrains

/// What the handle of a process stands for.
final class OpenProcess: Sendable {
  let process: any SpikeProcess
  /// How long the windows of time last, in seconds; nil for a process that has none.
  private let windowDuration: Double?
  private let activeWindows: Int
  private let firing: ExpectedFiring

  init(_ process: any SpikeProcess, firing: ExpectedFiring) {
    self.process = process
    self.firing = firing
    let windowed = process as? any WindowedProcess
    windowDuration = windowed?.windowDuration
    activeWindows = windowed?.activeWindows.count ?? 0
  }

  /// Refuses what nobody would wait for; a caller cannot interrupt a draw.
  func require(_ neurons: Range<Int>, in interval: Range<Double>) throws(RequestError) {
    if let windowDuration {
      let seconds = interval.upperBound - interval.lowerBound
      let windows = min(seconds / windowDuration, Double(activeWindows))
      guard windows * Double(neurons.count) <= ExpectedFiring.mostWindows else {
        throw .invalid(
          "\(neurons.count) neurons have \(windows) windows of \(windowDuration) s each in \(seconds) s: at most 1e11 can "
            + "be drawn at a time; use longer windows, or ask for a shorter time.")
      }
      try firing.require(neurons, in: interval)
    } else {
      // The spikes before the beginning are drawn too.
      try firing.require(neurons, in: 0..<interval.upperBound)
    }
  }

  /// The stretch of time that is asked for, if its windows have numbers.
  func interval(_ begin: Double, _ end: Double) throws(RequestError) -> Range<Double> {
    guard begin >= 0, begin < .infinity else {
      throw .invalid("begin is \(begin) s: use a finite number of seconds from 0 on.")
    }
    guard end >= begin else {
      throw .invalid("end is \(end) s and begin \(begin) s: use an end that is not before it.")
    }
    guard let windowDuration, begin < end else { return begin..<end }
    let last = end < .infinity ? end : begin
    // The last window of all is left out, so that neither border can round beyond it.
    guard last / windowDuration < 4_294_967_294 else {
      throw .invalid(
        "\(last) s is beyond 2^32 windows of \(windowDuration) s: use longer windows, or an earlier end."
      )
    }
    return begin..<end
  }

  /// Refuses what only populations of constant rates have a use for.
  func seed(of address: interspike_address) throws(RequestError) -> SeedSequence {
    guard address.window == 0 else {
      throw .invalid("window is \(address.window): a process is asked for seconds; leave window 0.")
    }
    guard address.purpose == nil else {
      throw .invalid("purpose is given: a process has purposes of its own; pass null.")
    }
    return SeedSequence(address.seed)
  }
}

@c @implementation
public func interspike_process_close(_ process: OpaquePointer?) {
  Handle.close(OpenProcess.self, process)
}

@c @implementation
public func interspike_process_times(
  _ process: OpaquePointer?, _ address: UnsafePointer<interspike_address>?, _ neurons: Int,
  _ begin: Double, _ end: Double, _ counts: UnsafeMutablePointer<UInt64>?,
  _ times: UnsafeMutablePointer<Double>?, _ capacity: Int, _ total: UnsafeMutablePointer<Int>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenProcess.self, process, "process")
    let address = try given(address, "address").pointee
    let range = try extent(from: address.neuron, neurons, "neurons")
    guard range.upperBound <= open.process.neuronCount else {
      throw RequestError.invalid(
        "neurons \(range) do not exist: the process has \(open.process.neuronCount), counted from 0."
      )
    }
    let interval = try open.interval(begin, end)
    guard end < .infinity else {
      throw RequestError.invalid("end is inf s: use a finite one, or open a stream.")
    }
    try open.require(range, in: interval)
    let raster = open.process.raster(
      of: range, in: interval, trial: Int(address.trial), seed: try open.seed(of: address))
    try write(raster, counts, times, capacity: capacity, total)
  }
}

/// Hands the trains of a raster over, or says how many spikes there are.
func write(
  _ raster: SpikeRaster, _ counts: UnsafeMutablePointer<UInt64>?,
  _ times: UnsafeMutablePointer<Double>?, capacity: Int, _ total: UnsafeMutablePointer<Int>?
) throws(RequestError) {
  try given(total, "total").pointee = raster.spikeCount
  guard raster.spikeCount <= UInt(bitPattern: capacity) else {
    throw .tooSmall(capacity: capacity, needed: raster.spikeCount)
  }
  if raster.neuronCount > 0 {
    let counts = try given(counts, "counts")
    for neuron in 0..<raster.neuronCount { counts[neuron] = UInt64(raster.spikeCount(of: neuron)) }
  }
  if raster.spikeCount > 0 {
    try given(times, "times").update(from: raster.times, count: raster.spikeCount)
  }
}
