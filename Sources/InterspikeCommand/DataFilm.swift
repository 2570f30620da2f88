// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Runs
internal import Stimuli
internal import Video

/// The command `interspike data film FILE… -o DIR`.
struct DataFilm: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "film",
    abstract: "Cut videos into short whitened sequences.",
    discussion: """
      Every frame is whitened as in `stream`; a sequence is what one tile of 16×16 pixels shows in consecutive \
      frames, at a random place and time, and never spans a scene change. The output folder then holds \
      train.safetensors and held-out.safetensors, each with one tensor "films" of shape [n, frames, 256]; there are a \
      quarter as many held-out sequences. No frame is in both: the last fifth of every video is held out, or whole videos \
      with --held-out-films.
      """)

  @Argument(
    help: "Videos: .y4m, or anything ffmpeg reads; each is read twice.", completion: .file())
  var film: [String] = []
  @Option(
    help: """
      A folder of photographs over which a virtual camera pans and zooms. This makes one more \
      video, which comes before the others.
      """,
    completion: .directory)
  var pan: String?
  @Option(name: .shortAndLong, help: "The folder for the sequences.", completion: .directory)
  var output: String
  @Option(help: "Scale frames to this size, such as 640x352. (default: as in each video)")
  var size: FrameSize?
  @Option(help: "Frames per sequence, 1 to 1000.") var frames = FilmSequences().frames
  @Option(help: "How many training sequences to cut.") var sequences = FilmSequences().count
  @Option(
    help: """
      The share of each video's frames to hold out, taken from its end, above 0 and below 1. \
      (default: \(FilmSequences.usualShare))
      """
  )
  var heldOutShare: Double?
  @Option(help: "Hold out this many whole videos, the last ones, in place of a share of each.")
  var heldOutFilms: Int?
  @Flag(help: "Print a summary as one JSON object.") var json = false
  @OptionGroup var seed: SeedOption
  @Flag(name: .shortAndLong, help: "Print nothing but errors on standard error.")
  var quiet = false

  /// The most tiles to learn from: 4 GB of them.
  private static let mostTiles = 4_000_000

  func validate() throws {
    if film.isEmpty, pan == nil {
      throw ValidationError("the video is missing. Give one, or photographs with --pan.")
    }
    if !(1...1000).contains(frames) { try refuse("--frames", frames, "1 to 1000") }
    if !(1...Self.mostTiles / frames).contains(sequences) {
      try refuse(
        "--sequences", sequences, "1 to \(Self.mostTiles / frames) for sequences of \(frames)")
    }
    if let heldOutShare, !(heldOutShare > 0 && heldOutShare < 1) {
      try refuse("--held-out-share", heldOutShare, "above 0 and below 1")
    }
    guard let heldOutFilms else { return }
    if heldOutShare != nil {
      throw ValidationError(
        "--held-out-share and --held-out-films exclude each other. Give one of them.")
    }
    let count = film.count + (pan == nil ? 0 : 1)
    if count < 2 {
      throw ValidationError("--held-out-films needs at least 2 videos. Give more of them.")
    }
    if !(1..<count).contains(heldOutFilms) {
      try refuse("--held-out-films", heldOutFilms, "1 to \(count - 1) for \(count) videos")
    }
  }

  private var recipe: FilmSequences {
    FilmSequences(
      frames: frames, count: sequences,
      split: heldOutFilms.map { .films($0) } ?? heldOutShare.map { .time(share: $0) }
        ?? FilmSequences().split)
  }

  func run() async throws {
    let recipe = recipe
    try FilePlan.check(
      reads: film.map { ("the video", $0) } + [("--pan", pan)],
      writes: PatchPartition.allCases.map { ("-o", "\(output)/\($0.rawValue).safetensors") })
    Interruption.watch()
    let console = Console(quiet: quiet)
    for path in film { try FilmSurvey.requireUsable(path, size: size, side: recipe.side) }
    let films = try await pans(console) + film.map { try survey($0, console) }
    var collection = try FilmCollection(recipe, of: films, seed: seed.seed)
    let total = films.map(\.frames).reduce(0, +)
    let progress = Progress("preparing", unit: "frames", of: total, on: console)
    try await collection.gather(until: { Interruption.signal != nil }) { done in
      progress.show(done: done)
      try check()
    }
    progress.end()
    try await collection.write(to: output)
    let summary = FilmSummary(collection, in: output, seed: seed.seed)
    try Output.write(json ? summary.json : summary.text)
  }

  /// A first walk through a video.
  private func survey(_ path: String, _ console: Console) throws -> FilmSurvey {
    console.inform("looking for scene changes in \(path)")
    let survey = try FilmSurvey(path, size: size, until: { Interruption.signal != nil }) { _ in
      try check()
    }
    for note in survey.notes { console.inform(note) }
    console.inform(
      "\(path): \(Text.count(survey.frames, "frame")) of \(survey.size), \(Text.count(survey.cuts.count, "scene change"))"
    )
    return survey
  }

  /// The film of photographs, if one is wanted.
  private func pans(_ console: Console) async throws -> [FilmSurvey] {
    guard let pan else { return [] }
    let decoder = PictureDecoder(reduction: 2)
    let distinct = try await DistinctPhotographs(PhotographSet(folder: pan), decoder: decoder) {
      _ in try check()
    }
    for note in distinct.notes { console.inform(note) }
    let pans = PhotographPans(
      over: distinct.photographs, decoder: decoder, frames: 2 * frames, seed: seed.seed)
    console.inform(pans.summary)
    return [FilmSurvey(pans)]
  }

  private func check() throws { try Interruption.check("stopped; no sequences were written.") }
}
