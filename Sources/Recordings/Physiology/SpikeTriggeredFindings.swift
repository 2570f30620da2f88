// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import LatentModels
public import Physiology
internal import Randomness
internal import Runs
internal import Streaming
internal import Tensors

/// How spike-triggered averages of white noise compare with the dictionary.
public struct SpikeTriggeredFindings: ElectrodeFindings, Sendable {
  /// The spikes that entered the averages.
  public let spikes: Int
  /// How many frames before a spike were averaged.
  public let lags: Int
  /// The mean over neurons of |cosine| between average and atom, at each lag.
  public let similarity: [Double]
  /// The median over neurons of the cosine at the best lag.
  public let medianSimilarity: Double
  /// The mean over neurons of the average's projection on the atom, at each lag, in standard deviations of the noise.
  public let temporalKernel: [Double]
  /// The median over neurons of space–time separability; nil when no average stands out from noise.
  public let medianSeparability: Double?
  private let byNeuron: [[Double]]
  private let averages: Tensor
  private let dictionary: Tensor
  private let side: Int

  private enum CodingKeys: String, CodingKey {
    case spikes, lags, similarity, medianSimilarity, temporalKernel, medianSeparability
  }

  package static let files = [
    "results.json", "sta.npy", "sta.png", "lags.png", "atoms.png", "similarity.png",
  ]

  /// Compares averages with the atoms of the electrode's model.
  public init(_ triggered: SpikeTriggeredAverage, by electrode: Electrode) {
    averages = triggered.averages
    dictionary = electrode.model.likelihood.decoder.dictionary
    side = electrode.side
    byNeuron = triggered.similarity(to: dictionary)
    similarity = byNeuron.map { $0.reduce(0) { $0 + abs($1) } / Double(triggered.neurons) }
    let best = similarity.indices.max { [similarity] in similarity[$0] < similarity[$1] } ?? 0
    medianSimilarity = median(byNeuron[best]) ?? .nan
    (spikes, lags) = (triggered.spikeCounts.reduce(0, +), triggered.lags)
    temporalKernel = triggered.projections(on: dictionary).map {
      $0.reduce(0, +) / Double(triggered.neurons)
    }
    medianSeparability = median(triggered.separability.compactMap { $0 })
  }

  /// The lag at which averages are most like atoms.
  public var bestLag: Int { similarity.indices.max { similarity[$0] < similarity[$1] } ?? 0 }

  /// Writes results.json, sta.npy, sta.png, lags.png, atoms.png and similarity.png.
  ///
  /// - Throws: `FileError` or `FigureError`.
  public func write(to folder: String, from listener: RunElectrode) async throws {
    try await write(to: folder, from: listener, seed: listener.seed.seed)
  }

  package func write(to folder: String, from listener: RunElectrode, seed: UInt64) async throws {
    try FileReading.createFolder(folder)
    try NPY.write(averages, to: "\(folder)/sta.npy")
    let (best, pixels, neurons) = (bestLag, side * side, dictionary.shape[1])
    let shown = (0..<neurons).sorted { byNeuron[best][$0] > byNeuron[best][$1] }.prefix(128)
    try await DictionaryFigure(
      atoms: shown.flatMap { neuron in
        let start = (neuron * lags + best) * pixels
        return pair(
          Array(averages.values[start..<start + pixels]),
          (0..<pixels).map { dictionary.values[$0 * neurons + neuron] })
      }, height: side, width: 2 * side + Self.seam + Self.margin,
      title: "spike-triggered average | atom, lag \(best)"
    ).write(to: "\(folder)/sta.png")
    try await DictionaryFigure(
      atoms: shown.flatMap { neuron in (0..<pixels).map { dictionary.values[$0 * neurons + neuron] }
      }, height: side, width: side, title: "atoms of the same neurons"
    ).write(to: "\(folder)/atoms.png")
    try await spaceTime(of: Array(shown.prefix(Self.columns)), seed: seed).write(
      to: "\(folder)/lags.png")
    try await figure(similarity, byNeuron[best], lag: best).write(
      to: "\(folder)/similarity.png")
    try listener.write("sta", self, to: folder)
  }

