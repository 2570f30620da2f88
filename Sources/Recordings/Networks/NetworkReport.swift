// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
package import Figures
internal import Networks
package import Randomness
internal import SpikeFormats
package import SpikeTrains

/// What a network did, or would take, for people and for programs.
package struct NetworkReport: Findings {
  package let file: String?
  package let figure: String?
  package let neurons: Int
  package let synapses: Int
  /// Spikes of the recorded populations; nil when nothing ran.
  package let spikes: Int?
  /// Seconds of the network.
  package let duration: Double
  /// Seconds.
  package let window: Double
  /// Seconds of the clock for each of the network; nil when nothing ran.
  package let realTimeFactor: Double?
  /// The most memory this process had, or what synapses and neurons would take, in 10⁶ bytes.
  package let memoryMb: Double
  /// How long one thread would take, in seconds; nil when the network ran.
  package let estimatedSeconds: Double?
  package let seed: UInt64
  private let rates: [(name: String, value: String)]

  private enum CodingKeys: String, CodingKey {
    case file, figure, neurons, synapses, spikes, duration, window, realTimeFactor, memoryMb
    case estimatedSeconds, seed
  }

  /// What was simulated; without a result, what would be.
  package init(
    of simulation: NetworkSimulation, _ result: NetworkSimulation.Result?, to file: String?,
    figure: String?, seed: SeedSequence
  ) {
    (self.file, self.figure, neurons) = (file, figure, simulation.neurons)
    synapses = result?.synapses ?? Int(min(simulation.expectedSynapses, 0x1p62))
    (spikes, realTimeFactor) = (result?.spikes, result?.realTimeFactor)
    duration = simulation.interval.upperBound - simulation.interval.lowerBound
    window = simulation.network.windowDuration
    memoryMb = (result.flatMap { _ in Self.peakMemory } ?? simulation.expectedBytes) / 1e6
    estimatedSeconds = result == nil ? simulation.expectedSeconds : nil
    self.seed = seed.seed
    let seconds = duration
    rates = zip(simulation.recorded, result?.spikesOfPopulations ?? []).map { population, spikes in
      (
        population.name,
        "\(Text.number(Double(spikes) / Double(population.neuronCount) / seconds)) Hz"
      )
    }
  }

  /// The most memory this process had, in bytes; nil where the system does not say.
  private static var peakMemory: Double? {
    let status = try? FileReading.start(of: "/proc/self/status", count: 1 << 14)
    let line = String(decoding: status ?? [], as: UTF8.self).split(separator: "\n").first {
      $0.hasPrefix("VmHWM:")
    }
    return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 * 1024 }
  }

  package var text: String {
    var rows = [
      (name: "neurons", value: "\(neurons)"), ("synapses", "\(synapses)"),
      ("duration", "\(Text.number(duration)) s in windows of \(Text.number(window * 1000)) ms"),
    ]
    if let spikes { rows.append(("spikes", "\(spikes)")) }
    rows += rates
    if let realTimeFactor {
      rows.append(
        ("speed", "\(Text.number(realTimeFactor, digits: 3)) s per second of the network"))
    }
    if let estimatedSeconds {
      rows.append(
        (
          "time",
          "about \(Text.duration(estimatedSeconds)) on one thread, if neurons fire at \(Text.number(NetworkSimulation.assumedRate)) Hz"
        ))
    }
    rows += [("memory", "\(Text.number(memoryMb, digits: 3)) MB"), ("seed", "\(seed)")]
    for (name, path) in [("file", file), ("figure", figure)] {
      if let path { rows.append((name, path)) }
    }
    return Text.table(rows)
  }
}

extension NetworkSimulation {
  /// The spikes of the recorded populations.
  package func figure(of raster: SpikeRaster, seed: SeedSequence) -> RasterFigure {
    RasterFigure(
      raster,
      title: "\(Text.count(raster.neuronCount, "neuron")): "
        + recorded.map(\.name).joined(separator: ", "), seed: seed.seed,
      presentationBoundaries: presentations.map(\.start))
  }
}
