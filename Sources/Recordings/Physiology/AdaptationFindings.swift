// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Figures
public import Physiology
internal import Runs
internal import Tensors
public import Video

/// What a cut between two scenes does to neurons, frame by frame.
public struct AdaptationFindings: ElectrodeFindings, Sendable {
  /// Frames before the cut.
  public let before: Int
  /// Frames after it.
  public let after: Int
  /// Pieces of picture over which everything is averaged.
  public let pieces: Int
  /// Spikes of a piece in a frame.
  public let spikes: Course
  /// The free energy of a piece, in nats.
  public let freeEnergy: Course
  /// The divergence of the belief after a frame from the prior it began with, in nats.
  public let divergence: Course
  /// Σ(x − reconstruction)² of a piece.
  public let squaredError: Course

  /// One measure, frame by frame.
  public struct Course: Encodable, Sendable {
    /// With a cut.
    public let cut: [Double]
    /// Without one.
    public let continued: [Double]
    /// The standard error of the difference.
    public let standardError: [Double]
    /// Frames until what the cut added has fallen to half; nil when it adds nothing or does not fall.
    public let halfLife: Double?

    init(_ measure: CutResponse.Measure, in response: CutResponse) {
      let course = response.course(of: measure)
      (cut, continued) = (course?.cut ?? [], course?.continued ?? [])
      standardError = course?.standardError ?? []
      halfLife = response.halfLife(of: measure)
    }
  }

  package static let files = ["results.json", "adaptation.csv", "adaptation.png"]

  /// Sums up the responses of some pieces of picture.
  public init(_ response: CutResponse, pieces: Int) {
    (before, after, self.pieces) = (response.before, response.frames - response.before, pieces)
    spikes = Course(.spikes, in: response)
    freeEnergy = Course(.freeEnergy, in: response)
    divergence = Course(.divergence, in: response)
    squaredError = Course(.squaredError, in: response)
  }

  /// Writes results.json, adaptation.csv and adaptation.png.
  ///
  /// - Throws: `FileError` or `FigureError`.
  public func write(to folder: String, from listener: RunElectrode, seed: UInt64) async throws {
    try FileReading.createFolder(folder)
    var table = CSVTable(
      ["frame"]
        + courses.flatMap { name, _ in
          ["\(name)_cut", "\(name)_continued", "\(name)_standard_error"]
        })
    for frame in 0..<before + after {
      var row: [any CustomStringConvertible] = [frame - before]
      for (_, course) in courses {
        row += [course.cut[frame], course.continued[frame], course.standardError[frame]]
      }
      table.append(row)
    }
    try AtomicFile.write(table.text, to: "\(folder)/adaptation.csv")
    try await figure(seed: seed).write(to: "\(folder)/adaptation.png")
    try listener.write("adaptation", self, to: folder)
  }

  private var courses: [(name: String, Course)] {
    [
      ("spikes", spikes), ("free_energy", freeEnergy), ("divergence", divergence),
      ("squared_error", squaredError),
    ]
  }

  /// The findings as names and values.
  package var rows: [(name: String, value: String)] {
    func row(_ name: String, _ unit: String, _ course: Course) -> (name: String, value: String) {
      guard after > 0 else { return (name, "not measured") }
      let half = course.halfLife.map {
        "half of it gone after \(Text.fixed($0, decimals: 1)) frames"
      }
      return (
        name,
        "\(Text.number(course.cut[before])) \(unit) after a cut, \(Text.number(course.continued[before])) without; "
          + (half ?? "no rise that fades")
      )
    }
    return [
      ("pieces", "\(pieces)"), row("spikes", "in a frame", spikes),
      row("free energy", "nats", freeEnergy), row("divergence", "nats", divergence),
      row("squared error", "in a frame", squaredError),
    ]
  }

  private func figure(seed: UInt64) -> RelationFigure {
    func plot(_ heading: String, _ ordinate: String, _ course: Course) -> RelationFigure.Plot {
      RelationFigure.Plot(
        heading, abscissa: "frames since the cut", ordinate: ordinate,
        series: [("with a cut", course.cut), ("without", course.continued)].map { name, values in
          RelationFigure.Series(
            name, values.enumerated().map { .init(x: Double($0 - before), y: $1) })
        })
    }
    return RelationFigure(
      [
        plot("spikes", "per piece and frame", spikes),
        plot("free energy", "nats per piece and frame", freeEnergy),
        plot("surprise: divergence from the prior belief", "nats per piece and frame", divergence),
        plot("squared error", "per piece and frame", squaredError),
      ], title: "a cut after \(before) frames, mean of \(pieces) pieces, seed \(seed)")
  }
}

extension RunElectrode {
  /// Shows a film whose pieces change places at a cut, beside the same film without one.
  ///
  /// - Parameters:
  ///   - film: the film.
  ///   - before: frames before the cut.
  ///   - after: frames after it.
  /// - Throws: what ``clip(of:frames:pieces:)`` and `Recording.next()` throw; `RunError` for a film with a single tile.
  public func adaptation(
    to film: VideoSource, before: Int = 24, after: Int = 24
  ) async throws -> AdaptationFindings {
    let clip = try await clip(of: film, frames: before + after)
    let pieces = clip[0].shape[0]
    guard pieces > 1 else {
      throw RunError(
        .settings,
        "frames of \(film.size) have one tile, so there is nothing to cut to. Give a larger film.")
    }
    var response = CutResponse(before: before)
    try show(
      CutResponse.frames(of: clip, before: before), count: before + after, called: "cutting"
    ) { response.add($0) }
    return AdaptationFindings(response, pieces: pieces)
  }
}
