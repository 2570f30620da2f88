// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import LatentModels
public import Physiology
internal import Runs
internal import Tensors

/// How spike-triggered averages of white noise compare with the dictionary.
public struct SpikeTriggeredFindings: Encodable, Sendable {
  /// The spikes that entered the averages.
  public let spikes: Int
  /// How many frames before a spike were averaged.
  public let lags: Int
  /// The mean over neurons of |cosine| between average and atom, at each lag.
  public let similarity: [Double]
  /// The median over neurons of the cosine at the best lag.
  public let medianSimilarity: Double
  private let byNeuron: [[Double]]
  private let averages: Tensor
  private let dictionary: Tensor
  private let side: Int

  private enum CodingKeys: String, CodingKey { case spikes, lags, similarity, medianSimilarity }

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
  }

  /// The lag at which averages are most like atoms.
  public var bestLag: Int { similarity.indices.max { similarity[$0] < similarity[$1] } ?? 0 }

  /// Writes results.json, sta.npy, sta.png, atoms.png and similarity.png.
  ///
  /// - Throws: `FileError` or `FigureError`.
  public func write(to folder: String, from listener: RunElectrode) async throws {
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
    try await figure(similarity, byNeuron[best], lag: best).write(
      to: "\(folder)/similarity.png")
    try listener.write("sta", self, to: folder)
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
        "at lag \(lag)", ordinate: "cosine with the atom", ofAllNeurons: cosines),
    ])
  }
}
