// SPDX-License-Identifier: GPL-3.0-or-later

public import CInterspike
internal import InterspikeC
internal import LatentModels
internal import Randomness
internal import Runs
internal import SpikeTrains
internal import Streaming
internal import Synchronization
internal import Tensors

/// What the handle of an inference stands for: a model, and its neurons after the last picture.
final class OpenInference: Sendable {
  struct Course {
    var state: InferenceState
    /// The spikes of the last step, in order of time.
    var fired: [Spike] = []
  }
  let inference: TiledInference
  let patches: Int
  let neurons: Int
  private let course: Mutex<Course>

  init(_ inference: TiledInference, patches: Int) throws {
    let state = try inference.start(patches: patches)
    (self.inference, self.patches, neurons) = (inference, patches, state.neuronsPerPatch)
    course = Mutex(Course(state: state))
  }

  func withCourse<Result: Sendable>(_ body: (inout Course) throws -> Result) throws -> Result {
    try course.withLock { try body(&$0) }
  }
}

@c @implementation
public func interspike_inference_open(
  _ run: UnsafePointer<CChar>?, _ patches: Int, _ steps: Int, _ interval: Double, _ seed: UInt64,
  _ threads: Int, _ inference: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  attempt {
    let place = try given(inference, "inference")
    let path = try text(run, "run")
    guard threads >= 1, threads <= 4096 else {
      throw RequestError.invalid("threads are \(threads): use 1 to 4096.")
    }
    let model = try RunFolder(existing: path).model().iterativePoisson(
      for: "inference", run: path)
    var options = StreamOptions(
      timing: try StreamTiming(frameInterval: interval, stepsPerFrame: steps),
      seed: SeedSequence(seed))
    options.threads = threads
    place.pointee = Handle.open(
      try OpenInference(TiledInference(model, options: options), patches: patches))
  }
}

@c @implementation
public func interspike_inference_close(_ inference: OpaquePointer?) {
  Handle.close(OpenInference.self, inference)
}

@c @implementation
public func interspike_inference_pixels(_ inference: OpaquePointer?) -> Int {
  (try? Handle.object(OpenInference.self, inference, "inference").inference.pixels) ?? 0
}

@c @implementation
public func interspike_inference_neurons(_ inference: OpaquePointer?) -> Int {
  (try? Handle.object(OpenInference.self, inference, "inference").neurons) ?? 0
}

@c @implementation
public func interspike_inference_time(_ inference: OpaquePointer?) -> Double {
  guard let open = try? Handle.object(OpenInference.self, inference, "inference") else { return 0 }
  let frame = (try? open.withCourse { $0.state.frame }) ?? 0
  return open.inference.options.timing.interval(ofFrame: frame).lowerBound
}

@c @implementation
public func interspike_inference_step(
  _ inference: OpaquePointer?, _ frame: UnsafePointer<Float>?,
  _ counts: UnsafeMutablePointer<UInt32>?, _ times: UnsafeMutablePointer<Double>?,
  _ neurons: UnsafeMutablePointer<UInt32>?, _ capacity: Int, _ total: UnsafeMutablePointer<Int>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenInference.self, inference, "inference")
    let pixels = open.inference.pixels
    let frame = Tensor(
      Array(UnsafeBufferPointer(start: try given(frame, "frame"), count: open.patches * pixels)),
      shape: [open.patches, pixels])
    try open.withCourse { course in
      let moment = try open.inference.infer(frame, after: course.state)
      course.state = moment.state
      var fired: [Spike] = []
      fired.reserveCapacity(moment.spikeCount)
      counts?.update(repeating: 0, count: open.patches * open.neurons)
      moment.forEachTrain { patch, neuron, times in
        let number = patch * open.neurons + neuron
        counts?[number] += UInt32(times.count)
        for time in times { fired.append(Spike(time: time, neuron: number)) }
      }
      fired.sort()
      course.fired = fired
      if total == nil, capacity == 0 { return }
      try course.hand(times, neurons, capacity, total)
    }
  }
}

@c @implementation
public func interspike_inference_spikes(
  _ inference: OpaquePointer?, _ times: UnsafeMutablePointer<Double>?,
  _ neurons: UnsafeMutablePointer<UInt32>?, _ capacity: Int, _ total: UnsafeMutablePointer<Int>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenInference.self, inference, "inference")
    try open.withCourse { try $0.hand(times, neurons, capacity, total) }
  }
}

@c @implementation
public func interspike_inference_log_rates(
  _ inference: OpaquePointer?, _ log_rates: UnsafeMutablePointer<Float>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenInference.self, inference, "inference")
    let place = try given(log_rates, "log_rates")
    let values = try open.withCourse { $0.state.logRates }.values
    place.update(from: Array(values), count: values.count)
  }
}

@c @implementation
public func interspike_inference_save(
  _ inference: OpaquePointer?, _ path: UnsafePointer<CChar>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenInference.self, inference, "inference")
    let path = try text(path, "path")
    try open.withCourse { try $0.state.write(to: path) }
  }
}

@c @implementation
public func interspike_inference_restore(
  _ inference: OpaquePointer?, _ path: UnsafePointer<CChar>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenInference.self, inference, "inference")
    let state = try InferenceState(path: text(path, "path"))
    try open.inference.check(state)
    guard state.patchCount == open.patches else {
      throw RequestError.invalid(
        "the state has \(state.patchCount) patches: open an inference of as many, not \(open.patches)."
      )
    }
    try open.withCourse { $0 = OpenInference.Course(state: state) }
  }
}

extension OpenInference.Course {
  /// Writes the spikes of the last step.
  fileprivate func hand(
    _ times: UnsafeMutablePointer<Double>?, _ neurons: UnsafeMutablePointer<UInt32>?,
    _ capacity: Int, _ total: UnsafeMutablePointer<Int>?
  ) throws(RequestError) {
    try given(total, "total").pointee = fired.count
    if fired.isEmpty { return }
    guard fired.count <= UInt(bitPattern: capacity) else {
      throw .untaken(capacity: capacity, needed: fired.count)
    }
    let (times, neurons) = (try given(times, "times"), try given(neurons, "neurons"))
    for (place, spike) in fired.enumerated() {
      times[place] = spike.time
      neurons[place] = UInt32(spike.neuron)
    }
  }
}
