// SPDX-License-Identifier: GPL-3.0-or-later

public import CInterspike
internal import InterspikeC
internal import Networks
internal import Recordings
internal import SpikeTrains
internal import Synchronization

/// What the handle of a network stands for: a run, and what it did in the last step.
final class OpenNetwork: Sendable {
  struct Course {
    var run: NetworkRun
    /// The spikes of the last step, of each population.
    var fired: [[Spike]]
    /// Why it cannot continue.
    var failure: String?
  }
  let network: Network
  let populationNames: KeptTexts
  let projectionLabels: KeptTexts
  private let course: Mutex<Course>

  init(_ simulation: NetworkSimulation, seed: UInt64, trial: UInt32, threads: Int) throws {
    guard threads >= 1, threads <= 4096 else {
      throw RequestError.invalid("threads are \(threads): use 1 to 4096.")
    }
    network = simulation.network
    populationNames = KeptTexts(network.populations.map(\.name))
    projectionLabels = KeptTexts(network.projections.map(\.label))
    course = Mutex(
      Course(
        run: try simulation.begun(seed: seed, trial: Int(trial), threads: threads),
        fired: network.populations.map { _ in [] }))
  }

  /// Looks at the run or changes it, while no other thread does.
  func withCourse<Result: Sendable>(_ body: (inout Course) throws -> Result) throws -> Result {
    try course.withLock { try body(&$0) }
  }

  /// A population by its number.
  func population(_ number: Int) throws(RequestError) -> Population {
    guard network.populations.indices.contains(number) else {
      throw .invalid(
        "population is \(UInt(bitPattern: number)): the network has \(network.populations.count), numbered from 0."
      )
    }
    return network.populations[number]
  }

  /// A projection by its number.
  func projection(_ number: Int) throws(RequestError) -> Projection {
    guard network.projections.indices.contains(number) else {
      throw .invalid(
        "projection is \(UInt(bitPattern: number)): the network has \(network.projections.count), numbered from 0."
      )
    }
    return network.projections[number]
  }
}

/// Texts as C reads them, for as long as their owner lives.
final class KeptTexts: @unchecked Sendable {
  private let texts: [UnsafeMutablePointer<CChar>]

  init(_ texts: [String]) {
    self.texts = texts.map { text in
      let bytes = Array(text.utf8CString)
      let kept = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
      kept.initialize(from: bytes, count: bytes.count)
      return kept
    }
  }

  deinit { for text in texts { text.deallocate() } }

  subscript(number: Int) -> UnsafePointer<CChar>? {
    texts.indices.contains(number) ? UnsafePointer(texts[number]) : nil
  }
}

/// A text that C passes.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(RequestError) -> String {
  guard let text = String(validatingCString: try given(pointer, name)) else {
    throw .invalid("\(name) is not UTF-8: give a text in UTF-8.")
  }
  return text
}

@c @implementation
public func interspike_network_open(
  _ path: UnsafePointer<CChar>?, _ seed: UInt64, _ trial: UInt32, _ threads: Int,
  _ network: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  attempt {
    let place = try given(network, "network")
    let simulation = try NetworkSimulation(steppingThrough: text(path, "path"))
    place.pointee = Handle.open(
      try OpenNetwork(simulation, seed: seed, trial: trial, threads: threads))
  }
}

@c @implementation
public func interspike_network_open_text(
  _ description: UnsafePointer<CChar>?, _ folder: UnsafePointer<CChar>?, _ seed: UInt64,
  _ trial: UInt32, _ threads: Int, _ network: UnsafeMutablePointer<OpaquePointer?>?
) -> interspike_status {
  attempt {
    let place = try given(network, "network")
    let folder = try folder == nil ? "." : text(folder, "folder")
    let simulation = try NetworkSimulation(
      describedBy: text(description, "text"), inFolder: folder)
    place.pointee = Handle.open(
      try OpenNetwork(simulation, seed: seed, trial: trial, threads: threads))
  }
}

@c @implementation
public func interspike_network_close(_ network: OpaquePointer?) {
  Handle.close(OpenNetwork.self, network)
}

@c @implementation
public func interspike_network_populations(_ network: OpaquePointer?) -> Int {
  (try? Handle.object(OpenNetwork.self, network, "network").network.populations.count) ?? 0
}

@c @implementation
public func interspike_network_population_name(
  _ network: OpaquePointer?, _ population: Int
) -> UnsafePointer<CChar>? {
  (try? Handle.object(OpenNetwork.self, network, "network"))?.populationNames[population]
}

@c @implementation
public func interspike_network_neurons(_ network: OpaquePointer?, _ population: Int) -> Int {
  guard let open = try? Handle.object(OpenNetwork.self, network, "network") else { return 0 }
  return (try? open.population(population).neuronCount) ?? 0
}

@c @implementation
public func interspike_network_projections(_ network: OpaquePointer?) -> Int {
  (try? Handle.object(OpenNetwork.self, network, "network").network.projections.count) ?? 0
}

@c @implementation
public func interspike_network_projection_label(
  _ network: OpaquePointer?, _ projection: Int
) -> UnsafePointer<CChar>? {
  (try? Handle.object(OpenNetwork.self, network, "network"))?.projectionLabels[projection]
}

@c @implementation
public func interspike_network_window_duration(_ network: OpaquePointer?) -> Double {
  (try? Handle.object(OpenNetwork.self, network, "network").network.windowDuration) ?? 0
}

@c @implementation
public func interspike_network_time(_ network: OpaquePointer?) -> Double {
  (try? Handle.object(OpenNetwork.self, network, "network").withCourse { $0.run.time }) ?? 0
}
