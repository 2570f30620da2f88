// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
public import CInterspike
internal import Randomness
internal import SpikeTrains

/// What the handle of a stream stands for: a way through time that is taken once.
private final class OpenStream {
  private let draw: () -> Spike?
  /// The spike that was drawn and is not taken yet.
  private var upcoming: Spike?

  init<Process: SpikeProcess>(
    _ process: Process, in interval: Range<Double>, trial: Int, seed: SeedSequence
  ) {
    var spikes = process.spikes(in: interval, trial: trial, seed: seed).makeIterator()
    draw = { spikes.next() }
    upcoming = draw()
  }

  /// The next spike before a time.
  func next(before until: Double) -> Spike? {
    guard let spike = upcoming, spike.time < until else { return nil }
    upcoming = draw()
    return spike
  }
}

@c @implementation
public func interspike_stream_open(
  _ process: OpaquePointer?, _ address: UnsafePointer<interspike_address>?, _ begin: Double,
  _ end: Double, _ stream: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  attempt {
    let place = try given(stream, "stream")
    let open = try Handle.object(OpenProcess.self, process, "process")
    let address = try given(address, "address").pointee
    guard address.neuron == 0 else {
      throw RequestError.invalid(
        "neuron is \(address.neuron): a stream has the spikes of all neurons; leave it 0.")
    }
    let interval = try open.interval(begin, end)
    // What comes before the beginning is drawn at once, the rest as it is taken.
    try open.require(0..<open.process.neuronCount, in: interval.lowerBound..<interval.lowerBound)
    place.pointee = Handle.open(
      OpenStream(
        open.process, in: interval, trial: Int(address.trial), seed: try open.seed(of: address)))
  }
}

@c @implementation
public func interspike_stream_next(
  _ stream: OpaquePointer?, _ until: Double, _ times: UnsafeMutablePointer<Double>?,
  _ neurons: UnsafeMutablePointer<UInt32>?, _ capacity: Int, _ total: UnsafeMutablePointer<Int>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenStream.self, stream, "stream")
    let total = try given(total, "total")
    guard !until.isNaN else {
      throw RequestError.invalid("until is nan: give a number of seconds.")
    }
    total.pointee = 0
    if capacity == 0 { return }
    let (times, neurons) = (try given(times, "times"), try given(neurons, "neurons"))
    while UInt(bitPattern: total.pointee) < UInt(bitPattern: capacity),
      let spike = open.next(before: until)
    {
      times[total.pointee] = spike.time
      neurons[total.pointee] = UInt32(spike.neuron)
      total.pointee += 1
    }
  }
}

@c @implementation
public func interspike_stream_close(_ stream: OpaquePointer?) {
  Handle.close(OpenStream.self, stream)
}