  /// Neurons side by side in lags.png.
  private static let columns = 16

  /// Atoms in the first row, and below them the averages at one lag after another, on one gray scale for each neuron.
  private func spaceTime(of shown: [Int], seed: UInt64) -> DictionaryFigure {
    let (pixels, neurons) = (side * side, dictionary.shape[1])
    func scaled(_ values: [Float]) -> [Float] {
      let greatest = values.lazy.map(abs).max() ?? 0
      return greatest > 0 ? values.map { $0 / greatest } : values
    }
    let columns = shown.map { neuron in
      scaled((0..<pixels).map { dictionary.values[$0 * neurons + neuron] })
        + scaled(
          Array(averages.values[neuron * lags * pixels..<(neuron + 1) * lags * pixels]))
    }
    return DictionaryFigure(
      atoms: (0...lags).flatMap { row in
        columns.flatMap { $0[row * pixels..<(row + 1) * pixels] }
      }, height: side, width: side, columns: shown.count, scaling: .allAtoms,
      title:
        "atoms, and below what was shown 0, 1, … \(lags - 1) frames before a spike, seed \(seed)")
  }

  /// White columns between an average and its atom, and from one pair to the next.
  private static let (seam, margin) = (1, 3)

  /// An average and its atom side by side, each from black to white.
  private func pair(_ average: [Float], _ atom: [Float]) -> [Float] {
    let pictures = [average, atom].map { values in
      let greatest = values.lazy.map(abs).max() ?? 0
      return greatest > 0 ? values.map { $0 / greatest } : values
    }
    var values: [Float] = []
    for row in 0..<side {
      let columns = row * side..<(row + 1) * side
      values += pictures[0][columns]
      values += [Float](repeating: 1, count: Self.seam)
      values += pictures[1][columns]
      values += [Float](repeating: 1, count: Self.margin)
    }
    return values
  }

  /// The findings as names and values.
  package var rows: [(name: String, value: String)] {
    [
      ("spikes", "\(spikes)"), ("best lag", "\(bestLag) frames"),
      (
        "cosine with the atom",
        "\(Text.fixed(medianSimilarity, decimals: 3)) (median of \(dictionary.shape[1]))"
      ),
      (
        "space–time separability",
        medianSeparability.map { "\(Text.fixed($0, decimals: 3)) (median)" } ?? "undefined, noise"
      ),
    ]
  }

  private func figure(_ means: [Double], _ cosines: [Double], lag: Int) -> RelationFigure {
    RelationFigure([
      RelationFigure.Plot(
        "how long ago", abscissa: "frames before the spike",
        ordinate: "mean |cosine| with the atom",
        series: [
          RelationFigure.Series(
            "all neurons", means.enumerated().map { .init(x: Double($0), y: $1) })
        ]),
      RelationFigure.Plot(
        "course in time", abscissa: "frames before the spike",
        ordinate: "projection on the atom (σ of the noise)",
        series: [
          RelationFigure.Series(
            "all neurons", temporalKernel.enumerated().map { .init(x: Double($0), y: $1) })
        ]),
      RelationFigure.Plot(
        "at lag \(lag)", ordinate: "cosine with the atom", ofAllNeurons: cosines),
    ])
  }
}

extension RunElectrode {
  /// Averages what white noise showed before the spikes of each neuron.
  ///
  /// - Parameters:
  ///   - films: how many films of noise are shown at once.
  ///   - frames: how many frames to record after the warm-up.
  ///   - lags: how many frames before a spike to average.
  /// - Throws: what `Recording.next()` throws.
  public func spikeTriggeredAverage(
    films: Int, frames: Int, lags: Int
  ) throws -> SpikeTriggeredFindings {
    var triggered = SpikeTriggeredAverage(
      neurons: electrode.neurons, pixels: electrode.side * electrode.side, lags: lags)
    try show(
      electrode.whiteNoise(films: films, seed: seed), count: triggered.warmUp + frames,
      called: "listening"
    ) { triggered.add($0, threads: electrode.inference.options.threads) }
    return SpikeTriggeredFindings(triggered, by: electrode)
  }
}
