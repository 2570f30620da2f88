// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Datasets
internal import Runs

/// The command `interspike data video -o DIR`.
struct DataVideo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "video",
    abstract: "Download videos.",
    discussion: """
      Videos are downloaded in Debian packages with apt-get and checked against their checksums; a second \
      run needs no network. Without --clip, you get the two small ones in python3-imageio, 3 MB. The known \
      videos are
      \(PublishedFilm.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
      The package with pedestrians and tree is 96 MB, and the one with city 9 MB.
      """)

  @Option(name: .shortAndLong, help: "The folder for the videos.", completion: .directory)
  var output: String

  @Option(
    help:
      "A video to download; may be given several times. (default: \(Self.usual.map(\.name).joined(separator: " and ")))",
    completion: .list(PublishedFilm.all.map(\.name)))
  var clip: [Film] = []

  @Option(
    help: "Where to keep downloaded packages. (default: downloads in the output folder)",
    completion: .directory)
  var cache: String?

  @Flag(help: "Print a summary as one JSON object.") var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but errors on standard error.")
  var quiet = false

  private static let usual: [PublishedFilm] = [.cockatoo, .room]

  func run() async throws {
    Interruption.watch()
    let console = Console(quiet: quiet)
    let cache = cache ?? "\(output)/downloads"
    let films = clip.isEmpty ? Self.usual : clip.map(\.film)
    try FilePlan.check(writes: Set(films.map(\.file)).sorted().map { ("-o", "\(output)/\($0)") })
    var summary = FilmFolderSummary()
    for film in films {
      try Interruption.check("stopped; \(output) holds \(summary.count) of \(films.count) videos.")
      console.inform(
        film.isPresent(in: output)
          ? "\(film.name) is already in \(output)"
          : "downloading \(film.name) from \(film.package.summary), to be kept in \(cache)")
      summary.add(film, at: try await film.fetch(into: output, cache: cache))
    }
    try Output.write(json ? summary.json : summary.text)
  }

  /// One of the known videos, by name.
  struct Film: ExpressibleByArgument {
    let film: PublishedFilm

    init?(argument: String) {
      guard let film = PublishedFilm.all.first(where: { $0.name == argument }) else { return nil }
      self.film = film
    }

    static var allValueStrings: [String] { PublishedFilm.all.map(\.name) }
  }
}
