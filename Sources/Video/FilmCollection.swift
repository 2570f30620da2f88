// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Randomness
public import Stimuli
public import Tensors

/// Sequences of films, to learn from and held out.
///
/// The result depends on the decoded films, their order, the recipe and the seed, never on the number of processor cores.
///
/// - Complexity: two frames and all sequences in memory: 6 kB for each of 6 frames of 16×16 pixels.
public struct FilmCollection: Sendable {
  /// The films.
  public let films: [FilmSurvey]
  private let recipe: FilmSequences
  private let seed: UInt64
  private var groups: [PatchPartition: FilmGroup] = [:]

  /// Chooses the places of all sequences, whose values ``gather(until:watching:)`` finds.
  ///
  /// - Throws: ``FilmSequenceError``, ``VideoError/smallerThanTile(size:side:)``.
  /// - Precondition: at least one film, and more than are held out whole.
  public init(_ recipe: FilmSequences, of films: [FilmSurvey], seed: UInt64) throws {
    guard !films.isEmpty else {
      fatalError("no film was named")
    }
    if case .films(let heldOut) = recipe.split, heldOut < 1 || heldOut >= films.count {
      fatalError("\(heldOut) of \(films.count) films cannot be held out")
    }
    var names: [String: String] = [:]
    for film in films {
      if let other = names.updateValue(film.path, forKey: film.digest) {
        throw FilmSequenceError.sameFilm(first: other, second: film.path)
      }
      guard film.size.width >= recipe.side, film.size.height >= recipe.side else {
        throw VideoError.smallerThanTile(size: film.size, side: recipe.side)
      }
    }
    self.recipe = recipe
    self.films = films
    self.seed = seed
    for partition in PatchPartition.allCases {
      groups[partition] = FilmGroup(
        try FilmCollection.places(partition, recipe, films, seed), side: recipe.side,
        frames: recipe.frames)
    }
  }

  private static func places(
    _ partition: PatchPartition, _ recipe: FilmSequences, _ films: [FilmSurvey], _ seed: UInt64
  ) throws(FilmSequenceError) -> [FilmGroup.Place] {
    var scenes: [(film: Int, beginnings: Range<Int>)] = []
    for (index, film) in films.enumerated() {
      for scene in try recipe.beginnings(partition, of: film, at: index, among: films.count) {
        scenes.append((index, scene))
      }
    }
    let moments = scenes.flatMap { scene in scene.beginnings.map { (scene.film, $0) } }
    var generator = SeedSequence(seed).generator(for: "films.places", partition == .train ? 0 : 1)
    return (0..<recipe.count(partition)).map { _ in
      let (film, start) = moments[generator.integer(below: moments.count)]
      let size = films[film].size
      return FilmGroup.Place(
        film: film, start: start, left: generator.integer(below: size.width - recipe.side + 1),
        top: generator.integer(below: size.height - recipe.side + 1))
    }
  }

  /// Walks through all films and takes the tiles of every sequence.
  ///
  /// - Parameters:
  ///   - isOver: asked while a film keeps us waiting; `true` ends it early.
  ///   - watch: told the number of frames of all films so far, after each of them and at the end of a film.
  /// - Throws: ``VideoError``, ``FilmSequenceError/changed(name:)``, what `watch` throws, and, of photographs,
  ///   `PhotographError` and `ChildProcessError`.
  public mutating func gather(
    until isOver: @escaping @Sendable () -> Bool = { false },
    watching watch: (Int) throws -> Void = { _ in }
  ) async throws {
    var earlier = 0
    for (index, survey) in films.enumerated() {
      let film = try survey.walk(until: isOver)
      let whitening = FrameWhitening(size: survey.size)
      var history = ContrastHistory()
      var frame = VideoFrame(size: survey.size)
      var whitened = frame.image
      for partition in PatchPartition.allCases { groups[partition]?.begin(film: index) }
      while try await film.read(into: &frame) {
        whitening.whiten(frame.image, into: &whitened, history: &history)
        for partition in PatchPartition.allCases {
          groups[partition]?.take(whitened, at: frame.index)
        }
        try watch(earlier + film.frameCount)
      }
      try watch(earlier + film.frameCount)
      guard film.frameCount >= survey.frames else {
        throw FilmSequenceError.changed(name: survey.path)
      }
      earlier += survey.frames
    }
  }

  /// Where the sequences of a group lie.
  package func places(_ partition: PatchPartition) -> [FilmGroup.Place] {
    groups[partition]?.places ?? []
  }

  /// The sequences of a group.
  ///
  /// **Shape:** [sequences, frames, side²].
  public func sequences(_ partition: PatchPartition) -> Tensor {
    Tensor(
      groups[partition]?.values ?? [],
      shape: [recipe.count(partition), recipe.frames, recipe.side * recipe.side])
  }

  /// Writes `train.safetensors` and `held-out.safetensors`, each with one tensor `films` and the record of how it was
  /// made.
  ///
  /// Missing folders are created.
  ///
  /// - Throws: `ChildProcessError` and `FileError`.
  public func write(to folder: String) async throws {
    let decoder = films.contains(where: \.isDecoded) ? try await PictureDecoder.version() : nil
    try FileReading.createFolder(folder)
    for partition in PatchPartition.allCases {
      var file = SafetensorsFile(metadata: record(partition, decoder: decoder))
      try file.add("films", sequences(partition))
      try file.write(to: "\(folder)/\(partition.rawValue).safetensors")
    }
  }

  /// What the file says of itself.
  package func record(_ partition: PatchPartition, decoder: String?) -> [String: String] {
    let sources = films.enumerated().map { index, film in
      let part = recipe.part(partition, of: film, at: index, among: films.count)
      let rate = film.frameRate.map { " at \($0) per second" } ?? ""
      let cuts = film.cuts.isEmpty ? "none" : film.cuts.map(String.init).joined(separator: " ")
      return "\(film.origin); \(film.size.width)x\(film.size.height), "
        + "\(film.frames) frames\(rate); scenes begin at \(cuts); here frames "
        + (part.isEmpty ? "none" : "\(part.lowerBound) to \(part.upperBound - 1)")
    }
    return [
      "partition": partition.rawValue,
      "seed": "\(seed)",
      "source": sources.joined(separator: "\n"),
      "recipe": recipe.summary,
      "decoder": decoder ?? "none: YUV4MPEG2 is read as it is",
      "format": "interspike film sequences 1",
    ]
  }
}
