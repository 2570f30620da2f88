// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
public import Physiology
internal import Runs
public import Video

/// How neurons vary from trial to trial while a clip is repeated, and while noise of the same variance is.
public struct RepeatFindings: ElectrodeFindings, Sendable {
  /// What is found with one kind of stimulus, of all neurons that fire more than once in fifty frames.
  public struct Condition: Encodable, Sendable {
    /// Those neurons.
    public let neurons: Int
    /// Their spikes per frame, on average.
    public let spikesPerFrame: Double?
    /// The median of their Fano factors.
    public let medianFanoFactor: Double?
    /// The Fano factor of the sum of all neurons.
    public let populationFanoFactor: Double?
    /// How well half of the trials predicts the other half: the median correlation.
    public let medianReliability: Double?
    /// The mean over pairs.
    public let meanSignalCorrelation: Double?
    /// The mean over pairs.
    public let meanNoiseCorrelation: Double?
    /// The correlation over pairs of signal and noise correlation.
    public let signalNoiseCorrelation: Double?
    let places: [Int]
    let fano: [Double]
    let means: [Double]
    let variances: [Double]
    let pairs: [TrialVariability.Pair]
    let reliabilities: [Double?]

    private enum CodingKeys: String, CodingKey {
      case neurons, spikesPerFrame, medianFanoFactor, populationFanoFactor, medianReliability
      case meanSignalCorrelation, meanNoiseCorrelation, signalNoiseCorrelation
    }

    init(_ found: TrialVariability) {
      (means, variances, reliabilities) = (
        found.meanCounts, found.meanVariances, found.reliabilities
      )
      places = means.indices.filter { [means] in means[$0] > 0.02 }
      let factors = found.fanoFactors
      fano = places.map { factors[$0] ?? .nan }
      pairs = found.pairs(among: places)
      neurons = places.count
      spikesPerFrame = Self.mean(places.map { [means] in means[$0] })
      medianFanoFactor = median(fano)
      populationFanoFactor = found.populationFanoFactor
      medianReliability = median(places.compactMap { [reliabilities] in reliabilities[$0] })
      meanSignalCorrelation = Self.mean(pairs.map(\.signal))
      meanNoiseCorrelation = Self.mean(pairs.map(\.noise))
      signalNoiseCorrelation = Self.correlation(pairs.map { ($0.signal, $0.noise) })
    }

    private static func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    private static func correlation(_ values: [(Double, Double)]) -> Double? {
      guard let first = mean(values.map(\.0)), let second = mean(values.map(\.1)) else {
        return nil
      }
      let sums = values.reduce((0.0, 0.0, 0.0)) {
        let (x, y) = ($1.0 - first, $1.1 - second)
        return ($0.0 + x * y, $0.1 + x * x, $0.2 + y * y)
      }
      return sums.1 * sums.2 > 0 ? sums.0 / (sums.1 * sums.2).squareRoot() : nil
    }
  }

  /// Frames of the clip.
  public let frames: Int
  /// Pieces of the picture, one field of view each.
  public let pieces: Int
  /// How often each was shown.
  public let trials: Int
  /// While the clip is repeated.
  public let clip: Condition
  /// While noise is repeated.
  public let noise: Condition

  private enum CodingKeys: String, CodingKey { case frames, pieces, trials, clip, noise }

  package static let files = ["results.json", "neurons.csv", "repeats.png"]

  /// Sums up what was counted.
  public init(clip: TrialVariability, noise: TrialVariability) {
    (frames, pieces, trials) = (clip.frames, clip.stimuli, clip.repeats)
    (self.clip, self.noise) = (Condition(clip), Condition(noise))
  }

  private var conditions: [(name: String, Condition)] { [("clip", clip), ("noise", noise)] }

  /// Writes results.json, neurons.csv and repeats.png.
  ///
  /// - Throws: `FileError` or `FigureError`.
  public func write(to folder: String, from listener: RunElectrode, seed: UInt64) async throws {
    try FileReading.createFolder(folder)
    var table = CSVTable([
      "stimulus", "neuron", "mean_count", "variance", "fano_factor", "reliability",
    ])
    for (name, found) in conditions {
      for neuron in found.means.indices {
        let mean = found.means[neuron]
        table.append([
          name, neuron, mean, found.variances[neuron],
          mean > 0 ? found.variances[neuron] / mean : nil, found.reliabilities[neuron],
        ])
      }
    }
    try AtomicFile.write(table.text, to: "\(folder)/neurons.csv")
    try await figure(seed: seed).write(to: "\(folder)/repeats.png")
    try listener.write("repeats", self, to: folder)
  }

