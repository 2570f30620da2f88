// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// What `data video` brought, as people and programs read it.
package struct FilmFolderSummary: Findings {
  private struct Entry: Encodable {
    let file: String
    let content: String
    let source: String
    let licence: String
  }

  private var films: [Entry] = []

  /// Nothing brought yet.
  package init() {}

  /// How many films were brought.
  package var count: Int { films.count }

  /// Notes a film at a path.
  package mutating func add(_ film: PublishedFilm, at path: String) {
    films.append(
      Entry(
        file: path, content: film.summary, source: film.package.summary, licence: film.license))
  }

  package var text: String {
    Text.table(films.map { ($0.file, "\($0.content); \($0.source); \($0.licence)") })
  }
}
