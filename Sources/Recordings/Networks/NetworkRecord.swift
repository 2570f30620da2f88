// SPDX-License-Identifier: GPL-3.0-or-later

internal import Networks
internal import SpikeFormats
internal import SpikeTrains

/// The spikes of recorded populations, one after another, on their way into a file.
struct NetworkRecord: ~Copyable {
  private let populations: [Population]
  private let interval: Range<Double>
  private var spool: SpikeSpool
  private var kept: [Spike]?
  /// Spikes of each population.
  private(set) var spikesOfPopulations: [Int]

  /// A record beside the file it will be; keeping its spikes in memory too, where a picture is wanted.
  init(
    of populations: [Population], in interval: Range<Double>, beside path: String, keeping: Bool
  ) throws {
    (self.populations, self.interval) = (populations, interval)
    spool = try SpikeSpool(
      beside: path, neuronCount: populations.reduce(0) { $0 + $1.neuronCount })
    kept = keeping ? [] : nil
    spikesOfPopulations = populations.map { _ in 0 }
  }

  /// How many spikes were taken in.
  var spikes: Int { spool.spikeCount }

  /// Takes in a window; `visit` sees the spikes of each population, and the number of its first neuron.
  mutating func append(
    _ slice: NetworkSlice, _ visit: (_ spikes: [Spike], _ firstNeuron: Int) -> Void
  ) throws {
    var first = 0
    for (place, population) in populations.enumerated() {
      try spool.append(slice.windowSpikes(of: population), firstNeuron: first)
      visit(slice[population], first)
      kept?.append(
        contentsOf: slice[population].map { Spike(time: $0.time, neuron: first + $0.neuron) })
      spikesOfPopulations[place] += slice[population].count
      first += population.neuronCount
    }
  }

  /// Takes in what was recorded before, of all populations.
  mutating func append(_ earlier: WindowSpikes) throws {
    try spool.append(earlier)
    let ends = populations.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.neuronCount) }
    var time = 0
    for (neuron, count) in zip(earlier.counts.places, earlier.counts.counts) {
      let place = (ends.firstIndex { $0 > Int(neuron) } ?? ends.count) - 1
      spikesOfPopulations[place] += Int(count)
      kept?.append(
        contentsOf: earlier.times[time..<time + Int(count)].map {
          Spike(time: $0, neuron: Int(neuron))
        })
      time += Int(count)
    }
  }

  /// The spikes, where they were kept.
  var raster: SpikeRaster? {
    guard let kept else { return nil }
    var offsets = [Int](repeating: 0, count: spool.neuronCount + 1)
    for spike in kept { offsets[spike.neuron + 1] += 1 }
    for neuron in 1..<offsets.count { offsets[neuron] += offsets[neuron - 1] }
    var ends = offsets
    var times = [Double](repeating: 0, count: kept.count)
    for spike in kept {
      times[ends[spike.neuron]] = spike.time
      ends[spike.neuron] += 1
    }
    return SpikeRaster(drawnTimes: times, offsets: offsets, interval: interval)
  }

  /// Writes the file.
  consuming func write(to path: String, recording: SpikeRecording, session: NWBSession?) throws {
    try spool.write(to: path, recording: recording, session: session)
  }
}