  /// The findings as names and values.
  package var rows: [(name: String, value: String)] {
    func both(_ value: (Condition) -> Double?) -> String {
      conditions.map { name, found in
        "\(value(found).map { Text.fixed($0, decimals: 3) } ?? "undefined") (\(name))"
      }.joined(separator: ", ")
    }
    return [
      ("neurons that fire", "\(clip.neurons) (clip), \(noise.neurons) (noise)"),
      ("Fano factor, median", both(\.medianFanoFactor)),
      ("Fano factor of the sum", both(\.populationFanoFactor)),
      ("reliability, median", both(\.medianReliability)),
      ("signal correlation, mean", both(\.meanSignalCorrelation)),
      ("noise correlation, mean", both(\.meanNoiseCorrelation)),
    ]
  }

  private func figure(seed: UInt64) -> RelationFigure {
    let most = conditions.flatMap { $0.1.means }.max() ?? 1
    let scatter = RelationFigure.Plot(
      "variability", abscissa: "mean count in a frame", ordinate: "variance over trials",
      logarithmicAbscissa: true, logarithmicOrdinate: true,
      series: conditions.map { name, found in
        RelationFigure.Series(
          name, found.places.map { .init(x: found.means[$0], y: found.variances[$0]) },
          style: .points)
      } + [
        RelationFigure.Series(
          "Poisson", [.init(x: 0.02, y: 0.02), .init(x: max(most, 0.03), y: max(most, 0.03))],
          style: .curve)
      ])
    func sorted(
      _ heading: String, _ ordinate: String, _ values: (Condition) -> [Double]
    ) -> RelationFigure.Plot {
      var plot = RelationFigure.Plot(heading, ordinate: ordinate, ofAllNeurons: [])
      plot.series = conditions.map { name, found in
        var series = RelationFigure.Plot("", ordinate: "", ofAllNeurons: values(found)).series[0]
        series.name = name
        return series
      }
      return plot
    }
    let correlations = RelationFigure.Plot(
      "pairs of neurons", abscissa: "signal correlation", ordinate: "noise correlation",
      series: conditions.map { RelationFigure.Series($0, Self.binned($1.pairs)) })
    return RelationFigure(
      [
        scatter, sorted("Fano factors", "variance/mean", \.fano),
        sorted("reliability", "correlation of half with half") { found in
          found.places.compactMap { found.reliabilities[$0] }
        }, correlations,
      ],
      title:
        "\(frames) frames of \(pieces) pieces of a clip and of noise, \(trials) trials of each, seed \(seed)"
    )
  }

  /// The mean noise correlation of ten groups of pairs of similar signal correlation, with two standard errors.
  private static func binned(_ pairs: [TrialVariability.Pair]) -> [RelationFigure.Point] {
    let sorted = pairs.sorted { ($0.signal, $0.noise) < ($1.signal, $1.noise) }
    let groups = min(10, sorted.count)
    return (0..<groups).map { group in
      let members = sorted[group * sorted.count / groups..<(group + 1) * sorted.count / groups]
      let count = Double(members.count)
      let mean = members.reduce(0) { $0 + $1.noise } / count
      let squares = members.reduce(0) { $0 + ($1.noise - mean) * ($1.noise - mean) }
      return RelationFigure.Point(
        x: members.reduce(0) { $0 + $1.signal } / count, y: mean,
        halfInterval: count > 1 ? 2 * (squares / (count - 1) / count).squareRoot() : 0)
    }
  }
}

extension RunElectrode {
  /// Repeats a clip, and noise of the same variance beside it.
  ///
  /// - Parameters:
  ///   - film: the film whose beginning is the clip.
  ///   - frames: frames of the clip.
  ///   - pieces: how many tiles of the film are shown, spread over the picture.
  ///   - trials: how often each is shown.
  /// - Throws: what ``clip(of:frames:pieces:)`` and `Recording.next()` throw.
  public func repeats(
    of film: VideoSource, frames: Int = 60, pieces: Int = 8, trials: Int = 50
  ) async throws -> RepeatFindings {
    let stimuli = RepeatedClip(
      try await clip(of: film, frames: frames, pieces: pieces), repeats: trials, seed: seed)
    var found = (0..<2).map { _ in
      TrialVariability(stimuli: pieces, repeats: trials, neurons: electrode.neurons)
    }
    try show(stimuli.frames, count: frames, called: "repeating") {
      let counts = $0.inference.counts
      found[0].add(Array(counts[..<(counts.count / 2)]))
      found[1].add(Array(counts[(counts.count / 2)...]))
    }
    return RepeatFindings(clip: found[0], noise: found[1])
  }
}
