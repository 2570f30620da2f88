// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles
internal import Foundation
internal import SpikeTrains

extension NetworkState {
  private static let format = "interspike-network-state"
  /// What files of the versions before safetensors begin with.
  private static let earlierMark = "interspike-network "

  /// Writes the state as safetensors; an earlier file of that name stays until the new one is whole.
  ///
  /// ```
  /// NAME/state      F64 [variables, neurons] of the population of that name
  /// NAME/times      F64 [spikes]: when the spikes that are on their way were fired, in seconds
  /// NAME/neurons    I64 [spikes]: who fired them
  /// __metadata__    format, seed, connectivity_seed, trial, stream_version, window_duration, window;
  ///                 populations    JSON, in their order: [{"name":"cells","variables":["potential","ready","drive"]}]
  ///                 parts          JSON: what the network is made of
  ///                 plasticity     JSON: the labels of the plastic projections, if any; their arrays: PlasticityState
  ///                 checksum       FNV-1a of the bytes of the file without this entry
  /// ```
  /// - Throws: ``NetworkError/file(_:)``; ``NetworkError/stateFile(_:)`` when a population's name is too long for the format.
  public func write(to path: String) throws(NetworkError) {
    let file = try file
    do {
      try file.write(to: path)
    } catch {
      throw .file(error)
    }
  }

  /// The bytes of its file, for other ranks.
  package var bytes: [UInt8] { get throws(NetworkError) { try file.encoded() } }

  private var file: SafetensorsFile {
    get throws(NetworkError) {
      var file = SafetensorsFile(metadata: [
        "format": Self.format, "seed": "\(seed)", "connectivity_seed": "\(connectivitySeed)",
        "trial": "\(trial)", "stream_version": "\(streamVersion)",
        "window_duration": "\(windowDuration)", "window": "\(window)",
        "populations": Self.json(
          populations.map { SavedPopulation(name: $0.name, variables: $0.variables) }),
        "parts": Self.json(parts),
      ])
      do {
        for (population, spikes) in zip(populations, traveling) {
          try file.add(
            "\(population.name)/state", population.state.columns.flatMap(\.self),
            shape: [population.variables.count, population.neuronCount])
          try file.add("\(population.name)/times", spikes.map(\.time))
          try file.add("\(population.name)/neurons", spikes.map(\.neuron))
        }
        for label in plasticity.keys.sorted() {
          try plasticity[label]?.add(to: &file, as: label)
        }
      } catch {
        throw .stateFile(error)
      }
      if !plasticity.isEmpty { file.metadata["plasticity"] = Self.json(plasticity.keys.sorted()) }
      file.metadata["checksum"] = Self.checksum(of: file)
      return file
    }
  }

  /// Reads a state.
  ///
  /// - Throws: ``NetworkError/file(_:)``, ``NetworkError/stateFile(_:)`` and
  ///   ``NetworkError/badStateFile(path:reason:)`` when the file is of another kind, cut short or damaged, and
  ///   ``NetworkError/earlierStateFile(path:)``.
  public init(path: String) throws(NetworkError) {
    let bytes: [UInt8]
    do {
      bytes = try FileReading.bytes(of: path)
    } catch {
      throw .file(error)
    }
    try self.init(bytes: bytes, called: path)
  }

  /// Reads the bytes of a file.
  package init(bytes: [UInt8], called path: String) throws(NetworkError) {
    guard !bytes.starts(with: Self.earlierMark.utf8) else { throw .earlierStateFile(path: path) }
    do {
      try self.init(file: SafetensorsFile(bytes: bytes, file: path), called: path)
    } catch let error as SafetensorsError {
      throw .stateFile(error)
    } catch let error as NetworkError {
      throw error
    } catch {
      fatalError("reading a state ended in \(error)")
    }
  }

  private init(file: SafetensorsFile, called path: String) throws {
    func refusal(_ reason: String) -> NetworkError { .badStateFile(path: path, reason: reason) }
    func read<Value>(_ key: String, _ value: (String) -> Value?) throws(NetworkError) -> Value {
      guard let value = file.metadata[key].flatMap(value) else {
        throw refusal("its '\(key)' is \(file.metadata[key] ?? "missing")")
      }
      return value
    }
    guard file.metadata["format"] == Self.format else {
      throw refusal("its format is not '\(Self.format)'")
    }
    guard file.metadata["checksum"] == Self.checksum(of: file) else {
      throw refusal("it is damaged: its bytes do not match their checksum")
    }
    let saved = try read("populations") { Self.value([SavedPopulation].self, fromJSON: $0) }
    var populations: [NamedState] = []
    var traveling: [[Spike]] = []
    for population in saved {
      let (values, shape) = try file.doubles("\(population.name)/state")
      guard shape.count == 2, shape[0] == population.variables.count, shape[0] > 0 else {
        throw refusal("the state of \(population.name) has the shape \(shape)")
      }
      let columns = (0..<shape[0]).map { Array(values[$0 * shape[1]..<($0 + 1) * shape[1]]) }
      populations.append(
        NamedState(
          name: population.name, variables: population.variables,
          state: PopulationState(columns: columns)))
      let times = try file.doubles("\(population.name)/times").values
      let neurons = try file.integers("\(population.name)/neurons").values
      guard times.count == neurons.count else {
        throw refusal(
          "\(population.name) has \(times.count) spike times but \(neurons.count) neuron numbers")
      }
      traveling.append(zip(times, neurons).map { Spike(time: $0, neuron: $1) })
    }
    self.init(
      seed: try read("seed") { UInt64($0) },
      connectivitySeed: try read("connectivity_seed") { UInt64($0) },
      trial: try read("trial", Self.count), streamVersion: try read("stream_version") { Int($0) },
      windowDuration: try read("window_duration") {
        Double($0).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
      }, window: try read("window", Self.count), populations: populations, traveling: traveling,
      parts: try read("parts") { Self.value(NetworkParts.self, fromJSON: $0) })
    // Only states of networks with plastic projections name any.
    for label in file.metadata["plasticity"] == nil
      ? [] : try read("plasticity", { Self.value([String].self, fromJSON: $0) })
    {
      let target = label.split(separator: "/").dropFirst().first.map(String.init)
      guard let target = populations.first(where: { $0.name == target }),
        let found = try PlasticityState(from: file, as: label, targets: target.neuronCount)
      else { throw refusal("the synapses of \(label) do not fit together") }
      plasticity[label] = found
    }
  }

  /// The checksum that belongs to a file, whether or not it has one.
  package static func checksum(of file: SafetensorsFile) -> String {
    var rest = file
    rest.metadata["checksum"] = nil
    var checksum = FNV1a()
    checksum.enter(rest.encoded()[...])
    return checksum.digits
  }

  /// A number of windows or a trial, which have 32 bits in an address.
  private static func count(_ text: String) -> Int? { UInt32(text).map { Int($0) } }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      fatalError("numbers and names are always JSON: \(error)")
    }
  }

  private static func value<Value: Decodable>(
    _ type: Value.Type, fromJSON text: String
  ) -> Value? {
    try? JSONDecoder().decode(type, from: Data(text.utf8))
  }

  /// A population in the metadata.
  private struct SavedPopulation: Codable {
    let name: String
    let variables: [String]
  }
}
