// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import SpikeTrains

/// Takes spikes window after window, as they are fired, and hands them on neuron after neuron, as files hold
/// them.
///
/// ```swift
/// var spool = try SpikeSpool(beside: "raster.nwb", neuronCount: 450_560)
/// for await window in … { try spool.append(window) }
/// try spool.write(to: "raster.nwb", recording: recording)
/// ```
/// Memory holds at most `memory` bytes of spikes, whatever their number: the others wait in a file without a
/// name, 8 bytes a spike and 4 for each neuron and window in which it fired.
///
/// - Complexity: O(spikes) to take them, O(neurons + spikes) to hand them on; more reading when a
///   few thousand neurons have more spikes than memory holds.
public struct SpikeSpool: ~Copyable {
  /// How many neurons are observed, silent ones included.
  public let neuronCount: Int
  /// How many spikes were taken.
  public private(set) var spikeCount = 0
  /// Neurons whose spikes lie together in the file.
  private static let bucketSize = 4096
  /// An entry holds a count in 20 bits, and above them which neuron of the bucket it is.
  private static let largestCount: UInt32 = 1 << 20 - 1

  private let path: String
  private let memory: Int
  private var scratch: ScratchFile
  private var pending: [Segment]
  private var pendingBytes = 0
  private var runs: [[Place]] = []
  private var latest = -Double.infinity

  /// Spikes of one bucket that wait in memory.
  private struct Segment {
    var entries: [UInt32] = []
    var times: [Double] = []

    /// Takes entries of counts as long as their places are below `end`; `from` is where their times begin.
    ///
    /// - Returns: The next entry, and where its times begin.
    mutating func append(
      _ spikes: WindowSpikes, entry: Int, from: Int, first: Int, end: Int
    ) -> (entry: Int, time: Int) {
      let (places, counts) = (spikes.counts.places, spikes.counts.counts)
      var (index, time) = (entry, from)
      while index < places.count, Int(places[index]) < end {
        var rest = counts[index]
        time += Int(rest)
        let neuron = UInt32(Int(places[index]) - first) << 20
        while rest > SpikeSpool.largestCount {
          entries.append(neuron | SpikeSpool.largestCount)
          rest -= SpikeSpool.largestCount
        }
        entries.append(neuron | rest)
        index += 1
      }
      times += spikes.times[from..<time]
      return (index, time)
    }
  }

  /// Where spikes of one bucket lie in the file: entries, behind them times.
  private struct Place {
    var offset: Int
    var entries: Int
    var times: Int

    var timesOffset: Int { offset + entries * MemoryLayout<UInt32>.stride }
  }

  /// An empty spool whose file lies beside `path`.
  ///
  /// - Precondition: at least one neuron; at least 1 MB of memory.
  /// - Throws: ``SpikeFileError/file(_:)`` when the folder refuses it.
  public init(
    beside path: String, neuronCount: Int, memory: Int = 64 << 20
  ) throws(SpikeFileError) {
    guard neuronCount >= 1 && memory >= 1 << 20 else {
      fatalError("a spool of \(neuronCount) neurons in \(memory) bytes")
    }
    self.path = path
    self.neuronCount = neuronCount
    self.memory = memory
    scratch = try rethrowing(ScratchFile(beside: path), as: SpikeFileError.file)
    pending = Array(
      repeating: Segment(), count: (neuronCount + Self.bucketSize - 1) / Self.bucketSize)
  }

  /// Takes the spikes of one window.
  ///
  /// Entry p of the counts is neuron `firstNeuron + p`, so that a population may come in parts.
  ///
  /// - Precondition: the neurons exist.
  /// - Throws: ``SpikeFileError/badRecording(_:)`` when the window begins before one that came earlier;
  ///   ``SpikeFileError/file(_:)`` when the disk is full.
  public mutating func append(
    _ spikes: WindowSpikes, firstNeuron: Int = 0
  ) throws(SpikeFileError) {
    let counts = spikes.counts
    guard firstNeuron >= 0 && firstNeuron + counts.trialCount * counts.neuronCount <= neuronCount
    else {
      fatalError(
        "neurons from \(firstNeuron) on, shape [\(counts.trialCount), \(counts.neuronCount)], of "
          + "\(neuronCount)")
    }
    guard spikes.interval.lowerBound >= latest else {
      throw .badRecording(
        "a window that begins at \(spikes.interval.lowerBound) s comes after one that begins at "
          + "\(latest) s: give windows in order of time.")
    }
    latest = spikes.interval.lowerBound
    var (entry, time) = (0, 0)
    while entry < counts.places.count {
      let bucket = (firstNeuron + Int(counts.places[entry])) / Self.bucketSize
      let first = bucket * Self.bucketSize - firstNeuron
      (entry, time) = pending[bucket].append(
        spikes, entry: entry, from: time, first: first, end: first + Self.bucketSize)
    }
    spikeCount += spikes.spikeCount
    pendingBytes += 4 * counts.places.count + 8 * spikes.spikeCount
    if pendingBytes >= memory / 4 { try flush() }
  }

