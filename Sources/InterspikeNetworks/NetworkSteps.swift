// SPDX-License-Identifier: GPL-3.0-or-later

public import CInterspike
internal import InterspikeC
internal import Networks
internal import SpikeTrains

@c @implementation
public func interspike_network_step(
  _ network: OpaquePointer?, _ step: UnsafePointer<interspike_step>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenNetwork.self, network, "network")
    let step = try given(step, "step").pointee
    try open.withCourse { course in
      try course.take(step, through: open)
      try course.hand(to: step)
    }
  }
}

@c @implementation
public func interspike_network_spikes(
  _ network: OpaquePointer?, _ step: UnsafePointer<interspike_step>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenNetwork.self, network, "network")
    let step = try given(step, "step").pointee
    try open.withCourse { try $0.hand(to: step) }
  }
}

extension OpenNetwork.Course {
  /// Goes through the windows of a step.
  fileprivate mutating func take(_ step: interspike_step, through open: OpenNetwork) throws {
    if let failure {
      throw RequestError.invalid(
        "the network cannot continue (\(failure)) Open it again, or restore a state.")
    }
    guard step.windows >= 1, step.windows < 1 << 32 else {
      throw RequestError.invalid(
        "windows are \(UInt(bitPattern: step.windows)): a step has 1 to 2^32 - 1.")
    }
    _ = try InterspikeC.given(step.offsets, "offsets")
    let given = try self.given(step, through: open)
    let (first, duration) = (run.window, open.network.windowDuration)
    for window in first..<first + step.windows {
      let own =
        step.windows == 1
        ? given
        : given.map { population, spikes in
          let end = Double(window + 1) * duration
          return (
            population, spikes.filter { $0.time >= Double(window) * duration && $0.time < end }
          )
        }
      do {
        guard let slice = try run.next(firing: own) else { continue }
        if window == first {
          fired = slice.spikes
        } else {
          for (population, spikes) in slice.spikes.enumerated() { fired[population] += spikes }
        }
      } catch {
        failure = "\(error)"
        throw error
      }
    }
  }

  /// The spikes that a step gives, of which none is outside its windows.
  private func given(
    _ step: interspike_step, through open: OpenNetwork
  ) throws(RequestError) -> [(population: Population, spikes: [Spike])] {
    if step.given_count == 0 { return [] }
    let lists = UnsafeBufferPointer(
      start: try InterspikeC.given(step.given, "given"), count: step.given_count)
    let duration = open.network.windowDuration
    let interval =
      Double(run.window) * duration..<Double(run.window + step.windows) * duration
    var found: [(population: Population, spikes: [Spike])] = []
    for list in lists where list.count > 0 {
      let population = try open.population(list.population)
      let times = try InterspikeC.given(list.times, "times of given spikes")
      let neurons = try InterspikeC.given(list.neurons, "neurons of given spikes")
      var spikes: [Spike] = []
      spikes.reserveCapacity(list.count)
      for place in 0..<list.count {
        guard interval.contains(times[place]) else {
          throw .invalid(
            "a given spike of \(population.name) is at \(times[place]) s: use \(interval.lowerBound) to before "
              + "\(interval.upperBound) s, the time of the step.")
        }
        guard neurons[place] < population.neuronCount else {
          throw .invalid(
            "a given spike of \(population.name) is of neuron \(neurons[place]): use 0 to \(population.neuronCount - 1)."
          )
        }
        spikes.append(Spike(time: times[place], neuron: Int(neurons[place])))
      }
      found.append((population, spikes))
    }
    return found
  }

  /// Writes the spikes of the last step.
  fileprivate func hand(to step: interspike_step) throws(RequestError) {
    let offsets = try InterspikeC.given(step.offsets, "offsets")
    var total = 0
    offsets[0] = 0
    for (population, spikes) in fired.enumerated() {
      total += spikes.count
      offsets[population + 1] = total
    }
    if total == 0 { return }
    guard total <= UInt(bitPattern: step.capacity) else {
      throw .untaken(capacity: step.capacity, needed: total)
    }
    let times = try InterspikeC.given(step.times, "times")
    let neurons = try InterspikeC.given(step.neurons, "neurons")
    var place = 0
    for spikes in fired {
      for spike in spikes {
        times[place] = spike.time
        neurons[place] = UInt32(spike.neuron)
        place += 1
      }
    }
  }
}
