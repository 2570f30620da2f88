// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Datasets
internal import Runs
internal import Stimuli

/// The command `interspike data video -o DIR`.
struct DataVideo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "video",
    abstract: "Fetch films.",
    discussion: """
      Films come from packages of Debian through apt-get and are compared with their check sums: a second \
      run needs no network. Without --clip, the two small ones of python3-imageio are fetched, 3 MB. Known \
      are
      \(PublishedFilm.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
      The package of pedestrians and tree has 96 MB, that of city 9 MB.
      """)

  @Option(name: .shortAndLong, help: "The folder of the films.", completion: .directory)
  var output: String

  @Option(
    help:
      "A film to fetch; may be given several times. (default: \(Self.usual.map(\.name).joined(separator: " and ")))",
    completion: .list(PublishedFilm.all.map(\.name)))
  var clip: [Film] = []

  @Option(
    help: "Where downloaded packages are kept. (default: downloads in the output folder)",
    completion: .directory)
  var cache: String?

  @Flag(help: "Give a summary as one JSON object.") var json = false

  @Flag(name: .shortAndLong, help: "Say nothing but errors on standard error.")
  var quiet = false

  private static let usual: [PublishedFilm] = [.cockatoo, .room]

  func run() async throws {
    Interruption.watch()
    let console = Console(quiet: quiet)
    let cache = cache ?? "\(output)/downloads"
    let films = clip.isEmpty ? Self.usual : clip.map(\.film)
    try FilePlan.check(writes: Set(films.map(\.file)).sorted().map { ("-o", "\(output)/\($0)") })
    var files: [Summary.File] = []
    for film in films {
      try Interruption.check("stopped; \(output) holds \(files.count) of \(films.count) films.")
      console.inform(
        film.isPresent(in: output)
          ? "\(film.name) is in \(output)"
          : "fetching \(film.name) from \(film.package.summary), kept in \(cache)")
      let path = try await film.fetch(into: output, cache: cache)
      files.append(
        Summary.File(
          file: path, content: film.summary, source: film.package.summary, licence: film.licence))
    }
    let summary = Summary(films: files)
    try Output.write(json ? JSONText.encode(summary) : summary.text)
  }

  /// One of the known films, by its name.
  struct Film: ExpressibleByArgument {
    let film: PublishedFilm

    init?(argument: String) {
      guard let film = PublishedFilm.all.first(where: { $0.name == argument }) else { return nil }
      self.film = film
    }

    static var allValueStrings: [String] { PublishedFilm.all.map(\.name) }
  }

  private struct Summary: Encodable {
    struct File: Encodable {
      let file: String
      let content: String
      let source: String
      let licence: String
    }

    let films: [File]

    var text: String {
      Text.table(films.map { ($0.file, "\($0.content); \($0.source); \($0.licence)") })
    }
  }
}
