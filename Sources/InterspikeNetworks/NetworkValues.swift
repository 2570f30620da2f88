// SPDX-License-Identifier: GPL-3.0-or-later

public import CInterspike
internal import InterspikeC
internal import Networks

@c @implementation
public func interspike_network_values(
  _ network: OpaquePointer?, _ population: Int, _ variable: UnsafePointer<CChar>?,
  _ values: UnsafeMutablePointer<Double>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenNetwork.self, network, "network")
    let (population, variable) = (try open.population(population), try text(variable, "variable"))
    let values = try given(values, "values")
    let found = try open.withCourse { try $0.run.values(of: variable, in: population) }
    values.update(from: found, count: found.count)
  }
}

@c @implementation
public func interspike_network_set_values(
  _ network: OpaquePointer?, _ population: Int, _ variable: UnsafePointer<CChar>?,
  _ values: UnsafePointer<Double>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenNetwork.self, network, "network")
    let (population, variable) = (try open.population(population), try text(variable, "variable"))
    let values = try numbers(values, population.neuronCount, "values")
    try open.withCourse { try $0.run.setValues(values, of: variable, in: population) }
  }
}

@c @implementation
public func interspike_network_synapses(
  _ network: OpaquePointer?, _ projection: Int, _ sources: UnsafeMutablePointer<UInt32>?,
  _ targets: UnsafeMutablePointer<UInt32>?, _ delays: UnsafeMutablePointer<Double>?,
  _ weights: UnsafeMutablePointer<Double>?, _ capacity: Int, _ total: UnsafeMutablePointer<Int>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenNetwork.self, network, "network")
    let (projection, total) = (try open.projection(projection), try given(total, "total"))
    let synapses = try open.withCourse { try $0.run.plasticSynapses(of: projection) }
    total.pointee = synapses.count
    guard synapses.count <= UInt(bitPattern: capacity) else {
      throw RequestError.tooFew(synapses: synapses.count, capacity: capacity)
    }
    for (place, synapse) in synapses.enumerated() {
      sources?[place] = UInt32(synapse.source)
      targets?[place] = UInt32(synapse.target)
      delays?[place] = synapse.delay
      weights?[place] = synapse.weight
    }
  }
}

@c @implementation
public func interspike_network_set_weights(
  _ network: OpaquePointer?, _ projection: Int, _ weights: UnsafePointer<Double>?, _ count: Int
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenNetwork.self, network, "network")
    let projection = try open.projection(projection)
    let weights = try numbers(weights, try extent(from: 0, count, "weights").count, "weights")
    try open.withCourse { try $0.run.setWeights(weights, of: projection) }
  }
}

@c @implementation
public func interspike_network_save(
  _ network: OpaquePointer?, _ path: UnsafePointer<CChar>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenNetwork.self, network, "network")
    let path = try text(path, "path")
    try open.withCourse { try $0.run.state.write(to: path) }
  }
}

@c @implementation
public func interspike_network_restore(
  _ network: OpaquePointer?, _ path: UnsafePointer<CChar>?
) -> interspike_status {
  attempt {
    let open = try Handle.object(OpenNetwork.self, network, "network")
    let state = try NetworkState(path: text(path, "path"))
    try open.withCourse { course in
      course.run = try open.network.run(resuming: state, threads: course.run.threads)
      course.fired = open.network.populations.map { _ in [] }
      course.failure = nil
    }
  }
}
