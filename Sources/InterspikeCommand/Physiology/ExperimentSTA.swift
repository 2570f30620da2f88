// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Evaluation
internal import Figures
internal import Foundation
internal import LatentModels
internal import Physiology
internal import Randomness
internal import Runs
internal import Tensors

/// The command `interspike experiment sta RUN -o FOLDER`.
struct ExperimentSTA: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sta",
    abstract: "Compare spike-triggered averages of white noise with the dictionary.",
    discussion: """
      Shows noise of standard deviation 1, new in every frame, and after a warm-up of 40 frames averages what was shown 0, 1, … \
      frames before each spike. Near lag 0, the average should look like the neuron's atom. The folder holds sta.png (the averages at \
      their best lag), atoms.png, similarity.png, sta.npy of shape [neurons, lags, pixels] and results.json.
      Published: 10,000 presentations per trial, 100 trials, 81 lags (arXiv 2410.19315).
      """)

  @Argument(help: "The folder of a `train iterative-poisson` run.", completion: .directory)
  var run: String
  @Option(
    name: .shortAndLong, help: "The folder for the results; it will be created.",
    completion: .directory)
  var output: String
  @Option(help: "How many noise videos to show at once.") var batch = 500
  @Option(help: "Frames to record after the warm-up.") var frames = 200
  @Option(help: "How many frames before a spike to average.") var lags = 12
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    for (name, value, most) in [
      ("--batch", batch, 100_000), ("--frames", frames, 1_000_000), ("--lags", lags, 100),
    ]
    where !(1...most).contains(value) {
      try refuse(name, value, "1 to \(most)")
    }
  }

  private struct Results: Encodable {
    let experiment = "sta"
    let run: String
    let step: Int
    let seed: UInt64
    let stream: String?
    let spikes: Int
    let lags: Int
    /// The mean over neurons of |cosine| between average and atom, at each lag.
    let similarity: [Double]
    let medianSimilarity: Double
  }

  func run() async throws {
    try FilePlan.check(
      runs: [run],
      writes: ["sta.npy", "results.json"].map { ("-o", "\(output)/\($0)") },
      draws: ["sta.png", "atoms.png", "similarity.png"].map { ("-o", "\(output)/\($0)") })
    let listener = try RunElectrode(
      run: run, frameInterval: 0.02, seed: seed.sequence(), work: work)
    let electrode = listener.electrode
    let (neurons, pixels) = (electrode.neurons, electrode.side * electrode.side)
    var triggered = SpikeTriggeredAverage(neurons: neurons, pixels: pixels, lags: lags)
    try listener.show(
      electrode.whiteNoise(films: batch, seed: seed.sequence()),
      count: triggered.warmUp + frames, called: "listening"
    ) { triggered.add($0, threads: work.threadCount) }
    let average = triggered.averages
    let dictionary = electrode.model.likelihood.decoder.dictionary
    let similarity = triggered.similarity(to: dictionary)
    let means = similarity.map { $0.reduce(0) { $0 + abs($1) } / Double(neurons) }
    let best = means.indices.max { means[$0] < means[$1] } ?? 0
    let ranked = (0..<neurons).sorted { similarity[best][$0] > similarity[best][$1] }

    try FileReading.createFolder(output)
    try NPY.write(average, to: "\(output)/sta.npy")
    let shown = Array(ranked.prefix(128))
    try await DictionaryFigure(
      atoms: shown.flatMap { neuron in
        average.values[(neuron * lags + best) * pixels..<(neuron * lags + best + 1) * pixels]
      }, height: electrode.side, width: electrode.side,
      title: "spike-triggered averages, lag \(best)"
    ).write(to: "\(output)/sta.png")
    try await DictionaryFigure(
      atoms: shown.flatMap { neuron in (0..<pixels).map { dictionary.values[$0 * neurons + neuron] }
      },
      height: electrode.side, width: electrode.side, title: "atoms of the same neurons"
    ).write(to: "\(output)/atoms.png")
    try await figure(means, similarity[best].sorted(), lag: best).write(
      to: "\(output)/similarity.png")
    let results = Results(
      run: URL(fileURLWithPath: run).lastPathComponent, step: listener.step, seed: seed.seed,
      stream: seed.sequence().namedStream,
      spikes: triggered.spikeCounts.reduce(0, +), lags: lags, similarity: means,
      medianSimilarity: median(similarity[best]) ?? .nan)
    try AtomicFile.write(
      try JSONText.encode(results, indented: true) + "\n", to: "\(output)/results.json")
    try Output.write(
      Text.table([
        (name: "spikes", value: "\(results.spikes)"), ("best lag", "\(best) frames"),
        (
          "cosine with the atom",
          "\(Text.fixed(results.medianSimilarity, decimals: 3)) (median of \(neurons))"
        ),
        ("files", "results.json, sta.npy, sta.png, atoms.png, similarity.png in \(output)"),
      ]))
  }

  private func figure(_ means: [Double], _ ordered: [Double], lag: Int) -> RelationFigure {
    RelationFigure([
      RelationFigure.Plot(
        "how long ago", abscissa: "frames before the spike",
        ordinate: "mean |cosine| with the atom",
        series: [
          RelationFigure.Series(
            "all neurons", means.enumerated().map { .init(x: Double($0), y: $1) })
        ]),
      RelationFigure.Plot(
        "at lag \(lag)", abscissa: "share of neurons", ordinate: "cosine with the atom",
        series: [
          RelationFigure.Series(
            "all neurons",
            ordered.enumerated().map {
              .init(x: (Double($0) + 0.5) / Double(ordered.count), y: $1)
            },
            style: .curve)
        ]),
    ])
  }
}
