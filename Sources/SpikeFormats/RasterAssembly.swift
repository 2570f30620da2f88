// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

/// Spikes in the order of a file, on their way into a raster.
struct RasterAssembly {
  /// A file may name neuron 2,000,000,000 in 16 bytes; do not let it ask for 16 GB of offsets.
  static let mostNeurons = SpikeFileFormat.mostNeurons

  private let path: String
  private var times: [Double] = []
  private var neurons: [Int32] = []

  init(path: String, spikeCapacity: Int = 0) {
    self.path = path
    times.reserveCapacity(spikeCapacity)
    neurons.reserveCapacity(spikeCapacity)
  }

  var spikeCount: Int { times.count }

  /// Takes a spike.
  ///
  /// - Parameters:
  ///   - time: in seconds.
  ///   - neuron: its number.
  ///   - count: how many neurons there are, where that is known.
  ///   - written: the neuron as the file has it, where that is more than an `Int` holds.
  ///   - place: the line, record or row, for an error.
  /// - Throws: ``SpikeFileError`` for a neuron that cannot be.
  mutating func append(
    time: Double, neuron: Int, of count: Int? = nil, written: @autoclosure () -> String? = nil,
    place: @autoclosure () -> String
  ) throws(SpikeFileError) {
    guard neuron >= 0, count.map({ neuron < $0 }) ?? true else {
      let known = count.map { " of \($0)" } ?? ""
      throw .damaged(
        path: path,
        reason:
          "\(place()): a spike belongs to neuron \(written() ?? "\(neuron)")\(known), counted from 0"
      )
    }
    guard neuron < Self.mostNeurons else {
      throw Self.beyond(written() ?? "\(neuron)", place(), in: path)
    }
    times.append(time)
    neurons.append(Int32(neuron))
  }

  /// The refusal of a neuron whose number is too large.
  static func beyond(_ neuron: String, _ place: String, in path: String) -> SpikeFileError {
    .refused(
      path: path,
      reason:
        "\(place): neuron \(neuron) is beyond \(mostNeurons - 1), the largest number that can be "
        + "read. Number the neurons from 0.")
  }

  /// Throws for more neurons than can be read; `count` is as the file has it.
  static func require(_ count: Int, in path: String) throws(SpikeFileError) {
    guard count > mostNeurons else { return }
    throw .refused(
      path: path,
      reason:
        "it states \(count) neurons; at most \(mostNeurons) can be read. Split it into several files."
    )
  }

  /// Sorts the spikes by neuron; within a neuron they keep their order, which must be that of time unless they
  /// are sorted, too.
  ///
  /// - Complexity: O(spikes + neurons).
  func raster(
    neuronCount: Int?, interval: Range<Double>?, sorting: Bool = false
  ) throws(SpikeFileError) -> SpikeRaster {
    let largest = Int(neurons.max() ?? -1)
    let neuronCount = neuronCount ?? largest + 1
    guard largest < neuronCount else {
      throw .damaged(
        path: path,
        reason: "a spike belongs to neuron \(largest) of \(neuronCount), counted from 0")
    }
    try Self.require(neuronCount, in: path)
    var offsets = [Int](repeating: 0, count: neuronCount + 1)
    for neuron in neurons { offsets[Int(neuron) + 1] += 1 }
    for neuron in 0..<neuronCount { offsets[neuron + 1] += offsets[neuron] }
    var next = offsets
    var sorted = [Double](repeating: 0, count: times.count)
    var unsorted: Set<Int> = []
    for (time, neuron) in zip(times, neurons) {
      let (neuron, place) = (Int(neuron), next[Int(neuron)])
      if sorting, place > offsets[neuron], sorted[place - 1] > time { unsorted.insert(neuron) }
      sorted[place] = time
      next[neuron] += 1
    }
    for neuron in unsorted { sorted[offsets[neuron]..<offsets[neuron + 1]].sort() }
    do {
      return try SpikeRaster(
        times: sorted, offsets: offsets, interval: interval ?? hull(of: sorted))
    } catch {
      throw .badSpikes(path: path, fault: error)
    }
  }

  private func hull(of times: [Double]) -> Range<Double> {
    let finite = times.lazy.filter(\.isFinite)
    return min(0, finite.min() ?? 0)..<max(0, finite.max() ?? 0).nextUp
  }
}