  private mutating func flush() throws(SpikeFileError) {
    var run: [Place] = []
    run.reserveCapacity(pending.count)
    do {
      for bucket in pending.indices {
        run.append(
          Place(
            offset: scratch.byteCount, entries: pending[bucket].entries.count,
            times: pending[bucket].times.count))
        try scratch.append(pending[bucket].entries)
        try scratch.append(pending[bucket].times)
        pending[bucket].entries.removeAll(keepingCapacity: true)
        pending[bucket].times.removeAll(keepingCapacity: true)
      }
    } catch {
      throw .file(error)
    }
    pendingBytes = 0
    runs.append(run)
  }

  /// Appends the train of every neuron to a file.
  ///
  /// - Throws: what the writer throws; ``SpikeFileError/file(_:)`` when the spool cannot be read back.
  public consuming func deliver<Writer: SpikeWriter & ~Copyable>(
    to writer: inout Writer
  ) throws(SpikeFileError) {
    if pendingBytes > 0 { try flush() }
    pending = []
    for bucket in 0..<(neuronCount + Self.bucketSize - 1) / Self.bucketSize {
      let neurons = min(Self.bucketSize, neuronCount - bucket * Self.bucketSize)
      try deliver(runs.map { $0[bucket] }.filter { $0.entries > 0 }, neurons, to: &writer)
    }
  }

  /// Writes the trains of all neurons as a file of the format that its name asks for.
  ///
  /// - Parameters:
  ///   - path: the file, which appears when it is whole; see ``SpikeFileWriter``.
  ///   - recording: of as many neurons as the spool has.
  ///   - session: what NWB wants to know besides; `nil` for what follows from the recording.
  /// - Throws: ``SpikeFileError``.
  public consuming func write(
    to path: String, recording: SpikeRecording, session: NWBSession? = nil
  ) throws(SpikeFileError) {
    var writer = try SpikeFileWriter(path: path, recording: recording, session: session)
    try deliver(to: &writer)
    try writer.finish()
  }

  /// Appends the trains of one bucket, as many neurons at a time as fit memory.
  private func deliver<Writer: SpikeWriter & ~Copyable>(
    _ places: [Place], _ neurons: Int, to writer: inout Writer
  ) throws(SpikeFileError) {
    var lengths = [Int](repeating: 0, count: neurons)
    for place in places {
      for entry in try read(place.entries, of: UInt32.self, at: place.offset) {
        lengths[Int(entry >> 20)] += Int(entry & Self.largestCount)
      }
    }
    var first = 0
    while first < neurons {
      var end = first + 1
      var total = lengths[first]
      while end < neurons, total + lengths[end] <= memory / 8 {
        total += lengths[end]
        end += 1
      }
      let trains = try gathered(places, of: first..<end, lengths: lengths[first..<end])
      var start = 0
      for neuron in first..<end {
        try writer.append(Array(trains[start..<start + lengths[neuron]]))
        start += lengths[neuron]
      }
      first = end
    }
  }

  /// The times of some neurons, train after train.
  private func gathered(
    _ places: [Place], of neurons: Range<Int>, lengths: ArraySlice<Int>
  ) throws(SpikeFileError) -> [Double] {
    var next = [Int](repeating: 0, count: neurons.count)
    var total = 0
    for neuron in neurons {
      next[neuron - neurons.lowerBound] = total
      total += lengths[neuron]
    }
    var trains = [Double](repeating: 0, count: total)
    for place in places {
      let times = try read(place.times, of: Double.self, at: place.timesOffset)
      var from = 0
      for entry in try read(place.entries, of: UInt32.self, at: place.offset) {
        let count = Int(entry & Self.largestCount)
        let neuron = Int(entry >> 20) - neurons.lowerBound
        if neuron >= 0, neuron < neurons.count {
          let to = next[neuron]
          for spike in 0..<count { trains[to + spike] = times[from + spike] }
          next[neuron] = to + count
        }
        from += count
      }
    }
    return trains
  }

  private func read<Element: BitwiseCopyable>(
    _ count: Int, of type: Element.Type, at offset: Int
  ) throws(SpikeFileError) -> [Element] {
    try rethrowing(scratch.read(count, of: type, at: offset), as: SpikeFileError.file)
  }
}
